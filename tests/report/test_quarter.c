#include "client/report/quarter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_quarter(const char *text, day_t first, day_t last) {
    day_t found;
    char again[QUARTER_TEXT_SIZE];
    assert_true(quarter_parse(bytes_of_text(text), &found));
    assert_int_equal(found, last);
    assert_int_equal(quarter_first(found), first);
    assert_string_equal(quarter_text(found, again), text);
}

static void test_quarters_begin_and_end_where_the_calendar_says(void **state) {
    (void)state;
    assert_quarter("2025Q1", day_of_civil(2025, 1, 1), day_of_civil(2025, 3, 31));
    assert_quarter("2024Q2", day_of_civil(2024, 4, 1), day_of_civil(2024, 6, 30));
    assert_quarter("2025Q3", day_of_civil(2025, 7, 1), day_of_civil(2025, 9, 30));
    assert_quarter("1999Q4", day_of_civil(1999, 10, 1), day_of_civil(1999, 12, 31));
}

static void test_what_is_no_quarter_is_not_read(void **state) {
    (void)state;
    static const char *const wrong[] = {"",       "2025",   "2025Q0",  "2025Q5",
                                        "2025q3", "25Q3",   "2025Q33", " 2025Q3",
                                        "1899Q4", "9999Q1", "2025-3",  "2O25Q3"};
    day_t last = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(quarter_parse(bytes_of_text(wrong[i]), &last));
    assert_int_equal(last, 7);
}

static void test_quarters_before_and_after(void **state) {
    (void)state;
    day_t last = day_of_civil(2025, 3, 31);
    assert_int_equal(quarter_before(last, 0), last);
    assert_int_equal(quarter_before(last, 1), day_of_civil(2024, 12, 31));
    assert_int_equal(quarter_before(last, 7), day_of_civil(2023, 6, 30));
    assert_int_equal(quarter_before(last, -2), day_of_civil(2025, 9, 30));
}

static void test_words(void **state) {
    (void)state;
    char words[QUARTER_WORDS_SIZE];
    assert_string_equal(quarter_words(day_of_civil(2025, 9, 30), words), "derde kwartaal van 2025");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quarters_begin_and_end_where_the_calendar_says),
        cmocka_unit_test(test_what_is_no_quarter_is_not_read),
        cmocka_unit_test(test_quarters_before_and_after),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
