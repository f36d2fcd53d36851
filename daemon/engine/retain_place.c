/* All of one place, at once: an event WIS. */
#include "daemon/domain/codec.h"
#include "daemon/domain/left.h"
#include "daemon/engine/index.h"
#include "daemon/engine/numbers.h"
#include "daemon/engine/retain_parts.h"
#include "daemon/engine/some_bodies.h"

#include "proto/model/list.h"

struct erasing {
    struct engine *engine;
    struct place_key key;
    struct place_codes codes;
    struct arena *arena; /* lives until the end */
};

/* ---- whether it may go */

static enum status look_at_rows(struct erasing *e, bool *any, bool *open, bool *left) {
    enum status status = STATUS_OK;
    *any = *open = *left = false;
    for (size_t i = 0; i < e->codes.count && status == STATUS_OK; i++) {
        const struct agb *code = &e->codes.at[i];
        const bool is_now = memcmp(code->text, e->codes.now.text, AGB_DIGITS) == 0;
        struct past_rows rows;
        struct known_place known;
        status = rows_load(e->engine->txn, code, &e->key, e->arena, &rows);
        if (status != STATUS_OK || rows.count == 0)
            continue;
        *any = true;
        if (!is_now)
            continue;
        *open = rows_say_open(&rows);
        status = left_of_rows(&rows, e->arena, &known);
        *left = status == STATUS_OK;
        status = status == STATUS_ABSENT ? STATUS_OK : status;
    }
    return status;
}

static enum status may_go(struct erasing *e, bool *left, const char **why) {
    struct aanbieder_head head;
    bool any, open;
    *why = NULL;
    enum status status = look_at_rows(e, &any, &open, left);
    if (status == STATUS_OK)
        status = state_load_head(e->engine, &e->codes.now, &head);
    if (status != STATUS_OK)
        return status;
    if (!any)
        *why = "er wordt niets van deze plek bewaard";
    else if (open)
        *why = "de plek staat nog op de wachtlijst; de aanbieder moet haar er eerst af halen";
    else if (head.held.event != 0)
        *why = "er wordt een levering van deze aanbieder vastgehouden, waar de plek in kan staan; "
               "laat haar eerst bevestigen of weggooien";
    return STATUS_OK;
}

/* ---- its going */

static enum status append_wis(struct erasing *e, const struct agb *agb) {
    struct agb code = *agb;
    struct codec codec = codec_writer(e->engine->work);
    struct bytes body;
    codec_raw(&codec, code.text, AGB_DIGITS);
    codec_raw(&codec, e->key.bytes, sizeof e->key.bytes);
    enum status status = codec_written(&codec, &body);
    if (status == STATUS_OK)
        engine_append(e->engine, EVENT_WIS, engine_next_instant(e->engine), body);
    return status;
}

/* Deliveries are signed as a whole, so they go as a whole: from the first that names the place to
 * the last. */
static enum status drop_deliveries(struct erasing *e, const struct agb *code) {
    struct list events = LIST_OF(e->arena, uint64_t);
    uint64_t first, last;
    enum status status = bodies_naming(e->engine, code, &e->key, e->arena, &first, &last);
    if (status != STATUS_OK || first == 0)
        return status;
    status = retain_loosen(e->engine, code, last);
    if (status == STATUS_OK)
        status = numbers_events(e->engine, code, &events);
    const uint64_t *all = events.items;
    for (size_t i = 0; i < events.count && status == STATUS_OK; i++) {
        if (all[i] >= first && all[i] <= last)
            store_forget_body(e->engine->txn, all[i]);
        status = store_failure(e->engine->txn);
    }
    return status;
}

struct dropping {
    struct engine *engine;
    enum status failure;
};

/* The event that recorded it, which no seal vouches for: only the key is looked at. */
static enum status event_of_taking(const struct engine *engine, struct bytes key, uint64_t *event) {
    enum event_kind kind;
    if (key.size != PLACE_EVENT_KEY_BYTES)
        return STATUS_DAMAGED;
    *event = state_event_of_key(key);
    enum status status = store_event_kind(engine->txn, *event, &kind);
    if (status == STATUS_ABSENT || (status == STATUS_OK && kind != EVENT_TAKEN))
        return STATUS_DAMAGED;
    return status;
}

