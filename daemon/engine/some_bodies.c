#include "daemon/engine/some_bodies.h"

#include <stdlib.h>

#include "daemon/engine/numbers.h"

static bool is_named(const struct engine *engine, const struct place_key *key, struct bytes id) {
    const struct place_key named = rows_place_key(engine->store, id);
    return memcmp(named.bytes, key->bytes, sizeof named.bytes) == 0;
}

static bool names_place(const struct engine *engine, const struct snapshot *snapshot,
                        const struct place_key *key) {
    for (size_t i = 0; snapshot->places && i < snapshot->place_count; i++)
        if (is_named(engine, key, snapshot->places[i].id))
            return true;
    for (size_t i = 0; snapshot->outflow && i < snapshot->outflow_count; i++)
        if (is_named(engine, key, snapshot->outflow[i].id))
            return true;
    return false;
}

/* One with too many lines is kept too, and nobody looked at its lines: it counts as naming it. */
static enum status look_at(struct engine *engine, uint64_t event, const struct place_key *key,
                           bool *names) {
    struct event found;
    struct bytes body;
    struct snapshot snapshot;
    arena_reset(engine->scratch);
    *names = false;
    enum status status = store_journal_read(engine->txn, event, engine->scratch, &found);
    if (status == STATUS_FORGOTTEN)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = engine_unpack_request(found.body, &body);
    if (status == STATUS_OK)
        status = wire_decode_snapshot(body, engine->scratch, &snapshot);
    if (status == STATUS_OK)
        *names = snapshot.too_many_lines || names_place(engine, &snapshot, key);
    return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
}

static int compare_events(const void *a, const void *b) {
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

enum status bodies_with_place(struct engine *engine, const struct agb *agb,
                              const struct place_key *key, struct list *events) {
    struct list all = LIST_OF(events->arena, uint64_t);
    enum status status = numbers_events(engine, agb, &all);
    const uint64_t *numbers = all.items;
    if (status == STATUS_OK && all.count > 1)
        qsort(all.items, all.count, sizeof *numbers, compare_events);
    for (size_t i = 0; i < all.count && status == STATUS_OK; i++) {
        bool names;
        status = look_at(engine, numbers[i], key, &names);
        uint64_t *added = status == STATUS_OK && names ? list_add(events) : NULL;
        if (added)
            *added = numbers[i];
    }
    return status == STATUS_OK && events->out_of_memory ? STATUS_NO_MEMORY : status;
}

enum status bodies_naming(struct engine *engine, const struct agb *agb, const struct place_key *key,
                          struct arena *arena, uint64_t *first, uint64_t *last) {
    struct list events = LIST_OF(arena, uint64_t);
    *first = *last = 0;
    enum status status = bodies_with_place(engine, agb, key, &events);
    const uint64_t *found = events.items;
    if (status != STATUS_OK || events.count == 0)
        return status;
    *first = found[0];
    *last = found[events.count - 1];
    return STATUS_OK;
}
