/* What the engine tells of itself while its machine's clock is wrong, and when it is not asked by
 * anybody who may write. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/hold.h"
#include "daemon/engine/measures.h"
#include "tests/engine/machine.h"

static int enter(void **state) {
    *state = machine_new(true);
    return 0;
}

static int enter_unsynchronised(void **state) {
    *state = machine_new(false);
    return 0;
}

static int leave(void **state) {
    machine_end(*state);
    return 0;
}

static void tick(struct machine *m) {
    bool ring;
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    engine_tick(m->house.engine);
    assert_int_equal(engine_commit(m->house.engine, &ring), STATUS_OK);
}

/* In the house's arena, ended by a NUL. */
static const char *measures(struct machine *m, bool has_front) {
    struct bytes text;
    assert_int_equal(engine_measures(m->house.engine, has_front, m->house.arena, &text), STATUS_OK);
    char *copy = arena_alloc(m->house.arena, text.size + 1);
    assert_non_null(copy);
    memcpy(copy, text.at, text.size);
    return copy;
}

static void assert_has(const char *text, const char *line) {
    if (strstr(text, line) == NULL)
        fail_msg("no %s in\n%.400s", line, text);
}

static void assert_ready(const char *text) {
    assert_null(strstr(text, "\nunready "));
}

static void test_a_clock_that_is_right_is_ready_and_behind_nothing(void **state) {
    struct machine *m = *state;
    const char *text = measures(m, true);
    assert_ready(text);
    assert_has(text, "\nwachtpost_clock_held 0\n");
    assert_has(text, "\nwachtpost_clock_holds_total 0\n");
    assert_has(text, "\nwachtpost_evaluation_late_seconds 0.000000\n");
    assert_has(measures(m, false), "\nunready no front is connected\n");
}

static void test_a_clock_that_was_set_is_a_reason_and_counted_once(void **state) {
    struct machine *m = *state;
    machine_set_clock(m, 2 * DAY_US);
    tick(m);
    tick(m);
    const char *text = measures(m, true);
    assert_has(text, "\nunready the clock is held: it was set by more than 15 minutes");
    assert_has(text, "\nunready the last day that was evaluated is 2025-03-20\n");
    assert_has(text, "\nwachtpost_clock_held 1\n");
    assert_has(text, "\nwachtpost_clock_holds_total 1\n");
    machine_set_clock(m, -2 * DAY_US);
}

/* Midnight in Amsterdam is at 23:00 UTC; it is 08:00. */
static void test_a_day_that_is_not_evaluated_yet_is_late_since_its_midnight(void **state) {
    struct machine *m = *state;
    machine_pass(m, 15 * HOUR_US + 90 * MINUTE_US);
    const char *text = measures(m, true);
    assert_has(text, "\nwachtpost_evaluation_late_seconds 5400.000000\n");
    assert_has(text, "\nunready the last day that was evaluated is 2025-03-20\n");
    tick(m);
    text = measures(m, true);
    assert_has(text, "\nwachtpost_evaluation_late_seconds 0.000000\n");
    assert_ready(text);
}

static void test_a_clock_that_is_waited_for_is_a_reason(void **state) {
    struct machine *m = *state;
    machine_start_again(m, HOUR_US);
    tick(m);
    const char *text = measures(m, true);
    assert_has(text, "\nunready the clock is waited for");
    assert_has(text, "\nwachtpost_clock_held 1\n");
    assert_has(text, "\nwachtpost_clock_holds_total 0\n");
}

static void test_telling_changes_nothing(void **state) {
    struct machine *m = *state;
    bool ring;
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    const uint64_t head = store_journal_head(m->house.engine->txn);
    assert_int_equal(engine_commit(m->house.engine, &ring), STATUS_OK);
    for (int i = 0; i < 3; i++)
        measures(m, true);
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    assert_int_equal(store_journal_head(m->house.engine->txn), head);
    assert_int_equal(engine_commit(m->house.engine, &ring), STATUS_OK);
}

/* Every line has room: an answer is never cut short as the engine grows more figures. */
static void test_the_answer_fills_less_than_half_of_its_room(void **state) {
    struct machine *m = *state;
    assert_true(strlen(measures(m, true)) < MAX_MEASURES_BYTES / 2);
}

int main(void) {
#define CLAIM(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        CLAIM(test_a_clock_that_is_right_is_ready_and_behind_nothing),
        CLAIM(test_a_clock_that_was_set_is_a_reason_and_counted_once),
        CLAIM(test_a_day_that_is_not_evaluated_yet_is_late_since_its_midnight),
        cmocka_unit_test_setup_teardown(test_a_clock_that_is_waited_for_is_a_reason,
                                        enter_unsynchronised, leave),
        CLAIM(test_telling_changes_nothing),
        CLAIM(test_the_answer_fills_less_than_half_of_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
