#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/figures.h"

static uint32_t end_of(enum step step, uint32_t from, uint32_t until) {
    return day_to_number(period_at(step, day_of_number(from), day_of_number(until)).on);
}

static void test_periods_end_with_day_week_month_and_quarter(void **state) {
    (void)state;
    assert_int_equal(end_of(STEP_ONE, 20250115, 20251231), 20251231);
    assert_int_equal(end_of(STEP_DAY, 20250115, 20251231), 20250115);
    assert_int_equal(end_of(STEP_WEEK, 20250115, 20251231), 20250119);
    assert_int_equal(end_of(STEP_WEEK, 20250119, 20251231), 20250119);
    assert_int_equal(end_of(STEP_WEEK, 19691229, 20251231), 19700104);
    assert_int_equal(end_of(STEP_MONTH, 20240215, 20251231), 20240229);
    assert_int_equal(end_of(STEP_QUARTER, 20250115, 20251231), 20250331);
    assert_int_equal(end_of(STEP_QUARTER, 20251231, 20261231), 20251231);
}

static void test_no_period_goes_beyond_the_question(void **state) {
    (void)state;
    for (enum step step = STEP_ONE; step < STEP_COUNT; step++)
        assert_int_equal(end_of(step, 20250114, 20250114), 20250114);
    assert_int_equal(end_of(STEP_QUARTER, 20250101, 20250210), 20250210);
}

static void test_periods_adjoin_over_ten_years(void **state) {
    (void)state;
    const day_t first = day_of_number(20200101), last = day_of_number(20291231);
    const size_t expected[STEP_COUNT] = {1, 3653, 523, 120, 40};
    for (enum step step = STEP_ONE; step < STEP_COUNT; step++) {
        size_t count = 0;
        for (day_t from = first; from <= last; count++) {
            struct period period = period_at(step, from, last);
            assert_int_equal(period.from, from);
            assert_true(period.on >= from);
            from = period.on + 1;
        }
        assert_int_equal(count, expected[step]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods_end_with_day_week_month_and_quarter),
        cmocka_unit_test(test_no_period_goes_beyond_the_question),
        cmocka_unit_test(test_periods_adjoin_over_ten_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
