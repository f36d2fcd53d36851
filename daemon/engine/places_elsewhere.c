#include "daemon/engine/places.h"

#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/rows.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"

struct search {
    struct engine *engine;
    const struct participant *who;
    struct agb agb; /* of the place the alert is about */
    struct bytes id;
    struct place place;
    day_t today;
    struct list rows;
};

/* The alert's place, when this coordinator may read the alert and the wait it is about is
 * open. Of the same id another wait may be open by now, of another jeugdige. */
static enum status find_place(struct search *s, uint64_t number, bool *found) {
    uint8_t key[8];
    struct bytes record;
    struct routed_alert routed;
    struct alert alert;
    struct aanbieder_state state;
    store_key_u64(key, number);
    *found = false;
    enum status status =
        store_get(s->engine->txn, TABLE_ALERT, bytes_of(key, sizeof key), s->engine->work, &record);
    if (status == STATUS_OK)
        status = unpack_routed(record, s->engine->work, &routed);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_OK : status;
    if (!alert_concerns_place(routed.kind) || !alert_may_be_read(s->who, &routed))
        return STATUS_OK;
    status = wire_decode_alert(routed.alert, s->engine->work, &alert);
    if (status == STATUS_OK)
        status = state_load(s->engine, &alert.agb, &state);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_OK : status;
    const struct known_place *known = known_places_find(state.open, alert.place.place_id);
    *found = known != NULL && known->wait.start == alert.place.start;
    if (!*found)
        return STATUS_OK;
    s->agb = alert.agb;
    s->id = known->place.id;
    s->place = known->place;
    return STATUS_OK;
}

static bool same_jeugdige(const struct place *a, const struct place *b) {
    return a->has_pseudonym && b->has_pseudonym && a->pseudonym_epoch == b->pseudonym_epoch &&
           memcmp(a->pseudonym, b->pseudonym, PSEUDONYM_BYTES) == 0;
}

static enum status add_row(struct search *s, const struct aanbieder_head *head,
                           const struct known_place *known) {
    struct place_row *row = list_add(&s->rows);
    if (row == NULL)
        return STATUS_NO_MEMORY;
    const struct rules_settings *rules = engine_rules(s->engine);
    *row = (struct place_row){
        .agb = head->agb,
        .place = known->place,
        .start = known->wait.start,
        .crossing =
            norm_crossing(norm_on(rules->norms, rules->norm_count, s->today), known->wait.start),
        .data_peilmoment = head->peilmoment == PEILMOMENT_NONE ? 0 : head->peilmoment};
    return places_complete_row(s->engine, s->today, head->interval_days, row);
}

/* One list at a time, of which nearly nothing is kept. */
static enum status search_aanbieder(struct search *s, const struct agb *agb) {
    struct aanbieder_state state;
    arena_reset(s->engine->scratch);
    enum status status = state_load_into(s->engine, agb, s->engine->scratch, &state);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < state.open.count && status == STATUS_OK; i++) {
        const struct known_place *known = &state.open.at[i];
        bool itself = strcmp(agb->text, s->agb.text) == 0 && bytes_equal(known->place.id, s->id);
        if (!itself && same_jeugdige(&known->place, &s->place))
            status = add_row(s, &state.head, known);
    }
    return status;
}

static enum status search_all(struct search *s) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(s->engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK && s->place.has_pseudonym; i++)
        status = search_aanbieder(s, &agbs[i]);
    return status;
}

/* About the place of the alert; where else its jeugdige waits is what was seen. */
static enum status audit(const struct search *s, const struct places_request *asked,
                         const struct places_reply *out) {
    char question[64];
    struct audit_line line = {.act = bytes_of_text("PLACES"),
                              .outcome = ANSWER_OK,
                              .agb = s->agb,
                              .has_plek = true,
                              .plek = rows_place_key(s->engine->store, s->id),
                              .as_known_at = out->as_known_at,
                              .rows = out->row_count,
                              .purpose = asked->purpose};
    snprintf(question, sizeof question, "other_places_of=%llu",
             (unsigned long long)asked->other_places_of);
    line.question = bytes_of_text(question);
    return engine_audit(s->engine, s->who, &line);
}

enum status places_elsewhere(struct engine *engine, const struct participant *who,
                             const struct places_request *asked, struct places_reply *out,
                             enum answer *answer) {
    struct search s = {.engine = engine,
                       .who = who,
                       .today = day_of_instant(engine->now),
                       .rows = LIST_OF(engine->work, struct place_row)};
    bool found = false;
    enum status status = STATUS_OK;
    if (asked->purpose == PURPOSE_NONE) {
        *answer = engine_refused_body(engine);
        return STATUS_OK;
    }
    if (authority_reach(MATTER_ELSEWHERE, who->roles) == REACH_SCOPE)
        status = find_place(&s, asked->other_places_of, &found);
    if (status == STATUS_OK && !found)
        *answer = engine_out_of_scope(engine);
    if (status != STATUS_OK || !found)
        return status;
    status = search_all(&s);
    if (status != STATUS_OK)
        return status;
    out->rows = s.rows.items;
    out->row_count = s.rows.count < MAX_PLACES_PER_REPLY ? s.rows.count : MAX_PLACES_PER_REPLY;
    out->count = (uint32_t)s.rows.count;
    out->as_known_at = store_last_instant(engine->txn);
    out->on = s.today;
    return audit(&s, asked, out);
}
