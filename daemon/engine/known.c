#include "daemon/engine/known.h"

#include <assert.h>
#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/index.h"
#include "proto/model/list.h"

static_assert(sizeof((struct place_key){0}.bytes) == STORE_BLIND_BYTES,
              "a place's key is its blind id");

/* ---- which events, which configuration */

struct config_search {
    uint64_t most, found; /* the last CONFIG event up to `most`, else the first */
};

static bool look_at_config(void *context, struct bytes key, struct bytes value) {
    struct config_search *search = context;
    uint64_t event = store_u64_of_key(key.at);
    (void)value;
    if (search->found != 0 && event > search->most)
        return false;
    search->found = event;
    return true;
}

static enum status find_config(struct engine *engine, struct known *known) {
    struct config_search search = {.most = known->event};
    const struct bytes all = {NULL, 0};
    enum status status = store_walk(engine->txn, TABLE_CONFIG, all, all, look_at_config, &search);
    known->rules = engine_rules(engine);
    if (status != STATUS_OK || search.found == 0 || search.found == engine->region.config_event)
        return status;
    status = engine_adopted_at(engine, search.found, &known->file);
    if (status == STATUS_OK)
        known->rules = &settings_of(known->file)->rules;
    return status;
}

enum status known_open(struct engine *engine, instant_t as_known_at, struct known *known) {
    *known = (struct known){.instant = as_known_at};
    if (as_known_at == 0)
        known->instant = store_last_instant(engine->txn);
    enum status status = store_event_at(engine->txn, known->instant, &known->event);
    return status == STATUS_OK ? find_config(engine, known) : status;
}

void known_close(struct known *known) {
    settings_free(&known->file);
}

const struct norm *known_norm(const struct known *known, struct bytes id) {
    for (size_t i = 0; i < known->rules->norm_count; i++)
        if (bytes_equal(bytes_of_text(known->rules->norms[i].id), id))
            return &known->rules->norms[i];
    return NULL;
}

const struct aanbieder *known_aanbieder(const struct known *known, const struct agb *agb) {
    for (size_t i = 0; i < known->rules->participant_count; i++) {
        const struct aanbieder *entry = participant_aanbieder(&known->rules->participants[i], agb);
        if (entry)
            return entry;
    }
    return NULL;
}

/* ---- one aanbieder */

struct loading {
    struct arena *arena;
    struct list keys, rows, takings;
    enum status failure;
};

/* The value, kept beyond the visit, and its key; false: no memory. */
static bool keep(struct loading *l, struct bytes key, struct bytes *value) {
    struct place_key *about = list_add(&l->keys);
    *value = arena_copy(l->arena, *value);
    if (about == NULL || value->at == NULL) {
        l->failure = STATUS_NO_MEMORY;
        return false;
    }
    memcpy(about->bytes, key.at + AGB_DIGITS, STORE_BLIND_BYTES);
    return true;
}

static bool load_row(void *context, struct bytes key, struct bytes value) {
    struct loading *l = context;
    struct history_row *row = keep(l, key, &value) ? list_add(&l->rows) : NULL;
    if (row == NULL)
        return false;
    l->failure = unpack_history(value, l->arena, row);
    row->event = state_event_of_key(key);
    return l->failure == STATUS_OK;
}

static bool load_taking(void *context, struct bytes key, struct bytes value) {
    struct loading *l = context;
    struct taking *taking = keep(l, key, &value) ? list_add(&l->takings) : NULL;
    if (taking == NULL)
        return false;
    l->failure = unpack_taking(value, l->arena, taking);
    taking->event = state_event_of_key(key);
    return l->failure == STATUS_OK;
}

static enum status load(struct engine *engine, enum store_table table, const struct agb *agb,
                        store_visit *visit, struct loading *l) {
    enum status status = store_walk(engine->txn, table, bytes_of(agb->text, AGB_DIGITS),
                                    (struct bytes){NULL, 0}, visit, l);
    if (l->keys.out_of_memory || l->rows.out_of_memory || l->takings.out_of_memory)
        return STATUS_NO_MEMORY;
    return status == STATUS_OK ? l->failure : status;
}

static struct loading loading_into(struct arena *arena) {
    return (struct loading){.arena = arena,
                            .keys = LIST_OF(arena, struct place_key),
                            .rows = LIST_OF(arena, struct history_row),
                            .takings = LIST_OF(arena, struct taking)};
}

static enum status fill_in_agreement(struct engine *engine, const struct known *known,
                                     struct past *past) {
    struct aanbieder_head head;
    const struct aanbieder *entry = known_aanbieder(known, &past->agb);
    past->expected = entry != NULL && past->last_day == DAY_NONE;
    if (entry) {
        past->interval_days = entry->interval_days;
        return STATUS_OK;
    }
    arena_reset(engine->scratch);
    struct bytes record;
    enum status status = store_get(engine->txn, TABLE_AANBIEDER,
                                   bytes_of(past->agb.text, AGB_DIGITS), engine->scratch, &record);
    if (status == STATUS_OK)
        status = unpack_head(record, engine->scratch, &head);
    if (status == STATUS_OK)
        past->interval_days = head.interval_days;
    return status;
}

static enum status load_takings(struct engine *engine, const struct agb *agb,
                                struct loading *takings, struct past_takings *said) {
    enum status status = load(engine, TABLE_TAKEN, agb, load_taking, takings);
    *said =
        (struct past_takings){takings->takings.count, takings->takings.items, takings->keys.items};
    return status;
}

enum status known_rows(struct engine *engine, const struct agb *agb, uint64_t event,
                       struct arena *arena, struct past *past) {
    struct loading rows = loading_into(arena), takings = loading_into(arena);
    struct past_takings said;
    enum status status = load(engine, TABLE_HISTORY, agb, load_row, &rows);
    if (status == STATUS_OK)
        status = load_takings(engine, agb, &takings, &said);
    if (status != STATUS_OK)
        return status;
    const struct past_rows all = {rows.rows.count, rows.rows.items, rows.keys.items};
    return past_build(&all, &said, event, arena, past);
}

static enum status known_blocks(struct engine *engine, const struct known *known,
                                const struct block_range *range, struct arena *arena,
                                struct past *past) {
    struct loading takings = loading_into(arena);
    struct past_takings said;
    enum status status = index_past(engine, &past->agb, range, arena, past);
    if (status != STATUS_OK || !range->detail)
        return status;
    status = load_takings(engine, &past->agb, &takings, &said);
    return status == STATUS_OK ? block_attach_takings(past, &said, known->event, arena) : status;
}

enum status known_past(struct engine *engine, const struct known *known, const struct agb *agb,
                       const struct block_range *range, struct arena *arena, struct past *past) {
    bool indexed = false;
    *past = (struct past){.agb = *agb};
    enum status status = engine_renew(engine);
    if (status == STATUS_OK && range)
        status = index_is_as_known(engine, agb, known->event, &indexed);
    if (status == STATUS_OK)
        status = indexed ? known_blocks(engine, known, range, arena, past)
                         : known_rows(engine, agb, known->event, arena, past);
    return status == STATUS_OK ? fill_in_agreement(engine, known, past) : status;
}
