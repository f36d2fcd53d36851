/* Who may see what: every kind of question, from whom it is answered and from whom not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/figures.h"
#include "proto/model/limits.h"
#include "tests/engine/house.h"

#define NOW "2025-05-02T08:00:00Z"

static const char *const three[] = {"A", "B", "C"};

/* De Zon has three children waiting in Den Haag since 20 October, De Maan one in the same
 * place id. */
static int enter(void **state) {
    struct house *house = calloc(1, sizeof *house);
    assert_non_null(house);
    house_build(house, "2025-04-28T06:00:00Z");
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 1, "2025-04-28T05:00:00Z", three, 3, 20241020));
    house_push(house, MAAN,
               house_snapshot(house, MAAN_AGB, 1, "2025-04-28T05:00:00Z", three, 1, 20250401));
    assert_int_equal(house_clock(house, NOW), ANSWER_OK);
    *state = house;
    return 0;
}

static int leave(void **state) {
    house_tear_down(*state);
    free(*state);
    return 0;
}

/* ---- asking */

static struct places_reply places(struct house *house, enum who who, struct places_request asked) {
    struct places_reply reply;
    struct bytes body;
    asked.made_at = clock_now(&house->clock);
    asked.on = DAY_NONE;
    assert_int_equal(wire_encode_places_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "PLACES", body);
    assert_int_equal(wire_decode_places_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

static struct history_reply history(struct house *house, enum who who, const char *agb,
                                    const char *id) {
    struct history_request asked = {.made_at = clock_now(&house->clock),
                                    .place_id = bytes_of_text(id)};
    struct history_reply reply;
    struct bytes body;
    assert_true(agb_parse(bytes_of_text(agb), &asked.agb));
    assert_int_equal(wire_encode_history_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "HISTORY", body);
    assert_int_equal(wire_decode_history_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

static enum answer take(struct house *house, enum who who, const char *agb, const char *id,
                        enum taken_state taken) {
    struct take_request asked = {.made_at = clock_now(&house->clock),
                                 .place_id = bytes_of_text(id),
                                 .state = taken,
                                 .obstacle = GEEN_CAPACITEIT};
    struct take_reply reply;
    struct bytes body;
    assert_true(agb_parse(bytes_of_text(agb), &asked.agb));
    assert_int_equal(wire_encode_take_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "TAKE", body);
    assert_int_equal(wire_decode_take_reply(body, house->arena, &reply), STATUS_OK);
    return reply.head.status;
}

static struct figures_reply figures(struct house *house, enum who who,
                                    const struct figures_question *question) {
    struct figures_request asked = {clock_now(&house->clock), *question};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

static struct figures_question on(uint32_t day) {
    return (struct figures_question){.from = day_of_number(day),
                                     .until = day_of_number(day),
                                     .measures = MEASURES_USUAL,
                                     .region_day = DAY_NONE};
}

static uint32_t places_counted(struct house *house, enum who who) {
    const struct figures_question question = on(20250430);
    struct figures_reply reply = figures(house, who, &question);
    assert_int_equal(reply.head.status, ANSWER_OK);
    assert_int_equal(reply.point_count, 1);
    return reply.points[0].total.waiting[WAITING_ALL].places;
}

static struct duiding_reply explain(struct house *house, enum who who, const char *agb,
                                    const char *text) {
    struct duiding_request asked = {.made_at = clock_now(&house->clock),
                                    .duiding = {.from = day_of_number(20250430),
                                                .until = day_of_number(20250501),
                                                .text = bytes_of_text(text)}};
    struct duiding_reply reply;
    struct bytes body;
    if (agb)
        assert_true(agb_parse(bytes_of_text(agb), &asked.duiding.agb));
    assert_int_equal(wire_encode_duiding_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "DUIDING", body);
    assert_int_equal(wire_decode_duiding_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

static struct publication_reply publish(struct house *house, enum who who,
                                        enum publication_action action, const char *name,
                                        const char *content) {
    const struct publication_request asked = {clock_now(&house->clock), action, bytes_of_text(name),
                                              bytes_of_text(content)};
    struct publication_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_publication_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "PUBLICATION", body);
    assert_int_equal(wire_decode_publication_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

/* ---- claims */

static void test_places_are_for_coordinators_in_scope_and_for_the_aanbieder_itself(void **state) {
    struct house *house = *state;
    const struct places_request all = {0};
    assert_int_equal(places(house, COORDINATOR, all).count, 4);
    assert_int_equal(places(house, DELFT, all).count, 0);
    assert_int_equal(places(house, ZON, all).count, 3);
    assert_int_equal(places(house, MAAN, all).count, 1);
    assert_int_equal(places(house, ANALIST, all).head.status, ANSWER_DENIED);
    assert_int_equal(places(house, BEHEER, all).head.status, ANSWER_DENIED);
    assert_int_equal(places(house, MONITOR, all).head.status, ANSWER_DENIED);
}

static void test_places_come_by_rank_and_page_by_page(void **state) {
    struct house *house = *state;
    const struct places_request first = {.limit = 3};
    struct places_reply page = places(house, COORDINATOR, first);
    assert_int_equal(page.row_count, 3);
    assert_int_equal(page.rows[0].days_waited, 194);
    assert_int_equal(page.next_offset, 3);
    const struct places_request next = {.offset = 3, .as_known_at = page.as_known_at};
    page = places(house, COORDINATOR, next);
    assert_int_equal(page.row_count, 1);
    assert_int_equal(page.rows[0].days_waited, 31);
    assert_int_equal(page.next_offset, 0);
    const struct places_request beyond = {.beyond_only = true};
    assert_int_equal(places(house, COORDINATOR, beyond).count, 3);
}

/* Who knows how the record is cut off could hide behind a long list what he looked for. */
static void test_a_question_is_on_record_to_its_last_word(void **state) {
    struct house *house = *state;
    enum { MOST = 16 };
    struct audit_line lines[MOST];
    struct bytes gemeenten[MAX_FILTER_VALUES];
    for (size_t i = 0; i < MAX_FILTER_VALUES; i++)
        gemeenten[i] = bytes_of_text("0518");
    const struct places_request asked = {.filter = {.gemeenten = gemeenten,
                                                    .gemeente_count = MAX_FILTER_VALUES,
                                                    .urgenties = UINT32_C(1) << URGENTIE_ONBEKEND}};
    assert_int_equal(places(house, COORDINATOR, asked).count, 4);
    house_close(house);
    const size_t count = house_audit(house, lines, MOST);
    assert_true(count <= MOST);
    const char last[] = " urgenties=ONBEKEND";
    const struct bytes question = lines[count - 1].question;
    assert_memory_equal(question.at + question.size - strlen(last), last, strlen(last));
    house_open(house);
}

static void test_history_of_what_is_not_yours_looks_like_history_of_nothing(void **state) {
    struct house *house = *state;
    assert_int_equal(history(house, COORDINATOR, ZON_AGB, "A").version_count, 1);
    assert_int_equal(history(house, ZON, ZON_AGB, "A").version_count, 1);
    assert_int_equal(history(house, DELFT, ZON_AGB, "A").head.status, ANSWER_DENIED);
    assert_int_equal(history(house, DELFT, ZON_AGB, "nobody").head.status, ANSWER_DENIED);
    assert_int_equal(history(house, MAAN, ZON_AGB, "A").head.status, ANSWER_DENIED);
    assert_int_equal(history(house, ANALIST, ZON_AGB, "A").head.status, ANSWER_DENIED);
}

static void test_a_taken_place_is_seen_by_every_coordinator_in_scope(void **state) {
    struct house *house = *state;
    const struct places_request all = {0};
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "B", OPGEPAKT), ANSWER_OK);
    struct places_reply reply = places(house, COORDINATOR, all);
    size_t taken = 0;
    for (size_t i = 0; i < reply.row_count; i++)
        if (reply.rows[i].taken.state == OPGEPAKT) {
            taken++;
            assert_memory_equal(reply.rows[i].place.id.at, "B", 1);
            assert_memory_equal(reply.rows[i].taken.who.at, "coordinator", 11);
        }
    assert_int_equal(taken, 1);
    struct alerts_reply alerts = house_alerts(house, COORDINATOR, 1);
    assert_int_equal(alerts.taken_count, 1);
    assert_int_equal(alerts.taken[0].taken.obstacle, GEEN_CAPACITEIT);
    assert_int_equal(history(house, COORDINATOR, ZON_AGB, "B").taken_count, 1);
    assert_int_equal(history(house, ZON, ZON_AGB, "B").taken_count, 0);
}

/* It may come late: after no answer he said something else, and then the network gave back
 * what it had kept. */
static void test_a_taking_that_comes_twice_is_said_once(void **state) {
    struct house *house = *state;
    struct take_request asked = {.made_at = clock_now(&house->clock),
                                 .place_id = bytes_of_text("A"),
                                 .state = OPGEPAKT,
                                 .agb = {ZON_AGB}};
    struct bytes body;
    struct take_reply first, again;
    assert_int_equal(wire_encode_take_request(&asked, house->arena, &body), STATUS_OK);
    const struct link_request request = house_request(house, COORDINATOR, "TAKE", body);
    assert_int_equal(wire_decode_take_reply(house_answer(house, &request), house->arena, &first),
                     STATUS_OK);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", LOSGELATEN), ANSWER_OK);
    assert_int_equal(wire_decode_take_reply(house_answer(house, &request), house->arena, &again),
                     STATUS_OK);
    assert_int_equal(again.head.status, ANSWER_OK);
    assert_int_equal(again.taken.event, first.taken.event);
    const struct history_reply said = history(house, COORDINATOR, ZON_AGB, "A");
    assert_int_equal(said.taken_count, 2);
    assert_int_equal(said.taken[1].state, LOSGELATEN);
    /* Signed anew it is said anew. */
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", OPGEPAKT), ANSWER_OK);
    assert_int_equal(history(house, COORDINATOR, ZON_AGB, "A").taken_count, 3);
}

static void test_of_one_place_so_much_is_said_a_day_by_one(void **state) {
    struct house *house = *state;
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", OPGEPAKT), ANSWER_OK);
    assert_int_equal(house_clock(house, "2025-05-03T08:00:00Z"), ANSWER_OK);
    for (size_t i = 0; i < MAX_TAKINGS_PER_DAY; i++)
        assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", i % 2 ? OPGEPAKT : LOSGELATEN),
                         ANSWER_OK);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", OPGEPAKT), ANSWER_LATER);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "B", OPGEPAKT), ANSWER_OK);
    assert_int_equal(history(house, COORDINATOR, ZON_AGB, "A").taken_count,
                     MAX_TAKINGS_PER_DAY + 1);
    assert_int_equal(house_clock(house, "2025-05-04T08:00:00Z"), ANSWER_OK);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", OPGEPAKT), ANSWER_OK);
}

static void test_what_coordinators_say_of_a_place_its_aanbieder_is_not_told(void **state) {
    struct house *house = *state;
    const struct places_request all = {0};
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "B", NIET_MOGELIJK), ANSWER_OK);
    struct places_reply reply = places(house, ZON, all);
    assert_int_equal(reply.row_count, 3);
    for (size_t i = 0; i < reply.row_count; i++)
        assert_int_equal(reply.rows[i].taken.state, TAKEN_NOBODY);
}

/* The same id, later: it may be another child by then. */
static void test_an_alert_about_a_wait_that_is_over_opens_no_other(void **state) {
    struct house *house = *state;
    struct places_request elsewhere = {.purpose = AFSTEMMEN};
    const struct alerts_reply before = house_alerts(house, COORDINATOR, 0);
    elsewhere.other_places_of = house_alert(house, &before, 0).number;
    assert_int_equal(places(house, COORDINATOR, elsewhere).head.status, ANSWER_OK);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 2, "2025-05-02T07:00:00Z", three + 1, 2, 20241020));
    assert_int_equal(places(house, COORDINATOR, elsewhere).head.status, ANSWER_DENIED);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 3, "2025-05-02T07:30:00Z", three, 3, 20241021));
    assert_int_equal(places(house, COORDINATOR, elsewhere).head.status, ANSWER_DENIED);
    const struct alerts_reply after = house_alerts(house, COORDINATOR, before.alert_count + 1);
    for (size_t i = 0; i < after.alert_count; i++) {
        const struct alert alert = house_alert(house, &after, i);
        const bool is_open = alert.place.start == day_of_number(20241021);
        elsewhere.other_places_of = alert.number;
        assert_int_equal(places(house, COORDINATOR, elsewhere).head.status,
                         is_open ? ANSWER_OK : ANSWER_DENIED);
    }
}

