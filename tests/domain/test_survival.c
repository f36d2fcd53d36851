#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/survival.h"

static int begin(void **state) {
    *state = arena_new(1024 * 1024);
    return *state == NULL;
}

static int end(void **state) {
    arena_free((struct arena **)state);
    return 0;
}

static struct survival read_table(void **state, const struct lifetime *lifetimes, size_t count) {
    struct life_table *table = life_table_new(1000, *state);
    assert_non_null(table);
    for (size_t i = 0; i < count; i++)
        life_table_add(table, lifetimes[i]);
    return life_table_read(table);
}

/* Remission under 6-mercaptopurine, 21 patients (Freireich 1963), the example of most
 * textbooks: S falls to 0.538 at 22 weeks and 0.448 at 23. */
static void test_textbook_remission_has_its_textbook_median(void **state) {
    static const struct lifetime lifetimes[] = {
        {0, 6, true},  {0, 6, true},   {0, 6, true},   {0, 6, false},  {0, 7, true},
        {0, 9, false}, {0, 10, true},  {0, 10, false}, {0, 11, false}, {0, 13, true},
        {0, 16, true}, {0, 17, false}, {0, 19, false}, {0, 20, false}, {0, 22, true},
        {0, 23, true}, {0, 25, false}, {0, 32, false}, {0, 32, false}, {0, 34, false},
        {0, 35, false}};
    struct survival found = read_table(state, lifetimes, sizeof lifetimes / sizeof *lifetimes);
    assert_int_equal(found.starts, 9);
    assert_int_equal(found.at_risk, 21);
    assert_true(found.half_known);
    assert_int_equal(found.half_days, 23);
    assert_false(found.eighty_known);
}

static void test_without_censoring_it_is_the_share_that_began(void **state) {
    struct lifetime lifetimes[10];
    for (uint32_t i = 0; i < 10; i++)
        lifetimes[i] = (struct lifetime){0, 10 * (i + 1), true};
    struct survival found = read_table(state, lifetimes, 10);
    assert_int_equal(found.half_days, 50);
    assert_int_equal(found.eighty_days, 80);
}

/* Two entered after 30 days; whoever began before that is not theirs to outlive. At 20 days
 * one of two begins (S = 1/2), at 40 one of three (1/3), at 50 one of two (1/6). */
static void test_who_entered_late_is_not_at_risk_before(void **state) {
    static const struct lifetime lifetimes[] = {
        {0, 20, true}, {0, 40, true}, {30, 50, true}, {30, 60, false}};
    struct survival found = read_table(state, lifetimes, 4);
    assert_int_equal(found.half_days, 20);
    assert_int_equal(found.eighty_days, 50);
}

static void test_start_on_the_first_day_counts_as_one_day(void **state) {
    static const struct lifetime lifetimes[] = {{0, 0, true}, {5, 0, true}};
    struct survival found = read_table(state, lifetimes, 2);
    assert_int_equal(found.half_days, 1);
    assert_int_equal(found.eighty_days, 1);
}

static void test_entry_past_the_exit_is_one_below_it(void **state) {
    static const struct lifetime lifetimes[] = {{90, 30, true}, {0, 30, false}};
    struct survival found = read_table(state, lifetimes, 2);
    assert_int_equal(found.half_days, 30); /* one of two at risk */
    assert_false(found.eighty_known);
}

static void test_only_censored_says_nothing(void **state) {
    static const struct lifetime lifetimes[] = {{0, 30, false}, {0, 90, false}};
    struct survival found = read_table(state, lifetimes, 2);
    assert_int_equal(found.at_risk, 2);
    assert_false(found.half_known || found.eighty_known);
}

/* 4/5 x 3/4 x 2/3 = 2/5 exactly, and then 1/2 x 2/5 = 1/5: products of fractions that no
 * double holds. */
static void test_rounding_does_not_hide_that_a_share_is_reached(void **state) {
    static const struct lifetime lifetimes[] = {
        {0, 1, true}, {0, 2, true}, {0, 3, true}, {0, 4, true}, {0, 9, false}};
    struct survival found = read_table(state, lifetimes, 5);
    assert_int_equal(found.half_days, 3);
    assert_true(found.eighty_known);
    assert_int_equal(found.eighty_days, 4);
}

static void test_table_that_was_read_is_empty(void **state) {
    struct life_table *table = life_table_new(10, *state);
    life_table_add(table, (struct lifetime){0, 10, true});
    assert_int_equal(life_table_read(table).at_risk, 1);
    assert_int_equal(life_table_read(table).at_risk, 0);
    life_table_add(table, (struct lifetime){0, 3, true});
    assert_int_equal(life_table_read(table).half_days, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook_remission_has_its_textbook_median),
        cmocka_unit_test(test_without_censoring_it_is_the_share_that_began),
        cmocka_unit_test(test_who_entered_late_is_not_at_risk_before),
        cmocka_unit_test(test_start_on_the_first_day_counts_as_one_day),
        cmocka_unit_test(test_entry_past_the_exit_is_one_below_it),
        cmocka_unit_test(test_only_censored_says_nothing),
        cmocka_unit_test(test_rounding_does_not_hide_that_a_share_is_reached),
        cmocka_unit_test(test_table_that_was_read_is_empty),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
