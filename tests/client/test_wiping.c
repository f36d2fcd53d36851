#include "client/wiping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* malloc hands out again what it got back last, so what is there is what was left. A sanitizer's
 * does not, and keeps it for itself. */
static void assert_left_nothing(size_t size) {
    if (WACHTPOST_SANITIZED)
        return;
    /* The first two words are malloc's own by then. */
    static const uint8_t zeroes[4096];
    const size_t own = 2 * sizeof(void *);
    uint8_t *again = malloc(size);
    assert_non_null(again);
    assert_memory_equal(again + own, zeroes, size - own);
    free(again);
}

static void test_what_is_freed_is_wiped(void **state) {
    (void)state;
    uint8_t *memory = malloc(200);
    assert_non_null(memory);
    memset(memory, 'x', 200);
    wiping_free(memory);
    assert_left_nothing(200);
    wiping_free(NULL);
}

static void test_what_grows_is_the_same_and_leaves_nothing_where_it_was(void **state) {
    (void)state;
    uint8_t *memory = wiping_realloc(NULL, 200);
    assert_non_null(memory);
    memset(memory, 'x', 200);
    memory = wiping_realloc(memory, 4000);
    assert_non_null(memory);
    for (size_t i = 0; i < 200; i++)
        assert_int_equal(memory[i], 'x');
    assert_left_nothing(200);
    memset(memory, 'y', 4000);
    memory = wiping_realloc(memory, 100);
    assert_non_null(memory);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(memory[i], 'y');
    wiping_free(memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_freed_is_wiped),
        cmocka_unit_test(test_what_grows_is_the_same_and_leaves_nothing_where_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
