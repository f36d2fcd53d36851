#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/check.h"
#include "proto/model/limits.h"

enum { LINES = 24, ROUNDS = 20000, BUDGET = 4 * 1024 * 1024 };

/* A repeatable sequence of numbers. */
static uint32_t draw(uint32_t *seed, uint32_t below) {
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

struct delivery {
    struct raw_place places[LINES];
    struct raw_outflow outflow[LINES];
    struct snapshot snapshot;
};

static struct bytes *id_at(struct delivery *delivery, size_t line) {
    size_t places = delivery->snapshot.place_count;
    return line < places ? &delivery->places[line].id : &delivery->outflow[line - places].id;
}

static size_t line_count(const struct delivery *delivery) {
    return delivery->snapshot.place_count + delivery->snapshot.outflow_count;
}

/* Few different ids, so that many stand twice; the shortest is empty. */
static void make(struct delivery *delivery, uint32_t *seed) {
    static const char *const ids[] = {"", "a", "b", "aa", "ab", "b\xFF", "z", "aaa"};
    *delivery = (struct delivery){0};
    delivery->snapshot = (struct snapshot){.place_count = draw(seed, LINES + 1),
                                           .outflow_count = draw(seed, LINES + 1),
                                           .places = delivery->places,
                                           .outflow = delivery->outflow};
    for (size_t line = 0; line < line_count(delivery); line++)
        *id_at(delivery, line) = bytes_of_text(ids[draw(seed, sizeof ids / sizeof *ids)]);
}

static void sort_section(struct delivery *delivery, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        for (size_t j = i; j > from; j--) {
            struct bytes *left = id_at(delivery, j - 1), *right = id_at(delivery, j);
            if (bytes_compare(*left, *right) <= 0)
                break;
            struct bytes moved = *left;
            *left = *right;
            *right = moved;
        }
    }
}

static void compare_with_all_pairs(struct delivery *delivery, struct arena *arena) {
    const bool *seen;
    assert_int_equal(check_doubles(&delivery->snapshot, arena, &seen), STATUS_OK);
    for (size_t line = 0; line < line_count(delivery); line++) {
        struct bytes id = *id_at(delivery, line);
        bool before = false;
        for (size_t earlier = 0; earlier < line; earlier++)
            before = before || (id.size && bytes_equal(*id_at(delivery, earlier), id));
        if (seen[line] != before)
            fail_msg("line %zu of %zu", line, line_count(delivery));
    }
    arena_reset(arena);
}

static void test_doubles_are_those_an_exhaustive_search_finds(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    struct delivery delivery;
    uint32_t seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        make(&delivery, &seed);
        compare_with_all_pairs(&delivery, arena);
        sort_section(&delivery, 0, delivery.snapshot.place_count);
        sort_section(&delivery, delivery.snapshot.place_count, line_count(&delivery));
        assert_true(check_sorted(&delivery.snapshot));
        compare_with_all_pairs(&delivery, arena);
    }
    arena_free(&arena);
}

static void expect_sorted(const char *const ids[3], bool sorted) {
    struct raw_place places[3];
    struct raw_outflow outflow[3];
    memset(places, 0, sizeof places);
    memset(outflow, 0, sizeof outflow);
    for (size_t i = 0; i < 3; i++)
        places[i].id = outflow[i].id = bytes_of_text(ids[i]);
    struct snapshot as_places = {.place_count = 3, .places = places};
    struct snapshot as_outflow = {.outflow_count = 3, .outflow = outflow};
    assert_int_equal(check_sorted(&as_places), sorted);
    assert_int_equal(check_sorted(&as_outflow), sorted);
}

static void test_sorted_is_bytewise_and_lets_equal_ones_pass(void **state) {
    (void)state;
    expect_sorted((const char *const[]){"a", "b", "c"}, true);
    expect_sorted((const char *const[]){"", "", "a"}, true);
    expect_sorted((const char *const[]){"a", "a", "ab"}, true);
    expect_sorted((const char *const[]){"Z", "a", "\xC3\xA9"}, true);
    expect_sorted((const char *const[]){"a", "c", "b"}, false);
    expect_sorted((const char *const[]){"a", "", "b"}, false);
    expect_sorted((const char *const[]){"ab", "a", "b"}, false);
}

static void test_each_section_is_sorted_for_itself(void **state) {
    (void)state;
    struct raw_place place = {.id = bytes_of_text("z")};
    struct raw_outflow outflow = {bytes_of_text("a"), 0, 0, NULL};
    struct snapshot snapshot = {
        .place_count = 1, .outflow_count = 1, .places = &place, .outflow = &outflow};
    assert_true(check_sorted(&snapshot));
    assert_true(check_sorted(&(struct snapshot){0}));
}

static void test_the_largest_snapshot_backwards_is_no_burden(void **state) {
    (void)state;
    static struct raw_place places[MAX_SNAPSHOT_LINES];
    static uint8_t ids[MAX_SNAPSHOT_LINES][4];
    struct arena *arena = arena_new(BUDGET);
    for (size_t i = 0; i < MAX_SNAPSHOT_LINES; i++) {
        size_t number = (MAX_SNAPSHOT_LINES - i) / 2;
        ids[i][0] = (uint8_t)(number >> 8);
        ids[i][1] = (uint8_t)number;
        places[i].id = bytes_of(ids[i], 2);
    }
    struct snapshot snapshot = {.place_count = MAX_SNAPSHOT_LINES, .places = places};
    const bool *seen;
    size_t doubles = 0;
    assert_false(check_sorted(&snapshot));
    assert_int_equal(check_doubles(&snapshot, arena, &seen), STATUS_OK);
    for (size_t i = 0; i < MAX_SNAPSHOT_LINES; i++)
        doubles += seen[i];
    assert_int_equal(doubles, MAX_SNAPSHOT_LINES / 2 - 1);
    arena_free(&arena);
}

static void test_too_small_an_arena_is_told(void **state) {
    (void)state;
    static struct raw_place places[1000];
    struct arena *arena = arena_new(1024);
    struct snapshot snapshot = {.place_count = 1000, .places = places};
    const bool *seen = NULL;
    assert_int_equal(check_doubles(&snapshot, arena, &seen), STATUS_NO_MEMORY);
    assert_null(seen);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubles_are_those_an_exhaustive_search_finds),
        cmocka_unit_test(test_sorted_is_bytewise_and_lets_equal_ones_pass),
        cmocka_unit_test(test_each_section_is_sorted_for_itself),
        cmocka_unit_test(test_the_largest_snapshot_backwards_is_no_burden),
        cmocka_unit_test(test_too_small_an_arena_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
