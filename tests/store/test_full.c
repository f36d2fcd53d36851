#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { PIECE = 64 * 1024 };

/* One batch, as the engine makes it: an event, an alert and some state. */
static enum status batch(struct fixture *fixture, size_t body_bytes) {
    struct store_txn *txn = NULL;
    uint8_t *body = malloc(body_bytes);
    assert_non_null(body);
    uint32_t noise = 12345;
    for (size_t i = 0; i < body_bytes; i++, noise = noise * 1664525 + 1013904223)
        body[i] = (uint8_t)(noise >> 24);
    enum status status = store_begin(fixture->store, &txn);
    if (status == STATUS_OK) {
        append_event(txn, bytes_of(body, body_bytes));
        append_alert(txn, "alert");
        put_text(txn, TABLE_STATE, "region", "state");
        status = store_commit(&txn);
        assert_null(txn);
    }
    free(body);
    return status;
}

static uint64_t events(struct fixture *fixture) {
    struct store_txn *txn = begin(fixture);
    const uint64_t head = store_journal_head(txn);
    assert_int_equal(store_log_head(txn, TABLE_ALERT), head);
    store_rollback(&txn);
    return head;
}

static uint64_t fill_up(struct fixture *fixture) {
    enum status status = STATUS_OK;
    uint64_t done = events(fixture);
    while ((status = batch(fixture, PIECE)) == STATUS_OK)
        done++;
    assert_int_equal(status, STATUS_FULL);
    assert_int_equal(batch(fixture, PIECE), STATUS_FULL);
    assert_int_equal(events(fixture), done);
    return done;
}

static void test_full_map_is_survived_and_a_larger_one_goes_on(void **state) {
    struct fixture *fixture = *state;
    struct event event;
    store_close(&fixture->store);
    fixture->options.map_bytes = 2 << 20;
    fixture_open(fixture);
    const uint64_t done = fill_up(fixture);
    assert_true(done > 10);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_journal_read(txn, done, fixture->arena, &event), STATUS_OK);
    store_rollback(&txn);
    store_reap_readers(fixture->store);
    fixture->options.map_bytes = 8 << 20;
    fixture_reopen(fixture);
    assert_int_equal(batch(fixture, PIECE), STATUS_OK);
    assert_int_equal(events(fixture), done + 1);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* How far files may grow: stands in for a full disk, which answers in the same two
 * ways (no write at all, or half of one). */
static void allow_file_bytes(rlim_t bytes) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static rlim_t file_bytes(const struct fixture *fixture) {
    char path[128];
    struct stat file;
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    assert_int_equal(stat(path, &file), 0);
    return (rlim_t)file.st_size;
}

static void test_full_disk_is_survived_and_room_goes_on(void **state) {
    struct fixture *fixture = *state;
    signal(SIGXFSZ, SIG_IGN);
    static const rlim_t room[] = {0, 4096, 100 * 1024, 105 * 1024 + 1, 300 * 1024};
    for (size_t i = 0; i < sizeof room / sizeof *room; i++) {
        allow_file_bytes(file_bytes(fixture) + room[i]);
        const uint64_t done = fill_up(fixture);
        allow_file_bytes(RLIM_INFINITY);
        assert_int_equal(batch(fixture, PIECE), STATUS_OK);
        assert_int_equal(events(fixture), done + 1);
    }
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_store_that_cannot_be_written_leaves_no_half_store(void **state) {
    struct fixture *fixture = *state;
    char directory[128];
    struct store_options options = fixture->options;
    struct complaint complaint = {""};
    struct store *store = NULL;
    snprintf(directory, sizeof directory, "%s/second", fixture->root);
    options.directory = directory;
    signal(SIGXFSZ, SIG_IGN);
    allow_file_bytes(12 * 1024);
    assert_int_equal(store_create(&options, false, &complaint), STATUS_FULL);
    allow_file_bytes(RLIM_INFINITY);
    assert_true(complaint.text[0] != '\0');
    assert_int_equal(store_open(&options, &store, NULL), STATUS_ABSENT);
    assert_int_equal(store_create(&options, false, NULL), STATUS_OK);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_full_map_is_survived_and_a_larger_one_goes_on),
        IN_STORE(test_full_disk_is_survived_and_room_goes_on),
        IN_STORE(test_store_that_cannot_be_written_leaves_no_half_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
