/* A long list that was corrected again and again, whose places are forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/inside.h"
#include "tests/engine/house.h"

static day_t day_at(const char *text) {
    day_t day;
    assert_true(day_parse(text, &day));
    return day;
}

static uint32_t waiting_on(struct house *house, const char *day) {
    const struct figures_request request = {.made_at = clock_now(&house->clock),
                                            .question = {.from = day_at(day),
                                                         .until = day_at(day),
                                                         .step = STEP_DAY,
                                                         .measures = MEASURE_BIT(MEASURE_WAITING),
                                                         .region_day = DAY_NONE}};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ANALIST, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    assert_int_equal(reply.point_count, 1);
    return reply.points[0].total.waiting[WAITING_ALL].places;
}

enum { LINES = 2000, CORRECTIONS = 50 };

/* The first so many of them, but for one. */
static void push_long_list(struct house *house, uint64_t sequence, const char *peilmoment,
                           size_t size, size_t left_out) {
    static char names[LINES][32];
    const char *ids[LINES];
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        snprintf(names[i], sizeof names[i], "plek-%05zu", i);
        if (i != left_out)
            ids[count++] = names[i];
    }
    arena_reset(house->arena);
    const struct bytes body =
        house_snapshot(house, ZON_AGB, sequence, peilmoment, ids, count, 20240101);
    assert_int_equal(house_push(house, ZON, body).head.status, ANSWER_ACCEPTED);
}

/* Not more than half at once, which would be held. */
static void shrink_to_one(struct house *house, uint64_t sequence) {
    char peilmoment[INSTANT_TEXT_SIZE];
    for (size_t size = LINES; size > 1; sequence++) {
        size = (size + 1) / 2;
        instant_text(clock_now(&house->clock) + (instant_t)(LINES - size), peilmoment);
        push_long_list(house, sequence, peilmoment, size, LINES);
    }
}

/* Where 20,000 lines that were corrected a hundred times have 64 MiB. */
static void give_little_room(struct engine *engine) {
    arena_free(&engine->scratch);
    engine->scratch = arena_new((size_t)1 << 20);
    assert_non_null(engine->scratch);
}

/* All that its block said before is read one version after the other. */
static void test_a_long_list_that_was_corrected_often_is_forgotten_all_the_same(void **state) {
    struct house house;
    char peilmoment[INSTANT_TEXT_SIZE];
    (void)state;
    house_build(&house, "2024-02-01T08:00:00Z");
    push_long_list(&house, 1, "2024-01-10T08:00:00Z", LINES, LINES);
    push_long_list(&house, 2, "2024-01-31T08:00:00Z", LINES, LINES);
    for (uint64_t i = 0; i < CORRECTIONS; i++) {
        snprintf(peilmoment, sizeof peilmoment, "2024-01-20T08:%02u:00Z", (unsigned)i);
        push_long_list(&house, 3 + i, peilmoment, LINES, i);
    }
    assert_int_equal(house_clock(&house, "2024-02-02T08:00:00Z"), ANSWER_OK);
    shrink_to_one(&house, 3 + CORRECTIONS);
    assert_int_equal(house.engine->region.settled_until, DAY_NONE);
    give_little_room(house.engine);
    assert_int_equal(house_clock(&house, "2026-04-15T08:00:00Z"), ANSWER_OK);
    assert_true(house.engine->region.settled_until > day_at("2024-02-02"));
    assert_true(house.engine->region.names >= LINES);
    assert_int_equal(waiting_on(&house, "2024-01-20"), LINES - 1);
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_list_that_was_corrected_often_is_forgotten_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
