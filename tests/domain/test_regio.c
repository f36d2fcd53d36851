#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/regio.h"

static bool holds(const struct regio *regio, const char *gemeente, enum hulpvorm hulpvorm,
                  uint32_t day) {
    return regio_holds(regio, gemeente, hulpvorm, day_of_number(day));
}

static void test_without_rules_it_is_the_region_of_that_day(void **state) {
    (void)state;
    const struct regio regio = {0};
    assert_true(holds(&regio, "0518", KDC, 20231231));
    assert_true(holds(&regio, "0626", KDC, 20231231));
    assert_false(holds(&regio, "0626", KDC, 20240101));
    assert_false(holds(&regio, "0599", KDC, 20231231));
}

/* Den Haag buys its ambulante hulp itself since 1 January 2024 (domain.md section 9). */
static void test_gemeente_that_buys_some_help_itself_is_out_for_that_alone(void **state) {
    (void)state;
    const struct bytes haag[] = {bytes_of_text("0518")}, rest[] = {bytes_of_text("0503")};
    const struct regio_rule rules[] = {
        {"alles", 0, NULL, 0, DAY_NONE, day_of_number(20231231)},
        {"Den Haag", 1, haag, UINT32_C(1) << KDC, day_of_number(20240101), DAY_NONE},
        {"de anderen", 1, rest, 0, day_of_number(20240101), DAY_NONE}};
    const struct regio regio = {3, rules};
    assert_true(holds(&regio, "0518", AMBULANT_JO, 20231231));
    assert_false(holds(&regio, "0518", AMBULANT_JO, 20240101));
    assert_true(holds(&regio, "0518", KDC, 20240101));
    assert_true(holds(&regio, "0503", AMBULANT_JO, 20240101));
    assert_false(holds(&regio, "1916", AMBULANT_JO, 20240101));
}

static void test_first_and_last_day_of_a_rule_belong_to_it(void **state) {
    (void)state;
    const struct regio_rule rule = {
        "maart", 0, NULL, 0, day_of_number(20250301), day_of_number(20250331)};
    const struct regio regio = {1, &rule};
    assert_false(holds(&regio, "0518", KDC, 20250228));
    assert_true(holds(&regio, "0518", KDC, 20250301));
    assert_true(holds(&regio, "0518", KDC, 20250331));
    assert_false(holds(&regio, "0518", KDC, 20250401));
}

static void test_named_gemeente_counts_even_outside_the_region(void **state) {
    (void)state;
    const struct bytes voorschoten[] = {bytes_of_text("0626")};
    const struct regio_rule rule = {"Voorschoten", 1, voorschoten, 0, DAY_NONE, DAY_NONE};
    const struct regio regio = {1, &rule};
    assert_true(holds(&regio, "0626", KDC, 20250101));
    assert_false(holds(&regio, "0518", KDC, 20250101));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_rules_it_is_the_region_of_that_day),
        cmocka_unit_test(test_gemeente_that_buys_some_help_itself_is_out_for_that_alone),
        cmocka_unit_test(test_first_and_last_day_of_a_rule_belong_to_it),
        cmocka_unit_test(test_named_gemeente_counts_even_outside_the_region),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
