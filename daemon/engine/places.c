/* PLACES: who waits, in the order in which somebody should look, within scope; and where
 * else one jeugdige waits, for an alert that is open (domain.md section 6). */
#include "daemon/engine/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/engine/known.h"
#include "daemon/engine/takings.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"

/* One aanbieder's past at a time. */
#define PAST_MEMORY_BYTES ((size_t)256 << 20)

/* A question on its way. */
struct places {
    struct engine *engine;
    const struct participant *who;
    const struct places_request *asked;
    struct known known;
    const struct norm *norm;
    day_t on;
    bool is_present; /* today, as known today: counts of a jeugdige's places are known */
    struct arena *past;
    struct known_places open_now; /* of the aanbieder at hand; with is_present */
    struct list rows;
};

static bool is_coordinator(const struct places *p) {
    return p->who->roles & ROLE_COORDINATOR;
}

static bool may_see(const struct places *p, const struct agb *agb, const struct place *place) {
    struct party party = party_of(place);
    if (is_coordinator(p))
        return scope_admits_party(&p->who->scope, &party);
    return participant_aanbieder(p->who, agb) != NULL;
}

static bool is_on(const struct spell *spell, day_t day) {
    return day_of_instant(spell->from) <= day && day < day_of_instant(spell->until);
}

static bool is_asked(const struct places *p, const struct past *past, const struct spell *spell) {
    return is_on(spell, p->on) && filter_admits_place(&p->asked->filter, spell->place) &&
           (!p->asked->beyond_only || p->on >= norm_crossing(p->norm, spell->start)) &&
           may_see(p, &past->agb, spell->place);
}

/* ---- one row */

static void fill_in_aanbieder(const struct engine *engine, struct place_row *row) {
    const struct registered *found = engine_find_registered(engine, &row->agb);
    if (found == NULL)
        return;
    row->aanbieder = bytes_of_text(found->aanbieder->naam);
    row->telefoon = bytes_of_text(found->aanbieder->telefoon);
    row->mail = bytes_of_text(found->aanbieder->mail);
}

static uint32_t days_from(day_t from, day_t until) {
    return until > from ? (uint32_t)(until - from) : 0;
}

enum status places_complete_row(const struct engine *engine, day_t on, uint32_t interval_days,
                                struct place_row *row) {
    place_start(&row->place, &row->clock);
    row->days_waited = days_from(row->start, on);
    row->data_age_days = days_from(day_of_instant(row->data_peilmoment), on);
    row->stale = row->data_age_days > interval_days;
    fill_in_aanbieder(engine, row);
    row->place.id = arena_copy(engine->work, row->place.id);
    return row->place.id.at ? STATUS_OK : STATUS_NO_MEMORY;
}

/* The same rule as an alert's, in the order as known. */
static enum status fill_in_rank(const struct places *p, struct place_row *row) {
    struct place_alert ranked = {.days_waited = row->days_waited,
                                 .maatregel = row->place.maatregel,
                                 .urgentie = row->place.urgentie,
                                 .overbrugging = row->place.overbrugging};
    enum status status =
        rank_place_alert(&p->known.rules->rank_order, OVERSCHRIJDING, p->engine->work, &ranked);
    row->rank = ranked.rank;
    row->rank_reason = ranked.rank_reason;
    row->rank_sentence = ranked.rank_sentence;
    return status;
}

/* Whether this wait is open as of this jeugdige: it may have left since it was known so. */
static bool is_open_now(const struct places *p, const struct place *place, uint64_t wait) {
    const struct known_place *now = known_places_find(p->open_now, place->id);
    return now && now->wait.name == wait && now->place.has_pseudonym &&
           now->place.pseudonym_epoch == place->pseudonym_epoch &&
           memcmp(now->place.pseudonym, place->pseudonym, PSEUDONYM_BYTES) == 0;
}

