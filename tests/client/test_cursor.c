#include "client/subscription.h"

#include "client/durable.h"
#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static char *cursor_path(void **state) {
    char *path = durable_path(*state, "alerts", ".cursor");
    assert_non_null(path);
    return path;
}

static void test_no_file_is_the_beginning(void **state) {
    char *path = cursor_path(state);
    struct complaint complaint = {0};
    struct cursor cursor = {.present = true};
    assert_int_equal(cursor_read(path, &cursor, &complaint), STATUS_OK);
    assert_false(cursor.present);
    free(path);
}

static void test_cursor_reads_back_as_written(void **state) {
    char *path = cursor_path(state);
    struct complaint complaint = {0};
    const uint64_t numbers[] = {0, 1, 500, UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct cursor read,
            cursor = {.present = true, .incarnation = {0, 0xAB, 255}, .number = numbers[i]};
        assert_int_equal(cursor_write(path, &cursor, &complaint), STATUS_OK);
        assert_int_equal(cursor_read(path, &read, &complaint), STATUS_OK);
        assert_true(read.present);
        assert_int_equal(read.number, numbers[i]);
        assert_memory_equal(read.incarnation, cursor.incarnation, INCARNATION_BYTES);
    }
    assert_int_equal(folder_count(*state), 1);
    free(path);
}

static void test_half_a_cursor_is_damage_and_not_the_beginning(void **state) {
    char *path = cursor_path(state);
    struct complaint complaint = {0};
    struct cursor cursor = {.present = true, .number = 12};
    assert_int_equal(cursor_write(path, &cursor, &complaint), STATUS_OK);
    uint8_t *content;
    size_t size;
    assert_int_equal(durable_read(path, 4096, &content, &size, &complaint), STATUS_OK);
    for (size_t shorter = 0; shorter < size; shorter++) {
        const struct bytes half = bytes_of(content, shorter);
        assert_int_equal(durable_replace(path, &half, 1, &complaint), STATUS_OK);
        assert_int_equal(cursor_read(path, &cursor, &complaint), STATUS_DAMAGED);
    }
    free(content);
    free(path);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_no_file_is_the_beginning),
        IN_FOLDER(test_cursor_reads_back_as_written),
        IN_FOLDER(test_half_a_cursor_is_damage_and_not_the_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
