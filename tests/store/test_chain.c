/* The audit log as a chain: what somebody with the disk does to it, and what somebody with
 * the store's key does besides, is found and tells where. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/keyfile.h"
#include "store/verify.h"

enum { LINES = 6, RECORDS = 64, LINK_BYTES = STORE_LOG_HASH_BYTES };

static const struct bytes all = {NULL, 0};

static void append_line(struct store_txn *txn, const char *line) {
    store_log_append(txn, TABLE_AUDIT, store_log_head(txn, TABLE_AUDIT) + 1, text(line));
}

/* Lines "line 1" to "line 6"; closed. */
static void fill(struct fixture *fixture) {
    struct store_txn *txn = begin(fixture);
    for (int i = 1; i <= LINES; i++) {
        char line[16];
        snprintf(line, sizeof line, "line %d", i);
        append_line(txn, line);
    }
    commit(&txn);
    store_close(&fixture->store);
}

static struct raw_record raw_line(const struct fixture *fixture, uint64_t number) {
    struct raw_record *records = calloc(RECORDS, sizeof *records), found = {.table = ""};
    assert_non_null(records);
    const size_t count = raw_records(fixture, records, RECORDS);
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "audit") == 0 && store_u64_of_key(records[i].key) == number)
            found = records[i];
    free(records);
    assert_string_equal(found.table, "audit");
    return found;
}

/* What somebody does who has the store's key: puts `value` behind `link`, well sealed. */
static void forge(const struct fixture *fixture, uint64_t number, const uint8_t *link,
                  const char *value) {
    uint8_t plain[64];
    struct ring *ring = NULL;
    struct raw_record forged = {.table = "audit", .key_size = 8};
    const size_t size = LINK_BYTES + strlen(value);
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_OK);
    memcpy(plain, link, LINK_BYTES);
    memcpy(plain + LINK_BYTES, value, strlen(value));
    store_key_u64(forged.key, number);
    seal_write(&ring_newest(ring)->with, TABLE_AUDIT, bytes_of(forged.key, 8),
               bytes_of(plain, size), forged.value);
    forged.value_size = size + SEAL_OVERHEAD_BYTES;
    raw_put(fixture, &forged);
    ring_free(&ring);
}

/* The link and the text of a line as it stands. */
static void open_line(const struct fixture *fixture, uint64_t number, uint8_t plain[64],
                      char value[32]) {
    struct ring *ring = NULL;
    const struct raw_record line = raw_line(fixture, number);
    const struct bytes sealed = bytes_of(line.value, line.value_size);
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_OK);
    assert_true(
        seal_read(&ring_newest(ring)->with, TABLE_AUDIT, bytes_of(line.key, 8), sealed, plain));
    ring_free(&ring);
    snprintf(value, 32, "%.*s", (int)(seal_plain_bytes(sealed) - LINK_BYTES), plain + LINK_BYTES);
}

static bool note_number(void *context, struct bytes key, struct bytes value) {
    assert_non_null(memmem(value.at, value.size, "line ", 5));
    *(uint64_t *)context = store_u64_of_key(key.at);
    return true;
}

/* Opens it and walks over all lines; *last is the last one shown. Leaves it closed. */
static enum status walk(struct fixture *fixture, uint64_t *last) {
    *last = 0;
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    const enum status status = store_walk(txn, TABLE_AUDIT, all, all, note_number, last);
    store_rollback(&txn);
    store_close(&fixture->store);
    return status;
}

static void assert_damaged_after(struct fixture *fixture, uint64_t number) {
    uint64_t last;
    assert_int_equal(walk(fixture, &last), STATUS_DAMAGED);
    assert_int_equal(last, number);
}

static void assert_refused_at_open(struct fixture *fixture) {
    struct complaint complaint = {""};
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "audit log"));
}

static void test_an_untouched_log_is_whole(void **state) {
    struct fixture *fixture = *state;
    uint64_t last;
    fill(fixture);
    assert_int_equal(walk(fixture, &last), STATUS_OK);
    assert_int_equal(last, LINES);
}

static void test_a_dropped_line_is_found(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    for (uint64_t number = 2; number < LINES; number++) {
        const struct raw_record line = raw_line(fixture, number);
        raw_delete(fixture, &line);
        assert_damaged_after(fixture, number - 1);
        raw_put(fixture, &line);
    }
}

static void test_a_flipped_bit_is_found(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct raw_record line = raw_line(fixture, 3);
    line.value[line.value_size / 2] ^= 1;
    raw_put(fixture, &line);
    assert_damaged_after(fixture, 2);
}

static void test_two_swapped_lines_are_found(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct raw_record third = raw_line(fixture, 3), fourth = raw_line(fixture, 4);
    uint8_t key[8];
    memcpy(key, third.key, sizeof key);
    memcpy(third.key, fourth.key, sizeof key);
    memcpy(fourth.key, key, sizeof key);
    raw_put(fixture, &third);
    raw_put(fixture, &fourth);
    assert_damaged_after(fixture, 2);
}

