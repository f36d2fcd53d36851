#include "client/source/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static day_t read_text(const char *text) {
    struct csv_fault fault;
    day_t day = date_read(bytes_of_text(text), &fault);
    assert_true(fault.kind != NULL || day != DAY_NONE);
    return day;
}

static void test_every_day_of_fifty_years_is_read_in_each_form(void **state) {
    (void)state;
    static const char *const months[] = {"jan", "feb", "mrt", "apr", "mei", "jun",
                                         "jul", "aug", "sep", "okt", "nov", "dec"};
    for (day_t day = day_of_civil(1990, 1, 1); day <= day_of_civil(2039, 12, 31); day++) {
        const struct civil civil = civil_of_day(day);
        char forms[10][40];
        const int year = civil.year, month = civil.month, of_month = civil.day;
        snprintf(forms[0], sizeof forms[0], "%02d-%02d-%04d", of_month, month, year);
        snprintf(forms[1], sizeof forms[1], "%d-%d-%d", of_month, month, year);
        snprintf(forms[2], sizeof forms[2], "%02d/%02d/%04d", of_month, month, year);
        snprintf(forms[3], sizeof forms[3], "%d.%d.%d", of_month, month, year);
        snprintf(forms[4], sizeof forms[4], "%04d-%02d-%02d", year, month, of_month);
        snprintf(forms[5], sizeof forms[5], "%04d%02d%02d", year, month, of_month);
        snprintf(forms[6], sizeof forms[6], "%d %s %d", of_month, months[month - 1], year);
        snprintf(forms[7], sizeof forms[7], "%d-%d-%d 0:00", of_month, month, year);
        snprintf(forms[8], sizeof forms[8], "%04d-%02d-%02dT23:59:59", year, month, of_month);
        snprintf(forms[9], sizeof forms[9], "%04d-%02d-%02dT00:00:00+02:00", year, month, of_month);
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
            assert_int_equal(read_text(forms[i]), day);
    }
}

static void test_time_in_utc_is_brought_to_amsterdam(void **state) {
    (void)state;
    assert_int_equal(read_text("2025-01-30T22:59:59Z"), day_of_civil(2025, 1, 30));
    assert_int_equal(read_text("2025-01-30T23:00:00Z"), day_of_civil(2025, 1, 31));
    assert_int_equal(read_text("2025-06-30T22:00:00.000Z"), day_of_civil(2025, 7, 1));
}

static void test_what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "-",
                                        "31",
                                        "31-01",
                                        "31-01-",
                                        "31-02-2025",
                                        "00-00-0000",
                                        "01/31/2025",
                                        "31-01/2025",
                                        "31--01-2025",
                                        "2025-13-01",
                                        "2025-1",
                                        "31-01-20255",
                                        "31 foo 2025",
                                        "31-01-2025x",
                                        "31-01-2025 1",
                                        "31-01-2025 25:00",
                                        "2025-01-31T00:00:00-05:00",
                                        "2025-01-31T99:99:99Z",
                                        "20251301",
                                        "vandaag",
                                        "1234567890",
                                        "2025-01-31T00:00:00.0000000000Z99999999999999999999Z"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(read_text(wrong[i]), DAY_NONE);
}

static void assert_kind(const char *text, const char *kind, const char *words) {
    struct csv_fault fault;
    assert_int_equal(date_read(bytes_of_text(text), &fault), DAY_NONE);
    assert_string_equal(fault.kind, kind);
    assert_non_null(strstr(fault.sentence, words));
}

static void test_day_numbers_and_short_years_are_told_apart(void **state) {
    (void)state;
    assert_kind("45688", "EXCEL", "dagnummer");
    assert_kind("45688,75", "EXCEL", "dagnummer");
    assert_kind("4568", "DATUM", "geen bestaande datum");
    assert_kind("31-01-25", "DATUM", "vier");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_fifty_years_is_read_in_each_form),
        cmocka_unit_test(test_time_in_utc_is_brought_to_amsterdam),
        cmocka_unit_test(test_what_is_no_date_is_refused),
        cmocka_unit_test(test_day_numbers_and_short_years_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
