/* How long one sender may keep the loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/shares.h"

enum { START = 1000 };

static const uint8_t zon[LINK_KEY_BYTES] = {1}, maan[LINK_KEY_BYTES] = {2};

static void test_who_used_his_share_has_had_it_until_there_is_a_pause(void **state) {
    (void)state;
    struct shares shares = {0};
    shares_begin(&shares, START);
    assert_false(shares_is_used(&shares, zon, START));
    shares_note(&shares, zon, SHARE_US - 1);
    assert_false(shares_is_used(&shares, zon, START + SHARE_US));
    shares_note(&shares, zon, 1);
    assert_true(shares_is_used(&shares, zon, START + SHARE_US));
    assert_false(shares_is_used(&shares, maan, START + SHARE_US));
    shares_begin(&shares, START + SHARE_US);
    assert_false(shares_is_used(&shares, zon, START + SHARE_US));
}

static void test_one_request_in_a_batch_is_always_decided(void **state) {
    (void)state;
    struct shares shares = {0};
    shares_begin(&shares, START);
    shares_note(&shares, zon, 100 * SHARE_US);
    assert_true(shares_is_used(&shares, zon, START));
    shares_next_batch(&shares);
    assert_false(shares_is_used(&shares, zon, START));
    shares_note(&shares, zon, 1);
    assert_true(shares_is_used(&shares, zon, START));
}

static void test_every_second_brings_another_share(void **state) {
    (void)state;
    struct shares shares = {0};
    shares_begin(&shares, START);
    shares_note(&shares, zon, 3 * SHARE_US);
    shares_note(&shares, maan, SHARE_US);
    assert_true(shares_is_used(&shares, maan, START + MICROSECONDS_PER_SECOND - 1));
    assert_false(shares_is_used(&shares, maan, START + MICROSECONDS_PER_SECOND));
    assert_int_equal(shares.count, 1);
    assert_true(shares_is_used(&shares, zon, START + 3 * MICROSECONDS_PER_SECOND - 1));
    assert_false(shares_is_used(&shares, zon, START + 3 * MICROSECONDS_PER_SECOND));
    assert_int_equal(shares.count, 0);
}

static void test_there_is_room_for_any_number_of_senders(void **state) {
    (void)state;
    struct shares shares = {0};
    shares_begin(&shares, START);
    for (uint32_t i = 0; i < 3 * MAX_SHARES; i++) {
        uint8_t sender[LINK_KEY_BYTES] = {0};
        memcpy(sender, &i, sizeof i);
        shares_note(&shares, sender, SHARE_US);
        assert_true(shares_is_used(&shares, sender, START));
        assert_true(shares.count <= MAX_SHARES);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_used_his_share_has_had_it_until_there_is_a_pause),
        cmocka_unit_test(test_one_request_in_a_batch_is_always_decided),
        cmocka_unit_test(test_every_second_brings_another_share),
        cmocka_unit_test(test_there_is_room_for_any_number_of_senders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
