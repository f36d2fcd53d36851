/* Places: which are too old, and what goes with one. */
#include "daemon/domain/left.h"
#include "daemon/engine/retain_parts.h"

#include "proto/model/list.h"

/* ---- one place */

struct keys {
    struct list at; /* struct bytes */
};

static bool note_key(void *context, struct bytes key, struct bytes value) {
    struct keys *keys = context;
    struct bytes *noted = list_add(&keys->at);
    (void)value;
    if (noted)
        *noted = arena_copy(keys->at.arena, key);
    keys->at.out_of_memory |= noted && noted->at == NULL;
    return !keys->at.out_of_memory;
}

static enum status drop_all(struct engine *engine, enum store_table table, struct bytes prefix) {
    struct keys keys = {LIST_OF(engine->work, struct bytes)};
    const struct bytes begin = {NULL, 0};
    enum status status = store_walk_keys(engine->txn, table, prefix, begin, note_key, &keys);
    if (status == STATUS_OK && keys.at.out_of_memory)
        status = STATUS_NO_MEMORY;
    const struct bytes *found = keys.at.items;
    for (size_t i = 0; i < keys.at.count && status == STATUS_OK; i++)
        store_delete(engine->txn, table, found[i]);
    return status == STATUS_OK ? store_failure(engine->txn) : status;
}

enum status retain_drop_place(struct engine *engine, const struct agb *agb,
                              const struct place_key *key) {
    static const enum store_table tables[] = {TABLE_HISTORY, TABLE_LEFT};
    uint8_t prefix[PLACE_KEY_BYTES];
    enum status status = STATUS_OK;
    memcpy(prefix, agb->text, AGB_DIGITS);
    memcpy(prefix + AGB_DIGITS, key->bytes, sizeof key->bytes);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && status == STATUS_OK; i++)
        status = drop_all(engine, tables[i], bytes_of(prefix, sizeof prefix));
    return status;
}

/* ---- which are too old */

/* An aanbieder's places of which every record began early enough, by their keys. */
struct search {
    const struct engine *engine;
    uint64_t event; /* nothing was recorded after it */
    instant_t until;
    struct agb heir; /* that has them now; empty: none */
    struct place_key key;
    bool early;      /* all records of `key` so far */
    bool damaged;    /* a key that is none of this table */
    struct list due; /* struct place_key */
};

static void settle_key(struct search *s) {
    if (!s->early || rows_is_own_key(&s->key))
        return;
    struct place_key *due = list_add(&s->due);
    if (due)
        *due = s->key;
}

static bool look_at_key(void *context, struct bytes key, struct bytes value) {
    struct search *s = context;
    const uint8_t *place = key.at + AGB_DIGITS;
    (void)value;
    s->damaged = key.size != PLACE_EVENT_KEY_BYTES;
    if (s->damaged)
        return false;
    if (memcmp(s->key.bytes, place, sizeof s->key.bytes) != 0) {
        settle_key(s);
        memcpy(s->key.bytes, place, sizeof s->key.bytes);
        s->early = true;
    }
    s->early &= store_u64_of_key(key.at + PLACE_KEY_BYTES) <= s->event;
    return !s->due.out_of_memory;
}

/* Few of them are not too old: those of who waits long. */
static enum status find_early(struct engine *engine, const struct agb *agb, struct search *s) {
    const struct bytes begin = {NULL, 0};
    enum status status = store_walk_keys(engine->txn, TABLE_HISTORY,
                                         bytes_of(agb->text, AGB_DIGITS), begin, look_at_key, s);
    settle_key(s);
    if (status == STATUS_OK && s->damaged)
        return STATUS_DAMAGED;
    return status == STATUS_OK && s->due.out_of_memory ? STATUS_NO_MEMORY : status;
}

static bool is_too_old(const struct search *s, const struct past_rows *rows) {
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].event > s->event ||
            (rows->at[i].kind != HISTORY_COMPLETED && rows->at[i].from >= s->until))
            return false;
    return true;
}

/* What a succeeded code says of a place goes when its heir no longer knows it. */
static enum status heir_knows(struct engine *engine, const struct search *s,
                              const struct place_key *key, bool *knows) {
    struct past_rows rows;
    enum status status = rows_load(engine->txn, &s->heir, key, engine->scratch, &rows);
    *knows = status == STATUS_OK && rows.count > 0;
    return status;
}

