#include "client/alerts/jsonl.h"

#include "client/durable.h"
#include "tests/client/folder.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define LINE(number) "{\"number\":" #number "}\n"

static char *path_in(void **state, const char *name) {
    char *path = durable_path(*state, name, "");
    assert_non_null(path);
    return path;
}

static void write_file(const char *path, const char *text) {
    const struct bytes content = bytes_of_text(text);
    assert_int_equal(durable_replace(path, &content, 1, NULL), STATUS_OK);
}

static void assert_content(const char *path, const char *expected) {
    uint8_t *content = NULL;
    size_t size = 0;
    assert_int_equal(durable_read(path, 1 << 20, &content, &size, NULL), STATUS_OK);
    assert_string_equal((const char *)content, expected);
    free(content);
}

static struct jsonl *opened(const char *path) {
    struct complaint complaint = {0};
    struct jsonl *jsonl = NULL;
    assert_int_equal(jsonl_open(path, &jsonl, &complaint), STATUS_OK);
    return jsonl;
}

static void append(struct jsonl *jsonl, const char *lines) {
    struct complaint complaint = {0};
    assert_int_equal(jsonl_append(jsonl, bytes_of_text(lines), &complaint), STATUS_OK);
}

static void test_lines_come_behind_what_stands(void **state) {
    char *path = path_in(state, "alerts.jsonl");
    struct stat file;
    struct jsonl *jsonl = opened(path);
    append(jsonl, LINE(1) LINE(2));
    jsonl_close(&jsonl);
    jsonl = opened(path);
    append(jsonl, LINE(3));
    jsonl_close(&jsonl);
    assert_content(path, LINE(1) LINE(2) LINE(3));
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    free(path);
}

static void test_torn_last_line_is_taken_off(void **state) {
    char *path = path_in(state, "alerts.jsonl");
    static const char whole[] = LINE(1) LINE(2);
    for (size_t size = 0; size < sizeof whole; size++) {
        char torn[sizeof whole] = {0};
        memcpy(torn, whole, size);
        write_file(path, torn);
        struct jsonl *jsonl = opened(path);
        jsonl_close(&jsonl);
        size_t left = 0;
        for (size_t i = 0; i < size; i++)
            left = whole[i] == '\n' ? i + 1 : left;
        torn[left] = 0;
        assert_content(path, torn);
    }
    free(path);
}

static void test_somebody_elses_half_line_is_left_alone(void **state) {
    char *path = path_in(state, "alerts.jsonl");
    struct complaint complaint = {0};
    struct jsonl *jsonl = NULL;
    write_file(path, "een brief\nmet vriendelijke groet");
    assert_int_equal(jsonl_open(path, &jsonl, &complaint), STATUS_BAD_CONFIG);
    assert_null(jsonl);
    assert_content(path, "een brief\nmet vriendelijke groet");
    free(path);
}

static void test_file_that_was_moved_away_is_made_again(void **state) {
    char *path = path_in(state, "alerts.jsonl"), *moved = path_in(state, "alerts.jsonl.1");
    struct jsonl *jsonl = opened(path);
    append(jsonl, LINE(1));
    assert_int_equal(rename(path, moved), 0);
    append(jsonl, LINE(2));
    assert_content(moved, LINE(1));
    assert_content(path, LINE(2));
    assert_int_equal(truncate(path, 0), 0); /* logrotate's copytruncate */
    append(jsonl, LINE(3));
    assert_content(path, LINE(3));
    assert_int_equal(unlink(path), 0);
    append(jsonl, LINE(4));
    assert_content(path, LINE(4));
    jsonl_close(&jsonl);
    free(moved);
    free(path);
}

static void test_second_writer_is_held_off(void **state) {
    char *path = path_in(state, "alerts.jsonl");
    struct complaint complaint = {0};
    struct jsonl *jsonl = opened(path), *second = NULL;
    assert_int_equal(jsonl_open(path, &second, &complaint), STATUS_BUSY);
    jsonl_close(&jsonl);
    second = opened(path);
    jsonl_close(&second);
    free(path);
}

/* A limit on the size of files fails a write where a full disk would: in the middle. */
static void test_lines_that_do_not_fit_leave_nothing_behind(void **state) {
    char *path = path_in(state, "alerts.jsonl");
    struct complaint complaint = {0};
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {.rlim_cur = strlen(LINE(1) LINE(2)) + 3, .rlim_max = before.rlim_max};
    struct jsonl *jsonl = opened(path);
    append(jsonl, LINE(1));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum status status = jsonl_append(jsonl, bytes_of_text(LINE(2) LINE(3)), &complaint);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, STATUS_IO);
    assert_content(path, LINE(1));
    append(jsonl, LINE(2) LINE(3));
    assert_content(path, LINE(1) LINE(2) LINE(3));
    jsonl_close(&jsonl);
    free(path);
}

static void test_no_disk_at_all_is_told_as_such(void **state) {
    (void)state;
    struct complaint complaint = {0};
    struct jsonl *jsonl = NULL;
    assert_int_equal(jsonl_open("/dev/full", &jsonl, &complaint), STATUS_BAD_CONFIG);
    assert_int_equal(jsonl_open("/nergens/alerts.jsonl", &jsonl, &complaint), STATUS_BAD_CONFIG);
    assert_null(jsonl);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_lines_come_behind_what_stands),
        IN_FOLDER(test_torn_last_line_is_taken_off),
        IN_FOLDER(test_somebody_elses_half_line_is_left_alone),
        IN_FOLDER(test_file_that_was_moved_away_is_made_again),
        IN_FOLDER(test_second_writer_is_held_off),
        IN_FOLDER(test_lines_that_do_not_fit_leave_nothing_behind),
        IN_FOLDER(test_no_disk_at_all_is_told_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