static void test_a_cut_tail_is_refused_at_open(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    for (uint64_t number = LINES; number > 3; number--) {
        const struct raw_record line = raw_line(fixture, number);
        raw_delete(fixture, &line);
        assert_refused_at_open(fixture);
    }
}

static void test_a_line_more_is_refused_at_open(void **state) {
    struct fixture *fixture = *state;
    uint8_t plain[64];
    char value[32];
    fill(fixture);
    open_line(fixture, LINES, plain, value);
    forge(fixture, LINES + 1, plain, "line 7");
    assert_refused_at_open(fixture);
}

/* From here on with the store's key: every seal is right. */

static void test_a_line_rewritten_with_the_key_is_not_followed_by_the_next(void **state) {
    struct fixture *fixture = *state;
    uint8_t plain[64];
    char value[32];
    fill(fixture);
    open_line(fixture, 3, plain, value);
    assert_string_equal(value, "line 3");
    forge(fixture, 3, plain, "line of another kind");
    assert_damaged_after(fixture, 3);
    forge(fixture, 3, plain, "line 3");
    uint64_t last;
    assert_int_equal(walk(fixture, &last), STATUS_OK);
}

static void test_the_last_line_rewritten_with_the_key_is_refused_at_open(void **state) {
    struct fixture *fixture = *state;
    uint8_t plain[64];
    char value[32];
    fill(fixture);
    open_line(fixture, LINES, plain, value);
    forge(fixture, LINES, plain, "line of another kind");
    assert_refused_at_open(fixture);
}

static void test_lines_swapped_with_the_key_are_found(void **state) {
    struct fixture *fixture = *state;
    uint8_t third[64], fourth[64];
    char value_3[32], value_4[32];
    fill(fixture);
    open_line(fixture, 3, third, value_3);
    open_line(fixture, 4, fourth, value_4);
    forge(fixture, 3, fourth, value_4);
    forge(fixture, 4, third, value_3);
    assert_damaged_after(fixture, 2);
    /* Each in its place, with the other's text. */
    forge(fixture, 3, third, value_4);
    forge(fixture, 4, fourth, value_3);
    assert_damaged_after(fixture, 3);
}

static void test_a_line_taken_out_with_the_key_and_the_rest_moved_up_is_found(void **state) {
    struct fixture *fixture = *state;
    uint8_t plain[64];
    char value[32];
    fill(fixture);
    for (uint64_t number = 3; number < LINES; number++) {
        open_line(fixture, number + 1, plain, value);
        forge(fixture, number, plain, value);
    }
    assert_damaged_after(fixture, 2);
}

static void test_a_walk_that_begins_in_the_middle_follows_from_there(void **state) {
    struct fixture *fixture = *state;
    uint64_t last = 0;
    uint8_t from[8], plain[64];
    char value[32];
    fill(fixture);
    open_line(fixture, 5, plain, value);
    forge(fixture, 5, plain, "line of another kind");
    store_key_u64(from, 4);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(
        store_walk(txn, TABLE_AUDIT, all, bytes_of(from, sizeof from), note_number, &last),
        STATUS_DAMAGED);
    assert_int_equal(last, 5);
    store_rollback(&txn);
}

/* ---- as verification tells it */

struct findings {
    size_t count;
    uint64_t number; /* of the last one that names a line */
};

static void note_finding(void *context, const struct store_finding *finding) {
    struct findings *findings = context;
    assert_int_equal(finding->table, TABLE_AUDIT);
    findings->count++;
    if (finding->key.size == 8)
        findings->number = store_u64_of_key(finding->key.at);
}

static struct findings verify(const struct fixture *fixture) {
    struct findings findings = {0};
    const struct store_listener listener = {.found = note_finding, .context = &findings};
    struct store_facts facts;
    struct complaint complaint = {""};
    const enum status status =
        store_verify(&fixture->options, VERIFY_CONTENT, &listener, &facts, &complaint);
    assert_int_equal(status, findings.count > 0 ? STATUS_DAMAGED : STATUS_OK);
    return findings;
}

/* With the key the sums could be forged too, and are not here. */
static void test_verification_names_where_the_chain_is_broken(void **state) {
    struct fixture *fixture = *state;
    uint8_t plain[64];
    char value[32];
    fill(fixture);
    assert_int_equal(verify(fixture).count, 0);
    open_line(fixture, 3, plain, value);
    forge(fixture, 3, plain, "line of another kind");
    const struct findings findings = verify(fixture);
    assert_int_equal(findings.count, 2); /* this one, and the sum */
    assert_int_equal(findings.number, 4);
}

static void test_verification_tells_a_missing_line_once(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    const struct raw_record line = raw_line(fixture, 3);
    raw_delete(fixture, &line);
    const struct findings findings = verify(fixture);
    assert_int_equal(findings.count, 2);
    assert_int_equal(findings.number, 3);
}

/* ---- forgetting */

static void forget(struct fixture *fixture, uint64_t upto) {
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_log_forget(txn, TABLE_AUDIT, upto, fixture->arena), STATUS_OK);
    commit(&txn);
    store_close(&fixture->store);
}

