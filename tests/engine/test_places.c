/* PLACES against the plain way: every row of everybody's history, in histories in which all
 * goes wrong, on any day and as known at any event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/rank.h"
#include "daemon/engine/known.h"
#include "proto/model/list.h"
#include "tests/engine/random_house.h"

enum { HISTORIES = 16, STEPS = 60, CHECK_EVERY = 20, QUESTIONS = 12, PAGE = 5 };

static bool is_coordinator(enum who who) {
    return who == COORDINATOR || who == DELFT;
}

/* ---- the plain way */

struct plainly {
    struct house *house;
    enum who who;
    const struct places_request *asked;
    struct known known;
    const struct norm *norm;
    struct list rows; /* struct place_row */
};

static bool may_see(const struct plainly *p, const struct agb *agb, const struct place *place) {
    if (p->who == DELFT)
        return strcmp(place->gemeente, "0503") == 0;
    return p->who == COORDINATOR || strcmp(agb->text, p->who == ZON ? ZON_AGB : MAAN_AGB) == 0;
}

static bool is_asked(const struct plainly *p, const struct agb *agb, const struct spell *spell) {
    const day_t on = p->asked->on;
    return day_of_instant(spell->from) <= on && on < day_of_instant(spell->until) &&
           filter_admits_place(&p->asked->filter, spell->place) &&
           filter_admits_aanbieder(&p->asked->filter, agb) &&
           (!p->asked->beyond_only || on >= norm_crossing(p->norm, spell->start)) &&
           may_see(p, agb, spell->place);
}

static void add_row(struct plainly *p, const struct past *past, const struct spell *spell,
                    const struct peil *in_force) {
    const struct taking *said = spell_taking(spell, p->asked->on);
    struct place_row *row = list_add(&p->rows);
    struct place_alert ranked = {.maatregel = spell->place->maatregel,
                                 .urgentie = spell->place->urgentie,
                                 .overbrugging = spell->place->overbrugging};
    assert_non_null(row);
    *row = (struct place_row){.agb = past->agb,
                              .place = *spell->place,
                              .start = spell->start,
                              .crossing = norm_crossing(p->norm, spell->start),
                              .reinstated = spell->reinstated,
                              .data_peilmoment = in_force->peilmoment};
    if (p->asked->on > spell->start)
        row->days_waited = (uint32_t)(p->asked->on - spell->start);
    ranked.days_waited = row->days_waited;
    assert_int_equal(
        rank_place_alert(&p->known.rules->rank_order, OVERSCHRIJDING, p->rows.arena, &ranked),
        STATUS_OK);
    row->rank = ranked.rank;
    row->rank_sentence = ranked.rank_sentence;
    if (said && is_coordinator(p->who))
        row->taken = (struct taken){.state = said->state, .obstacle = said->obstacle};
}

