#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "proto/model/suppress.h"

#define MAX_ROWS 12

/* A table as text would have it, and what came of it. */
struct sheet {
    struct arena *arena;
    bool rows[MAX_ROWS], hidden;
};

static struct sheet suppress(const struct suppression *table) {
    struct sheet sheet = {.arena = arena_new(1 << 16)};
    assert_non_null(sheet.arena);
    assert_int_equal(suppress_rows(table, sheet.arena, sheet.rows, &sheet.hidden), STATUS_OK);
    arena_free(&sheet.arena);
    return sheet;
}

static void assert_together(const struct suppression *table, const char *together) {
    struct sheet sheet = suppress(table);
    assert_int_equal(strlen(together), table->row_count);
    assert_false(sheet.hidden);
    for (size_t i = 0; i < table->row_count; i++)
        if (sheet.rows[i] != (together[i] == 'x'))
            fail_msg("row %zu of %s", i, together);
}

/* One column. */
#define COUNTS(...)                                                                                \
    &(struct suppression) {                                                                        \
        .row_count = sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), .column_count = 1,      \
        .counts = (uint32_t[]) {                                                                   \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
/* Places and those of them beyond the norm, row by row. */
#define PAIRS(...)                                                                                 \
    &(struct suppression) {                                                                        \
        .row_count = sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t) / 2, .column_count = 2,  \
        .counts = (uint32_t[]) {                                                                   \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static void test_zero_and_five_are_no_secret(void **state) {
    (void)state;
    assert_together(COUNTS(0, 5, 12, 0), "....");
    assert_together(PAIRS(10, 5, 7, 0, 8, 8), "...");
}

static void test_a_small_row_takes_the_smallest_other_one_along(void **state) {
    (void)state;
    assert_together(COUNTS(40, 3, 9, 8, 0), ".x.x.");
}

static void test_small_rows_alone_need_one_that_is_not_small(void **state) {
    (void)state;
    assert_together(COUNTS(40, 3, 4, 8, 9), ".xxx.");
    assert_together(COUNTS(40, 3, 4, 0), "xxx."); /* 40 comes before what is empty */
    assert_together(COUNTS(3, 4, 0, 0), "xxxx");
}

static void test_a_sum_of_one_to_four_takes_more_along(void **state) {
    (void)state;
    assert_together(PAIRS(30, 2, 20, 0, 40, 0, 50, 9, 60, 30), "xxxx.");
}

static void test_equal_rows_go_together_or_not_at_all(void **state) {
    (void)state;
    assert_together(COUNTS(8, 40, 3, 8, 8, 9), "x.xxx.");
    assert_together(PAIRS(8, 0, 40, 20, 3, 0, 8, 8, 8, 0), "x.x.x"); /* 8 beyond: not equal */
}

static void test_a_difference_of_one_to_four_is_a_count_too(void **state) {
    (void)state;
    assert_together(PAIRS(20, 17, 30, 10, 40, 20), "xx.");
    assert_together(PAIRS(20, 20, 30, 10, 40, 20), "...");
}

static void test_columns_that_are_no_part_of_each_other_are_not_subtracted(void **state) {
    (void)state;
    assert_together(PAIRS(20, 22, 30, 28), "..");
    assert_together(PAIRS(20, 22, 28, 33), "xx");
}

static void test_few_persons_make_a_row_small(void **state) {
    (void)state;
    const uint32_t counts[] = {8, 20, 9, 30}, persons[] = {2, 18, 4, 25}, total[] = {44};
    struct suppression table = {4, 1, counts, persons, total};
    assert_together(&table, "xxx.");
}

static void test_a_total_that_is_small_is_hidden_and_all_rows_with_it(void **state) {
    (void)state;
    const struct suppression *tables[] = {COUNTS(3, 0, 0), COUNTS(4), COUNTS(1, 1, 1),
                                          PAIRS(30, 0, 40, 3), PAIRS(30, 28, 40, 40)};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct sheet sheet = suppress(tables[i]);
        assert_true(sheet.hidden);
        for (size_t row = 0; row < tables[i]->row_count; row++)
            assert_true(sheet.rows[row]);
    }
    assert_false(suppress(COUNTS(0, 0, 0)).hidden);
    assert_false(suppress(COUNTS(0)).hidden);
}

static void test_a_total_of_few_persons_is_hidden(void **state) {
    (void)state;
    const uint32_t counts[] = {8, 20, 0}, persons[] = {3, 3, 0}, few[] = {4}, enough[] = {5};
    assert_true(suppress(&(struct suppression){3, 1, counts, persons, few}).hidden);
    assert_false(suppress(&(struct suppression){3, 1, counts, persons, enough}).hidden);
}

/* 5 of two rows is 1 and 4 or 2 and 3, unless it is 0 and 5, which would be shown. */
static void test_five_in_two_rows_is_hidden_whatever_they_are(void **state) {
    (void)state;
    assert_true(suppress(COUNTS(2, 3)).hidden);
    assert_true(suppress(COUNTS(0, 5)).hidden);
    assert_false(suppress(COUNTS(2, 3, 0)).hidden);
}

static void test_without_rows_there_is_nothing_to_hide(void **state) {
    (void)state;
    assert_false(suppress(&(struct suppression){.column_count = 2}).hidden);
}

static uint32_t roll(uint64_t *state, uint32_t sides) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % sides;
}

