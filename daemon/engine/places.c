/* PLACES: who waits, in the order in which somebody should look, within scope; and where
 * else one jeugdige waits, for an alert that is open (domain.md section 6).
 *
 * Who is asked for and in which order is decided from blocks, which know enough of everybody;
 * all that is known of a place is read for those only who stand on the page (places_show.c). */
#include "daemon/engine/places.h"

#include "daemon/engine/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/model/limits.h"

/* One aanbieder's past at a time. */
#define PAST_MEMORY_BYTES ((size_t)256 << 20)

static bool may_see(const struct places *p, const struct agb *agb, const struct place *place) {
    struct party party = party_of(place);
    if (places_coordinator_asks(p))
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

/* ---- who is asked for */

static bool add_found(struct places *p, const struct spell *spell, size_t position) {
    struct asked_place *found = list_add(&p->found);
    if (found == NULL)
        return false;
    *found = (struct asked_place){.aanbieder = p->aanbieders.count - 1,
                                  .position = position,
                                  .key = *spell->key,
                                  .wait = spell->wait,
                                  .start = spell->start,
                                  .reinstated = spell->reinstated,
                                  .days_waited = days_from(spell->start, p->on)};
    const struct place_alert ranked = places_ranked(spell->place, found->days_waited);
    found->rank = rank_of_place(&p->known.rules->rank_order, OVERSCHRIJDING, &ranked);
    return true;
}

/* Settled blocks count who was forgotten, and what is said of somebody since does not reach them:
 * of such a day only the rows that are left know who was there. */
static enum status read_past(struct places *p, const struct agb *agb, struct past *past) {
    const struct block_range range = {.first = p->on, .last = p->on, .detail = true};
    const struct past_range days = {.first = p->on, .last = p->on};
    if (p->on >= p->engine->region.settled_until)
        return known_past(p->engine, &p->known, agb, &range, p->past, past);
    *past = (struct past){.agb = *agb};
    enum status status = known_rows(p->engine, agb, &days, p->known.event, p->past, past);
    return status == STATUS_OK ? known_agreement(p->engine, &p->known, past) : status;
}

static enum status add_places_of(struct places *p, const struct agb *agb) {
    struct past past;
    arena_reset(p->past);
    enum status status = read_past(p, agb, &past);
    const struct peil *in_force = status == STATUS_OK ? past_in_force(&past, p->on) : NULL;
    if (in_force == NULL)
        return status;
    struct delivered *delivered = list_add(&p->aanbieders);
    if (delivered == NULL)
        return STATUS_NO_MEMORY;
    *delivered = (struct delivered){*agb, past.interval_days, in_force->peilmoment};
    for (size_t i = 0; i < past.spell_count; i++)
        if (is_asked(p, &past, &past.spells[i]) && !add_found(p, &past.spells[i], i))
            return STATUS_NO_MEMORY;
    return STATUS_OK;
}

static bool is_asked_of(const struct places *p, const struct agb *agb) {
    return filter_admits_aanbieder(&p->asked->filter, agb) &&
           (places_coordinator_asks(p) || participant_aanbieder(p->who, agb));
}

/* By rank, then the longest wait; then by AGB-code and id, which is how they were found. */
static int compare_places(const void *a, const void *b) {
    const struct asked_place *left = a, *right = b;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->days_waited != right->days_waited)
        return left->days_waited > right->days_waited ? -1 : 1;
    if (left->aanbieder != right->aanbieder)
        return left->aanbieder < right->aanbieder ? -1 : 1;
    return (left->position > right->position) - (left->position < right->position);
}

static enum status gather_places(struct places *p) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(p->engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (is_asked_of(p, &agbs[i]))
            status = add_places_of(p, &agbs[i]);
    if (status == STATUS_OK && p->found.count > 1)
        qsort(p->found.items, p->found.count, sizeof(struct asked_place), compare_places);
    return status;
}