/* As on the day a large aanbieder goes live. */
static void test_alerts_of_a_long_list_tell_who_has_its_places(void **state) {
    struct house *house = *state;
    enum { PLACES = 4000 };
    static char texts[PLACES][8];
    const char *ids[PLACES];
    for (size_t i = 0; i < PLACES; i++) {
        snprintf(texts[i], sizeof texts[i], "P%04zu", i);
        ids[i] = texts[i];
    }
    house_push(house, MAAN,
               house_snapshot(house, MAAN_AGB, 2, "2025-05-02T07:00:00Z", ids, PLACES, 20241020));
    assert_int_equal(take(house, COORDINATOR, MAAN_AGB, "P0042", OPGEPAKT), ANSWER_OK);
    struct alerts_reply alerts = house_alerts(house, COORDINATOR, 0);
    assert_int_equal(alerts.head.status, ANSWER_OK);
    assert_int_equal(alerts.alert_count, 500);
    assert_int_equal(alerts.taken_count, 1);
    assert_memory_equal(alerts.taken[0].place_id.at, "P0042", 5);
}

static void test_what_stands_in_the_way_adds_up(void **state) {
    struct house *house = *state;
    const struct figures_question question = on(20250502);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", NIET_MOGELIJK), ANSWER_OK);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "B", NIET_MOGELIJK), ANSWER_OK);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "B", LOSGELATEN), ANSWER_OK);
    struct figures_reply reply = figures(house, ANALIST, &question);
    assert_int_equal(reply.points[0].total.taken[NIET_MOGELIJK], 1);
    assert_int_equal(reply.points[0].total.taken[LOSGELATEN], 1);
    assert_int_equal(reply.points[0].total.taken[TAKEN_NOBODY], 2);
    assert_int_equal(reply.points[0].total.obstacles[GEEN_CAPACITEIT], 2);
}

