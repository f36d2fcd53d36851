/* Reading the index, on either thread. */
#include "daemon/engine/index_former.h"
#include "daemon/engine/rolls.h"

struct block_reading {
    struct engine *engine;
    const struct agb *agb;
    const struct block_range *range;
    uint64_t event;
    bool is_present; /* it is the last of all events, and every block is as it was known */
    struct block_reader *reader;
    enum status failure;
};

/* The block that is there becomes what was known of it. */
static enum status as_known(struct block_reading *b, struct block_record *record) {
    if (b->is_present)
        return STATUS_OK;
    return former_find(b->engine, b->agb, b->event, b->engine->scratch, record);
}

static bool read_block(void *context, struct bytes key, struct bytes value) {
    struct block_reading *b = context;
    const day_t number = store_day_of_key(key.at + AGB_DIGITS);
    struct block_record record = {.number = number};
    engine_stand_back(b->engine);
    arena_reset(b->engine->scratch);
    b->failure = block_split(value, &record);
    if (!b->range->detail)
        record.detail = (struct bytes){NULL, 0};
    if (b->failure == STATUS_OK)
        b->failure = as_known(b, &record);
    if (b->failure == STATUS_OK)
        b->failure = block_reader_add(b->reader, &record);
    return b->failure == STATUS_OK &&
           (b->range->all_flows || number < block_of_day(b->range->last));
}

