#include "tests/wire/shapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { ROUNDS = 400, BUDGET_BYTES = 16 * 1024 * 1024 };

static void test_what_is_encoded_decodes_to_the_same(void **state) {
    struct dice dice = {1, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++) {
        for (int round = 0; round < ROUNDS; round++) {
            arena_reset(dice.arena);
            if (!shapes[i].returns(&dice))
                fail_msg("%s changes on its way (round %d)", shapes[i].name, round);
        }
    }
    arena_free(&dice.arena);
}

static void test_encoding_twice_gives_the_same_bytes(void **state) {
    struct arena *arena = arena_new(BUDGET_BYTES);
    (void)state;
    for (size_t i = 0; i < shape_count; i++) {
        struct dice one = {7, arena}, other = {7, arena};
        struct bytes a = shapes[i].make(&one), b = shapes[i].make(&other);
        assert_true(bytes_equal(a, b));
    }
    arena_free(&arena);
}

/* The same value in an arena of every budget that is too small. */
static void test_a_small_arena_is_an_ordinary_failure(void **state) {
    struct dice dice = {3, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++) {
        struct bytes body = shapes[i].make(&dice);
        enum status status = STATUS_NO_MEMORY;
        for (size_t budget = 16; status != STATUS_OK; budget += 16) {
            struct arena *small = arena_new(budget);
            status = shapes[i].decode(body, small);
            assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
            arena_free(&small);
        }
    }
    arena_free(&dice.arena);
}

static size_t small_arenas(const struct shape *shape, struct arena *values) {
    enum status status = STATUS_NO_MEMORY;
    size_t count = 0;
    for (size_t budget = 16; status != STATUS_OK; budget += 16, count++) {
        struct dice dice = {11, values};
        struct arena *small = arena_new(budget);
        arena_reset(values);
        status = shape->encode(&dice, small);
        assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
        arena_free(&small);
    }
    return count;
}

/* Of what is unpacked here nothing else needs any. */
static void test_unpacking_takes_its_memory_from_the_arena(void **state) {
    (void)state;
    struct arena *room = arena_new(4096), *tiny = arena_new(16);
    struct bytes body;
    instant_t made_at;
    assert_non_null(room);
    assert_non_null(tiny);
    assert_int_equal(wire_encode_status_request(1, room, &body), STATUS_OK);
    assert_int_equal(wire_decode_status_request(body, room, &made_at), STATUS_OK);
    assert_int_equal(wire_decode_status_request(body, tiny, &made_at), STATUS_NO_MEMORY);
    arena_free(&room);
    arena_free(&tiny);
}

static void test_encoding_into_a_small_arena_fails_without_memory(void **state) {
    struct arena *values = arena_new(BUDGET_BYTES);
    (void)state;
    for (size_t i = 0; i < shape_count; i++)
        assert_true(small_arenas(&shapes[i], values) > 1);
    arena_free(&values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_encoded_decodes_to_the_same),
        cmocka_unit_test(test_encoding_twice_gives_the_same_bytes),
        cmocka_unit_test(test_a_small_arena_is_an_ordinary_failure),
        cmocka_unit_test(test_unpacking_takes_its_memory_from_the_arena),
        cmocka_unit_test(test_encoding_into_a_small_arena_fails_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
