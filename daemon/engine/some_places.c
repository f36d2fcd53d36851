#include "daemon/engine/some_places.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/engine/index_keys.h"

struct some_places some_places_in(struct arena *arena) {
    return (struct some_places){LIST_OF(arena, struct place_key)};
}

void some_places_add(struct some_places *some, const struct place_key *key) {
    struct place_key *added = list_add(&some->keys);
    if (added)
        *added = *key;
}

enum status some_places_add_days(struct some_places *some, struct engine *engine,
                                 const struct agb *agb, day_t first, day_t last,
                                 struct arena *arena) {
    /* From the end of the day before: who left during the first day left no flow where an earlier
     * code delivered that. And flows, since who came and left in between was never there. */
    const struct block_range days = {
        .first = first - 1, .last = last, .flows = true, .detail = true};
    struct past past = {.agb = *agb};
    day_t newest;
    if (find_block(engine, agb, INT32_MAX, &newest) == STATUS_ABSENT)
        return STATUS_DAMAGED;
    enum status status = index_past(engine, agb, &days, UINT64_MAX, arena, &past);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < past.spell_count; i++)
        some_places_add(some, past.spells[i].key);
    for (size_t i = 0; i < past.flow_count; i++)
        some_places_add(some, past.flows[i].key);
    return STATUS_OK;
}

static int compare_keys(const void *a, const void *b) {
    return memcmp(a, b, BLOCK_NAME_BYTES);
}

enum status some_places_walk(struct some_places *some, struct store_txn *txn, const struct agb *agb,
                             struct arena *arena, rows_visit *visit, void *context) {
    const struct place_key own = rows_own_key();
    const struct place_key *keys = some->keys.items;
    if (some->keys.out_of_memory)
        return STATUS_NO_MEMORY;
    if (some->keys.count > 1)
        qsort(some->keys.items, some->keys.count, sizeof *keys, compare_keys);
    enum status status =
        rows_walk(txn, agb, bytes_of(own.bytes, sizeof own.bytes), arena, visit, context);
    for (size_t i = 0; i < some->keys.count && status == STATUS_OK; i++)
        if (i == 0 || compare_keys(&keys[i - 1], &keys[i]) != 0)
            status = rows_walk(txn, agb, bytes_of(keys[i].bytes, BLOCK_NAME_BYTES), arena, visit,
                               context);
    return status;
}