static void add_rows_of(struct plainly *p, const char *text) {
    const struct past_range day = {.first = p->asked->on, .last = p->asked->on};
    struct past past = {0};
    assert_true(agb_parse(bytes_of_text(text), &past.agb));
    assert_int_equal(
        known_rows(p->house->engine, &past.agb, &day, p->known.event, p->rows.arena, &past),
        STATUS_OK);
    const struct peil *in_force = past_in_force(&past, p->asked->on);
    for (size_t i = 0; in_force && i < past.spell_count; i++)
        if (is_asked(p, &past.agb, &past.spells[i]))
            add_row(p, &past, &past.spells[i], in_force);
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

static struct plainly answer_plainly(struct house *house, enum who who,
                                     const struct places_request *asked, struct arena *arena) {
    static const char *const codes[] = {ZON_AGB, MAAN_AGB, RANDOM_HEIR_AGB};
    struct plainly p = {
        .house = house, .who = who, .asked = asked, .rows = LIST_OF(arena, struct place_row)};
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    assert_int_equal(known_open(house->engine, asked->as_known_at, &p.known), STATUS_OK);
    p.norm = norm_on(p.known.rules->norms, p.known.rules->norm_count, asked->on);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        add_rows_of(&p, codes[i]);
    store_rollback(&house->engine->txn);
    if (p.rows.count > 1)
        qsort(p.rows.items, p.rows.count, sizeof(struct place_row), compare_rows);
    return p;
}

/* ---- the same question, page by page */

static void assert_same_row(const struct place_row *plain, const struct place_row *row) {
    struct place place = plain->place;
    place.has_pseudonym = false; /* it is not told */
    place.pseudonym_epoch = 0;
    memset(place.pseudonym, 0, sizeof place.pseudonym);
    assert_string_equal(row->agb.text, plain->agb.text);
    assert_true(bytes_equal(row->place.id, plain->place.id));
    assert_true(place_equal(&row->place, &place));
    assert_int_equal(row->start, plain->start);
    assert_int_equal(row->crossing, plain->crossing);
    assert_int_equal(row->days_waited, plain->days_waited);
    assert_int_equal(row->rank, plain->rank);
    assert_true(bytes_equal(row->rank_sentence, plain->rank_sentence));
    assert_int_equal(row->reinstated, plain->reinstated);
    assert_int_equal(row->data_peilmoment, plain->data_peilmoment);
    assert_int_equal(row->taken.state, plain->taken.state);
    assert_int_equal(row->taken.obstacle, plain->taken.obstacle);
}

static struct places_reply ask(struct house *house, enum who who, struct places_request asked) {
    struct places_reply reply;
    struct bytes body;
    asked.made_at = clock_now(&house->clock);
    assert_int_equal(wire_encode_places_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "PLACES", body);
    assert_int_equal(wire_decode_places_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    return reply;
}

/* Returns how many there were. */
static size_t check_question(struct house *house, enum who who,
                             const struct places_request *asked) {
    struct arena *arena = arena_new((size_t)64 << 20);
    struct plainly plain = answer_plainly(house, who, asked, arena);
    const struct place_row *rows = plain.rows.items;
    struct places_request page = *asked;
    size_t seen = 0;
    page.limit = PAGE;
    do {
        const struct places_reply reply = ask(house, who, page);
        assert_int_equal(reply.count, plain.rows.count);
        assert_int_equal(reply.row_count,
                         plain.rows.count - seen < PAGE ? plain.rows.count - seen : PAGE);
        for (size_t i = 0; i < reply.row_count; i++)
            assert_same_row(&rows[seen++], &reply.rows[i]);
        page.offset = reply.next_offset;
    } while (page.offset != 0);
    assert_int_equal(seen, plain.rows.count);
    known_close(&plain.known);
    arena_free(&arena);
    return seen;
}

/* ---- any question */

static instant_t instant_of_any_event(struct random_house *random) {
    struct engine *engine = random->house.engine;
    instant_t instant;
    assert_int_equal(engine_begin(engine), STATUS_OK);
    uint64_t event = 1 + random_below(random, (uint32_t)store_journal_head(engine->txn));
    assert_int_equal(store_event_instant(engine->txn, event, &instant), STATUS_OK);
    store_rollback(&engine->txn);
    return instant;
}

static struct places_request any_question(struct random_house *random) {
    static const struct bytes gemeenten[] = {{(const uint8_t *)"0518", 4}};
    static const struct agb codes[] = {{MAAN_AGB}, {RANDOM_HEIR_AGB}};
    day_t past = day_of_instant(clock_now(&random->house.clock)) - day_of_number(20231101);
    struct places_request asked = {.on = day_of_number(20231101) +
                                         (day_t)random_below(random, (uint32_t)past + 10),
                                   .beyond_only = random_below(random, 3) == 0};
    if (random_below(random, 2))
        asked.as_known_at = instant_of_any_event(random);
    if (random_below(random, 4) == 0)
        asked.filter.hulpvormen = random_below(random, 1U << HULPVORM_COUNT);
    if (random_below(random, 4) == 0) {
        asked.filter.gemeenten = gemeenten;
        asked.filter.gemeente_count = 1;
    }
    if (random_below(random, 4) == 0) {
        asked.filter.aanbieders = codes;
        asked.filter.aanbieder_count = 2;
    }
    return asked;
}

static size_t check(struct random_house *random) {
    static const enum who who[] = {COORDINATOR, COORDINATOR, COORDINATOR, ZON, DELFT};
    size_t seen = 0;
    for (size_t i = 0; i < QUESTIONS; i++) {
        const struct places_request asked = any_question(random);
        seen += check_question(&random->house, who[random_below(random, 5)], &asked);
    }
    return seen;
}

static void test_places_are_what_all_rows_say_whatever_happened(void **state) {
    size_t seen = 0;
    (void)state;
    for (uint64_t history = 0; history < HISTORIES; history++) {
        struct random_house random;
        random_house_build(&random, 500 + history);
        for (int i = 1; i <= STEPS; i++) {
            random_house_step(&random);
            if (i == STEPS / 2 && history % 2)
                random_house_succeed(&random);
            if (i % CHECK_EVERY == 0)
                seen += check(&random);
        }
        house_tear_down(&random.house);
    }
    assert_true(seen > HISTORIES * QUESTIONS * STEPS / CHECK_EVERY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_are_what_all_rows_say_whatever_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
