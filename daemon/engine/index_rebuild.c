/* An aanbieder's blocks from its history: after something that changed more than the last
 * of them, and for a store that has none. */
#include "daemon/engine/index.h"

#include "daemon/engine/index_former.h"
#include "daemon/engine/known.h"
#include "proto/model/list.h"

struct rebuilding {
    struct engine *engine;
    const struct agb *agb;
    uint64_t event;           /* that changes the history, which is known up to it */
    struct some_places *some; /* that stand in what is made anew; NULL: all */
    struct arena *arena;      /* for all that comes of a part */
};

/* Some of an aanbieder's blocks, by number. */
struct part {
    day_t first, last;
};

static bool is_in(const struct part *part, day_t number) {
    return number >= part->first && number <= part->last;
}

struct kept_blocks {
    const struct part *part;
    const struct block_record *records;
    size_t count, next;
    struct list gone; /* numbers of blocks that are no more */
    bool damaged;     /* a key that is none of this table */
};

static bool note_if_gone(void *context, struct bytes key, struct bytes value) {
    struct kept_blocks *kept = context;
    (void)value;
    kept->damaged = !is_block_key(key);
    if (kept->damaged)
        return false;
    day_t number = store_day_of_key(key.at + AGB_DIGITS);
    if (!is_in(kept->part, number))
        return number < kept->part->first;
    while (kept->next < kept->count && kept->records[kept->next].number < number)
        kept->next++;
    if (kept->next < kept->count && kept->records[kept->next].number == number)
        return true;
    day_t *gone = list_add(&kept->gone);
    if (gone)
        *gone = number;
    return gone != NULL;
}

static enum status remove_others(const struct rebuilding *r, struct kept_blocks *kept) {
    uint8_t key[BLOCK_KEY_BYTES];
    enum status status =
        store_walk_keys(r->engine->txn, TABLE_BLOCK, agb_prefix(r->agb),
                        block_key(r->agb, kept->part->first, key), note_if_gone, kept);
    if (status == STATUS_OK && kept->damaged)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK && kept->gone.out_of_memory)
        status = STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        return status;
    const day_t *gone = kept->gone.items;
    for (size_t i = 0; i < kept->gone.count; i++)
        store_delete(r->engine->txn, TABLE_BLOCK, block_key(r->agb, gone[i], key));
    return store_failure(r->engine->txn);
}

static bool same_record(const struct block_record *a, const struct block_record *b) {
    return bytes_equal(a->slim, b->slim) && bytes_equal(a->detail, b->detail);
}

/* A record that is right already is left alone. */
static enum status put_block(const struct rebuilding *r, const struct block_record *record) {
    struct block_record before = {.number = record->number};
    enum status status = load_block(r->engine, r->agb, r->arena, &before);
    if (status == STATUS_ABSENT)
        return save_block(r->engine, r->agb, r->arena, record);
    if (status == STATUS_OK)
        status = former_keep(r->engine, r->agb, r->event, &before, record, r->arena);
    if (status == STATUS_OK && !same_record(&before, record))
        status = save_block(r->engine, r->agb, r->arena, record);
    return status;
}

/* ---- settled blocks, which are not made anew */

struct settled {
    struct list numbers; /* day_t */
    day_t end;
    bool damaged; /* a key that is none of this table */
};

static bool note_settled(void *context, struct bytes key, struct bytes value) {
    struct settled *settled = context;
    (void)value;
    settled->damaged = !is_block_key(key);
    if (settled->damaged)
        return false;
    const day_t number = store_day_of_key(key.at + AGB_DIGITS);
    day_t *noted = number < settled->end ? list_add(&settled->numbers) : NULL;
    if (noted)
        *noted = number;
    return noted != NULL;
}

static enum status put_days(const struct rebuilding *r, day_t number, const struct past *days) {
    struct block_record record = {.number = number};
    enum status status = load_block(r->engine, r->agb, r->arena, &record);
    const struct block_record before = record;
    if (status == STATUS_OK)
        status = block_write_days(before.slim, days, r->arena, &record.slim);
    if (status == STATUS_OK && !same_record(&before, &record))
        status = save_block(r->engine, r->agb, r->arena, &record);
    return status;
}

/* All blocks of a code say which days are its own: a succession is told to the settled ones too. */
static enum status put_days_in_settled(const struct rebuilding *r, const struct past *days) {
    const struct bytes begin = {NULL, 0};
    struct settled settled = {.numbers = LIST_OF(r->arena, day_t),
                              .end = first_unsettled(r->engine)};
    enum status status = store_walk_keys(r->engine->txn, TABLE_BLOCK, agb_prefix(r->agb), begin,
                                         note_settled, &settled);
    if (status == STATUS_OK && settled.damaged)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK && settled.numbers.out_of_memory)
        status = STATUS_NO_MEMORY;
    const day_t *numbers = settled.numbers.items;
    for (size_t i = 0; i < settled.numbers.count && status == STATUS_OK; i++)
        status = put_days(r, numbers[i], days);
    return status;
}

/* Blocks outside of it come of a past that was cut, and say nothing. */
static enum status rebuild_part(const struct rebuilding *r, const struct past_range *days,
                                const struct part *part) {
    struct past past = {.agb = *r->agb};
    struct block_record *records;
    struct kept_blocks kept = {.part = part, .gone = LIST_OF(r->arena, day_t)};
    enum status status = known_rows_of(r->engine, r->agb, r->some, days, r->event, r->arena, &past);
    if (status == STATUS_OK)
        status = block_write_past(&past, r->arena, &records, &kept.count);
    if (status != STATUS_OK)
        return status;
    kept.records = records;
    status = remove_others(r, &kept);
    for (size_t i = 0; status == STATUS_OK && i < kept.count; i++)
        if (is_in(part, records[i].number))
            status = put_block(r, &records[i]);
    return status == STATUS_OK ? put_days_in_settled(r, &past) : status;
}

