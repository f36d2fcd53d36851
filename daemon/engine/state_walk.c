/* Walks over many aanbieders or places: who there is, what is due, what moves. */
#include "daemon/engine/rows.h"
#include "daemon/engine/state.h"

#include <stdlib.h>
#include <string.h>

#include "proto/model/list.h"

/* Codes and records gathered by a walk, since a table may not be written under it. */
struct gathering {
    struct list codes; /* struct agb */
    size_t code_at;    /* in each key */
    day_t until;       /* DAY_NONE: no limit */
    bool damaged;
};

static bool gather(void *context, struct bytes key, struct bytes value) {
    struct gathering *g = context;
    (void)value;
    g->damaged = key.size != g->code_at + AGB_DIGITS;
    if (g->damaged)
        return false;
    if (g->until != DAY_NONE && store_day_of_key(key.at) > g->until)
        return false;
    struct agb *agb = list_add(&g->codes);
    if (agb)
        memcpy(agb->text, key.at + g->code_at, AGB_DIGITS);
    return agb != NULL;
}

static enum status gather_codes(struct engine *engine, enum store_table table, size_t code_at,
                                day_t until, struct agb **agbs, size_t *count) {
    struct gathering g = {
        .codes = LIST_OF(engine->work, struct agb), .code_at = code_at, .until = until};
    struct bytes all = {NULL, 0};
    enum status status = store_walk_keys(engine->txn, table, all, all, gather, &g);
    if (status != STATUS_OK)
        return status;
    if (g.damaged || g.codes.out_of_memory)
        return g.damaged ? STATUS_DAMAGED : STATUS_NO_MEMORY;
    *agbs = g.codes.items;
    *count = g.codes.count;
    return STATUS_OK;
}

enum status state_every_aanbieder(struct engine *engine, struct agb **agbs, size_t *count) {
    return gather_codes(engine, TABLE_AANBIEDER, 0, DAY_NONE, agbs, count);
}

static int compare_codes(const void *a, const void *b) {
    return memcmp(a, b, AGB_DIGITS);
}

enum status state_due(struct engine *engine, day_t day, struct agb **agbs, size_t *count) {
    enum status status = gather_codes(engine, TABLE_DUE, 4, day, agbs, count);
    if (status == STATUS_OK && *count > 1)
        qsort(*agbs, *count, sizeof **agbs, compare_codes);
    return status;
}

struct moved {
    struct moved *next;
    struct bytes key, value;
};

struct moving {
    struct arena *arena;
    struct moved *list;
    bool out_of_memory;
};

static bool remember(void *context, struct bytes key, struct bytes value) {
    struct moving *m = context;
    struct moved *row = arena_alloc(m->arena, sizeof *row);
    if (row) {
        *row = (struct moved){m->list, arena_copy(m->arena, key), arena_copy(m->arena, value)};
        m->list = row;
    }
    m->out_of_memory = row == NULL || row->key.at == NULL || row->value.at == NULL;
    return !m->out_of_memory;
}

/* Every row under one code again under another; the first stays or goes. */
static enum status readdress(struct engine *engine, enum store_table table, const struct agb *from,
                             const struct agb *to, bool keep) {
    struct moving m = {.arena = engine->work};
    enum status status = store_walk(engine->txn, table, bytes_of(from->text, AGB_DIGITS),
                                    (struct bytes){NULL, 0}, remember, &m);
    if (status != STATUS_OK)
        return status;
    if (m.out_of_memory)
        return STATUS_NO_MEMORY;
    for (const struct moved *row = m.list; row; row = row->next) {
        uint8_t key[64];
        ENSURE(row->key.size <= sizeof key);
        memcpy(key, row->key.at, row->key.size);
        memcpy(key, to->text, AGB_DIGITS);
        store_put(engine->txn, table, bytes_of(key, row->key.size), row->value);
        if (!keep)
            store_delete(engine->txn, table, row->key);
    }
    return store_failure(engine->txn);
}

enum status state_move_left(struct engine *engine, const struct agb *from, const struct agb *to) {
    return readdress(engine, TABLE_LEFT, from, to, false);
}

enum status history_inherit(struct engine *engine, const struct agb *from, const struct agb *to) {
    enum status status = rows_inherit(engine->txn, from, to, engine->work);
    return status == STATUS_OK ? readdress(engine, TABLE_TAKEN, from, to, true) : status;
}