static enum status judge(struct engine *engine, const struct agb *agb, const struct search *s,
                         const struct place_key *key, bool *due, bool *left) {
    struct past_rows rows;
    struct known_place known;
    arena_reset(engine->scratch);
    enum status status = rows_load(engine->txn, agb, key, engine->scratch, &rows);
    *due = *left = false;
    if (status != STATUS_OK || !is_too_old(s, &rows))
        return status;
    if (s->heir.text[0] != '\0') {
        status = heir_knows(engine, s, key, due);
        *due = !*due;
        return status;
    }
    *due = !rows_say_open(&rows);
    status = left_of_rows(&rows, engine->scratch, &known);
    *left = *due && status == STATUS_OK;
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

static enum status drop_due(struct engine *engine, const struct agb *agb, const struct search *s,
                            uint32_t *left_count) {
    const struct place_key *keys = s->due.items;
    enum status status = STATUS_OK;
    *left_count = 0;
    for (size_t i = 0; i < s->due.count && status == STATUS_OK; i++) {
        bool due, left;
        status = judge(engine, agb, s, &keys[i], &due, &left);
        if (status == STATUS_OK && due)
            status = retain_drop_place(engine, agb, &keys[i]);
        *left_count += left;
    }
    return status;
}

enum status retain_uncount(struct engine *engine, const struct agb *agb, uint32_t left_count) {
    struct aanbieder_state state;
    if (left_count == 0)
        return STATUS_OK;
    enum status status = state_load(engine, agb, &state);
    if (status != STATUS_OK)
        return status;
    if (state.head.left_count < left_count)
        return STATUS_DAMAGED;
    state.head.left_count -= left_count;
    return state_save(engine, &state, state.head.next_due);
}

static enum status forget_places_of(struct engine *engine, const struct agb *agb,
                                    const struct agb *heir, uint64_t event, day_t until) {
    struct search s = {.engine = engine,
                       .event = event,
                       .until = instant_of_day(until),
                       .heir = *heir,
                       .due = LIST_OF(engine->work, struct place_key)};
    uint32_t left_count;
    enum status status = find_early(engine, agb, &s);
    if (status == STATUS_OK)
        status = drop_due(engine, agb, &s, &left_count);
    return status == STATUS_OK ? retain_uncount(engine, agb, left_count) : status;
}

/* One after whoever it was succeeded by. */
static enum status forget_through(struct engine *engine, const struct agb *agb, uint64_t event,
                                  day_t until) {
    struct aanbieder_head head;
    arena_reset(engine->work);
    enum status status = state_load_head(engine, agb, &head);
    return status == STATUS_OK ? forget_places_of(engine, agb, &head.opgevolgd, event, until)
                               : status;
}

/* The longer a line of heirs, the later. */
static enum status count_heirs(struct engine *engine, const struct agb *agb, unsigned *count) {
    struct aanbieder_head head = {.opgevolgd = *agb};
    enum status status = STATUS_OK;
    for (*count = 0; status == STATUS_OK && head.opgevolgd.text[0] != '\0'; (*count)++) {
        const struct agb next = head.opgevolgd;
        arena_reset(engine->work);
        status = state_load_head(engine, &next, &head);
    }
    return status;
}

static enum status forget_generation(struct engine *engine, const struct agb *agbs, size_t count,
                                     unsigned heirs, uint64_t event, day_t until, bool *any) {
    enum status status = STATUS_OK;
    *any = false;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        unsigned its_heirs;
        status = count_heirs(engine, &agbs[i], &its_heirs);
        if (status != STATUS_OK || its_heirs != heirs)
            continue;
        *any = true;
        status = forget_through(engine, &agbs[i], event, until);
    }
    return status;
}

enum status retain_places(struct engine *engine, uint64_t event, day_t until) {
    struct agb *agbs;
    size_t count;
    bool any = true;
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    if (status != STATUS_OK)
        return status;
    /* `work` is given back after each of them. */
    const struct bytes kept = arena_copy(engine->batch, bytes_of(agbs, count * sizeof *agbs));
    if (kept.at == NULL)
        return STATUS_NO_MEMORY;
    const struct agb *codes = (const struct agb *)kept.at;
    for (unsigned heirs = 1; any && status == STATUS_OK; heirs++)
        status = forget_generation(engine, codes, count, heirs, event, until, &any);
    return status;
}
