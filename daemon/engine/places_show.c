/* Rows of PLACES: all that is known of the places that are shown. */
#include "daemon/engine/places.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/engine/takings.h"

static void fill_in_aanbieder(const struct engine *engine, struct place_row *row) {
    const struct registered *found = engine_find_registered(engine, &row->agb);
    if (found == NULL)
        return;
    row->aanbieder = bytes_of_text(found->aanbieder->naam);
    row->telefoon = bytes_of_text(found->aanbieder->telefoon);
    row->mail = bytes_of_text(found->aanbieder->mail);
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

struct place_alert places_ranked(const struct place *place, uint32_t days_waited) {
    return (struct place_alert){.days_waited = days_waited,
                                .maatregel = place->maatregel,
                                .urgentie = place->urgentie,
                                .overbrugging = place->overbrugging};
}

/* ---- one row */

/* Rows of one aanbieder go together. */
struct showing {
    const struct places *p;
    const struct delivered *aanbieder;
    struct known_places open_now; /* with is_present */
};

/* The same rule as an alert's, in the order as known. */
static enum status fill_in_rank(const struct places *p, struct place_row *row) {
    struct place_alert ranked = places_ranked(&row->place, row->days_waited);
    enum status status =
        rank_place_alert(&p->known.rules->rank_order, OVERSCHRIJDING, p->engine->work, &ranked);
    row->rank = ranked.rank;
    row->rank_reason = ranked.rank_reason;
    row->rank_sentence = ranked.rank_sentence;
    return status;
}

/* Whether this wait is open as of this jeugdige: it may have left since it was known so. */
static bool is_open_now(const struct showing *s, const struct place *place, uint64_t wait) {
    const struct known_place *now = known_places_find(s->open_now, place->id);
    return now && now->wait.name == wait && now->place.has_pseudonym &&
           now->place.pseudonym_epoch == place->pseudonym_epoch &&
           memcmp(now->place.pseudonym, place->pseudonym, PSEUDONYM_BYTES) == 0;
}

/* To an aanbieder it is never told that a jeugdige also waits somewhere else. */
static enum status fill_in_other_places(const struct showing *s, uint64_t wait,
                                        struct place_row *row) {
    uint32_t open;
    if (!s->p->is_present || !places_coordinator_asks(s->p) || !row->place.has_pseudonym)
        return STATUS_OK;
    enum status status = state_places_of_jeugdige(s->p->engine, row->place.pseudonym_epoch,
                                                  row->place.pseudonym, &open);
    if (status != STATUS_OK)
        return status;
    row->other_places_known = true;
    row->other_places = open - (open > 0 && is_open_now(s, &row->place, wait));
    return STATUS_OK;
}

/* Coordinators' words are among coordinators. */
static enum status fill_in_taken(const struct places *p, const struct spell *spell,
                                 struct place_row *row) {
    if (!places_coordinator_asks(p))
        return STATUS_OK;
    row->taken = taken_of(spell_taking(spell, p->on));
    row->taken.who = arena_copy(p->engine->work, row->taken.who);
    return row->taken.who.at ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status fill_in(const struct showing *s, const struct asked_place *asked,
                           struct place_row *row) {
    const struct places *p = s->p;
    const struct spell indexed = {.key = &asked->key, .wait = asked->wait, .start = asked->start};
    struct spell spell;
    enum status status =
        known_spell(p->engine, &p->known, &s->aanbieder->agb, &indexed, p->on, p->past, &spell);
    if (status != STATUS_OK)
        return status;
    *row = (struct place_row){.agb = s->aanbieder->agb,
                              .place = *spell.place,
                              .start = spell.start,
                              .crossing = norm_crossing(p->norm, spell.start),
                              .reinstated = asked->reinstated,
                              .data_peilmoment = s->aanbieder->peilmoment};
    status = places_complete_row(p->engine, p->on, s->aanbieder->interval_days, row);
    if (status == STATUS_OK)
        status = fill_in_taken(p, &spell, row);
    if (status == STATUS_OK)
        status = fill_in_other_places(s, spell.wait, row);
    return status == STATUS_OK ? fill_in_rank(p, row) : status;
}

/* ---- all of them */

struct shown {
    const struct asked_place *asked;
    struct place_row *row;
};

static int compare_shown(const void *a, const void *b) {
    size_t left = ((const struct shown *)a)->asked->aanbieder;
    size_t right = ((const struct shown *)b)->asked->aanbieder;
    return (left > right) - (left < right);
}

/* Under the code that has them now: what is asked may have been known before a succession. */
static enum status load_open_now(struct showing *s) {
    struct aanbieder_state now = {.head.opgevolgd = s->aanbieder->agb};
    enum status status = STATUS_OK;
    while (status == STATUS_OK && now.head.opgevolgd.text[0] != '\0') {
        const struct agb code = now.head.opgevolgd;
        status = state_load_into(s->p->engine, &code, s->p->past, &now);
    }
    if (status == STATUS_OK)
        s->open_now = now.open;
    return status;
}

static enum status begin_aanbieder(struct showing *s, size_t index) {
    s->aanbieder = (const struct delivered *)s->p->aanbieders.items + index;
    s->open_now = (struct known_places){0};
    arena_reset(s->p->past);
    enum status status = engine_renew(s->p->engine);
    if (status != STATUS_OK || !s->p->is_present || !places_coordinator_asks(s->p))
        return status;
    return load_open_now(s);
}

static enum status show_all(const struct places *p, const struct shown *shown, size_t count) {
    struct showing s = {.p = p};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        size_t aanbieder = shown[i].asked->aanbieder;
        if (i == 0 || aanbieder != shown[i - 1].asked->aanbieder)
            status = begin_aanbieder(&s, aanbieder);
        if (status == STATUS_OK)
            status = fill_in(&s, shown[i].asked, shown[i].row);
    }
    return status;
}

enum status places_show(const struct places *p, const struct asked_place *asked, size_t count,
                        const struct place_row **rows) {
    struct place_row *all = arena_array(p->engine->work, count, sizeof *all);
    struct shown *shown = arena_array(p->engine->work, count, sizeof *shown);
    if (all == NULL || shown == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        shown[i] = (struct shown){&asked[i], &all[i]};
    qsort(shown, count, sizeof *shown, compare_shown);
    *rows = all;
    return show_all(p, shown, count);
}