static bool drop_taking(void *context, struct bytes key, struct bytes value) {
    struct dropping *d = context;
    uint64_t event;
    (void)value;
    d->failure = event_of_taking(d->engine, key, &event);
    if (d->failure != STATUS_OK)
        return false;
    store_forget_body(d->engine->txn, event);
    d->failure = store_failure(d->engine->txn);
    return d->failure == STATUS_OK;
}

static enum status drop_takings(struct erasing *e, const struct agb *code) {
    uint8_t prefix[PLACE_KEY_BYTES];
    const struct bytes begin = {NULL, 0};
    memcpy(prefix, code->text, AGB_DIGITS);
    memcpy(prefix + AGB_DIGITS, e->key.bytes, sizeof e->key.bytes);
    struct dropping dropping = {.engine = e->engine};
    enum status status =
        store_walk_keys(e->engine->txn, TABLE_TAKEN, bytes_of(prefix, sizeof prefix), begin,
                        drop_taking, &dropping);
    return status == STATUS_OK ? dropping.failure : status;
}

static enum status drop_under(struct erasing *e, const struct agb *code) {
    arena_reset(e->engine->work);
    enum status status = drop_deliveries(e, code);
    if (status == STATUS_OK)
        status = drop_takings(e, code);
    if (status == STATUS_OK)
        status = retain_drop_place(e->engine, code, &e->key);
    if (status == STATUS_OK)
        status = index_remake(e->engine, code);
    return status;
}

/* What names it elsewhere. */
static enum status drop_names(struct erasing *e) {
    struct engine *engine = e->engine;
    struct remembered remembered;
    enum status status = remembered_read(engine, e->arena, &remembered);
    if (status == STATUS_OK)
        status = retain_names(engine, &remembered, e->arena);
    if (status == STATUS_OK)
        status = retain_alerts(engine, &remembered, INSTANT_MAX);
    if (status == STATUS_OK)
        status =
            retain_receipts(engine, engine->region.stripped + 1, store_journal_head(engine->txn),
                            &e->key, e->codes.at, e->codes.count);
    return status == STATUS_OK ? engine_save_region(engine) : status;
}

static enum status drop(struct erasing *e, bool left) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < e->codes.count && status == STATUS_OK; i++)
        status = drop_under(e, &e->codes.at[i]);
    if (status == STATUS_OK)
        status = retain_uncount(e->engine, &e->codes.now, left);
    return status == STATUS_OK ? drop_names(e) : status;
}

static enum status erase(struct erasing *e, const struct agb *agb, const char **why) {
    bool left;
    enum status status = place_codes_of(e->engine, agb, e->arena, &e->codes);
    if (status == STATUS_ABSENT) {
        *why = "deze AGB-code is van geen aanbieder die hier ooit stond";
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = may_go(e, &left, why);
    if (status != STATUS_OK || *why)
        return status;
    status = append_wis(e, agb);
    return status == STATUS_OK ? drop(e, left) : status;
}

enum status engine_erase_place(struct engine *engine, const struct agb *agb,
                               const struct place_key *key, const char **why) {
    struct erasing e = {.engine = engine, .key = *key, .arena = arena_new(RETAIN_MEMORY_BYTES)};
    *why = NULL;
    enum status status = e.arena ? erase(&e, agb, why) : STATUS_NO_MEMORY;
    arena_free(&e.arena);
    return status;
}

enum status engine_erase_again(struct engine *engine, struct bytes body) {
    struct codec codec = codec_reader(body, engine->work);
    struct agb agb = {.text = ""};
    struct place_key key;
    const char *why;
    codec_raw(&codec, agb.text, AGB_DIGITS);
    codec_raw(&codec, key.bytes, sizeof key.bytes);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        status = engine_erase_place(engine, &agb, &key, &why);
    return status == STATUS_OK && why ? STATUS_DAMAGED : status;
}
