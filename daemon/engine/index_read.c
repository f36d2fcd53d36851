/* Reading the index, on either thread. */
#include "daemon/engine/index_keys.h"
#include "daemon/engine/rows.h"

enum status index_is_as_known(struct engine *engine, const struct agb *agb, uint64_t event,
                              bool *is) {
    uint64_t last;
    *is = true;
    if (event == store_journal_head(engine->txn))
        return STATUS_OK;
    arena_reset(engine->scratch);
    enum status status = rows_last_event(engine->txn, agb, engine->scratch, &last);
    if (status == STATUS_OK)
        *is = last <= event;
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

struct block_reading {
    struct engine *engine;
    const struct block_range *range;
    struct block_reader *reader;
    enum status failure;
};

static enum status load_detail(struct engine *engine, struct bytes key, struct bytes *detail) {
    arena_reset(engine->scratch);
    enum status status = store_get(engine->txn, TABLE_DETAIL, key, engine->scratch, detail);
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

static bool read_block(void *context, struct bytes key, struct bytes value) {
    struct block_reading *b = context;
    struct block_record record = {.number = store_day_of_key(key.at + AGB_DIGITS), .slim = value};
    if (b->range->detail)
        b->failure = load_detail(b->engine, key, &record.detail);
    if (b->failure == STATUS_OK)
        b->failure = block_reader_add(b->reader, &record);
    return b->failure == STATUS_OK &&
           (b->range->all_flows || record.number < block_of_day(b->range->last));
}

static enum status read_blocks(struct block_reading *b, const struct agb *agb, struct past *past) {
    uint8_t key[BLOCK_KEY_BYTES];
    struct bytes from = {NULL, 0};
    day_t number;
    enum status status = STATUS_ABSENT;
    if (!b->range->all_flows)
        status = find_block(b->engine, agb, block_of_day(b->range->first), &number);
    if (status == STATUS_OK)
        from = block_key(agb, number, key);
    if (status == STATUS_OK || status == STATUS_ABSENT)
        status = store_walk(b->engine->txn, TABLE_SLIM, agb_prefix(agb), from, read_block, b);
    if (status == STATUS_OK)
        status = b->failure;
    return status == STATUS_OK ? block_reader_finish(b->reader, past) : status;
}

enum status index_past(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, struct arena *arena, struct past *past) {
    struct block_reading b = {
        .engine = engine, .range = range, .reader = block_reader_new(range, arena)};
    return b.reader ? read_blocks(&b, agb, past) : STATUS_NO_MEMORY;
}

enum status index_tell(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, struct arena *arena,
                       const struct past_listener *listener) {
    struct block_reading b = {
        .engine = engine, .range = range, .reader = block_reader_new(range, arena)};
    struct past days;
    if (b.reader == NULL)
        return STATUS_NO_MEMORY;
    block_reader_tell(b.reader, listener);
    return read_blocks(&b, agb, &days);
}