static void test_nobody_takes_what_is_not_in_scope_or_not_open(void **state) {
    struct house *house = *state;
    assert_int_equal(take(house, DELFT, ZON_AGB, "A", OPGEPAKT), ANSWER_DENIED);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "nobody", OPGEPAKT), ANSWER_DENIED);
    assert_int_equal(take(house, COORDINATOR, "99999999", "A", OPGEPAKT), ANSWER_DENIED);
    assert_int_equal(take(house, ZON, ZON_AGB, "A", OPGEPAKT), ANSWER_DENIED);
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "A", TAKEN_NOBODY), ANSWER_MALFORMED);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 2, "2025-05-02T07:00:00Z", three, 2, 20241020));
    assert_int_equal(take(house, COORDINATOR, ZON_AGB, "C", OPGEPAKT), ANSWER_DENIED);
}

static void test_figures_are_exact_for_an_analist_and_limited_for_others(void **state) {
    struct house *house = *state;
    assert_int_equal(places_counted(house, ANALIST), 4);
    assert_int_equal(places_counted(house, BEHEER), 4);
    assert_int_equal(places_counted(house, COORDINATOR), 4);
    assert_int_equal(places_counted(house, DELFT), 0);
    assert_int_equal(places_counted(house, ZON), 3);
    assert_int_equal(places_counted(house, MAAN), 1);
}

