#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/model/day.h"

static day_t day(uint32_t yyyymmdd) {
    day_t found = day_of_number(yyyymmdd);
    assert_int_not_equal(found, DAY_NONE);
    return found;
}

static instant_t instant(const char *text) {
    instant_t found = 0;
    assert_true(instant_parse(text, &found));
    return found;
}

/* The naive calendar: one day after the other. */
static struct civil next(struct civil civil) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = civil.year % 400 == 0 || (civil.year % 4 == 0 && civil.year % 100 != 0);
    int length = civil.month == 2 && leap ? 29 : lengths[civil.month - 1];
    if (civil.day < length)
        return (struct civil){civil.year, civil.month, civil.day + 1};
    if (civil.month < 12)
        return (struct civil){civil.year, civil.month + 1, 1};
    return (struct civil){civil.year + 1, 1, 1};
}

static void test_every_day_of_ten_thousand_years_comes_back(void **state) {
    (void)state;
    struct civil civil = {1, 1, 1};
    day_t last = day(99991231);
    for (day_t at = day(10101); at <= last; at++, civil = next(civil)) {
        struct civil found = civil_of_day(at);
        if (memcmp(&found, &civil, sizeof found) != 0 ||
            day_of_civil(civil.year, civil.month, civil.day) != at ||
            day_of_number(day_to_number(at)) != at)
            fail_msg("day %d", at);
    }
    assert_int_equal(civil.year, 10000);
    assert_int_equal(day(19700101), 0);
}

static void test_no_such_date_is_none(void **state) {
    (void)state;
    static const uint32_t none[] = {0,         1,          10100,    20250229, 19000229,
                                    20250431,  20251301,   20250001, 20250100, 20250132,
                                    100000101, UINT32_MAX, 1231};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(day_of_number(none[i]), DAY_NONE);
    assert_int_not_equal(day_of_number(20000229), DAY_NONE);
    assert_int_not_equal(day_of_number(20240229), DAY_NONE);
    assert_int_equal(day_to_number(DAY_NONE), 0);
}

/* domain.md section 5: first schadelijk day of the norm `3m` and what its instant is. */
static void test_three_months_end_where_the_hoge_raad_says(void **state) {
    (void)state;
    static const struct {
        uint32_t start, crossing;
        const char *instant;
    } table[] = {
        {20241128, 20250301, "2025-02-28T23:00:00Z"}, {20241130, 20250301, "2025-02-28T23:00:00Z"},
        {20231130, 20240301, "2024-02-29T23:00:00Z"}, {20240229, 20240530, "2024-05-29T22:00:00Z"},
        {20250228, 20250529, "2025-05-28T22:00:00Z"}, {20250131, 20250501, "2025-04-30T22:00:00Z"},
        {20251031, 20260201, "2026-01-31T23:00:00Z"}, {20251229, 20260330, "2026-03-29T22:00:00Z"},
        {20250726, 20251027, "2025-10-26T23:00:00Z"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        day_t crossing = day_add_months(day(table[i].start), 3) + 1;
        assert_int_equal(day_to_number(crossing), table[i].crossing);
        assert_true(instant_of_day(crossing) == instant(table[i].instant));
    }
}

static void test_months_saturate_at_the_ends_of_the_calendar(void **state) {
    (void)state;
    assert_int_equal(day_add_months(day(10131), -1), day(10101));
    assert_int_equal(day_add_months(day(99991130), 2), day(99991231));
    assert_int_equal(day_add_months(day(20250101), INT32_MAX), day(99991231));
    assert_int_equal(day_add_months(day(20250101), INT32_MIN), day(10101));
    assert_int_equal(day_add_months(DAY_NONE, 3), DAY_NONE);
    assert_int_equal(day_add_months(day(20240331), -1), day(20240229));
    assert_int_equal(day_add_months(day(20240131), 0), day(20240131));
}

static void test_an_instant_lies_within_its_day(void **state) {
    (void)state;
    instant_t step = 20 * 60 * MICROSECONDS_PER_SECOND, end = instant("2040-12-31T00:00:00Z");
    for (instant_t at = instant("1990-01-01T00:00:00Z"); at < end; at += step) {
        day_t found = day_of_instant(at);
        if (at < instant_of_day(found) || at >= instant_of_day(found + 1))
            fail_msg("instant %lld", (long long)at);
    }
}

static void test_summer_ended_in_september_until_1995(void **state) {
    (void)state;
    assert_true(instant_of_day(day(19950924)) == instant("1995-09-23T22:00:00Z"));
    assert_true(instant_of_day(day(19950925)) == instant("1995-09-24T23:00:00Z"));
    assert_true(instant_of_day(day(19960925)) == instant("1996-09-24T22:00:00Z"));
    assert_true(instant_of_day(day(19961028)) == instant("1996-10-27T23:00:00Z"));
}

static void test_instants_beyond_the_calendar_saturate(void **state) {
    (void)state;
    char text[INSTANT_TEXT_SIZE];
    assert_int_equal(day_of_instant(INSTANT_MAX), day(99991231));
    assert_int_equal(day_of_instant(INT64_MIN), day(10101));
    assert_int_equal(day_of_instant(instant_of_day(day(99991231)) + MICROSECONDS_PER_DAY),
                     day(99991231));
    assert_int_equal(day_of_instant(instant_of_day(day(10101))), day(10101));
    assert_int_equal(day_of_instant(instant_of_day(day(10102))), day(10102));
    assert_string_equal(instant_text(INSTANT_MAX, text), "294247-01-10T04:00:54.775807Z");
    assert_string_equal(instant_text(INT64_MIN, text), "-290308-12-21T19:59:05.224192Z");
}

static void test_text_comes_back(void **state) {
    (void)state;
    char text[INSTANT_TEXT_SIZE];
    day_t read_day;
    for (day_t at = day(10101); at <= day(99991231); at += 997) {
        assert_true(day_parse(day_text(at, text), &read_day));
        assert_int_equal(read_day, at);
        instant_t when = at * MICROSECONDS_PER_DAY + (at & 0xFFFFF) * INT64_C(77777);
        assert_true(instant(instant_text(when, text)) == when);
    }
    assert_string_equal(day_text(day(20250131), text), "2025-01-31");
    assert_string_equal(day_text(DAY_NONE, text), "-");
    assert_string_equal(instant_text(0, text), "1970-01-01T00:00:00.000000Z");
    assert_string_equal(instant_text(-1, text), "1969-12-31T23:59:59.999999Z");
}

static void test_text_tells_what_clocks_in_amsterdam_show(void **state) {
    (void)state;
    char text[INSTANT_TEXT_SIZE];
    static const char *const both[][2] = {{"2025-01-31T23:00:00Z", "2025-02-01T00:00:00+01:00"},
                                          {"2025-06-30T22:59:59.9Z", "2025-07-01T00:59:59+02:00"},
                                          {"2025-03-30T00:59:59Z", "2025-03-30T01:59:59+01:00"},
                                          {"2025-03-30T01:00:00Z", "2025-03-30T03:00:00+02:00"},
                                          {"2025-10-26T00:30:00Z", "2025-10-26T02:30:00+02:00"},
                                          {"2025-10-26T01:30:00Z", "2025-10-26T02:30:00+01:00"}};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++)
        assert_string_equal(instant_local_text(instant(both[i][0]), text), both[i][1]);
    assert_string_equal(instant_local_text(INSTANT_MAX, text), "294247-01-10T04:00:54.775807Z");
}

