#include "daemon/clock.h"
#include "daemon/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char caught[4096];

/* What one event writes to stderr. */
static const char *line_of(enum log_level level, const char *value) {
    int ends[2], before = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    log_event(level, "thing.done", "value=%s", value);
    dup2(before, STDERR_FILENO);
    close(before);
    ssize_t size = read(ends[0], caught, sizeof caught - 1);
    close(ends[0]);
    caught[size > 0 ? size : 0] = '\0';
    return caught;
}

static void test_an_event_is_one_line_whatever_is_in_it(void **state) {
    (void)state;
    static char huge[8000];
    assert_string_equal(line_of(LOG_LEVEL_WARN, "3"), "warn thing.done value=3\n");
    assert_string_equal(line_of(LOG_LEVEL_INFO, "a\nerror b\r"),
                        "info thing.done value=a error b \n");
    memset(huge, 'x', sizeof huge - 1);
    const char *line = line_of(LOG_LEVEL_ERROR, huge);
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void test_what_is_below_the_level_is_not_written(void **state) {
    (void)state;
    enum log_level level = LOG_LEVEL_ERROR;
    assert_string_equal(line_of(LOG_LEVEL_DEBUG, "1"), "");
    assert_true(log_level_parse("debug", &level));
    assert_int_equal(level, LOG_LEVEL_DEBUG);
    assert_false(log_level_parse("loud", &level));
    log_set_level(LOG_LEVEL_DEBUG);
    assert_string_equal(line_of(LOG_LEVEL_DEBUG, "1"), "debug thing.done value=1\n");
    log_set_level(LOG_LEVEL_INFO);
}

static void test_a_foreign_value_cannot_leave_its_quotes(void **state) {
    (void)state;
    char room[LOG_QUOTE_SIZE];
    uint8_t all[256];
    assert_string_equal(log_quote(bytes_of_text("a\"b\\c\n"), room), "\"a\\\"b\\\\c\\x0a\"");
    assert_string_equal(log_quote(bytes_of(NULL, 0), room), "\"\"");
    memset(all, 0xff, sizeof all);
    const char *text = log_quote(bytes_of(all, sizeof all), room);
    assert_true(strlen(text) < LOG_QUOTE_SIZE);
    assert_string_equal(text + strlen(text) - 4, "...\"");
}

static void test_a_virtual_clock_stands_still_and_never_goes_back(void **state) {
    (void)state;
    struct timepiece clock = clock_virtual(1000);
    assert_true(clock_now(&clock) == 1000);
    clock_move(&clock, 500);
    assert_true(clock_now(&clock) == 1000);
    clock_move(&clock, 2000);
    assert_true(clock_now(&clock) == 2000);
    struct timepiece real = clock_real();
    assert_true(clock_now(&real) > 1700000000 * MICROSECONDS_PER_SECOND);
}

int main(void) {
    unsetenv("JOURNAL_STREAM");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_event_is_one_line_whatever_is_in_it),
        cmocka_unit_test(test_what_is_below_the_level_is_not_written),
        cmocka_unit_test(test_a_foreign_value_cannot_leave_its_quotes),
        cmocka_unit_test(test_a_virtual_clock_stands_still_and_never_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
