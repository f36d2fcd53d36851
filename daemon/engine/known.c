#include "daemon/engine/known.h"

#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/index.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/takings.h"
#include "proto/model/list.h"

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

static enum status open_rulebook(struct engine *engine, uint64_t event, struct known *known) {
    struct settings_file *file = NULL;
    enum status status = engine_adopted_at(engine, event, &file);
    if (status == STATUS_OK)
        status = rulebook_new(&file, &known->own);
    settings_free(&file);
    if (status == STATUS_OK)
        known->rulebook = known->own;
    return status;
}

static enum status find_config(struct engine *engine, struct known *known) {
    struct config_search search = {.most = known->event};
    const struct bytes all = {NULL, 0};
    enum status status = store_walk(engine->txn, TABLE_CONFIG, all, all, look_at_config, &search);
    known->rulebook = engine->rulebook;
    if (status == STATUS_OK && search.found != 0 && search.found != engine->region.config_event)
        status = open_rulebook(engine, search.found, known);
    known->rules = &known->rulebook->settings->rules;
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
    rulebook_release(&known->own);
}

const struct norm *known_norm(const struct known *known, struct bytes id) {
    for (size_t i = 0; i < known->rules->norm_count; i++)
        if (bytes_equal(bytes_of_text(known->rules->norms[i].id), id))
            return &known->rules->norms[i];
    return NULL;
}

/* ---- one aanbieder */

/* Rows and what was said of one place at a time. */
#define PLACE_MEMORY_BYTES ((size_t)64 << 20)

struct loading {
    struct arena *arena;
    struct list keys, takings;
    enum status failure;
};

static bool load_taking(void *context, struct bytes key, struct bytes value) {
    struct loading *l = context;
    struct bytes record = arena_copy(l->arena, value);
    struct place_key *about = record.at ? list_add(&l->keys) : NULL;
    struct taking *taking = about ? list_add(&l->takings) : NULL;
    l->failure = taking ? unpack_taking(record, l->arena, taking) : STATUS_NO_MEMORY;
    if (taking) {
        memcpy(about->bytes, key.at + AGB_DIGITS, STORE_BLIND_BYTES);
        taking->event = state_event_of_key(key);
    }
    return l->failure == STATUS_OK;
}

/* Of all places whose key begins so. */
static enum status load_takings(struct engine *engine, struct bytes prefix, struct arena *arena,
                                struct past_takings *said) {
    struct loading l = {.arena = arena,
                        .keys = LIST_OF(arena, struct place_key),
                        .takings = LIST_OF(arena, struct taking)};
    const struct bytes begin = {NULL, 0};
    enum status status = store_walk(engine->txn, TABLE_TAKEN, prefix, begin, load_taking, &l);
    *said = (struct past_takings){l.takings.count, l.takings.items, l.keys.items};
    return status == STATUS_OK ? l.failure : status;
}

/* A walk over rows, which come place by place. */
struct reading_rows {
    struct engine *engine;
    const struct agb *agb;
    struct bytes prefix; /* of the keys of the places that are read; empty: all, and the own rows */
    struct some_places *some; /* or, when not NULL: these, and the own rows */
    struct past_range range;
    uint64_t known_event;
    struct arena *arena;
    struct past_builder *builder; /* once the rows of snapshots, which come first, are there */
    bool any_said;                /* of this aanbieder */
    struct arena *place;          /* rows of one place, or of the snapshots */
};

static enum status begin_past(struct reading_rows *r, const struct past_rows *of_snapshots) {
    return past_builder_new(&r->range, r->known_event, of_snapshots, r->arena, &r->builder);
}

static enum status load_said(struct reading_rows *r, const struct place_key *key,
                             struct past_takings *said) {
    uint8_t prefix[PLACE_KEY_BYTES];
    memcpy(prefix, r->agb->text, AGB_DIGITS);
    memcpy(prefix + AGB_DIGITS, key->bytes, sizeof key->bytes);
    return load_takings(r->engine, bytes_of(prefix, sizeof prefix), r->place, said);
}

static enum status use_rows(void *context, const struct place_key *key,
                            const struct past_rows *rows) {
    struct reading_rows *r = context;
    const struct past_rows none = {0, NULL};
    struct past_takings said = {0};
    if (rows_is_own_key(key))
        return begin_past(r, rows);
    enum status status = r->builder ? STATUS_OK : begin_past(r, &none);
    if (status == STATUS_OK && r->any_said)
        status = load_said(r, key, &said);
    return status == STATUS_OK ? past_builder_add(r->builder, key, rows, &said, r->place) : status;
}

static enum status walk_rows(struct reading_rows *r) {
    struct store_txn *txn = r->engine->txn;
    return r->some ? some_places_walk(r->some, txn, r->agb, r->place, use_rows, r)
                   : rows_walk(txn, r->agb, r->prefix, r->place, use_rows, r);
}

