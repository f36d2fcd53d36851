/* When a machine's clock is believed. */
#include "daemon/domain/hold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_US (60 * MICROSECONDS_PER_SECOND)
#define HOUR_US (60 * MINUTE_US)
#define LAST (500000 * HOUR_US)
#define UPTIME (100 * HOUR_US)

static const struct clock_reading right = {
    .now = LAST + HOUR_US, .uptime = UPTIME, .boot = {1}, .synchronised = true};

static struct clock_trust trusted(void) {
    struct clock_trust trust = {0};
    hold_trust(&trust, &right);
    return trust;
}

static enum hold_verdict judge(const struct clock_trust *trust, const struct clock_reading *reading,
                               enum hold_reason *reason) {
    return hold_judge(trust, reading, LAST, CLOCK_GRACE_US, reason);
}

static void expect(const struct clock_trust *trust, const struct clock_reading *reading,
                   enum hold_verdict verdict, enum hold_reason reason) {
    enum hold_reason found = HOLD_REASON_COUNT;
    assert_int_equal(judge(trust, reading, &found), verdict);
    assert_int_equal(found, reason);
}

static void test_a_clock_that_is_set_by_more_than_a_quarter_of_an_hour_is_held(void **state) {
    const struct clock_trust trust = trusted();
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct clock_reading reading = right;
        reading.now += sign * MAX_CLOCK_DRIFT_US;
        expect(&trust, &reading, CLOCK_TRUSTED, HOLD_NONE);
        reading.now += sign;
        expect(&trust, &reading, CLOCK_HELD, HOLD_DRIFT);
    }
}

static void test_time_that_passes_is_no_drift_however_long(void **state) {
    const struct clock_trust trust = trusted();
    struct clock_reading reading = right;
    (void)state;
    reading.now += 10000 * HOUR_US;
    reading.uptime += 10000 * HOUR_US;
    reading.synchronised = false; /* that was asked when the machine was started */
    expect(&trust, &reading, CLOCK_TRUSTED, HOLD_NONE);
}

static void test_after_a_start_the_last_event_is_what_there_is_to_go_by(void **state) {
    const struct clock_trust trust = trusted();
    struct clock_reading reading = {.uptime = MINUTE_US, .boot = {2}, .synchronised = true};
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        reading.now = LAST + sign * MAX_CLOCK_GAP_US;
        expect(&trust, &reading, CLOCK_NEW, HOLD_NONE);
        reading.now += sign;
        expect(&trust, &reading, CLOCK_HELD, sign > 0 ? HOLD_GAP : HOLD_BEHIND);
    }
}

static void test_a_store_without_events_has_no_gap(void **state) {
    const struct clock_trust nothing = {0};
    enum hold_reason reason;
    (void)state;
    assert_int_equal(hold_judge(&nothing, &right, 0, 0, &reason), CLOCK_NEW);
}

static void test_what_was_never_trusted_is_as_after_a_start(void **state) {
    const struct clock_trust nothing = {0};
    struct clock_reading reading = right;
    (void)state;
    memset(reading.boot, 0, sizeof reading.boot); /* as in a trust of nothing */
    expect(&nothing, &reading, CLOCK_NEW, HOLD_NONE);
    reading.now = LAST + 2 * MAX_CLOCK_GAP_US;
    expect(&nothing, &reading, CLOCK_HELD, HOLD_GAP);
}

static void test_an_unsynchronised_clock_is_waited_for_and_then_held(void **state) {
    const struct clock_trust trust = trusted();
    const struct clock_reading reading = {.now = LAST, .boot = {2}, .synchronised = false};
    enum hold_reason reason;
    (void)state;
    assert_int_equal(hold_judge(&trust, &reading, LAST, CLOCK_GRACE_US - 1, &reason),
                     CLOCK_WAITING);
    assert_int_equal(hold_judge(&trust, &reading, LAST, CLOCK_GRACE_US, &reason), CLOCK_HELD);
    assert_int_equal(reason, HOLD_UNSYNCHRONISED);
}

static void test_what_is_held_stays_so_until_it_is_trusted_again(void **state) {
    struct clock_trust trust = trusted();
    struct clock_reading reading = right;
    (void)state;
    hold_begin(&trust, &right, HOLD_DRIFT);
    expect(&trust, &reading, CLOCK_HELD, HOLD_DRIFT);
    reading.boot[0] = 2;
    expect(&trust, &reading, CLOCK_HELD, HOLD_DRIFT);
    hold_trust(&trust, &reading);
    expect(&trust, &reading, CLOCK_TRUSTED, HOLD_NONE);
}

static void test_what_time_it_would_be_is_known_until_the_machine_is_started(void **state) {
    const struct clock_trust trust = trusted();
    struct clock_reading reading = right;
    instant_t now = 0;
    (void)state;
    reading.now += 1000 * HOUR_US;
    reading.uptime += HOUR_US;
    assert_true(hold_unset_now(&trust, &reading, &now));
    assert_true(now == right.now + HOUR_US);
    reading.boot[0] = 2;
    assert_false(hold_unset_now(&trust, &reading, &now));
}

static void test_an_events_body_reads_back_and_any_part_of_it_does_not(void **state) {
    const struct clock_event event = {
        .reading = right, .reason = HOLD_GAP, .uid = 1000, .who = {(const uint8_t *)"Jan", 3}};
    struct arena *arena = arena_new(4096);
    struct clock_event again;
    struct bytes body;
    (void)state;
    assert_non_null(arena);
    assert_int_equal(pack_clock_event(&event, arena, &body), STATUS_OK);
    assert_int_equal(unpack_clock_event(body, &again), STATUS_OK);
    assert_true(again.reading.now == right.now && again.reading.uptime == right.uptime);
    assert_memory_equal(again.reading.boot, right.boot, BOOT_BYTES);
    assert_true(again.reading.synchronised && again.reason == HOLD_GAP && again.uid == 1000);
    assert_true(bytes_equal(again.who, event.who));
    for (size_t size = 0; size < body.size; size++)
        assert_int_equal(unpack_clock_event(bytes_of(body.at, size), &again), STATUS_DAMAGED);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_clock_that_is_set_by_more_than_a_quarter_of_an_hour_is_held),
        cmocka_unit_test(test_time_that_passes_is_no_drift_however_long),
        cmocka_unit_test(test_after_a_start_the_last_event_is_what_there_is_to_go_by),
        cmocka_unit_test(test_a_store_without_events_has_no_gap),
        cmocka_unit_test(test_what_was_never_trusted_is_as_after_a_start),
        cmocka_unit_test(test_an_unsynchronised_clock_is_waited_for_and_then_held),
        cmocka_unit_test(test_what_is_held_stays_so_until_it_is_trusted_again),
        cmocka_unit_test(test_what_time_it_would_be_is_known_until_the_machine_is_started),
        cmocka_unit_test(test_an_events_body_reads_back_and_any_part_of_it_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
