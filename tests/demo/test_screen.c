#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "client/demo/screen.h"

#include <cmocka.h>
#include <stdlib.h>

static void test_numbers_are_grouped_by_three(void **state) {
    (void)state;
    char room[NUMBER_TEXT_SIZE];
    assert_string_equal(number_text(0, room), "0");
    assert_string_equal(number_text(999, room), "999");
    assert_string_equal(number_text(4797, room), "4.797");
    assert_string_equal(number_text(UINT64_MAX, room), "18.446.744.073.709.551.615");
}

static void test_days_are_dutch(void **state) {
    (void)state;
    char room[DAY_WORDS_SIZE];
    assert_string_equal(day_words(day_of_civil(2025, 1, 6), room), "ma  6 jan");
    assert_string_equal(day_words(day_of_civil(2025, 3, 30), room), "zo 30 mrt");
    assert_string_equal(day_words_long(day_of_civil(2025, 4, 7), room), "maandag 7 april 2025");
}

static void test_without_a_terminal_a_line_comes_once_a_week(void **state) {
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct screen screen = screen_on(out, 14);
    for (int day = 0; day <= 14; day++)
        screen_progress(&screen, day, (uint64_t)day * 1000, 3);
    screen_end(&screen);
    fclose(out);
    assert_string_equal(text, "   week  1 van 2: 7.000 leveringen, 3 alerts\n"
                              "   week  2 van 2: 14.000 leveringen, 3 alerts\n");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_grouped_by_three),
        cmocka_unit_test(test_days_are_dutch),
        cmocka_unit_test(test_without_a_terminal_a_line_comes_once_a_week),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
