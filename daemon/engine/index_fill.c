/* The index of aanbieders that have none, since their store is older than it. */
#include "daemon/engine/index_keys.h"
#include "daemon/engine/rows.h"

#include <stdlib.h>

#include "proto/model/list.h"

static bool note_any(void *context, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    *(bool *)context = true;
    return false;
}

static enum status is_missing(struct engine *engine, const struct agb *agb, bool *missing) {
    const struct bytes begin = {NULL, 0};
    bool has_index = false, has_history = false;
    enum status status =
        store_walk_keys(engine->txn, TABLE_BLOCK, agb_prefix(agb), begin, note_any, &has_index);
    if (status == STATUS_OK && !has_index)
        status = rows_any(engine->txn, agb, &has_history);
    *missing = has_history && !has_index;
    return status;
}

/* ---- which events did more than add to the end of what was known */

struct search {
    struct list events; /* uint64_t; more than once, and perhaps some that did no more */
    uint64_t begin;     /* the event by which this code succeeded another; 0: none */
};

static void note_event(struct search *search, uint64_t event) {
    uint64_t *noted = list_add(&search->events);
    if (noted)
        *noted = event;
}

/* Snapshots that came late, or again for the same peilmoment. */
static void search_own(struct search *search, const struct past_rows *rows) {
    instant_t newest = INT64_MIN;
    for (size_t i = 0; i < rows->count; i++) {
        const struct history_row *row = &rows->at[i];
        if (row->kind == HISTORY_SUCCESSOR && row->event > search->begin)
            search->begin = row->event;
        if (row->kind != HISTORY_APPLIED)
            continue;
        if (row->from <= newest)
            note_event(search, row->event);
        else
            newest = row->from;
    }
}

/* Leavings that were completed, waits that never were, and waits that are back. */
static void search_place(struct search *search, const struct past_rows *rows) {
    uint64_t open_wait = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct history_row *row = &rows->at[i];
        const struct departure *last = known_place_last_departure(&row->known);
        bool voids = row->kind == HISTORY_STATE && last && last->voids && last->event == row->event;
        if (row->kind == HISTORY_COMPLETED || voids)
            note_event(search, row->event);
        if (row->kind != HISTORY_STATE || row->until != INSTANT_MAX)
            continue;
        uint64_t wait = row->known.open ? row->known.wait.name : 0;
        if (wait != 0 && wait != row->event && wait != open_wait)
            note_event(search, row->event);
        open_wait = wait;
    }
}

static enum status search_rows(void *context, const struct place_key *key,
                               const struct past_rows *rows) {
    struct search *search = context;
    if (rows_is_own_key(key))
        search_own(search, rows);
    else
        search_place(search, rows);
    return search->events.out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

/* ---- filling */

static int compare_events(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* As the index would have become if there had always been one. */
static enum status fill_event(struct engine *engine, const struct agb *agb, uint64_t event) {
    enum status status = index_rebuild_at(engine, agb, event - 1, INDEX_MEMORY_BYTES);
    return status == STATUS_OK ? index_rebuild_at(engine, agb, event, INDEX_MEMORY_BYTES) : status;
}

static enum status fill(struct engine *engine, const struct agb *agb) {
    struct search search = {.events = LIST_OF(engine->work, uint64_t)};
    const struct bytes all = {NULL, 0};
    enum status status = rows_walk(engine->txn, agb, all, engine->scratch, search_rows, &search);
    uint64_t *events = search.events.items, done = search.begin;
    if (status == STATUS_OK && search.events.count > 1)
        qsort(events, search.events.count, sizeof *events, compare_events);
    for (size_t i = 0; i < search.events.count && status == STATUS_OK; i++) {
        if (events[i] <= done)
            continue;
        done = events[i];
        status = fill_event(engine, agb, done);
    }
    return status == STATUS_OK ? index_rebuild(engine, agb) : status;
}

/* ---- and of one that has to be made again */

struct unsettled {
    day_t first;
    struct list keys; /* struct bytes */
    bool damaged;     /* a key that is none of this table */
};

static bool note_unsettled(void *context, struct bytes key, struct bytes value) {
    struct unsettled *unsettled = context;
    (void)value;
    unsettled->damaged = key.size < BLOCK_KEY_BYTES;
    if (unsettled->damaged)
        return false;
    if (store_day_of_key(key.at + AGB_DIGITS) < unsettled->first)
        return true;
    struct bytes *noted = list_add(&unsettled->keys);
    if (noted)
        *noted = arena_copy(unsettled->keys.arena, key);
    unsettled->keys.out_of_memory |= noted && noted->at == NULL;
    return !unsettled->keys.out_of_memory;
}

static enum status throw_away(struct engine *engine, const struct agb *agb,
                              enum store_table table) {
    const struct bytes begin = {NULL, 0};
    struct unsettled unsettled = {.first = first_unsettled(engine),
                                  .keys = LIST_OF(engine->work, struct bytes)};
    enum status status =
        store_walk_keys(engine->txn, table, agb_prefix(agb), begin, note_unsettled, &unsettled);
    if (status == STATUS_OK && unsettled.damaged)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK && unsettled.keys.out_of_memory)
        status = STATUS_NO_MEMORY;
    const struct bytes *keys = unsettled.keys.items;
    for (size_t i = 0; i < unsettled.keys.count && status == STATUS_OK; i++)
        store_delete(engine->txn, table, keys[i]);
    return status == STATUS_OK ? store_failure(engine->txn) : status;
}

enum status index_remake(struct engine *engine, const struct agb *agb) {
    enum status status = throw_away(engine, agb, TABLE_BLOCK);
    if (status == STATUS_OK)
        status = throw_away(engine, agb, TABLE_FORMER);
    return status == STATUS_OK ? fill(engine, agb) : status;
}

enum status index_is_filled(struct engine *engine, bool *filled) {
    struct agb *agbs;
    size_t count;
    bool missing = false;
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; status == STATUS_OK && i < count && !missing; i++)
        status = is_missing(engine, &agbs[i], &missing);
    *filled = !missing;
    return status;
}

/* One aanbieder in a batch: what was done stays done. */
static enum status fill_next(struct engine *engine, bool *found) {
    struct agb *agbs;
    size_t count;
    *found = false;
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; status == STATUS_OK && i < count && !*found; i++) {
        status = is_missing(engine, &agbs[i], found);
        if (status == STATUS_OK && *found) {
            status = fill(engine, &agbs[i]);
            engine_note(engine, LOG_LEVEL_INFO, "index.filled", "aanbieder=%s", agbs[i].text);
            engine->wrote = true;
        }
    }
    return status;
}

enum status index_fill(struct engine *engine) {
    bool found = true, ring;
    enum status status = STATUS_OK;
    while (found && status == STATUS_OK) {
        status = engine_begin(engine);
        if (status != STATUS_OK)
            return status;
        status = fill_next(engine, &found);
        if (status == STATUS_OK)
            status = engine_commit(engine, &ring);
        else
            store_rollback(&engine->txn);
    }
    return status;
}
