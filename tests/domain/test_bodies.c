#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/bodies.h"

#define MONTH 24300
#define FIRST_EVENT 5000
#define COUNT (3 * MAX_BODIES_COUNTED)

/* Who hangs on whom, by event, as a month went by in which every event was a snapshot. */
struct record {
    uint64_t prefix[FIRST_EVENT + COUNT];
};

static void live(struct bodies *bodies, uint32_t month, uint64_t from, uint64_t until,
                 struct record *record) {
    for (uint64_t event = from; event < until; event++) {
        record->prefix[event] = bodies_prefix(bodies, month);
        bodies_add(bodies, month, event);
    }
}

static size_t others_needed(const struct record *record, uint64_t event) {
    size_t count = 0;
    for (; record->prefix[event]; event = record->prefix[event])
        count++;
    return count;
}

static void test_the_prefix_is_the_number_without_its_lowest_bit(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    live(&bodies, MONTH, FIRST_EVENT, FIRST_EVENT + MAX_BODIES_COUNTED, &record);
    assert_int_equal(record.prefix[FIRST_EVENT], 0);
    for (uint64_t k = 1; k < MAX_BODIES_COUNTED; k++) {
        uint64_t lowest = 1;
        while (k / lowest % 2 == 0)
            lowest *= 2;
        assert_int_equal(record.prefix[FIRST_EVENT + k], FIRST_EVENT + k - lowest);
    }
}

static void test_no_body_takes_more_than_ten_others_and_a_daily_one_four(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    size_t most = 0, most_daily = 0;
    live(&bodies, MONTH, FIRST_EVENT, FIRST_EVENT + COUNT, &record);
    for (uint64_t n = 0; n < COUNT; n++) {
        const size_t needed = others_needed(&record, FIRST_EVENT + n);
        most = needed > most ? needed : most;
        most_daily = n < 31 && needed > most_daily ? needed : most_daily;
    }
    assert_int_equal(most, MAX_BODY_CHAIN - 1);
    assert_int_equal(most_daily, 4);
}

static void test_no_body_hangs_on_one_of_another_month(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    uint64_t from = FIRST_EVENT;
    for (uint32_t month = MONTH; month < MONTH + 40; month++) {
        const uint64_t until = from + month % 37;
        live(&bodies, month, from, until, &record);
        for (uint64_t event = from; event < until; event++)
            assert_true(record.prefix[event] == 0 || record.prefix[event] >= from);
        assert_true(from == until || record.prefix[from] == 0);
        from = until;
    }
}

/* The whole chain, held against what is read back link by link. */
static void test_the_chain_is_what_the_last_one_hangs_on(void **state) {
    (void)state;
    static struct record record;
    struct bodies bodies = {0};
    assert_int_equal(bodies_chain_length(&bodies), 0);
    for (uint64_t event = FIRST_EVENT; event < FIRST_EVENT + COUNT; event++) {
        live(&bodies, MONTH, event, event + 1, &record);
        size_t length = bodies_chain_length(&bodies);
        assert_int_equal(length, 1 + others_needed(&record, event));
        uint64_t link = event;
        while (length-- > 0) {
            assert_int_equal(bodies.chain[length], link);
            link = record.prefix[link];
        }
    }
}

/* What may be let go is never asked for again. */
static void test_nothing_hangs_on_what_is_not_kept(void **state) {
    (void)state;
    static struct record record;
    static bool let_go[FIRST_EVENT + COUNT];
    struct bodies bodies = {0};
    for (uint64_t event = FIRST_EVENT; event < FIRST_EVENT + COUNT; event++) {
        for (size_t i = bodies_kept(&bodies, MONTH); i < bodies_chain_length(&bodies); i++)
            let_go[bodies.chain[i]] = true;
        live(&bodies, MONTH, event, event + 1, &record);
        assert_false(let_go[record.prefix[event]]);
        if (!bodies_last_is_needed(&bodies))
            let_go[event] = true;
    }
}

static void test_months_follow_each_other_over_the_years(void **state) {
    (void)state;
    uint32_t month = bodies_month(day_of_civil(2024, 1, 1));
    for (int year = 2024; year < 2030; year++)
        for (int m = 1; m <= 12; m++, month++) {
            const day_t first = day_of_civil(year, m, 1);
            assert_int_equal(bodies_month(first), month);
            assert_int_equal(bodies_month(day_add_months(first, 1) - 1), month);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_prefix_is_the_number_without_its_lowest_bit),
        cmocka_unit_test(test_no_body_takes_more_than_ten_others_and_a_daily_one_four),
        cmocka_unit_test(test_no_body_hangs_on_one_of_another_month),
        cmocka_unit_test(test_the_chain_is_what_the_last_one_hangs_on),
        cmocka_unit_test(test_nothing_hangs_on_what_is_not_kept),
        cmocka_unit_test(test_months_follow_each_other_over_the_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