static void test_asking_for_anothers_code_counts_nothing(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    struct agb maan;
    assert_true(agb_parse(bytes_of_text(MAAN_AGB), &maan));
    question.filter.aanbieders = &maan;
    question.filter.aanbieder_count = 1;
    struct figures_reply reply = figures(house, ZON, &question);
    assert_int_equal(reply.points[0].total.waiting[WAITING_ALL].places, 0);
    assert_int_equal(reply.points[0].total.coverage.expected, 0);
    reply = figures(house, MAAN, &question);
    assert_int_equal(reply.points[0].total.waiting[WAITING_ALL].places, 1);
}

static void test_a_late_delivery_changes_the_day_but_not_what_was_known(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    struct figures_reply before = figures(house, ANALIST, &question);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 2, "2025-05-02T07:00:00Z", three, 3, 20241020));
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 3, "2025-04-30T07:00:00Z", three, 1, 20241020));
    assert_int_equal(places_counted(house, ANALIST), 2);
    question.as_known_at = before.as_known_at;
    struct figures_reply then = figures(house, ANALIST, &question);
    assert_int_equal(then.points[0].total.waiting[WAITING_ALL].places, 4);
    assert_memory_equal(&then.points[0].total, &before.points[0].total,
                        sizeof then.points[0].total);
}

