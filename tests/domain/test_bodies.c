#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/bodies.h"

#define FIRST_EVENT 5000
#define COUNT (3 * MAX_BODIES_COUNTED)

/* Who hangs on whom, by event, where every event was a snapshot. */
struct record {
    uint64_t prefix[FIRST_EVENT + COUNT];
};

static void live(struct bodies *bodies, uint64_t from, uint64_t until, struct record *record) {
    for (uint64_t event = from; event < until; event++) {
        record->prefix[event] = bodies_prefix(bodies);
        bodies_add(bodies, event);
    }
}

static size_t others_needed(const struct record *record, uint64_t event) {
    size_t count = 0;
    for (; record->prefix[event]; event = record->prefix[event])
        count++;
    return count;
}

static void test_the_prefix_has_one_less_in_its_last_octal_digit(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    live(&bodies, FIRST_EVENT, FIRST_EVENT + MAX_BODIES_COUNTED, &record);
    assert_int_equal(record.prefix[FIRST_EVENT], 0);
    for (uint64_t k = 1; k < MAX_BODIES_COUNTED; k++) {
        uint64_t digit = 1;
        while (k / digit % 8 == 0)
            digit *= 8;
        assert_int_equal(record.prefix[FIRST_EVENT + k], FIRST_EVENT + k - digit);
    }
}

static void test_counting_starts_anew_when_all_are_counted(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    live(&bodies, FIRST_EVENT, FIRST_EVENT + COUNT, &record);
    for (uint64_t n = MAX_BODIES_COUNTED; n < COUNT; n++) {
        const uint64_t then = record.prefix[FIRST_EVENT + n - MAX_BODIES_COUNTED];
        assert_int_equal(record.prefix[FIRST_EVENT + n], then ? then + MAX_BODIES_COUNTED : 0);
    }
}

static void test_no_body_takes_more_others_than_may_be(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    size_t most = 0;
    live(&bodies, FIRST_EVENT, FIRST_EVENT + COUNT, &record);
    for (uint64_t n = 0; n < COUNT; n++) {
        const size_t needed = others_needed(&record, FIRST_EVENT + n);
        most = needed > most ? needed : most;
    }
    assert_int_equal(most, MAX_BODY_PREFIXES);
}

/* Needed is exactly what a later one does hang on. */
static void test_what_is_needed_is_what_a_later_one_hangs_on(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0}, now = {0};
    live(&bodies, FIRST_EVENT, FIRST_EVENT + COUNT, &record);
    for (uint64_t event = FIRST_EVENT; event < FIRST_EVENT + 2 * MAX_BODIES_COUNTED; event++) {
        bodies_add(&now, event);
        for (uint64_t earlier = FIRST_EVENT; earlier <= event; earlier++) {
            bool hung_on = false;
            for (uint64_t later = event + 1; later < FIRST_EVENT + COUNT; later++)
                hung_on |= record.prefix[later] == earlier;
            assert_int_equal(bodies_need(&now, earlier), hung_on);
        }
    }
}

static void test_of_nobody_nothing_is_needed_and_nothing_is_hung_on(void **state) {
    (void)state;
    const struct bodies bodies = {0};
    assert_int_equal(bodies_prefix(&bodies), 0);
    assert_false(bodies_need(&bodies, FIRST_EVENT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_prefix_has_one_less_in_its_last_octal_digit),
        cmocka_unit_test(test_counting_starts_anew_when_all_are_counted),
        cmocka_unit_test(test_no_body_takes_more_others_than_may_be),
        cmocka_unit_test(test_what_is_needed_is_what_a_later_one_hangs_on),
        cmocka_unit_test(test_of_nobody_nothing_is_needed_and_nothing_is_hung_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
