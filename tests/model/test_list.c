#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/list.h"

static void test_a_list_keeps_what_was_added_in_order(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct list list = LIST_OF(arena, uint64_t);
    for (uint64_t i = 0; i < 1000; i++) {
        uint64_t *added = list_add(&list);
        assert_non_null(added);
        assert_int_equal(*added, 0);
        *added = i * i;
    }
    const uint64_t *items = list.items;
    assert_int_equal(list.count, 1000);
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i * i);
    arena_free(&arena);
}

static void test_a_list_without_memory_says_so_and_keeps_the_rest(void **state) {
    (void)state;
    struct arena *arena = arena_new(4096);
    struct list list = LIST_OF(arena, uint64_t);
    while (list_add(&list))
        ;
    assert_true(list.out_of_memory);
    assert_true(list.count > 0);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_keeps_what_was_added_in_order),
        cmocka_unit_test(test_a_list_without_memory_says_so_and_keeps_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
