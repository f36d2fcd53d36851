#include "proto/wire/fields.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define BYTES(...) bytes_of((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static bool takes(struct bytes body) {
    struct bytes rest = body;
    struct field field;
    bool taken = field_take(&rest, &field);
    /* What is refused stays where it is. */
    assert_true(taken || (rest.at == body.at && rest.size == body.size));
    return taken;
}

static void test_a_varint_is_at_most_ten_bytes_and_64_bits(void **state) {
    struct bytes largest = BYTES(255, 255, 255, 255, 255, 255, 255, 255, 255, 1);
    uint64_t value = 0;
    (void)state;
    assert_true(field_take_varint(&largest, &value));
    assert_true(value == UINT64_MAX);
    assert_int_equal(largest.size, 0);
    assert_false(takes(BYTES(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2)));
    assert_false(takes(BYTES(8, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0)));
    assert_false(takes(BYTES(8, 128)));
    assert_false(takes(BYTES(8)));
}

static void test_a_varint_may_be_longer_than_it_needs(void **state) {
    struct bytes rest = BYTES(0x85, 0x80, 0x00, 7);
    uint64_t value = 0;
    (void)state;
    assert_true(field_take_varint(&rest, &value));
    assert_int_equal(value, 5);
    assert_int_equal(rest.size, 1);
}

static void test_field_number_zero_is_refused(void **state) {
    (void)state;
    assert_false(takes(BYTES(0, 1)));
    assert_false(takes(BYTES(0x02, 0)));
    assert_false(takes(BYTES(0x82, 0x00, 0)));
}

static void test_a_tag_beyond_32_bits_is_refused(void **state) {
    (void)state;
    assert_true(takes(BYTES(0xf8, 0xff, 0xff, 0xff, 0x0f, 1)));
    assert_false(takes(BYTES(0xf8, 0xff, 0xff, 0xff, 0x1f, 1)));
}

static void test_groups_and_unknown_wire_types_are_refused(void **state) {
    (void)state;
    assert_false(takes(BYTES(0x0b, 0x0c)));
    assert_false(takes(BYTES(0x0c, 0)));
    assert_false(takes(BYTES(0x0e, 0, 0, 0, 0, 0, 0, 0, 0)));
    assert_false(takes(BYTES(0x0f, 0, 0, 0, 0, 0, 0, 0, 0)));
}

static void test_a_length_beyond_the_end_is_refused(void **state) {
    (void)state;
    assert_true(takes(BYTES(0x0a, 2, 1, 2)));
    assert_false(takes(BYTES(0x0a, 3, 1, 2)));
    assert_false(takes(BYTES(0x0a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1)));
    assert_false(takes(BYTES(0x0d, 1, 2, 3)));
    assert_false(takes(BYTES(0x09, 1, 2, 3, 4, 5, 6, 7)));
}

static void test_a_written_field_is_taken_again(void **state) {
    static const size_t sizes[] = {0, 1, 127, 128, 20000};
    static const uint32_t numbers[] = {1, 15, 16, 2047, 2048};
    static const uint8_t content[20000] = {1, 2, 3};
    uint8_t room[20010];
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct bytes value = bytes_of(content, sizes[i]);
        size_t size = field_size(numbers[i], value);
        assert_int_equal(field_write(room, numbers[i], value) - room, size);
        struct bytes rest = bytes_of(room, size);
        struct field field;
        assert_true(field_take(&rest, &field));
        assert_int_equal(field.number, numbers[i]);
        assert_int_equal(field.type, WIRE_LENGTH);
        assert_true(bytes_equal(field.value, value));
        assert_int_equal(rest.size, 0);
    }
}

static void test_fields_are_left_out_counted_and_found(void **state) {
    struct bytes body = BYTES(0x0a, 1, 'a', 0x12, 1, 'b', 0x18, 5, 0x12, 0, 0x22, 1, 'd');
    struct bytes kept, values[2];
    struct arena *arena = arena_new(1024);
    (void)state;
    assert_int_equal(field_count(body, 2), 2);
    field_values(body, 2, values);
    assert_true(bytes_equal(values[0], BYTES('b')));
    assert_int_equal(values[1].size, 0);
    assert_int_equal(field_leave_out(body, 2, 3, arena, &kept), STATUS_OK);
    assert_true(bytes_equal(kept, BYTES(0x0a, 1, 'a', 0x22, 1, 'd')));
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_varint_is_at_most_ten_bytes_and_64_bits),
        cmocka_unit_test(test_a_varint_may_be_longer_than_it_needs),
        cmocka_unit_test(test_field_number_zero_is_refused),
        cmocka_unit_test(test_a_tag_beyond_32_bits_is_refused),
        cmocka_unit_test(test_groups_and_unknown_wire_types_are_refused),
        cmocka_unit_test(test_a_length_beyond_the_end_is_refused),
        cmocka_unit_test(test_a_written_field_is_taken_again),
        cmocka_unit_test(test_fields_are_left_out_counted_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
