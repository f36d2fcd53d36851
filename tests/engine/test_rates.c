#include "daemon/engine/rates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/model/limits.h"

#define SECOND MICROSECONDS_PER_SECOND
#define START (1000 * SECOND)

struct key {
    uint8_t bytes[LINK_KEY_BYTES];
};

static struct key key(unsigned row, unsigned number) {
    struct key made = {{(uint8_t)row}};
    memcpy(made.bytes + 1, &number, sizeof number);
    return made;
}

static int enter(void **state) {
    struct rates *rates = calloc(1, sizeof *rates);
    assert_non_null(rates);
    *state = rates;
    return 0;
}

static int leave(void **state) {
    free(*state);
    return 0;
}

/* Each in a batch of its own. */
static size_t take_all(struct rates *rates, const struct key *who, size_t bytes, instant_t now) {
    static uint64_t batch = 1000;
    size_t count = 0;
    while (rates_take(rates, who->bytes, bytes, batch++, now))
        count++;
    return count;
}

static void test_a_burst_and_then_so_many_a_second(void **state) {
    const struct key who = key(1, 1);
    const size_t burst = MAX_BURST_SECONDS * MAX_REQUESTS_A_SECOND;
    assert_int_equal(take_all(*state, &who, 0, START), burst);
    assert_int_equal(take_all(*state, &who, 0, START), 0);
    for (int second = 1; second < 5; second++)
        assert_int_equal(take_all(*state, &who, 0, START + second * SECOND), MAX_REQUESTS_A_SECOND);
    assert_int_equal(take_all(*state, &who, 0, START + 100 * SECOND), burst);
}

static void test_bytes_count_as_requests_do(void **state) {
    const struct key who = key(1, 1);
    const size_t most = (size_t)MAX_BURST_SECONDS * MAX_REQUEST_BYTES_A_SECOND;
    const size_t count = take_all(*state, &who, MAX_BODY_BYTES, START);
    assert_true(count >= 1 && count * MAX_BODY_BYTES <= most);
    assert_int_equal(take_all(*state, &who, MAX_BODY_BYTES, START + SECOND), 0);
    assert_true(take_all(*state, &who, MAX_BODY_BYTES, START + 3 * SECOND) >= 1);
}

static void test_the_largest_request_always_fits_a_full_bucket(void **state) {
    const struct key who = key(1, 1);
    assert_true(rates_take(*state, who.bytes, MAX_BODY_BYTES, 1, START));
}

static void test_of_one_batch_nobody_has_more_than_leaves_room_for_others(void **state) {
    struct rates *rates = *state;
    const struct key who = key(1, 1), other = key(1, 2);
    assert_true(rates_take(rates, who.bytes, MAX_BATCH_BYTES_OF_ONE - 1, 1, START));
    assert_true(rates_take(rates, who.bytes, 1, 1, START));
    assert_false(rates_take(rates, who.bytes, 1, 1, START));
    assert_true(rates_take(rates, other.bytes, MAX_BODY_BYTES, 1, START));
    assert_true(rates_take(rates, who.bytes, 1, 2, START));
}

static void test_one_does_not_use_up_what_another_may(void **state) {
    const struct key who = key(7, 1), other = key(7, 2), elsewhere = key(8, 1);
    take_all(*state, &who, 0, START);
    assert_true(rates_take(*state, other.bytes, 0, 1, START));
    assert_true(rates_take(*state, elsewhere.bytes, 0, 1, START));
    assert_false(rates_take(*state, who.bytes, 0, 1, START));
}

/* Keys that nobody has asked with lately make room; one that floods stays known. */
static void test_many_keys_do_not_make_a_flood_forgotten(void **state) {
    const struct key who = key(7, 0);
    take_all(*state, &who, 0, START);
    for (unsigned i = 1; i < 10000; i++) {
        const struct key other = key(7, i);
        assert_true(rates_take(*state, other.bytes, 0, 1, START));
    }
    assert_false(rates_take(*state, who.bytes, 0, 1, START));
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_a_burst_and_then_so_many_a_second),
        CLAIM(test_bytes_count_as_requests_do),
        CLAIM(test_the_largest_request_always_fits_a_full_bucket),
        CLAIM(test_of_one_batch_nobody_has_more_than_leaves_room_for_others),
        CLAIM(test_one_does_not_use_up_what_another_may),
        CLAIM(test_many_keys_do_not_make_a_flood_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