static bool is_small(uint32_t count) {
    return count > 0 && count < SUPPRESS_BELOW;
}

/* Places, beyond, within. */
static void read_row(const uint32_t *counts, size_t row, uint32_t readings[3]) {
    readings[0] = counts[2 * row];
    readings[1] = counts[2 * row + 1];
    readings[2] = readings[0] - readings[1];
}

struct random_table {
    size_t row_count;
    uint32_t counts[2 * MAX_ROWS], persons[2 * MAX_ROWS], total_persons[2];
};

static struct random_table random_table(uint64_t *state) {
    struct random_table table = {.row_count = 1 + roll(state, MAX_ROWS)};
    for (size_t i = 0; i < table.row_count; i++) {
        uint32_t largest = 1 + roll(state, 1 + roll(state, 60));
        uint32_t *counts = &table.counts[2 * i], *persons = &table.persons[2 * i];
        counts[0] = roll(state, largest);
        counts[1] = roll(state, counts[0] + 1);
        persons[1] = counts[1] - (counts[1] > 0 ? roll(state, counts[1]) / 3 : 0);
        persons[0] = counts[0] - roll(state, counts[0] - persons[1] + 1) / 3;
        table.total_persons[0] += persons[0];
        table.total_persons[1] += persons[1];
    }
    return table;
}

static struct sheet suppress_random(const struct random_table *table) {
    return suppress(&(struct suppression){table->row_count, 2, table->counts, table->persons,
                                          table->total_persons});
}

/* What the proof in suppress.c rests on, one sheet. */
static void assert_safe(const struct random_table *table, const struct sheet *sheet) {
    uint32_t readings[3], sums[3] = {0}, totals[3] = {0}, most = 0;
    bool any = false, all = true, open[3] = {false};
    for (size_t i = 0; i < table->row_count; i++) {
        read_row(table->counts, i, readings);
        bool together = sheet->rows[i];
        any = any || together;
        all = all && together;
        assert_true(together || !is_small(table->persons[2 * i]));
        assert_true(together || !is_small(table->persons[2 * i + 1]));
        if (together && table->persons[2 * i] > most)
            most = table->persons[2 * i];
        for (size_t k = 0; k < 3; k++) {
            totals[k] += readings[k];
            sums[k] += together ? readings[k] : 0;
            open[k] = open[k] || (together && !is_small(readings[k]));
            assert_true(together || !is_small(readings[k]));
        }
    }
    assert_true(!any || all || !is_small(most));
    for (size_t k = 0; k < 3 && !sheet->hidden; k++) {
        assert_false(is_small(sums[k]));
        assert_false(is_small(totals[k]));
        assert_true(!any || all || open[k]);
    }
}

