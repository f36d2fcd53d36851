#include "client/outbox/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static const uint32_t luck[] = {0, 1, 12345, UINT32_MAX / 2, UINT32_MAX - 1, UINT32_MAX};
#define LUCK_COUNT (sizeof luck / sizeof *luck)

static void test_pause_stays_between_one_second_and_five_minutes(void **state) {
    (void)state;
    for (unsigned tries = 0; tries < 100; tries++)
        for (size_t i = 0; i < LUCK_COUNT; i++) {
            int64_t pause_ms = backoff_ms(tries, luck[i]);
            assert_true(pause_ms >= 1000 && pause_ms <= 5 * 60 * 1000);
        }
    assert_true(backoff_ms(UINT32_MAX, UINT32_MAX) <= 5 * 60 * 1000);
}

static void test_pause_doubles_until_five_minutes(void **state) {
    (void)state;
    for (unsigned tries = 0; tries < 7; tries++)
        for (uint32_t random = 0; random < 100000; random += 997) {
            int64_t pause_ms = backoff_ms(tries, random), half_ms = INT64_C(1000) << tries;
            assert_true(pause_ms >= half_ms && pause_ms <= 2 * half_ms);
        }
    for (uint32_t random = 0; random < 300000; random += 997)
        assert_true(backoff_ms(50, random) >= 150000);
}

static void test_luck_spreads_over_the_whole_upper_half(void **state) {
    (void)state;
    int64_t least_ms = INT64_MAX, most_ms = 0;
    for (uint32_t random = 0; random < 2001; random++) {
        int64_t pause_ms = backoff_ms(1, random);
        least_ms = pause_ms < least_ms ? pause_ms : least_ms;
        most_ms = pause_ms > most_ms ? pause_ms : most_ms;
    }
    assert_int_equal(least_ms, 2000);
    assert_int_equal(most_ms, 4000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pause_stays_between_one_second_and_five_minutes),
        cmocka_unit_test(test_pause_doubles_until_five_minutes),
        cmocka_unit_test(test_luck_spreads_over_the_whole_upper_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
