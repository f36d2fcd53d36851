#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <malloc.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "proto/model/arena.h"

enum { BUDGET = 1024 * 1024 };

static void test_memory_is_zeroed_aligned_and_apart(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    uint8_t *before = NULL;
    for (size_t size = 0; size < 300; size++) {
        uint8_t *at = arena_alloc(arena, size);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(at[i], 0);
        if (before)
            assert_int_equal(before[0], size == 1 ? 0 : 0xAA);
        if (size) {
            memset(at, 0xAA, size);
            before = at;
        }
    }
    arena_free(&arena);
    assert_null(arena);
    arena_free(&arena);
}

static void test_budget_is_never_exceeded(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    size_t given = 0;
    while (arena_alloc(arena, 1000))
        given++;
    assert_in_range(given, BUDGET / 1000 * 9 / 10, BUDGET / 1000);
    assert_true(arena_used(arena) <= BUDGET);
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_array(arena, SIZE_MAX / 2, 3));
    assert_null(arena_array(arena, SIZE_MAX, SIZE_MAX));
    assert_null(arena_copy(arena, bytes_of(arena, BUDGET)).at);
    arena_free(&arena);
}

static void test_reset_gives_the_whole_budget_back(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    for (int round = 0; round < 3; round++) {
        assert_non_null(arena_alloc(arena, BUDGET / 2));
        assert_non_null(arena_alloc(arena, BUDGET / 4));
        assert_null(arena_alloc(arena, BUDGET / 2));
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(&arena);
}

static void test_copy_is_equal_and_its_own(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    char text[] = "wacht";
    struct bytes copy = arena_copy(arena, bytes_of_text(text));
    text[0] = 'x';
    assert_true(bytes_equal(copy, bytes_of_text("wacht")));
    assert_true(bytes_equal(arena_copy(arena, (struct bytes){NULL, 0}), bytes_of_text("")));
    assert_true(bytes_compare(bytes_of_text("a"), bytes_of_text("ab")) < 0);
    assert_true(bytes_compare(bytes_of_text("b"), bytes_of_text("ab")) > 0);
    arena_free(&arena);
}

/* ---- wiped */

enum { SECRET = 0xAA, SECRET_BYTES = 30000, BY_CHANCE = 16 };
static size_t given_back; /* so many bytes of a secret in a row; an address may have some too */

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory) {
    const uint8_t *at = memory;
    for (size_t i = 0, row = 0; at && i < malloc_usable_size(memory); i++) {
        row = at[i] == SECRET ? row + 1 : 0;
        given_back = row > given_back ? row : given_back;
    }
    __real_free(memory);
}

/* More than the first block holds, and as much as the second does. */
static void fill_with_secrets(struct arena *arena, size_t pieces) {
    for (size_t i = 0; i < pieces; i++) {
        uint8_t *at = arena_alloc(arena, SECRET_BYTES);
        assert_non_null(at);
        memset(at, SECRET, SECRET_BYTES);
    }
}

static void test_wiped_arena_gives_nothing_back_that_was_in_it(void **state) {
    (void)state;
    for (size_t pieces = 1; pieces <= 20; pieces++) {
        struct arena *arena = arena_new(BUDGET);
        fill_with_secrets(arena, pieces);
        given_back = 0;
        arena_free_wiped(&arena);
        assert_null(arena);
        assert_in_range(given_back, 0, BY_CHANCE);
    }
    arena_free_wiped(&(struct arena *){NULL});
}

/* Then a larger block is there than the first one. */
static void test_so_does_one_that_was_reset(void **state) {
    (void)state;
    for (size_t pieces = 1; pieces <= 20; pieces++) {
        struct arena *arena = arena_new(BUDGET);
        fill_with_secrets(arena, 20);
        arena_reset(arena);
        fill_with_secrets(arena, pieces);
        given_back = 0;
        arena_free_wiped(&arena);
        assert_in_range(given_back, 0, BY_CHANCE);
    }
}

static void test_one_that_is_only_freed_would(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    fill_with_secrets(arena, 3);
    given_back = 0;
    arena_free(&arena);
    assert_true(given_back >= SECRET_BYTES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(test_budget_is_never_exceeded),
        cmocka_unit_test(test_reset_gives_the_whole_budget_back),
        cmocka_unit_test(test_copy_is_equal_and_its_own),
        cmocka_unit_test(test_wiped_arena_gives_nothing_back_that_was_in_it),
        cmocka_unit_test(test_so_does_one_that_was_reset),
        cmocka_unit_test(test_one_that_is_only_freed_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
