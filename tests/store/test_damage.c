#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/headers.h"

/* Headers in two records, and in three of which one is whole where a store is written on. */
enum { RECORDS = 128, LINES = 3, EVENTS = HEADERS_IN_RECORD + 1, MORE_EVENTS = HEADERS_IN_RECORD };

static void fill(struct fixture *fixture) {
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", "state");
    put_text(txn, TABLE_AANBIEDER, "06010713", "first");
    put_text(txn, TABLE_AANBIEDER, "06010714", "second");
    put_text(txn, TABLE_LEFT, "06010713 left", "left");
    put_text(txn, TABLE_HISTORY, "06010713 history", "history");
    put_text(txn, TABLE_NUMBER, "06010713 number", "number");
    put_text(txn, TABLE_DUE, "due", "");
    put_text(txn, TABLE_JEUGDIGE, "blind", "places");
    put_text(txn, TABLE_TAKEN, "06010713 taken", "taken");
    put_text(txn, TABLE_DUIDING, "duiding", "duiding");
    put_text(txn, TABLE_PUBLICATION, "publication", "publication");
    put_text(txn, TABLE_CONFIG, "config", "");
    for (int i = 0; i < EVENTS; i++)
        append_event(txn, text("a body that is long enough, long enough, long enough to pack"));
    for (int i = 0; i < LINES; i++) {
        append_alert(txn, "alert");
        store_log_append(txn, TABLE_AUDIT, store_log_head(txn, TABLE_AUDIT) + 1, text("audit"));
    }
    store_put_outcome(txn, 3, text("outcome"));
    commit(&txn);
    store_close(&fixture->store);
}

/* The filled store's records; the caller frees them. */
static struct raw_record *filled(struct fixture *fixture, size_t *count) {
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    fill(fixture);
    *count = raw_records(fixture, records, RECORDS);
    assert_int_equal(*count, 2 + 12 + 2 + EVENTS + 2 * LINES + 1);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    return records;
}

static const struct raw_record *find(const struct raw_record *records, size_t count,
                                     const char *table, size_t nth) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, table) == 0 && nth-- == 0)
            return &records[i];
    fail_msg("no such record in %s", table);
    return NULL;
}

static void test_any_flipped_byte_is_damage_not_wrong_data(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    for (size_t i = 0; i < count; i++) {
        struct raw_record *record = &records[i];
        for (size_t at = 0; at < record->value_size; at++) {
            record->value[at] ^= 0x20;
            raw_put(fixture, record);
            assert_int_equal(read_everything(fixture), STATUS_DAMAGED);
            record->value[at] ^= 0x20;
        }
        raw_put(fixture, record);
    }
    assert_int_equal(read_everything(fixture), STATUS_OK);
    free(records);
}

static void test_a_shortened_value_is_damage(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    for (size_t i = 0; i < count; i++) {
        static const size_t cuts[] = {0, 1, 30};
        for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
            struct raw_record cut = records[i];
            cut.value_size = cuts[c];
            raw_put(fixture, &cut);
            assert_int_equal(read_everything(fixture), STATUS_DAMAGED);
        }
        raw_put(fixture, &records[i]);
    }
    free(records);
}

static void test_a_record_under_another_key_does_not_open(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    struct raw_record moved = *find(records, count, "provider", 0);
    raw_put(fixture, &moved);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    memcpy(moved.value, find(records, count, "provider", 1)->value, sizeof moved.value);
    moved.value_size = find(records, count, "provider", 1)->value_size;
    raw_put(fixture, &moved);
    assert_int_equal(read_everything(fixture), STATUS_DAMAGED);
    free(records);
}

static void test_a_record_in_another_table_does_not_open(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    struct raw_record moved = *find(records, count, "left", 0);
    memcpy(moved.table, "history", sizeof "history");
    raw_put(fixture, &moved);
    assert_int_equal(read_everything(fixture), STATUS_DAMAGED);
    free(records);
}

static void test_an_old_head_does_not_fit_its_store(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    append_alert(txn, "one more");
    commit(&txn);
    store_close(&fixture->store);
    raw_put(fixture, find(records, count, "meta", 1));
    assert_int_equal(store_open(&fixture->options, &fixture->store, NULL), STATUS_DAMAGED);
    free(records);
}

static void copy_directory(const char *from, const char *to) {
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s' && cp -r '%s' '%s'", to, from, to);
    assert_int_equal(system(command), 0);
}

static void append_more(struct fixture *fixture, const char *value) {
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    for (int i = 0; i < MORE_EVENTS; i++)
        append_event(txn, text(value));
    for (int i = 0; i < 2; i++)
        append_alert(txn, value);
    commit(&txn);
    store_close(&fixture->store);
}

/* The same store, written on from one backup in two ways. Records of the one open in
 * the other: same key, table and number. Returns those of the way that was left. */
static struct raw_record *forked(struct fixture *fixture, size_t *count) {
    char backup[128];
    struct raw_record *records = filled(fixture, count);
    snprintf(backup, sizeof backup, "%s/backup", fixture->root);
    copy_directory(fixture->directory, backup);
    append_more(fixture, "one way");
    *count = raw_records(fixture, records, RECORDS);
    copy_directory(backup, fixture->directory);
    append_more(fixture, "another");
    return records;
}

/* The first one of either way. */
static void assert_first_is_damaged(struct fixture *fixture) {
    struct event event;
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_journal_read(txn, EVENTS + 1, fixture->arena, &event), STATUS_DAMAGED);
    assert_int_equal(store_failure(txn), STATUS_DAMAGED);
    store_rollback(&txn);
    store_close(&fixture->store);
}