static void test_impossible_questions_are_malformed(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    question.norm_id = bytes_of_text("no-such-norm");
    assert_int_equal(figures(house, ANALIST, &question).head.status, ANSWER_MALFORMED);
    question = on(20250430);
    question.until = question.from - 1;
    assert_int_equal(figures(house, ANALIST, &question).head.status, ANSWER_MALFORMED);
    question.until = question.from + 4000;
    assert_int_equal(figures(house, ANALIST, &question).head.status, ANSWER_MALFORMED);
}

static void test_notes_are_made_by_beheer_and_by_aanbieders_about_themselves(void **state) {
    struct house *house = *state;
    const struct figures_question question = on(20250501);
    assert_int_equal(explain(house, BEHEER, NULL, "nieuw systeem").head.status, ANSWER_OK);
    assert_int_equal(explain(house, ZON, ZON_AGB, "opgeschoond").head.status, ANSWER_OK);
    assert_int_equal(explain(house, ZON, MAAN_AGB, "van een ander").head.status, ANSWER_DENIED);
    assert_int_equal(explain(house, ZON, NULL, "van de regio").head.status, ANSWER_DENIED);
    assert_int_equal(explain(house, COORDINATOR, NULL, "x").head.status, ANSWER_DENIED);
    assert_int_equal(explain(house, BEHEER, NULL, "bsn 111222333").head.status, ANSWER_MALFORMED);
    assert_int_equal(explain(house, BEHEER, NULL, "").head.status, ANSWER_MALFORMED);
    assert_int_equal(figures(house, ANALIST, &question).duiding_count, 2);
    assert_int_equal(figures(house, ZON, &question).duiding_count, 2);
    assert_int_equal(figures(house, MAAN, &question).duiding_count, 1);
    const struct figures_question other_day = on(20250420);
    assert_int_equal(figures(house, ANALIST, &other_day).duiding_count, 0);
}

static void
test_an_aanbieder_explains_some_things_a_day_and_beheer_as_many_as_there_are(void **state) {
    struct house *house = *state;
    const struct figures_question question = on(20250501);
    assert_int_equal(explain(house, ZON, ZON_AGB, "gisteren").head.status, ANSWER_OK);
    assert_int_equal(house_clock(house, "2025-05-03T08:00:00Z"), ANSWER_OK);
    for (size_t i = 0; i < MAX_DUIDING_PER_DAY; i++) {
        assert_int_equal(explain(house, ZON, ZON_AGB, "vandaag").head.status, ANSWER_OK);
        assert_int_equal(explain(house, BEHEER, NULL, "vandaag").head.status, ANSWER_OK);
    }
    assert_int_equal(explain(house, ZON, ZON_AGB, "te veel").head.status, ANSWER_LATER);
    assert_int_equal(explain(house, MAAN, MAAN_AGB, "een ander").head.status, ANSWER_OK);
    assert_int_equal(explain(house, BEHEER, NULL, "vandaag").head.status, ANSWER_OK);
    assert_int_equal(figures(house, ANALIST, &question).duiding_count, 2 * MAX_DUIDING_PER_DAY + 3);
    assert_int_equal(house_clock(house, "2025-05-04T08:00:00Z"), ANSWER_OK);
    assert_int_equal(explain(house, ZON, ZON_AGB, "morgen").head.status, ANSWER_OK);
}

