/* From which day on what is kept, held against the sentences that say so. */
#include "daemon/domain/retain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static day_t monday_of(day_t day) {
    const day_t some_monday = day_of_number(20240101);
    while ((day - some_monday) % 7 != 0)
        day--;
    return day;
}

static void test_bodies_of_a_week_go_together_when_its_monday_is_too_old(void **state) {
    (void)state;
    const day_t end = day_of_number(20320301);
    for (day_t today = day_of_number(20260101); today < end; today++) {
        const day_t from = retain_bodies_from(&retention_most, today);
        assert_int_equal(monday_of(from), from);
        assert_true(day_add_months(from, 13) >= today);
        assert_true(day_add_months(from - 7, 13) < today);
    }
}

static void test_no_body_outlives_its_term_and_none_goes_more_than_six_days_early(void **state) {
    (void)state;
    for (day_t day = day_of_number(20240101); day < day_of_number(20290301); day++) {
        const day_t last = day_add_months(day, 13);
        assert_true(retain_bodies_from(&retention_most, last + 1) > day);
        assert_true(retain_bodies_from(&retention_most, last - 10) <= day);
    }
}

static void test_bodies_never_come_back(void **state) {
    (void)state;
    for (day_t today = day_of_number(20260101); today < day_of_number(20320301); today++)
        assert_true(retain_bodies_from(&retention_most, today) <=
                    retain_bodies_from(&retention_most, today + 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies_of_a_week_go_together_when_its_monday_is_too_old),
        cmocka_unit_test(test_no_body_outlives_its_term_and_none_goes_more_than_six_days_early),
        cmocka_unit_test(test_bodies_never_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
