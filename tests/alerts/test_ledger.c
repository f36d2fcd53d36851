#include "client/alerts/ledger.h"

#include "client/durable.h"
#include "tests/client/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER_BYTES 32
#define SLOT_BYTES 32

static char *path_in(void **state) {
    char *path = durable_path(*state, "alerts", ".handled");
    assert_non_null(path);
    return path;
}

static struct identity identity(uint32_t number) {
    struct identity made = {{0}};
    memcpy(made.bytes, &number, sizeof number);
    made.bytes[IDENTITY_BYTES - 1] = 1;
    return made;
}

static struct ledger *opened(const char *path, bool anew) {
    struct complaint complaint = {0};
    struct ledger *ledger = NULL;
    assert_int_equal(ledger_open(path, anew, &ledger, &complaint), STATUS_OK);
    return ledger;
}

static void note(struct ledger *ledger, uint32_t from, uint32_t upto) {
    struct complaint complaint = {0};
    for (uint32_t i = from; i <= upto; i++) {
        const struct identity noted = identity(i);
        ledger_note(ledger, &noted);
    }
    assert_int_equal(ledger_keep(ledger, &complaint), STATUS_OK);
}

static bool knows(const struct ledger *ledger, uint32_t number) {
    const struct identity asked = identity(number);
    return ledger_knows(ledger, &asked);
}

static void test_what_was_kept_is_known_the_next_time(void **state) {
    char *path = path_in(state);
    struct ledger *ledger = opened(path, false);
    assert_false(knows(ledger, 1));
    note(ledger, 1, 1);
    note(ledger, 2, 5);
    ledger_close(&ledger);
    ledger = opened(path, false);
    for (uint32_t i = 1; i <= 5; i++)
        assert_true(knows(ledger, i));
    assert_false(knows(ledger, 6));
    ledger_close(&ledger);
    free(path);
}

static void test_what_was_not_kept_is_known_only_now(void **state) {
    char *path = path_in(state);
    const struct identity noted = identity(1);
    struct ledger *ledger = opened(path, false);
    ledger_note(ledger, &noted);
    assert_true(knows(ledger, 1));
    ledger_close(&ledger);
    ledger = opened(path, false);
    assert_false(knows(ledger, 1));
    ledger_close(&ledger);
    free(path);
}

static void test_anew_forgets(void **state) {
    char *path = path_in(state);
    struct ledger *ledger = opened(path, false);
    note(ledger, 1, 3);
    ledger_close(&ledger);
    ledger = opened(path, true);
    assert_false(knows(ledger, 1));
    note(ledger, 2, 2);
    ledger_close(&ledger);
    ledger = opened(path, false);
    assert_false(knows(ledger, 1));
    assert_true(knows(ledger, 2));
    assert_false(knows(ledger, 3));
    ledger_close(&ledger);
    free(path);
}

static size_t file_size(const char *path) {
    uint8_t *content = NULL;
    size_t size = 0;
    assert_int_equal(durable_read(path, 1 << 20, &content, &size, NULL), STATUS_OK);
    free(content);
    return size;
}

static void test_full_ring_forgets_the_oldest_and_never_grows(void **state) {
    char *path = path_in(state);
    struct ledger *ledger = opened(path, false);
    size_t size = file_size(path);
    note(ledger, 1, LEDGER_SLOTS);
    note(ledger, LEDGER_SLOTS + 1, LEDGER_SLOTS + 3);
    assert_int_equal(file_size(path), size);
    for (int turn = 0; turn < 2; turn++) {
        assert_false(knows(ledger, 3));
        assert_true(knows(ledger, 4));
        assert_true(knows(ledger, LEDGER_SLOTS + 3));
        ledger_close(&ledger);
        ledger = opened(path, false);
    }
    ledger_close(&ledger);
    free(path);
}

static void test_more_than_the_ring_in_one_go_keeps_the_last(void **state) {
    char *path = path_in(state);
    struct ledger *ledger = opened(path, false);
    note(ledger, 1, 2 * LEDGER_SLOTS + 7);
    ledger_close(&ledger);
    ledger = opened(path, false);
    assert_false(knows(ledger, LEDGER_SLOTS + 7));
    assert_true(knows(ledger, LEDGER_SLOTS + 8));
    assert_true(knows(ledger, 2 * LEDGER_SLOTS + 7));
    note(ledger, 5, 5);
    assert_true(knows(ledger, 5));
    ledger_close(&ledger);
    free(path);
}

/* Every way to tear the last of three records: its first bytes are new, the rest old. */
static void test_torn_record_is_forgotten_and_the_others_stand(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    for (size_t whole = 0; whole < SLOT_BYTES; whole++) {
        uint8_t *content;
        size_t size;
        struct ledger *ledger = opened(path, true);
        note(ledger, 1, 3);
        ledger_close(&ledger);
        assert_int_equal(durable_read(path, 1 << 20, &content, &size, &complaint), STATUS_OK);
        memset(content + HEADER_BYTES + 2 * SLOT_BYTES + whole, 0, SLOT_BYTES - whole);
        const struct bytes torn = bytes_of(content, size);
        assert_int_equal(durable_replace(path, &torn, 1, &complaint), STATUS_OK);
        free(content);
        ledger = opened(path, false);
        assert_true(knows(ledger, 1));
        assert_true(knows(ledger, 2));
        assert_false(knows(ledger, 3));
        note(ledger, 4, 4);
        ledger_close(&ledger);
        ledger = opened(path, false);
        assert_true(knows(ledger, 2));
        assert_true(knows(ledger, 4));
        ledger_close(&ledger);
    }
    free(path);
}

static void test_file_that_is_no_ledger_is_refused(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    struct ledger *ledger = opened(path, true);
    ledger_close(&ledger);
    const off_t sizes[] = {0, 31, 32, 4096, HEADER_BYTES + (off_t)SLOT_BYTES * LEDGER_SLOTS + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(truncate(path, sizes[i]), 0);
        assert_int_equal(ledger_open(path, false, &ledger, &complaint), STATUS_DAMAGED);
        assert_null(ledger);
    }
    free(path);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_what_was_kept_is_known_the_next_time),
        IN_FOLDER(test_what_was_not_kept_is_known_only_now),
        IN_FOLDER(test_anew_forgets),
        IN_FOLDER(test_full_ring_forgets_the_oldest_and_never_grows),
        IN_FOLDER(test_more_than_the_ring_in_one_go_keeps_the_last),
        IN_FOLDER(test_torn_record_is_forgotten_and_the_others_stand),
        IN_FOLDER(test_file_that_is_no_ledger_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