static enum status read_rows(struct reading_rows *r, struct past *past) {
    const struct past_rows none = {0, NULL};
    enum status status = takings_any(r->engine, bytes_of(r->agb->text, AGB_DIGITS), &r->any_said);
    if (status == STATUS_OK)
        status = walk_rows(r);
    if (status == STATUS_OK && r->builder == NULL)
        status = begin_past(r, &none);
    if (status == STATUS_OK)
        past_builder_finish(r->builder, past);
    return status;
}

/* `r` says whose, which and of when. */
static enum status read_places(struct reading_rows *r, struct past *past) {
    r->place = arena_new(PLACE_MEMORY_BYTES);
    enum status status = r->place ? read_rows(r, past) : STATUS_NO_MEMORY;
    arena_free(&r->place);
    return status;
}

enum status known_rows(struct engine *engine, const struct agb *agb, const struct past_range *range,
                       uint64_t event, struct arena *arena, struct past *past) {
    return known_rows_of(engine, agb, NULL, range, event, arena, past);
}

enum status known_rows_of(struct engine *engine, const struct agb *agb, struct some_places *some,
                          const struct past_range *range, uint64_t event, struct arena *arena,
                          struct past *past) {
    struct reading_rows r = {.engine = engine,
                             .agb = agb,
                             .some = some,
                             .range = *range,
                             .known_event = event,
                             .arena = arena};
    return read_places(&r, past);
}

static bool is_same_wait(const struct spell *spell, const struct spell *indexed, day_t day) {
    return spell->wait == indexed->wait && spell->start == indexed->start &&
           day_of_instant(spell->from) <= day && day < day_of_instant(spell->until);
}

enum status known_spell(struct engine *engine, const struct known *known, const struct agb *agb,
                        const struct spell *indexed, day_t day, struct arena *arena,
                        struct spell *spell) {
    struct reading_rows r = {.engine = engine,
                             .agb = agb,
                             .prefix = bytes_of(indexed->key->bytes, BLOCK_NAME_BYTES),
                             .range = {.first = day, .last = day},
                             .known_event = known->event,
                             .arena = arena};
    struct past past;
    enum status status = read_places(&r, &past);
    for (size_t i = 0; status == STATUS_OK && i < past.spell_count; i++)
        if (is_same_wait(&past.spells[i], indexed, day)) {
            *spell = past.spells[i];
            return STATUS_OK;
        }
    if (status != STATUS_OK)
        return status;
    return engine->snapshot_renewed ? STATUS_BUSY : STATUS_DAMAGED;
}

enum status known_agreement(struct engine *engine, const struct known *known, struct past *past) {
    struct aanbieder_head head;
    const struct registered *entry = rulebook_find(known->rulebook, &past->agb);
    past->expected = entry != NULL && past->last_day == DAY_NONE;
    if (entry) {
        past->interval_days = entry->aanbieder->interval_days;
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

static enum status read_past(struct engine *engine, const struct known *known,
                             const struct agb *agb, const struct block_range *range,
                             struct arena *arena, struct past *past) {
    struct past_takings said;
    *past = (struct past){.agb = *agb};
    enum status status = engine_renew(engine);
    if (status == STATUS_OK)
        status = index_past(engine, agb, range, known->event, arena, past);
    if (status != STATUS_OK || !range->detail)
        return status;
    status = load_takings(engine, bytes_of(agb->text, AGB_DIGITS), arena, &said);
    return status == STATUS_OK ? block_attach_takings(past, &said, known->event, arena) : status;
}

/* Those of later codes that came back from a leaving under this one. */
static enum status heed_successors(struct engine *engine, const struct known *known,
                                   struct arena *arena, struct past *past) {
    const struct block_range whole = {INT32_MAX, INT32_MAX, .all_flows = true, .detail = true};
    struct aanbieder_head head;
    struct past later;
    enum status status = state_load_head(engine, &past->agb, &head);
    while (status == STATUS_OK && head.opgevolgd.text[0] != '\0') {
        const struct agb successor = head.opgevolgd;
        status = read_past(engine, known, &successor, &whole, arena, &later);
        if (status == STATUS_OK)
            status = past_heed_successor(past, &later, arena);
        if (status == STATUS_OK)
            status = state_load_head(engine, &successor, &head);
    }
    return status;
}

enum status known_past(struct engine *engine, const struct known *known, const struct agb *agb,
                       const struct block_range *range, struct arena *arena, struct past *past) {
    enum status status = read_past(engine, known, agb, range, arena, past);
    bool is_succeeded = status == STATUS_OK && past->last_day != DAY_NONE;
    if (is_succeeded && range->all_flows && range->detail)
        status = heed_successors(engine, known, arena, past);
    return status == STATUS_OK ? known_agreement(engine, known, past) : status;
}
