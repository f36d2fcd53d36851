/* Forgetting a long list that was corrected again and again. */
#include "daemon/engine/retain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/engine/inside.h"
#include "tests/engine/settled.h"

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
    assert_true(house.engine->region.settled_until > settled_day("2024-02-02"));
    assert_true(house.engine->region.names >= LINES);
    settled_assert_waiting(&house, "2024-01-20", 0, LINES - 1);
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_list_that_was_corrected_often_is_forgotten_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