static void test_what_is_shown_is_safe_in_every_reading(void **state) {
    (void)state;
    uint64_t seed = 1;
    unsigned parted = 0;
    for (unsigned round = 0; round < 20000; round++) {
        struct random_table table = random_table(&seed);
        struct sheet sheet = suppress_random(&table);
        assert_safe(&table, &sheet);
        bool first = sheet.rows[0];
        for (size_t i = 1; i < table.row_count; i++)
            if (sheet.rows[i] != first) {
                parted++;
                break;
            }
    }
    assert_true(parted > 3000); /* most tables show some rows and not others */
}

static void exchange(uint32_t *a, uint32_t *b) {
    uint32_t kept[2] = {a[0], a[1]};
    memcpy(a, b, sizeof kept);
    memcpy(b, kept, sizeof kept);
}

static void test_rows_that_change_places_are_treated_as_before(void **state) {
    (void)state;
    uint64_t seed = 2;
    for (unsigned round = 0; round < 20000; round++) {
        struct random_table table = random_table(&seed);
        struct sheet before = suppress_random(&table);
        size_t a = roll(&seed, (uint32_t)table.row_count);
        size_t b = roll(&seed, (uint32_t)table.row_count);
        exchange(&table.counts[2 * a], &table.counts[2 * b]);
        exchange(&table.persons[2 * a], &table.persons[2 * b]);
        struct sheet after = suppress_random(&table);
        assert_int_equal(after.hidden, before.hidden);
        assert_int_equal(after.rows[a], before.rows[b]);
        assert_int_equal(after.rows[b], before.rows[a]);
        for (size_t i = 0; i < table.row_count; i++)
            assert_true(i == a || i == b || after.rows[i] == before.rows[i]);
    }
}

static void test_no_room_is_survivable(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    bool rows[2], hidden;
    assert_int_equal(suppress_rows(COUNTS(3, 9), arena, rows, &hidden), STATUS_NO_MEMORY);
    arena_free(&arena);
}

static void test_rounding_is_to_the_nearest_five(void **state) {
    (void)state;
    static const uint64_t rounded[] = {0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 15};
    for (uint64_t i = 0; i < sizeof rounded / sizeof *rounded; i++)
        assert_int_equal(suppress_round(i), rounded[i]);
    assert_true(suppress_round(UINT64_MAX) == UINT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zero_and_five_are_no_secret),
        cmocka_unit_test(test_a_small_row_takes_the_smallest_other_one_along),
        cmocka_unit_test(test_small_rows_alone_need_one_that_is_not_small),
        cmocka_unit_test(test_a_sum_of_one_to_four_takes_more_along),
        cmocka_unit_test(test_equal_rows_go_together_or_not_at_all),
        cmocka_unit_test(test_a_difference_of_one_to_four_is_a_count_too),
        cmocka_unit_test(test_columns_that_are_no_part_of_each_other_are_not_subtracted),
        cmocka_unit_test(test_few_persons_make_a_row_small),
        cmocka_unit_test(test_a_total_that_is_small_is_hidden_and_all_rows_with_it),
        cmocka_unit_test(test_a_total_of_few_persons_is_hidden),
        cmocka_unit_test(test_five_in_two_rows_is_hidden_whatever_they_are),
        cmocka_unit_test(test_without_rows_there_is_nothing_to_hide),
        cmocka_unit_test(test_what_is_shown_is_safe_in_every_reading),
        cmocka_unit_test(test_rows_that_change_places_are_treated_as_before),
        cmocka_unit_test(test_no_room_is_survivable),
        cmocka_unit_test(test_rounding_is_to_the_nearest_five),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
