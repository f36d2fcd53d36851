#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/scene.h"

/* domain.md section 5, row by row: start, `3m`, instant in UTC, more than 90 days. */
static const struct {
    uint32_t start, crossing, in_days;
    const char *instant;
} table[] = {
    {20241128, 20250301, 20250227, "2025-02-28T23:00:00Z"},
    {20241130, 20250301, 20250301, "2025-02-28T23:00:00Z"},
    {20231130, 20240301, 20240229, "2024-02-29T23:00:00Z"},
    {20240229, 20240530, 20240530, "2024-05-29T22:00:00Z"},
    {20250228, 20250529, 20250530, "2025-05-28T22:00:00Z"},
    {20250131, 20250501, 20250502, "2025-04-30T22:00:00Z"},
    {20251031, 20260201, 20260130, "2026-01-31T23:00:00Z"},
    {20251229, 20260330, 20260330, "2026-03-29T22:00:00Z"},
    {20250726, 20251027, 20251025, "2025-10-26T23:00:00Z"},
};

static void test_crossings_are_those_of_the_domain_table(void **state) {
    (void)state;
    struct norm norm = scene_norm_3m(), days = {.id = "90d", .days = 90};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        day_t start = day_of_number(table[i].start);
        instant_t instant;
        assert_true(instant_parse(table[i].instant, &instant));
        assert_int_equal(day_to_number(norm_crossing(&norm, start)), table[i].crossing);
        assert_int_equal(instant_of_day(norm_crossing(&norm, start)), instant);
        assert_int_equal(day_to_number(norm_crossing(&days, start)), table[i].in_days);
    }
}

/* Counted by hand: months of 28 to 31 days, no day_add_months. */
static day_t three_months_naively(day_t start) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct civil c = civil_of_day(start);
    int month = c.month + 3, year = c.year;
    if (month > 12) {
        month -= 12;
        year++;
    }
    int last = lengths[month - 1];
    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        last = 29;
    return day_of_civil(year, month, c.day < last ? c.day : last);
}

static void test_every_start_day_from_1990_to_2040_crosses_when_counted_by_hand(void **state) {
    (void)state;
    struct norm norm = scene_norm_3m();
    int lengths[4] = {0}, all = 0;
    for (day_t day = day_of_number(19900101); day <= day_of_number(20401231); day++) {
        day_t crossing = norm_crossing(&norm, day);
        assert_int_equal(crossing, three_months_naively(day) + 1);
        assert_in_range(crossing - 1 - day, 89, 92);
        lengths[crossing - 1 - day - 89]++;
        all++;
    }
    /* 6.0 / 14.9 / 21.3 / 57.8 percent (domain.md section 5). */
    static const int permille[4] = {60, 149, 213, 578};
    for (size_t i = 0; i < 4; i++)
        assert_in_range(1000 * lengths[i] / all, permille[i] - 2, permille[i] + 2);
}

static void test_level_on_or_before_the_crossing_does_not_exist(void **state) {
    (void)state;
    struct norm long_norm = {.id = "200d", .days = 200, .levels = {true, true, true}};
    day_t start = day_of_number(20250101);
    assert_int_equal(norm_level(&long_norm, 0, start), DAY_NONE);
    assert_int_equal(day_to_number(norm_level(&long_norm, 1, start)), 20251002);
    struct norm norm = scene_norm_3m();
    norm.levels[1] = false;
    assert_int_equal(norm_level(&norm, 1, start), DAY_NONE);
    assert_int_equal(day_to_number(norm_level(&norm, 0, start)), 20250702);
    norm.inclusive = true;
    assert_int_equal(day_to_number(norm_level(&norm, 0, start)), 20250701);
    assert_int_equal(day_to_number(norm_crossing(&norm, start)), 20250401);
}

static void test_threat_lasts_from_fourteen_days_before_until_the_day_before(void **state) {
    (void)state;
    struct norm norm = scene_norm_3m();
    day_t start = day_of_number(20250101), crossing = norm_crossing(&norm, start);
    assert_false(norm_threatens(&norm, start, crossing - 15));
    assert_true(norm_threatens(&norm, start, crossing - 14));
    assert_true(norm_threatens(&norm, start, crossing - 1));
    assert_false(norm_threatens(&norm, start, crossing));
    norm.warning_days = 0;
    assert_false(norm_threatens(&norm, start, crossing - 1));
}

static void test_next_due_walks_through_every_day_something_is_due(void **state) {
    (void)state;
    struct norm norm = scene_norm_3m();
    day_t start = day_of_number(20250131), day = start;
    static const uint32_t due[] = {20250417, 20250501, 20250801, 20251101, 20260201};
    for (size_t i = 0; i < sizeof due / sizeof due[0]; i++) {
        day = norm_next_due(&norm, start, day);
        assert_int_equal(day_to_number(day), due[i]);
    }
    assert_int_equal(norm_next_due(&norm, start, day), DAY_NONE);
}

static void test_norm_in_force_is_the_last_that_began(void **state) {
    (void)state;
    struct norm norms[2] = {scene_norm_3m(), {.id = "90d", .days = 90}};
    norms[1].from = day_of_number(20250601);
    assert_ptr_equal(norm_on(norms, 2, day_of_number(20250531)), &norms[0]);
    assert_ptr_equal(norm_on(norms, 2, day_of_number(20250601)), &norms[1]);
    assert_ptr_equal(norm_on(norms, 2, day_of_number(19800101)), &norms[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crossings_are_those_of_the_domain_table),
        cmocka_unit_test(test_every_start_day_from_1990_to_2040_crosses_when_counted_by_hand),
        cmocka_unit_test(test_level_on_or_before_the_crossing_does_not_exist),
        cmocka_unit_test(test_threat_lasts_from_fourteen_days_before_until_the_day_before),
        cmocka_unit_test(test_next_due_walks_through_every_day_something_is_due),
        cmocka_unit_test(test_norm_in_force_is_the_last_that_began),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
