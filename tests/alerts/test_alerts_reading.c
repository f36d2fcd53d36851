#include "client/alerts/reading.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_backoff_doubles_up_to_five_minutes(void **state) {
    (void)state;
    const int64_t expected_s[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
    for (unsigned i = 0; i < sizeof expected_s / sizeof *expected_s; i++)
        assert_int_equal(reading_backoff_ms(i + 1), 1000 * expected_s[i]);
    assert_int_equal(reading_backoff_ms(UINT32_MAX), 300000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backoff_doubles_up_to_five_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