/* To an aanbieder it is never told that a jeugdige also waits somewhere else. */
static enum status fill_in_other_places(const struct places *p, uint64_t wait,
                                        struct place_row *row) {
    uint32_t open;
    if (!p->is_present || !is_coordinator(p) || !row->place.has_pseudonym)
        return STATUS_OK;
    enum status status = state_places_of_jeugdige(p->engine, row->place.pseudonym_epoch,
                                                  row->place.pseudonym, &open);
    if (status != STATUS_OK)
        return status;
    row->other_places_known = true;
    row->other_places = open - (open > 0 && is_open_now(p, &row->place, wait));
    return STATUS_OK;
}

/* Coordinators' words are among coordinators. */
static enum status fill_in_taken(const struct places *p, const struct spell *spell,
                                 struct place_row *row) {
    if (!is_coordinator(p))
        return STATUS_OK;
    row->taken = taken_of(spell_taking(spell, p->on));
    row->taken.who = arena_copy(p->engine->work, row->taken.who);
    return row->taken.who.at ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status add_row(struct places *p, const struct past *past, const struct spell *spell,
                           const struct peil *in_force) {
    struct place_row *row = list_add(&p->rows);
    if (row == NULL)
        return STATUS_NO_MEMORY;
    *row = (struct place_row){.agb = past->agb,
                              .place = *spell->place,
                              .start = spell->start,
                              .crossing = norm_crossing(p->norm, spell->start),
                              .reinstated = spell->reinstated,
                              .data_peilmoment = in_force->peilmoment};
    enum status status = places_complete_row(p->engine, p->on, past->interval_days, row);
    if (status == STATUS_OK)
        status = fill_in_taken(p, spell, row);
    if (status == STATUS_OK)
        status = fill_in_other_places(p, spell->wait, row);
    return status == STATUS_OK ? fill_in_rank(p, row) : status;
}

/* ---- all rows */

/* Under the code that has them now: what is asked may have been known before a succession. */
static enum status load_open_now(struct places *p, const struct agb *agb) {
    struct aanbieder_state now = {.head.opgevolgd = *agb};
    enum status status = STATUS_OK;
    p->open_now = (struct known_places){0};
    if (!p->is_present || !is_coordinator(p))
        return STATUS_OK;
    while (status == STATUS_OK && now.head.opgevolgd.text[0] != '\0') {
        const struct agb code = now.head.opgevolgd;
        status = state_load_into(p->engine, &code, p->past, &now);
    }
    if (status == STATUS_OK)
        p->open_now = now.open;
    return status;
}

static enum status add_rows_of(struct places *p, const struct agb *agb) {
    const struct block_range range = {.first = p->on, .last = p->on, .fields = true};
    struct past past;
    arena_reset(p->past);
    enum status status = known_past(p->engine, &p->known, agb, &range, p->past, &past);
    if (status == STATUS_OK)
        status = load_open_now(p, agb);
    if (status != STATUS_OK)
        return status;
    const struct peil *in_force = past_in_force(&past, p->on);
    for (size_t i = 0; in_force && i < past.spell_count && status == STATUS_OK; i++)
        if (is_asked(p, &past, &past.spells[i]))
            status = add_row(p, &past, &past.spells[i], in_force);
    return status;
}

static bool is_asked_of(const struct places *p, const struct agb *agb) {
    return filter_admits_aanbieder(&p->asked->filter, agb) &&
           (is_coordinator(p) || participant_aanbieder(p->who, agb));
}

static int compare_rows(const void *a, const void *b) {
    const struct place_row *left = a, *right = b;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->days_waited != right->days_waited)
        return left->days_waited > right->days_waited ? -1 : 1;
    int order = strcmp(left->agb.text, right->agb.text);
    return order ? order : bytes_compare(left->place.id, right->place.id);
}

static enum status gather_rows(struct places *p) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(p->engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (is_asked_of(p, &agbs[i]))
            status = add_rows_of(p, &agbs[i]);
    if (status == STATUS_OK && p->rows.count > 1)
        qsort(p->rows.items, p->rows.count, sizeof(struct place_row), compare_rows);
    return status;
}

