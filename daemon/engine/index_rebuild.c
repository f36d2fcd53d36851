/* An aanbieder's blocks from its history: after something that changed more than the last
 * of them, and for a store that has none. */
#include "daemon/engine/index.h"

#include "daemon/engine/index_keys.h"
#include "daemon/engine/known.h"
#include "proto/model/list.h"

/* What comes of all rows of one aanbieder; a longer history is taken in parts. */
#define REBUILD_MEMORY_BYTES ((size_t)256 << 20)

/* A record that is right already is left alone. */
static enum status put(struct engine *engine, enum store_table table, struct bytes key,
                       struct bytes value, struct arena *arena) {
    struct bytes there;
    enum status status = store_get(engine->txn, table, key, arena, &there);
    if (status == STATUS_OK && bytes_equal(there, value))
        return STATUS_OK;
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    store_put(engine->txn, table, key, value);
    return store_failure(engine->txn);
}

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
};

static bool note_if_gone(void *context, struct bytes key, struct bytes value) {
    struct kept_blocks *kept = context;
    day_t number = store_day_of_key(key.at + AGB_DIGITS);
    (void)value;
    if (!is_in(kept->part, number))
        return true;
    while (kept->next < kept->count && kept->records[kept->next].number < number)
        kept->next++;
    if (kept->next < kept->count && kept->records[kept->next].number == number)
        return true;
    day_t *gone = list_add(&kept->gone);
    if (gone)
        *gone = number;
    return gone != NULL;
}

static enum status remove_others(struct engine *engine, const struct agb *agb,
                                 struct kept_blocks *kept) {
    uint8_t key[BLOCK_KEY_BYTES];
    enum status status = store_walk(engine->txn, TABLE_SLIM, agb_prefix(agb),
                                    (struct bytes){NULL, 0}, note_if_gone, kept);
    if (status == STATUS_OK && kept->gone.out_of_memory)
        status = STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        return status;
    const day_t *gone = kept->gone.items;
    for (size_t i = 0; i < kept->gone.count; i++) {
        store_delete(engine->txn, TABLE_SLIM, block_key(agb, gone[i], key));
        store_delete(engine->txn, TABLE_DETAIL, block_key(agb, gone[i], key));
    }
    return store_failure(engine->txn);
}

static enum status put_block(struct engine *engine, const struct agb *agb,
                             const struct block_record *record, struct arena *arena) {
    uint8_t key[BLOCK_KEY_BYTES];
    block_key(agb, record->number, key);
    enum status status = put(engine, TABLE_SLIM, bytes_of(key, sizeof key), record->slim, arena);
    return status == STATUS_OK
               ? put(engine, TABLE_DETAIL, bytes_of(key, sizeof key), record->detail, arena)
               : status;
}

/* Blocks outside of it come of a past that was cut, and say nothing. */
static enum status rebuild_part(struct engine *engine, const struct agb *agb,
                                const struct past_range *days, const struct part *part,
                                struct arena *arena) {
    struct past past = {.agb = *agb};
    struct block_record *records;
    struct kept_blocks kept = {.part = part, .gone = LIST_OF(arena, day_t)};
    enum status status = known_rows(engine, agb, days, UINT64_MAX, arena, &past);
    if (status == STATUS_OK)
        status = block_write_past(&past, arena, &records, &kept.count);
    if (status != STATUS_OK)
        return status;
    kept.records = records;
    status = remove_others(engine, agb, &kept);
    for (size_t i = 0; status == STATUS_OK && i < kept.count; i++)
        if (is_in(part, records[i].number))
            status = put_block(engine, agb, &records[i], arena);
    return status;
}

/* By halves, until they fit. */
static enum status rebuild_parts(struct engine *engine, const struct agb *agb,
                                 const struct part *part, struct arena *arena) {
    const struct past_range days = {part->first * BLOCK_DAYS,
                                    part->last * BLOCK_DAYS + BLOCK_DAYS - 1, true, false, true};
    arena_reset(arena);
    enum status status = rebuild_part(engine, agb, &days, part, arena);
    if (status != STATUS_NO_MEMORY || part->first >= part->last)
        return status;
    const day_t middle = part->first + (part->last - part->first) / 2;
    const struct part early = {part->first, middle}, late = {middle + 1, part->last};
    status = rebuild_parts(engine, agb, &early, arena);
    return status == STATUS_OK ? rebuild_parts(engine, agb, &late, arena) : status;
}

/* From the first peilmoment to the last; nothing ever happened outside. */
static enum status find_extent(struct engine *engine, const struct agb *agb, struct arena *arena,
                               struct part *part) {
    const struct past_range none = {INT32_MAX, INT32_MIN, false, false, true};
    struct past past = {.agb = *agb};
    arena_reset(arena);
    enum status status = known_rows(engine, agb, &none, UINT64_MAX, arena, &past);
    if (status != STATUS_OK || past.peil_count == 0)
        return status == STATUS_OK ? STATUS_NO_MEMORY : status;
    part->first = block_of_day(day_of_instant(past.peils[0].peilmoment));
    part->last = block_of_day(day_of_instant(past.peils[past.peil_count - 1].peilmoment));
    return STATUS_OK;
}

/* Nearly always at once. */
static enum status rebuild(struct engine *engine, const struct agb *agb, struct arena *arena) {
    const struct past_range always = {INT32_MIN, INT32_MAX, true, false, true};
    struct part part = {INT32_MIN, INT32_MAX};
    enum status status = rebuild_part(engine, agb, &always, &part, arena);
    if (status != STATUS_NO_MEMORY)
        return status;
    status = find_extent(engine, agb, arena, &part);
    return status == STATUS_OK ? rebuild_parts(engine, agb, &part, arena) : status;
}

enum status index_rebuild_within(struct engine *engine, const struct agb *agb,
                                 size_t memory_bytes) {
    struct arena *arena = arena_new(memory_bytes);
    enum status status = arena ? rebuild(engine, agb, arena) : STATUS_NO_MEMORY;
    arena_free(&arena);
    return status;
}

enum status index_rebuild(struct engine *engine, const struct agb *agb) {
    return index_rebuild_within(engine, agb, REBUILD_MEMORY_BYTES);
}