static void assert_lines(struct fixture *fixture, uint64_t first, uint64_t head) {
    uint64_t last;
    assert_int_equal(walk(fixture, &last), STATUS_OK);
    assert_int_equal(last, first <= head ? head : 0);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_log_first(txn, TABLE_AUDIT), first);
    assert_int_equal(store_log_head(txn, TABLE_AUDIT), head);
    store_rollback(&txn);
    store_close(&fixture->store);
}

static void test_forgotten_lines_are_gone_and_the_rest_still_follows(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    forget(fixture, 2);
    assert_lines(fixture, 3, LINES);
    forget(fixture, 2); /* already so */
    forget(fixture, 1);
    assert_lines(fixture, 3, LINES);
    forget(fixture, 5);
    assert_lines(fixture, LINES, LINES);
}

static void test_a_log_that_is_all_forgotten_goes_on_where_it_was(void **state) {
    struct fixture *fixture = *state;
    uint8_t before[STORE_LOG_HASH_BYTES], after[STORE_LOG_HASH_BYTES];
    fill(fixture);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    store_log_hash(txn, before);
    store_rollback(&txn);
    store_close(&fixture->store);
    forget(fixture, LINES);
    assert_lines(fixture, LINES + 1, LINES);
    fixture_open(fixture);
    txn = begin(fixture);
    store_log_hash(txn, after);
    assert_memory_equal(before, after, sizeof before);
    append_line(txn, "line 7");
    commit(&txn);
    store_close(&fixture->store);
    assert_lines(fixture, LINES + 1, LINES + 1);
}

static void test_what_was_forgotten_and_put_back_is_found(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    const struct raw_record second = raw_line(fixture, 2);
    forget(fixture, 2);
    raw_put(fixture, &second);
    assert_damaged_after(fixture, 0);
}

static void test_more_dropped_than_was_forgotten_is_refused_at_open(void **state) {
    struct fixture *fixture = *state;
    uint8_t plain[64];
    char value[32];
    fill(fixture);
    forget(fixture, 2);
    const struct raw_record third = raw_line(fixture, 3);
    raw_delete(fixture, &third);
    assert_refused_at_open(fixture);
    raw_put(fixture, &third);
    open_line(fixture, 3, plain, value);
    plain[0] ^= 1;
    forge(fixture, 3, plain, value); /* it follows something else than was forgotten */
    assert_refused_at_open(fixture);
}

static void test_a_line_that_is_forgotten_is_absent_and_not_damage(void **state) {
    struct fixture *fixture = *state;
    struct bytes value;
    uint8_t key[8];
    fill(fixture);
    forget(fixture, 2);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    store_key_u64(key, 2);
    assert_int_equal(store_get(txn, TABLE_AUDIT, bytes_of(key, 8), fixture->arena, &value),
                     STATUS_ABSENT);
    store_rollback(&txn);
}

static void test_verification_misses_nothing_that_was_forgotten(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    const struct raw_record second = raw_line(fixture, 2);
    forget(fixture, 2);
    assert_int_equal(verify(fixture).count, 0);
    raw_put(fixture, &second);
    assert_int_equal(verify(fixture).number, 2);
    raw_delete(fixture, &second);
    forget(fixture, LINES);
    assert_int_equal(verify(fixture).count, 0);
}

static void test_forgetting_that_is_not_committed_has_not_happened(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_log_forget(txn, TABLE_AUDIT, 4, fixture->arena), STATUS_OK);
    store_rollback(&txn);
    store_close(&fixture->store);
    assert_lines(fixture, 1, LINES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_an_untouched_log_is_whole),
        TEST(test_a_dropped_line_is_found),
        TEST(test_a_flipped_bit_is_found),
        TEST(test_two_swapped_lines_are_found),
        TEST(test_a_cut_tail_is_refused_at_open),
        TEST(test_a_line_more_is_refused_at_open),
        TEST(test_a_line_rewritten_with_the_key_is_not_followed_by_the_next),
        TEST(test_the_last_line_rewritten_with_the_key_is_refused_at_open),
        TEST(test_lines_swapped_with_the_key_are_found),
        TEST(test_a_line_taken_out_with_the_key_and_the_rest_moved_up_is_found),
        TEST(test_a_walk_that_begins_in_the_middle_follows_from_there),
        TEST(test_verification_names_where_the_chain_is_broken),
        TEST(test_verification_tells_a_missing_line_once),
        TEST(test_verification_misses_nothing_that_was_forgotten),
        TEST(test_forgotten_lines_are_gone_and_the_rest_still_follows),
        TEST(test_a_log_that_is_all_forgotten_goes_on_where_it_was),
        TEST(test_what_was_forgotten_and_put_back_is_found),
        TEST(test_more_dropped_than_was_forgotten_is_refused_at_open),
        TEST(test_a_line_that_is_forgotten_is_absent_and_not_damage),
        TEST(test_forgetting_that_is_not_committed_has_not_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