static void test_figures_of_nothing_come_without_notes(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250501);
    struct agb maan;
    assert_int_equal(explain(house, ZON, ZON_AGB, "opgeschoond").head.status, ANSWER_OK);
    assert_int_equal(figures(house, ZON, &question).duiding_count, 1);
    assert_true(agb_parse(bytes_of_text(MAAN_AGB), &maan));
    question.filter.aanbieders = &maan;
    question.filter.aanbieder_count = 1;
    assert_int_equal(figures(house, ZON, &question).duiding_count, 0);
}

static void test_a_publication_comes_back_byte_for_byte_and_only_once_made(void **state) {
    struct house *house = *state;
    struct publication_reply reply = publish(house, ANALIST, PUBLICATION_FIX, "r/2025Q1", "een");
    assert_int_equal(reply.head.status, ANSWER_OK);
    assert_int_equal(publish(house, ANALIST, PUBLICATION_FIX, "r/2025Q1", "een").head.status,
                     ANSWER_OK);
    assert_int_equal(publish(house, BEHEER, PUBLICATION_FIX, "r/2025Q1", "twee").head.status,
                     ANSWER_CONFLICT);
    reply = publish(house, BEHEER, PUBLICATION_FETCH, "r/2025Q1", "");
    assert_int_equal(reply.publication_count, 1);
    assert_memory_equal(reply.publications[0].content.at, "een", 3);
    assert_int_equal(publish(house, ANALIST, PUBLICATION_LIST, "r/", "").publication_count, 1);
    assert_int_equal(publish(house, ANALIST, PUBLICATION_FETCH, "r/2025Q2", "").head.status,
                     ANSWER_DENIED);
    assert_int_equal(publish(house, ANALIST, PUBLICATION_FIX, "monitor/x", "x").head.status,
                     ANSWER_MALFORMED);
    assert_int_equal(publish(house, COORDINATOR, PUBLICATION_FETCH, "r/2025Q1", "").head.status,
                     ANSWER_DENIED);
}

static void test_a_monitor_gets_fixed_tables_that_never_change(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    question.by[question.by_count++] = BY_HULPVORM;
    struct figures_reply first = figures(house, MONITOR, &question);
    assert_int_equal(first.head.status, ANSWER_OK);
    assert_int_equal(first.point_count, 0);
    assert_int_equal(first.monitor.by, BY_HULPVORM);
    for (size_t i = 0; i < first.monitor.row_count; i++)
        assert_true(first.monitor.rows[i].places == 0 || first.monitor.rows[i].places >= 5);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 2, "2025-05-02T07:00:00Z", three, 3, 20241020));
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 3, "2025-04-30T07:00:00Z", three, 0, 20241020));
    struct figures_reply again = figures(house, MONITOR, &question);
    assert_int_equal(again.monitor.recorded_at, first.monitor.recorded_at);
    assert_int_equal(again.monitor.total.places, first.monitor.total.places);
}

static void test_the_monitors_tables_of_a_day_are_of_the_same_places(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    question.by[question.by_count++] = BY_HULPVORM;
    struct figures_reply first = figures(house, MONITOR, &question);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 2, "2025-05-02T07:00:00Z", three, 3, 20241020));
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 3, "2025-04-30T07:00:00Z", three, 0, 20241020));
    question.by[0] = BY_GEMEENTE;
    struct figures_reply other = figures(house, MONITOR, &question);
    assert_int_equal(other.head.status, ANSWER_OK);
    assert_int_equal(other.monitor.by, BY_GEMEENTE);
    assert_true(other.monitor.recorded_at - first.monitor.recorded_at < MICROSECONDS_PER_SECOND);
}

