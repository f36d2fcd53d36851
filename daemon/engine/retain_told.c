/* What was told, in alerts and receipts: that it was stays, of whom goes. */
#include "daemon/engine/retain_parts.h"

#include "proto/model/list.h"

/* ---- alerts */

struct search {
    const struct engine *engine;
    const struct remembered *remembered;
    instant_t before;
    struct arena *one;
    struct list numbers; /* uint64_t */
    enum status failure;
};

static bool is_for_somebody(const struct routed_alert *routed) {
    return alert_concerns_place(routed->kind) && routed->party_count > 0;
}

static enum status look_at(struct search *s, uint64_t number, const struct routed_alert *routed,
                           bool *more) {
    struct alert alert;
    enum status status = wire_decode_alert(routed->alert, s->one, &alert);
    if (status != STATUS_OK)
        return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
    *more = alert.recorded_at < s->before;
    const struct place_key key = rows_place_key(s->engine->store, alert.place.place_id);
    if (!*more || remembered_place(s->remembered, &alert.agb, key.bytes))
        return STATUS_OK;
    uint64_t *noted = list_add(&s->numbers);
    if (noted)
        *noted = number;
    return noted ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool look_at_alert(void *context, struct bytes key, struct bytes value) {
    struct search *s = context;
    struct routed_alert routed;
    bool more = true;
    arena_reset(s->one);
    s->failure = unpack_routed(value, s->one, &routed);
    if (s->failure == STATUS_OK && is_for_somebody(&routed))
        s->failure = look_at(s, store_u64_of_key(key.at), &routed, &more);
    return s->failure == STATUS_OK && more;
}

/* Number, kind, day and counts. Nobody is party to it any more, so nobody gets it. */
static struct alert stripped_alert(const struct alert *alert) {
    return (struct alert){.number = alert->number,
                          .kind = alert->kind,
                          .due = alert->due,
                          .recorded_at = alert->recorded_at,
                          .agb = alert->agb,
                          .place = {.start = DAY_NONE,
                                    .crossing = DAY_NONE,
                                    .norm_id = alert->place.norm_id,
                                    .level = alert->place.level,
                                    .telling = alert->place.telling,
                                    .on_arrival = alert->place.on_arrival,
                                    .first_snapshot = alert->place.first_snapshot,
                                    .cause = alert->place.cause,
                                    .helped = alert->place.helped,
                                    .left_on = DAY_NONE,
                                    .oorspronkelijke_aanmelddatum = DAY_NONE,
                                    .aanmelddatum = DAY_NONE,
                                    .verwijsdatum = DAY_NONE,
                                    .toewijzingsdatum = DAY_NONE}};
}

static enum status strip_alert(struct engine *engine, uint64_t number) {
    uint8_t key[8];
    struct bytes record;
    struct routed_alert routed;
    struct alert alert;
    store_key_u64(key, number);
    arena_reset(engine->scratch);
    enum status status =
        store_get(engine->txn, TABLE_ALERT, bytes_of(key, sizeof key), engine->scratch, &record);
    if (status == STATUS_OK)
        status = unpack_routed(record, engine->scratch, &routed);
    if (status == STATUS_OK)
        status = wire_decode_alert(routed.alert, engine->scratch, &alert);
    if (status != STATUS_OK)
        return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
    const struct alert stripped = stripped_alert(&alert);
    struct routed_alert nobodys = {.kind = routed.kind, .agb = routed.agb};
    status = wire_encode_alert(&stripped, engine->scratch, &nobodys.alert);
    if (status == STATUS_OK)
        status = pack_routed(&nobodys, engine->scratch, &record);
    if (status != STATUS_OK)
        return status;
    store_alert_replace(engine->txn, number, record);
    return store_failure(engine->txn);
}

enum status retain_alerts(struct engine *engine, const struct remembered *remembered,
                          instant_t before) {
    const struct bytes all = {NULL, 0};
    arena_reset(engine->work);
    struct search s = {.engine = engine,
                       .remembered = remembered,
                       .before = before,
                       .one = engine->scratch,
                       .numbers = LIST_OF(engine->work, uint64_t)};
    enum status status = store_walk(engine->txn, TABLE_ALERT, all, all, look_at_alert, &s);
    if (status == STATUS_OK)
        status = s.failure;
    const uint64_t *numbers = s.numbers.items;
    for (size_t i = 0; i < s.numbers.count && status == STATUS_OK; i++)
        status = strip_alert(engine, numbers[i]);
    return status;
}

/* ---- receipts */

struct stripping {
    struct engine *engine;
    const struct place_key *key; /* NULL: every place */
    const struct agb *codes;
    size_t code_count;
    bool changed;
};

static bool is_of(const struct stripping *s, const struct agb *agb) {
    for (size_t i = 0; i < s->code_count; i++)
        if (memcmp(s->codes[i].text, agb->text, AGB_DIGITS) == 0)
            return true;
    return s->key == NULL;
}

static void strip_id(struct stripping *s, struct bytes *id) {
    if (id->size == 0)
        return;
    if (s->key) {
        const struct place_key key = rows_place_key(s->engine->store, *id);
        if (memcmp(key.bytes, s->key->bytes, sizeof key.bytes) != 0)
            return;
    }
    *id = (struct bytes){NULL, 0};
    s->changed = true;
}

/* Lists stay as long as they are, which is what counts; so does what was wrong with a line. What
 * was decoded is ours. */
static void strip_ids(struct stripping *s, const struct receipt *receipt) {
    struct bytes *vanished = (struct bytes *)(uintptr_t)receipt->vanished;
    struct refused_line *refused = (struct refused_line *)(uintptr_t)receipt->refused;
    struct warning *warnings = (struct warning *)(uintptr_t)receipt->warnings;
    struct alert_ref *alerts = (struct alert_ref *)(uintptr_t)receipt->alerts;
    for (size_t i = 0; i < receipt->vanished_count; i++)
        strip_id(s, &vanished[i]);
    for (size_t i = 0; i < receipt->refused_count; i++)
        strip_id(s, &refused[i].id);
    for (size_t i = 0; i < receipt->warning_count; i++)
        strip_id(s, &warnings[i].id);
    for (size_t i = 0; i < receipt->alert_count; i++)
        strip_id(s, &alerts[i].place_id);
}

static enum status strip_receipt(struct stripping *s, uint64_t event) {
    struct engine *engine = s->engine;
    uint8_t key[8];
    struct bytes outcome;
    struct receipt receipt;
    store_key_u64(key, event);
    arena_reset(engine->scratch);
    enum status status =
        store_get(engine->txn, TABLE_OUTCOME, bytes_of(key, sizeof key), engine->scratch, &outcome);
    if (status == STATUS_ABSENT)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = wire_decode_receipt(outcome, engine->scratch, &receipt);
    if (status != STATUS_OK)
        return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
    s->changed = false;
    if (is_of(s, &receipt.agb))
        strip_ids(s, &receipt);
    if (!s->changed)
        return STATUS_OK;
    status = wire_encode_receipt(&receipt, engine->scratch, &outcome);
    if (status == STATUS_OK)
        store_put(engine->txn, TABLE_OUTCOME, bytes_of(key, sizeof key), outcome);
    return status == STATUS_OK ? store_failure(engine->txn) : status;
}

enum status retain_receipts(struct engine *engine, uint64_t first, uint64_t last,
                            const struct place_key *key, const struct agb *codes,
                            size_t code_count) {
    struct stripping s = {.engine = engine, .key = key, .codes = codes, .code_count = code_count};
    enum status status = STATUS_OK;
    for (uint64_t event = first; event <= last && status == STATUS_OK; event++)
        status = strip_receipt(&s, event);
    return status;
}
