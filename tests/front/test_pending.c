#include "daemon/front/pending.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct return_address address(uint8_t mark) {
    struct return_address to = {.kind_size = 1};
    to.request_id[0] = mark;
    return to;
}

static void test_a_ticket_is_answered_once_and_in_any_order(void **state) {
    (void)state;
    struct pending pending;
    struct return_address a = address(1), b = address(2), to;
    assert_int_equal(pending_init(&pending), STATUS_OK);
    uint64_t first = pending_add(&pending, &a, 10), second = pending_add(&pending, &b, 20);
    assert_int_equal(pending.bytes, 30);
    assert_true(pending_take(&pending, second, &to));
    assert_int_equal(to.request_id[0], 2);
    assert_false(pending_take(&pending, second, &to));
    assert_true(pending_take(&pending, first, &to));
    assert_int_equal(to.request_id[0], 1);
    assert_false(pending_take(&pending, first, &to));
    assert_false(pending_take(&pending, second + 1, &to));
    assert_false(pending_take(&pending, 0, &to));
    assert_int_equal(pending.bytes, 0);
    assert_int_equal(pending.count, 0);
    pending_fini(&pending);
}

static void test_it_fills_up_and_empties_from_the_oldest(void **state) {
    (void)state;
    struct pending pending;
    struct return_address to = address(0);
    assert_int_equal(pending_init(&pending), STATUS_OK);
    for (int round = 0; round < 3; round++) {
        uint64_t first = pending.first;
        while (!pending_is_full(&pending))
            pending_add(&pending, &to, 1);
        assert_int_equal(pending.count, MAX_PENDING);
        assert_true(pending_take(&pending, first, &to));
        assert_false(pending_is_full(&pending));
        while (pending_take_oldest(&pending, &to))
            continue;
        assert_int_equal(pending.bytes, 0);
    }
    pending_fini(&pending);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_ticket_is_answered_once_and_in_any_order),
        cmocka_unit_test(test_it_fills_up_and_empties_from_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
