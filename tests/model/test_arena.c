#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdalign.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(test_budget_is_never_exceeded),
        cmocka_unit_test(test_reset_gives_the_whole_budget_back),
        cmocka_unit_test(test_copy_is_equal_and_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
