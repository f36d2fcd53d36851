#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_committed_survives_reopen(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", "everything");
    put_text(txn, TABLE_DUE, "empty", "");
    append_alert(txn, "first");
    commit(&txn);
    fixture_reopen(fixture);
    txn = begin(fixture);
    assert_text(fixture, txn, TABLE_STATE, "region", "everything");
    assert_text(fixture, txn, TABLE_DUE, "empty", "");
    assert_int_equal(store_log_head(txn, TABLE_ALERT), 1);
    commit(&txn);
}

static void test_transaction_reads_what_it_wrote(void **state) {
    struct fixture *fixture = *state;
    struct bytes value;
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "name", "one");
    put_text(txn, TABLE_STATE, "name", "another, longer");
    assert_text(fixture, txn, TABLE_STATE, "name", "another, longer");
    store_delete(txn, TABLE_STATE, text("name"));
    store_delete(txn, TABLE_STATE, text("name"));
    assert_int_equal(store_get(txn, TABLE_STATE, text("name"), fixture->arena, &value),
                     STATUS_ABSENT);
    commit(&txn);
}

static void test_rollback_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    struct bytes value;
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", "gone");
    put_text(txn, TABLE_AANBIEDER, "06010713", "gone");
    append_event(txn, text("gone"));
    append_alert(txn, "gone");
    store_rollback(&txn);
    assert_null(txn);
    store_rollback(&txn);
    txn = begin(fixture);
    assert_int_equal(store_get(txn, TABLE_STATE, text("region"), fixture->arena, &value),
                     STATUS_ABSENT);
    assert_int_equal(store_journal_head(txn), 0);
    assert_int_equal(store_last_instant(txn), 0);
    assert_int_equal(store_log_head(txn, TABLE_ALERT), 0);
    commit(&txn);
    fixture_reopen(fixture);
}

static void test_read_without_memory_spoils_one_answer_not_the_batch(void **state) {
    struct fixture *fixture = *state;
    struct arena *small = arena_new(16);
    struct bytes value;
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", "more than sixteen bytes of value");
    assert_int_equal(store_get(txn, TABLE_STATE, text("region"), small, &value), STATUS_NO_MEMORY);
    assert_int_equal(store_failure(txn), STATUS_OK);
    arena_free(&small);
    commit(&txn);
}

static void test_second_open_is_busy_until_the_first_closes(void **state) {
    struct fixture *fixture = *state;
    struct store *second = NULL;
    struct complaint complaint;
    assert_int_equal(store_open(&fixture->options, &second, &complaint), STATUS_BUSY);
    assert_null(second);
    assert_non_null(strstr(complaint.text, "another process"));
    fixture_reopen(fixture);
}

static void test_creating_twice_is_busy_and_harms_nothing(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", "kept");
    commit(&txn);
    assert_int_equal(store_create(&fixture->options, false, NULL), STATUS_BUSY);
    store_close(&fixture->store);
    assert_int_equal(store_create(&fixture->options, true, NULL), STATUS_BUSY);
    fixture_open(fixture);
    txn = begin(fixture);
    assert_text(fixture, txn, TABLE_STATE, "region", "kept");
    commit(&txn);
    assert_false(store_is_virtual(fixture->store));
}

static void test_nothing_there_is_absent(void **state) {
    struct fixture *fixture = *state;
    struct store *store = NULL;
    struct store_options options = fixture->options;
    options.directory = "/nonexistent/store";
    assert_int_equal(store_open(&options, &store, NULL), STATUS_ABSENT);
    options.directory = fixture->root;
    assert_int_equal(store_open(&options, &store, NULL), STATUS_ABSENT);
    store_close(&fixture->store);
    assert_int_equal(unlink(fixture->key_file), 0);
    assert_int_equal(store_open(&fixture->options, &store, NULL), STATUS_ABSENT);
}

static void test_another_key_is_a_wrong_key(void **state) {
    struct fixture *fixture = *state;
    struct store *store = NULL;
    struct complaint complaint;
    store_close(&fixture->store);
    assert_int_equal(unlink(fixture->key_file), 0);
    assert_int_equal(store_key_create(fixture->key_file, NULL), STATUS_OK);
    assert_int_equal(store_open(&fixture->options, &store, &complaint), STATUS_WRONG_KEY);
    assert_non_null(strstr(complaint.text, "key file"));
}