/* As a daemon kept it that knew fewer tables. */
static void keep_table_of_gemeenten(struct house *house, day_t on) {
    const struct monitor_table table = {.by = BY_GEMEENTE, .on = on};
    struct bytes content;
    bool ring;
    assert_int_equal(wire_encode_monitor_table(&table, house->arena, &content), STATUS_OK);
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    house->engine->now = clock_now(&house->clock);
    assert_int_equal(monitor_keep_again(house->engine, content), STATUS_OK);
    assert_int_equal(engine_commit(house->engine, &ring), STATUS_OK);
}

static void test_a_table_that_is_kept_stays_when_others_of_its_day_are_made(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    keep_table_of_gemeenten(house, question.from);
    struct publication_reply before =
        publish(house, ANALIST, PUBLICATION_FETCH, "monitor/GEMEENTE/2025-04-30", "");
    assert_int_equal(before.head.status, ANSWER_OK);
    question.by[question.by_count++] = BY_HULPVORM;
    assert_int_equal(figures(house, MONITOR, &question).monitor.by, BY_HULPVORM);
    struct publication_reply after =
        publish(house, ANALIST, PUBLICATION_FETCH, "monitor/GEMEENTE/2025-04-30", "");
    assert_int_equal(after.publications[0].event, before.publications[0].event);
    assert_true(bytes_equal(after.publications[0].content, before.publications[0].content));
}

static void test_a_monitor_gets_nothing_else(void **state) {
    struct house *house = *state;
    struct figures_question question = on(20250430);
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_DENIED);
    question.by[question.by_count++] = BY_AANBIEDER;
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_DENIED);
    question.by[0] = BY_HULPVORM;
    question.from = question.until = day_of_number(20250429);
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_DENIED);
    question.from = question.until = day_of_number(20250531); /* still to come */
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_DENIED);
    question.from = question.until = day_of_number(20240331); /* could just be told of */
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_OK);
    question.from = question.until = day_of_number(20240229);
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_DENIED);
    question = on(20250430);
    question.by[question.by_count++] = BY_HULPVORM;
    question.as_known_at = 1;
    assert_int_equal(figures(house, MONITOR, &question).head.status, ANSWER_DENIED);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_places_are_for_coordinators_in_scope_and_for_the_aanbieder_itself),
        CLAIM(test_places_come_by_rank_and_page_by_page),
        CLAIM(test_a_question_is_on_record_to_its_last_word),
        CLAIM(test_history_of_what_is_not_yours_looks_like_history_of_nothing),
        CLAIM(test_a_taken_place_is_seen_by_every_coordinator_in_scope),
        CLAIM(test_a_taking_that_comes_twice_is_said_once),
        CLAIM(test_of_one_place_so_much_is_said_a_day_by_one),
        CLAIM(test_what_coordinators_say_of_a_place_its_aanbieder_is_not_told),
        CLAIM(test_an_alert_about_a_wait_that_is_over_opens_no_other),
        CLAIM(test_alerts_of_a_long_list_tell_who_has_its_places),
        CLAIM(test_what_stands_in_the_way_adds_up),
        CLAIM(test_nobody_takes_what_is_not_in_scope_or_not_open),
        CLAIM(test_figures_are_exact_for_an_analist_and_limited_for_others),
        CLAIM(test_asking_for_anothers_code_counts_nothing),
        CLAIM(test_a_late_delivery_changes_the_day_but_not_what_was_known),
        CLAIM(test_impossible_questions_are_malformed),
        CLAIM(test_notes_are_made_by_beheer_and_by_aanbieders_about_themselves),
        CLAIM(test_an_aanbieder_explains_some_things_a_day_and_beheer_as_many_as_there_are),
        CLAIM(test_figures_of_nothing_come_without_notes),
        CLAIM(test_a_publication_comes_back_byte_for_byte_and_only_once_made),
        CLAIM(test_a_monitor_gets_fixed_tables_that_never_change),
        CLAIM(test_the_monitors_tables_of_a_day_are_of_the_same_places),
        CLAIM(test_a_table_that_is_kept_stays_when_others_of_its_day_are_made),
        CLAIM(test_a_monitor_gets_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
