/* What a stranger or a bad cable does to a body. The claim is the same for each:
 * a value or STATUS_MALFORMED, and (under the sanitizers) no byte out of bounds. */
#include "tests/wire/shapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { BUDGET_BYTES = 16 * 1024 * 1024, BODIES = 12, FLIPS = 400 };

static struct arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new(BUDGET_BYTES);
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&arena);
    return 0;
}

/* Decodes a copy of exactly this size on the heap, so that a sanitizer sees the end. */
static enum status decode_copy(const struct shape *shape, const uint8_t *at, size_t size) {
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    if (size)
        memcpy(copy, at, size);
    enum status status = shape->decode(bytes_of(copy, size), arena);
    free(copy);
    assert_true(status == STATUS_OK || status == STATUS_MALFORMED);
    return status;
}

static void cut_everywhere(const struct shape *shape, struct dice *dice) {
    struct bytes body = shape->make(dice);
    for (size_t size = 0; size < body.size; size++) {
        arena_reset(arena);
        decode_copy(shape, body.at, size);
    }
    arena_reset(arena);
    assert_int_equal(decode_copy(shape, body.at, body.size), STATUS_OK);
}

static void test_a_body_cut_anywhere_is_malformed_or_a_value(void **state) {
    struct dice dice = {21, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++)
        for (int n = 0; n < BODIES; n++) {
            arena_reset(dice.arena);
            cut_everywhere(&shapes[i], &dice);
        }
    arena_free(&dice.arena);
}

static void flip_often(const struct shape *shape, struct dice *dice) {
    struct bytes body = shape->make(dice);
    uint8_t *flipped = dice_array(dice, body.size, 1);
    for (int n = 0; n < FLIPS; n++) {
        memcpy(flipped, body.at, body.size);
        for (uint64_t times = 1 + dice_below(dice, 4); times > 0; times--)
            flipped[dice_below(dice, body.size)] ^= (uint8_t)(1u << dice_below(dice, 8));
        arena_reset(arena);
        decode_copy(shape, flipped, body.size);
    }
}

static void test_flipped_bits_are_malformed_or_a_value(void **state) {
    struct dice dice = {22, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++)
        for (int n = 0; n < BODIES; n++) {
            arena_reset(dice.arena);
            flip_often(&shapes[i], &dice);
        }
    arena_free(&dice.arena);
}

static void test_noise_is_malformed_or_a_value(void **state) {
    struct dice dice = {23, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++)
        for (int n = 0; n < FLIPS; n++) {
            arena_reset(dice.arena);
            arena_reset(arena);
            struct bytes noise = dice_data(&dice, 200);
            decode_copy(&shapes[i], noise.at, noise.size);
        }
    arena_free(&dice.arena);
}

static void test_an_empty_body_is_malformed(void **state) {
    (void)state;
    for (size_t i = 0; i < shape_count; i++)
        assert_int_equal(decode_copy(&shapes[i], NULL, 0), STATUS_MALFORMED);
}

/* Field 1 once more: singular in every message. */
static void test_a_singular_field_that_comes_twice_is_malformed(void **state) {
    struct dice dice = {24, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++) {
        struct bytes body = shapes[i].make(&dice);
        uint8_t *twice = dice_array(&dice, body.size + 4, 1);
        memcpy(twice, body.at, body.size);
        /* Once as a varint, once length-delimited; one of the two is its own type. */
        uint8_t first = body.at[0] & 0x7f;
        memcpy(twice + body.size, (uint8_t[]){first, 0, first, 0}, 4);
        assert_int_equal(decode_copy(&shapes[i], twice, body.size + 2), STATUS_MALFORMED);
    }
    arena_free(&dice.arena);
}

/* Field 2047, which no message has: as varint, 64 bits, bytes and 32 bits. */
static void test_unknown_fields_are_passed_over(void **state) {
    static const uint8_t unknown[] = {0xf8, 0x7f, 0x85, 0x01, 0xf9, 0x7f, 1,    2,    3, 4, 5, 6, 7,
                                      8,    0xfa, 0x7f, 2,    0,    0xff, 0xfd, 0x7f, 1, 2, 3, 4};
    struct dice dice = {25, arena_new(BUDGET_BYTES)};
    (void)state;
    for (size_t i = 0; i < shape_count; i++) {
        struct bytes body = shapes[i].make(&dice);
        uint8_t *longer = dice_array(&dice, body.size + sizeof unknown, 1);
        memcpy(longer, unknown, sizeof unknown);
        memcpy(longer + sizeof unknown, body.at, body.size);
        assert_int_equal(decode_copy(&shapes[i], longer, body.size + sizeof unknown), STATUS_OK);
    }
    arena_free(&dice.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_body_cut_anywhere_is_malformed_or_a_value),
        cmocka_unit_test(test_flipped_bits_are_malformed_or_a_value),
        cmocka_unit_test(test_noise_is_malformed_or_a_value),
        cmocka_unit_test(test_an_empty_body_is_malformed),
        cmocka_unit_test(test_a_singular_field_that_comes_twice_is_malformed),
        cmocka_unit_test(test_unknown_fields_are_passed_over),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