/* Whether anything of this block was known. */
static enum status is_known(struct block_reading *b, day_t number, bool *known) {
    struct block_record record = {.number = number};
    arena_reset(b->engine->scratch);
    enum status status = load_block(b->engine, b->agb, b->engine->scratch, &record);
    record.detail = (struct bytes){NULL, 0};
    if (status == STATUS_OK)
        status = as_known(b, &record);
    if (status == STATUS_OK)
        status = block_is_known(&record, b->event, known);
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* The last block at or before `number` of which anything was known. STATUS_ABSENT. */
static enum status find_known(struct block_reading *b, day_t number, day_t *found) {
    enum status status = find_block(b->engine, b->agb, number, found);
    bool known = b->is_present;
    while (status == STATUS_OK && !known) {
        status = is_known(b, *found, &known);
        if (status == STATUS_OK && !known)
            status = find_block(b->engine, b->agb, *found - 1, found);
    }
    return status;
}

static enum status read_blocks(struct block_reading *b, struct past *past) {
    uint8_t key[BLOCK_KEY_BYTES];
    struct bytes from = {NULL, 0};
    day_t number;
    enum status status = STATUS_ABSENT;
    block_reader_seam(b->reader, first_unsettled(b->engine));
    if (!b->range->all_flows)
        status = find_known(b, block_of_day(b->range->first), &number);
    if (status == STATUS_OK)
        from = block_key(b->agb, number, key);
    if (status == STATUS_OK || status == STATUS_ABSENT)
        status = store_walk(b->engine->txn, TABLE_BLOCK, agb_prefix(b->agb), from, read_block, b);
    if (status == STATUS_OK)
        status = b->failure;
    return status == STATUS_OK ? block_reader_finish(b->reader, past) : status;
}

static struct block_reading reading_of(struct engine *engine, const struct agb *agb,
                                       const struct block_range *range, uint64_t event,
                                       struct arena *arena) {
    return (struct block_reading){.engine = engine,
                                  .agb = agb,
                                  .range = range,
                                  .event = event,
                                  .is_present = event >= store_journal_head(engine->txn),
                                  .reader = block_reader_new(range, event, arena)};
}

enum status index_past(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, uint64_t event, struct arena *arena,
                       struct past *past) {
    struct block_reading b = reading_of(engine, agb, range, event, arena);
    return b.reader ? read_blocks(&b, past) : STATUS_NO_MEMORY;
}

static enum status tell_blocks(struct engine *engine, const struct agb *agb,
                               const struct block_range *range, uint64_t event, struct arena *arena,
                               const struct past_listener *listener) {
    struct block_reading b = reading_of(engine, agb, range, event, arena);
    struct past days;
    if (b.reader == NULL)
        return STATUS_NO_MEMORY;
    block_reader_tell(b.reader, listener);
    return read_blocks(&b, &days);
}

/* ---- rolls */

struct calling {
    struct engine *engine;
    const struct block_range *range;
    struct roll_call *call;
    bool begun;
    day_t number;     /* of the last block that was called up */
    struct roll made; /* the last one that was; in the engine's scratch */
    enum status failure;
};

static enum status make_roll(struct engine *engine, struct bytes key, struct roll *roll) {
    struct block_record record = {.number = store_day_of_key(key.at + AGB_DIGITS)};
    struct bytes joined;
    arena_reset(engine->scratch);
    enum status status = store_get(engine->txn, TABLE_BLOCK, key, engine->scratch, &joined);
    if (status == STATUS_OK)
        status = block_split(joined, &record);
    return status == STATUS_OK ? roll_make(&record, engine->scratch, roll) : status;
}

/* The one that is kept, or one that is made, and kept where that is done. */
static enum status find_roll(struct calling *c, struct bytes key, struct bytes stamp,
                             const struct roll **roll) {
    struct rolls *rolls = c->engine->rolls;
    if (key.size != ROLL_KEY_BYTES) /* nothing was opened yet: it may be any table's */
        return STATUS_DAMAGED;
    *roll = rolls ? rolls_find(rolls, key, stamp) : NULL;
    if (*roll)
        return STATUS_OK;
    enum status status = make_roll(c->engine, key, &c->made);
    if (status == STATUS_OK && rolls)
        rolls_keep(rolls, key, stamp, &c->made);
    *roll = &c->made;
    return status;
}

static enum status call_up(struct calling *c, struct bytes key, struct bytes stamp) {
    const struct roll *roll;
    enum status status = find_roll(c, key, stamp, &roll);
    return status == STATUS_OK ? roll_call_add(c->call, roll) : status;
}

static bool call_block(void *context, struct bytes key, struct bytes stamp) {
    struct calling *c = context;
    const day_t number = store_day_of_key(key.at + AGB_DIGITS), seam = first_unsettled(c->engine);
    if (c->begun && c->number < seam && number >= seam)
        roll_call_seam(c->call);
    c->begun = true;
    c->number = number;
    c->failure = call_up(c, key, stamp);
    return c->failure == STATUS_OK && number < block_of_day(c->range->last);
}

static enum status call_blocks(struct calling *c, const struct agb *agb) {
    uint8_t key[BLOCK_KEY_BYTES];
    struct bytes from = {NULL, 0};
    day_t number;
    enum status status = find_block(c->engine, agb, block_of_day(c->range->first), &number);
    if (status == STATUS_OK)
        from = block_key(agb, number, key);
    if (status == STATUS_OK || status == STATUS_ABSENT)
        status =
            store_walk_stamps(c->engine->txn, TABLE_BLOCK, agb_prefix(agb), from, call_block, c);
    if (status == STATUS_OK)
        status = c->failure;
    if (status == STATUS_OK)
        roll_call_finish(c->call);
    return status;
}

enum status index_tell(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, uint64_t event, struct arena *arena,
                       const struct block_listener *listener) {
    const bool more = range->detail || range->flows || range->all_flows;
    if (more || event < store_journal_head(engine->txn))
        return tell_blocks(engine, agb, range, event, arena, &listener->each);
    struct calling c = {
        .engine = engine, .range = range, .call = roll_call_new(range, &listener->many, arena)};
    if (c.call == NULL)
        return STATUS_NO_MEMORY;
    return call_blocks(&c, agb);
}

static bool prepare_block(void *context, struct bytes key, struct bytes stamp) {
    struct calling *c = context;
    const struct roll *roll;
    c->failure = find_roll(c, key, stamp, &roll);
    return c->failure == STATUS_OK && rolls_has_room(c->engine->rolls);
}

enum status index_prepare(struct engine *engine, const struct agb *agb) {
    struct calling c = {.engine = engine};
    const struct bytes begin = {NULL, 0};
    ENSURE(engine->rolls != NULL);
    enum status status =
        store_walk_stamps(engine->txn, TABLE_BLOCK, agb_prefix(agb), begin, prepare_block, &c);
    return status == STATUS_OK ? c.failure : status;
}