static enum status turn_page(struct places *p, struct places_reply *out) {
    const struct asked_place *found = p->found.items;
    uint32_t limit = p->asked->limit, count = (uint32_t)p->found.count;
    uint32_t offset = p->asked->offset < count ? p->asked->offset : count;
    if (limit == 0 || limit > MAX_PLACES_PER_REPLY)
        limit = MAX_PLACES_PER_REPLY;
    out->row_count = count - offset < limit ? count - offset : limit;
    out->count = count;
    out->next_offset = offset + limit < count ? offset + limit : 0;
    out->as_known_at = p->known.instant;
    out->on = p->on;
    out->norm_id = bytes_of_text(p->norm->id);
    return out->row_count > 0 ? places_show(p, found + offset, out->row_count, &out->rows)
                              : STATUS_OK;
}

/* Whom alone it was about, if it was about one. */
static struct agb asked_aanbieder(const struct places *p) {
    const struct filter *filter = &p->asked->filter;
    if (filter->aanbieder_count == 1)
        return filter->aanbieders[0];
    if (!places_coordinator_asks(p) && p->who->aanbieder_count == 1)
        return p->who->aanbieders[0].agb;
    return (struct agb){""};
}

/* The question, all of it, and how much was seen: who may have seen a child must be found
 * by asking again. */
static enum status audit(const struct places *p, const struct places_reply *out) {
    enum { QUESTION_SIZE = 256, FILTER_SIZE = 2 * MAX_SMALL_BODY_BYTES };
    char day[DAY_TEXT_SIZE];
    struct audit_line line = {.act = bytes_of_text("PLACES"),
                              .outcome = ANSWER_OK,
                              .agb = asked_aanbieder(p),
                              .as_known_at = p->known.instant,
                              .rows = out->row_count};
    if (out->row_count == 0)
        return STATUS_OK;
    char *question = arena_alloc(p->engine->work, QUESTION_SIZE + FILTER_SIZE);
    char *filter = arena_alloc(p->engine->work, FILTER_SIZE);
    if (question == NULL || filter == NULL)
        return STATUS_NO_MEMORY;
    snprintf(question, QUESTION_SIZE + FILTER_SIZE, "on=%s norm=%s beyond_only=%d offset=%u%s%s",
             day_text(p->on, day), p->norm->id, p->asked->beyond_only, p->asked->offset,
             filter_text(&p->asked->filter, filter, FILTER_SIZE)[0] ? " " : "", filter);
    line.question = bytes_of_text(question);
    return engine_audit(p->engine, p->who, &line);
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
        status = gather_places(p);
    if (status == STATUS_OK)
        status = turn_page(p, out);
    return status == STATUS_OK ? audit(p, out) : status;
}

/* ---- where else this jeugdige waits */

static enum status answer_question(struct places *p, struct places_reply *out,
                                   enum answer *answer) {
    if (p->asked->other_places_of != 0)
        return places_elsewhere(p->engine, p->who, p->asked, out, answer);
    p->past = arena_new(PAST_MEMORY_BYTES);
    return p->past ? answer_places(p, out, answer) : STATUS_NO_MEMORY;
}

enum status engine_places(struct engine *engine, const struct sender *sender, struct arena *arena,
                          struct bytes *reply) {
    struct places_request asked;
    struct places_reply out = {.on = DAY_NONE};
    enum status status = wire_decode_places_request(sender->request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, asked.made_at) : engine_refused_body(engine);
    status = STATUS_OK;
    struct places places = {.engine = engine,
                            .who = answer == ANSWER_OK ? sender->participant : NULL,
                            .asked = &asked,
                            .aanbieders = LIST_OF(engine->work, struct delivered),
                            .found = LIST_OF(engine->work, struct asked_place)};
    if (answer == ANSWER_OK)
        status = answer_question(&places, &out, &answer);
    out.head = engine_head(engine, answer);
    if (status == STATUS_OK)
        status = wire_encode_places_reply(&out, arena, reply);
    known_close(&places.known);
    arena_free(&places.past);
    return status;
}