/* By halves, until they fit. */
static enum status rebuild_parts(const struct rebuilding *r, const struct part *part) {
    const struct past_range days = {part->first * BLOCK_DAYS,
                                    part->last * BLOCK_DAYS + BLOCK_DAYS - 1, true, false, true};
    arena_reset(r->arena);
    enum status status = rebuild_part(r, &days, part);
    if (status != STATUS_NO_MEMORY || part->first >= part->last)
        return status;
    const day_t middle = part->first + (part->last - part->first) / 2;
    const struct part early = {part->first, middle}, late = {middle + 1, part->last};
    status = rebuild_parts(r, &early);
    return status == STATUS_OK ? rebuild_parts(r, &late) : status;
}

/* From the first peilmoment to the last; nothing ever happened outside. */
static enum status find_extent(const struct rebuilding *r, struct part *part) {
    const struct past_range none = {INT32_MAX, INT32_MIN, false, false, true};
    struct past past = {.agb = *r->agb};
    arena_reset(r->arena);
    enum status status = known_rows(r->engine, r->agb, &none, r->event, r->arena, &past);
    if (status != STATUS_OK || past.peil_count == 0)
        return status == STATUS_OK ? STATUS_NO_MEMORY : status;
    part->first = block_of_day(day_of_instant(past.peils[0].peilmoment));
    if (part->first < first_unsettled(r->engine))
        part->first = first_unsettled(r->engine);
    part->last = block_of_day(day_of_instant(past.peils[past.peil_count - 1].peilmoment));
    return STATUS_OK;
}

static day_t first_day_of(day_t number) {
    return number == INT32_MIN ? INT32_MIN : number * BLOCK_DAYS;
}

/* Nearly always at once. */
static enum status rebuild(const struct rebuilding *r) {
    struct part part = {first_unsettled(r->engine), INT32_MAX};
    const struct past_range always = {first_day_of(part.first), INT32_MAX, true, false, true};
    enum status status = rebuild_part(r, &always, &part);
    if (status != STATUS_NO_MEMORY)
        return status;
    status = find_extent(r, &part);
    return status == STATUS_OK ? rebuild_parts(r, &part) : status;
}

enum status index_rebuild_at(struct engine *engine, const struct agb *agb, uint64_t event,
                             size_t memory_bytes) {
    struct rebuilding r = {
        .engine = engine, .agb = agb, .event = event, .arena = arena_new(memory_bytes)};
    enum status status = r.arena ? rebuild(&r) : STATUS_NO_MEMORY;
    arena_free(&r.arena);
    return status;
}

enum status index_rebuild(struct engine *engine, const struct agb *agb) {
    return index_rebuild_at(engine, agb, store_journal_head(engine->txn), INDEX_MEMORY_BYTES);
}

/* ---- after a snapshot */

static instant_t first_of(const struct past_rows *rows) {
    instant_t first = INSTANT_MAX;
    for (size_t i = 0; i < rows->count; i++) {
        const struct history_row *row = &rows->at[i];
        bool is_state = row->kind == HISTORY_STATE || row->kind == HISTORY_PASSED;
        if (is_state && row->from < first)
            first = row->from;
    }
    return first;
}

/* The first moment of which anything may be told otherwise: that of the snapshot, or when a
 * place that it changed was first seen. */
static enum status find_touched(const struct rebuilding *r, const struct index_news *news,
                                instant_t *first) {
    struct engine *engine = r->engine;
    *first = news->snapshot->peilmoment;
    for (size_t i = 0; i < news->applied->change_count; i++) {
        const struct bytes id = news->applied->changes[i].after.place.id;
        const struct place_key key = rows_place_key(engine->store, id);
        struct past_rows rows;
        arena_reset(engine->scratch);
        enum status status = rows_load(engine->txn, r->agb, &key, engine->scratch, &rows);
        if (status != STATUS_OK)
            return status;
        if (first_of(&rows) < *first)
            *first = first_of(&rows);
        some_places_add(r->some, &key);
    }
    return STATUS_OK;
}

static enum status rebuild_touched(const struct rebuilding *r, const struct index_news *news) {
    instant_t first;
    day_t last;
    enum status status = find_block(r->engine, r->agb, INT32_MAX, &last);
    if (status == STATUS_OK)
        status = find_touched(r, news, &first);
    if (status != STATUS_OK)
        return status;
    struct part part = {block_of_day(day_of_instant(first)), INT32_MAX};
    if (part.first < first_unsettled(r->engine))
        part.first = first_unsettled(r->engine);
    const struct past_range days = {part.first * BLOCK_DAYS, INT32_MAX, true, false, true};
    status = some_places_add_days(r->some, r->engine, r->agb, days.first, days.last, r->arena);
    return status == STATUS_OK ? rebuild_part(r, &days, &part) : status;
}

enum status index_rebuild_after(struct engine *engine, const struct index_news *news) {
    struct arena *arena = arena_new(INDEX_MEMORY_BYTES);
    struct some_places some = some_places_in(arena);
    struct rebuilding r = {
        .engine = engine, .agb = news->agb, .event = news->event, .some = &some, .arena = arena};
    enum status status = r.arena ? rebuild_touched(&r, news) : STATUS_NO_MEMORY;
    arena_free(&r.arena);
    return status == STATUS_ABSENT || status == STATUS_NO_MEMORY ? index_rebuild(engine, news->agb)
                                                                 : status;
}