static void turn_page(const struct places *p, struct places_reply *out) {
    const struct place_row *rows = p->rows.items;
    uint32_t limit = p->asked->limit, count = (uint32_t)p->rows.count;
    uint32_t offset = p->asked->offset < count ? p->asked->offset : count;
    if (limit == 0 || limit > MAX_PLACES_PER_REPLY)
        limit = MAX_PLACES_PER_REPLY;
    out->rows = rows + offset;
    out->row_count = count - offset < limit ? count - offset : limit;
    out->count = count;
    out->next_offset = offset + limit < count ? offset + limit : 0;
    out->as_known_at = p->known.instant;
    out->on = p->on;
    out->norm_id = bytes_of_text(p->norm->id);
}

/* The question, all of it, and how much was seen: who may have seen a child must be found
 * by asking again. */
static enum status audit(const struct places *p, const struct places_reply *out) {
    enum { QUESTION_SIZE = 256, FILTER_SIZE = 2 * MAX_SMALL_BODY_BYTES };
    char day[DAY_TEXT_SIZE], known[INSTANT_TEXT_SIZE];
    if (out->row_count == 0)
        return STATUS_OK;
    char *detail = arena_alloc(p->engine->work, QUESTION_SIZE + FILTER_SIZE);
    char *filter = arena_alloc(p->engine->work, FILTER_SIZE);
    if (detail == NULL || filter == NULL)
        return STATUS_NO_MEMORY;
    snprintf(detail, QUESTION_SIZE + FILTER_SIZE,
             "on=%s as_known_at=%s norm=%s beyond_only=%d offset=%u rows=%zu %s",
             day_text(p->on, day), instant_text(p->known.instant, known), p->norm->id,
             p->asked->beyond_only, p->asked->offset, out->row_count,
             filter_text(&p->asked->filter, filter, FILTER_SIZE));
    return engine_audit(p->engine, p->engine->now, p->who->name, "PLACES", detail);
}

/* Which day, as known when, by which norm; false: there is no such norm. */
static bool settle(struct places *p) {
    const struct rules_settings *rules = p->known.rules;
    day_t today = day_of_instant(p->engine->now);
    p->on = p->asked->on == DAY_NONE ? today : p->asked->on;
    /* The next page is asked as known when the first one was. */
    p->is_present = p->on == today &&
                    (p->asked->as_known_at == 0 || day_of_instant(p->asked->as_known_at) >= today);
    p->norm = p->asked->norm_id.size > 0 ? known_norm(&p->known, p->asked->norm_id)
                                         : norm_on(rules->norms, rules->norm_count, p->on);
    return p->norm != NULL;
}

static enum status answer_places(struct places *p, struct places_reply *out, enum answer *answer) {
    enum status status = known_open(p->engine, p->asked->as_known_at, &p->known);
    if (status == STATUS_OK && !settle(p)) {
        *answer = engine_refused_body(p->engine);
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = gather_rows(p);
    if (status != STATUS_OK)
        return status;
    turn_page(p, out);
    return audit(p, out);
}

/* ---- where else this jeugdige waits */

static enum status answer_question(struct places *p, struct places_reply *out,
                                   enum answer *answer) {
    if (p->asked->other_places_of != 0)
        return places_elsewhere(p->engine, p->who, p->asked, out, answer);
    p->past = arena_new(PAST_MEMORY_BYTES);
    return p->past ? answer_places(p, out, answer) : STATUS_NO_MEMORY;
}

enum status engine_places(struct engine *engine, const struct link_request *request,
                          struct arena *arena, struct bytes *reply) {
    struct places_request asked;
    struct places_reply out = {.on = DAY_NONE};
    struct sender sender;
    enum status status = wire_decode_places_request(request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer = status == STATUS_OK
                             ? engine_admit(engine, request, "PLACES", asked.made_at, &sender)
                             : engine_refused_body(engine);
    status = STATUS_OK;
    struct places places = {.engine = engine,
                            .who = answer == ANSWER_OK ? sender.participant : NULL,
                            .asked = &asked,
                            .rows = LIST_OF(engine->work, struct place_row)};
    if (answer == ANSWER_OK)
        status = answer_question(&places, &out, &answer);
    out.head = engine_head(engine, answer);
    if (status == STATUS_OK)
        status = wire_encode_places_reply(&out, arena, reply);
    known_close(&places.known);
    arena_free(&places.past);
    return status;
}