static void write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void test_key_file_must_be_a_key_and_private(void **state) {
    struct fixture *fixture = *state;
    struct store *store = NULL;
    store_close(&fixture->store);
    assert_int_equal(chmod(fixture->key_file, 0644), 0);
    assert_int_equal(store_open(&fixture->options, &store, NULL), STATUS_BAD_INPUT);
    assert_int_equal(chmod(fixture->key_file, 0600), 0);
    fixture_reopen(fixture);
    store_close(&fixture->store);
    write_file(fixture->key_file, "not a key\n");
    assert_int_equal(store_open(&fixture->options, &store, NULL), STATUS_BAD_INPUT);
}

static void test_key_file_is_never_overwritten(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(store_key_create(fixture->key_file, NULL), STATUS_BUSY);
    fixture_reopen(fixture);
}

static unsigned mode_of(const char *directory, const char *name) {
    char path[128];
    struct stat file;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    assert_int_equal(stat(path, &file), 0);
    return file.st_mode & 0777;
}

static void test_files_are_their_owners_only(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(mode_of(fixture->directory, "."), 0700);
    assert_int_equal(mode_of(fixture->directory, "data.mdb"), 0600);
    assert_int_equal(mode_of(fixture->directory, "lock"), 0600);
    assert_int_equal(mode_of(fixture->root, "store.key"), 0600);
}

static void test_virtual_mark_and_incarnation_last(void **state) {
    struct fixture *fixture = *state;
    uint8_t first[STORE_INCARNATION_BYTES], other[STORE_INCARNATION_BYTES];
    char directory[128];
    struct store_options options = fixture->options;
    struct store *store = NULL;
    snprintf(directory, sizeof directory, "%s/virtual", fixture->root);
    options.directory = directory;
    assert_int_equal(store_create(&options, true, NULL), STATUS_OK);
    assert_int_equal(store_open(&options, &store, NULL), STATUS_OK);
    assert_true(store_is_virtual(store));
    store_incarnation(fixture->store, first);
    store_incarnation(store, other);
    store_close(&store);
    assert_memory_not_equal(first, other, sizeof first);
    fixture_reopen(fixture);
    store_incarnation(fixture->store, other);
    assert_memory_equal(first, other, sizeof first);
    assert_false(store_is_virtual(fixture->store));
}

static void test_blind_is_deterministic_and_differs_by_purpose_and_value(void **state) {
    struct fixture *fixture = *state;
    uint8_t a[STORE_BLIND_BYTES], b[STORE_BLIND_BYTES];
    store_blind(fixture->store, "place", text("WP-1"), a, sizeof a);
    fixture_reopen(fixture);
    store_blind(fixture->store, "place", text("WP-1"), b, sizeof b);
    assert_memory_equal(a, b, sizeof a);
    store_blind(fixture->store, "jeugdige", text("WP-1"), b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    store_blind(fixture->store, "place", text("WP-2"), b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    store_blind(fixture->store, "placeWP", text("-1"), b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_keys_order_as_numbers(void **state) {
    (void)state;
    static const uint64_t numbers[] = {0, 1, 255, 256, 65535, UINT64_C(1) << 40, UINT64_MAX};
    static const day_t days[] = {INT32_MIN + 1, -719162, -1, 0, 1, 20000, INT32_MAX};
    uint8_t low[8], high[8];
    for (size_t i = 0; i + 1 < sizeof numbers / sizeof *numbers; i++) {
        store_key_u64(low, numbers[i]);
        store_key_u64(high, numbers[i + 1]);
        assert_true(memcmp(low, high, 8) < 0);
        assert_true(store_u64_of_key(high) == numbers[i + 1]);
    }
    for (size_t i = 0; i + 1 < sizeof days / sizeof *days; i++) {
        store_key_day(low, days[i]);
        store_key_day(high, days[i + 1]);
        assert_true(memcmp(low, high, 4) < 0);
        assert_int_equal(store_day_of_key(low), days[i]);
    }
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_committed_survives_reopen),
        IN_STORE(test_transaction_reads_what_it_wrote),
        IN_STORE(test_rollback_leaves_nothing),
        IN_STORE(test_read_without_memory_spoils_one_answer_not_the_batch),
        IN_STORE(test_second_open_is_busy_until_the_first_closes),
        IN_STORE(test_creating_twice_is_busy_and_harms_nothing),
        IN_STORE(test_nothing_there_is_absent),
        IN_STORE(test_another_key_is_a_wrong_key),
        IN_STORE(test_key_file_must_be_a_key_and_private),
        IN_STORE(test_key_file_is_never_overwritten),
        IN_STORE(test_files_are_their_owners_only),
        IN_STORE(test_virtual_mark_and_incarnation_last),
        IN_STORE(test_blind_is_deterministic_and_differs_by_purpose_and_value),
        cmocka_unit_test(test_keys_order_as_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