static void test_a_body_of_another_history_does_not_fit_its_header(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = forked(fixture, &count);
    raw_put(fixture, find(records, count, "body", EVENTS));
    assert_first_is_damaged(fixture);
    free(records);
}

static void test_an_event_of_another_history_does_not_fit_the_chain(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = forked(fixture, &count);
    raw_put(fixture, find(records, count, "journal", 1));
    raw_put(fixture, find(records, count, "body", EVENTS));
    assert_first_is_damaged(fixture);
    free(records);
}

static void test_an_end_of_another_history_is_refused_at_open(void **state) {
    static const struct {
        const char *table;
        size_t last;
    } ends[] = {{"journal", 2}, {"body", EVENTS + MORE_EVENTS - 1}, {"alert", LINES + 1}};
    struct fixture *fixture = *state;
    char whole[128];
    size_t count;
    struct raw_record *records = forked(fixture, &count);
    snprintf(whole, sizeof whole, "%s/whole", fixture->root);
    copy_directory(fixture->directory, whole);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        raw_put(fixture, find(records, count, ends[i].table, ends[i].last));
        assert_int_equal(store_open(&fixture->options, &fixture->store, NULL), STATUS_DAMAGED);
        copy_directory(whole, fixture->directory);
    }
    assert_int_equal(read_everything(fixture), STATUS_OK);
    free(records);
}

static void assert_refused_without(struct fixture *fixture, const struct raw_record *record,
                                   const char *what) {
    struct complaint complaint = {""};
    raw_delete(fixture, record);
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, what));
    raw_put(fixture, record);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_missing_end_is_refused_at_open(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    assert_refused_without(fixture, find(records, count, "journal", 1), "journal");
    assert_refused_without(fixture, find(records, count, "body", EVENTS - 1), "journal");
    assert_refused_without(fixture, find(records, count, "alert", 2), "alert log");
    assert_refused_without(fixture, find(records, count, "audit", 2), "audit log");
    assert_refused_without(fixture, find(records, count, "provider", 0), "aanbieders");
    assert_refused_without(fixture, find(records, count, "meta", 0), "format record");
    assert_refused_without(fixture, find(records, count, "meta", 1), "head record");
    free(records);
}

static void test_a_gap_is_damage_when_it_is_walked(void **state) {
    static const char *const tables[] = {"journal", "body", "alert", "audit"};
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t nth = 0; nth < 2; nth++) {
            const struct raw_record *record = find(records, count, tables[i], nth);
            raw_delete(fixture, record);
            assert_int_equal(read_everything(fixture), STATUS_DAMAGED);
            raw_put(fixture, record);
        }
    free(records);
}

static void test_a_gap_is_damage_when_it_is_read(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    uint8_t key[8];
    struct bytes value;
    struct event event;
    struct raw_record *records = filled(fixture, &count);
    raw_delete(fixture, find(records, count, "body", 1));
    raw_delete(fixture, find(records, count, "alert", 0));
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_journal_read(txn, 1, fixture->arena, &event), STATUS_OK);
    assert_int_equal(store_journal_read(txn, 2, fixture->arena, &event), STATUS_DAMAGED);
    assert_int_equal(store_commit(&txn), STATUS_DAMAGED);
    txn = begin(fixture);
    store_key_u64(key, 1);
    assert_int_equal(store_get(txn, TABLE_ALERT, bytes_of(key, 8), fixture->arena, &value),
                     STATUS_DAMAGED);
    assert_int_equal(store_failure(txn), STATUS_DAMAGED);
    store_rollback(&txn);
    free(records);
}

/* As format 999 might write it: the name, its number, something new, and BLAKE2b-128 of
 * those, computed by Python's hashlib. */
static void test_another_format_is_told_from_damage(void **state) {
    static const uint8_t other[] = {'w',  'a',  'c',  'h',  't',  'p',  's',  't',  0,    0,
                                    3,    0xe7, 'x',  'y',  0xd2, 0x69, 0xda, 0x7e, 0x59, 0xe9,
                                    0xc0, 0x9f, 0xea, 0x99, 0x9e, 0x67, 0x67, 0xa4, 0x92, 0x07};
    struct fixture *fixture = *state;
    size_t count;
    struct raw_record *records = filled(fixture, &count);
    struct raw_record format = *find(records, count, "meta", 0);
    memcpy(format.value, other, format.value_size = sizeof other);
    raw_put(fixture, &format);
    assert_int_equal(read_everything(fixture), STATUS_WRONG_FORMAT);
    free(records);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_any_flipped_byte_is_damage_not_wrong_data),
        IN_STORE(test_a_shortened_value_is_damage),
        IN_STORE(test_a_record_under_another_key_does_not_open),
        IN_STORE(test_a_record_in_another_table_does_not_open),
        IN_STORE(test_an_old_head_does_not_fit_its_store),
        IN_STORE(test_a_body_of_another_history_does_not_fit_its_header),
        IN_STORE(test_an_event_of_another_history_does_not_fit_the_chain),
        IN_STORE(test_an_end_of_another_history_is_refused_at_open),
        IN_STORE(test_a_missing_end_is_refused_at_open),
        IN_STORE(test_a_gap_is_damage_when_it_is_walked),
        IN_STORE(test_a_gap_is_damage_when_it_is_read),
        IN_STORE(test_another_format_is_told_from_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