static void test_forms_of_an_instant_are_read(void **state) {
    (void)state;
    instant_t second = instant("2025-01-31T23:00:00Z");
    assert_true(instant("2025-01-31T23:00:00.000000Z") == second);
    assert_true(instant("2025-01-31T23:00:00.5Z") == second + 500000);
    assert_true(instant("2025-01-31T23:00:00.000001Z") == second + 1);
    assert_true(instant("2025-02-01") == second);
    assert_true(instant("2025-07-01") == instant("2025-06-30T22:00:00Z"));
}

static void test_what_is_no_day_or_instant_is_refused_and_changes_nothing(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "2025",
                                        "2025-02-30",
                                        "2025-1-31",
                                        "25-01-31",
                                        "+025-01-31",
                                        " 2025-01-31",
                                        "2025-01-31 ",
                                        "2025-01-31T23:00Z",
                                        "2025-01-31T23:00:00",
                                        "2025-01-31T23:00:00.Z",
                                        "2025-01-31T23:00:00.1234567Z",
                                        "2025-01-31T24:00:00Z",
                                        "2025-01-31T23:60:00Z",
                                        "2025-01-31T23:00:60Z",
                                        "2025-01-31T23:00:00ZZ",
                                        "2025-01-31T23:00:00+01:00"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        day_t untouched_day = 7;
        instant_t untouched = 7;
        assert_false(day_parse(wrong[i], &untouched_day));
        assert_false(instant_parse(wrong[i], &untouched));
        assert_int_equal(untouched_day, 7);
        assert_true(untouched == 7);
    }
    day_t found;
    assert_false(day_parse("2025-01-31T23:00:00Z", &found));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_ten_thousand_years_comes_back),
        cmocka_unit_test(test_no_such_date_is_none),
        cmocka_unit_test(test_three_months_end_where_the_hoge_raad_says),
        cmocka_unit_test(test_months_saturate_at_the_ends_of_the_calendar),
        cmocka_unit_test(test_an_instant_lies_within_its_day),
        cmocka_unit_test(test_summer_ended_in_september_until_1995),
        cmocka_unit_test(test_instants_beyond_the_calendar_saturate),
        cmocka_unit_test(test_text_comes_back),
        cmocka_unit_test(test_text_tells_what_clocks_in_amsterdam_show),
        cmocka_unit_test(test_forms_of_an_instant_are_read),
        cmocka_unit_test(test_what_is_no_day_or_instant_is_refused_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
