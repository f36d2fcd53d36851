/* What a command says, when that is more than an answer holds. */
#include "daemon/engine/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REST "(the rest of the answer was too long)\n"

static void test_answer_that_is_cut_off_says_so_and_leaves_out_no_line_before(void **state) {
    enum { LINE = 1000, LINES_AT_MOST = 2 * MAX_COMMAND_ANSWER_BYTES / LINE };
    struct command command = {.arena = arena_new((size_t)8 * MAX_COMMAND_ANSWER_BYTES)};
    char line[LINE];
    int lines = 0;
    (void)state;
    assert_non_null(command.arena);
    memset(line, 'x', LINE - 1);
    line[LINE - 1] = '\0';
    for (; lines < LINES_AT_MOST && !command.overflown; lines++)
        command_say(&command, "%s", line);
    assert_true(command.overflown);
    command_say(&command, "short");
    const size_t whole = (size_t)(lines - 1) * LINE;
    assert_int_equal(command.size, whole + strlen(REST));
    assert_memory_equal(command.text + whole, REST, strlen(REST));
    assert_true(command.size <= MAX_COMMAND_ANSWER_BYTES);
    assert_true(whole > MAX_COMMAND_ANSWER_BYTES - 2 * LINE);
    arena_free(&command.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer_that_is_cut_off_says_so_and_leaves_out_no_line_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
