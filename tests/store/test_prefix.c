/* Bodies that are packed against earlier ones: what is read, and what is damage. */
#include "fixture.h"

#include <stdlib.h>

#include "store/keyfile.h"
#include "store/seal.h"
#include "tests/store/similar.h"

#define SIZE 3000
#define RECORDS 128

/* The body that every test gives the event of this number. */
static struct bytes body_of(struct fixture *fixture, uint64_t number) {
    uint8_t *at = arena_alloc(fixture->arena, SIZE);
    assert_non_null(at);
    fill_similar(5, number, at, SIZE);
    return bytes_of(at, SIZE);
}

static void append(struct fixture *fixture, struct store_txn *txn, uint64_t prefix) {
    const uint64_t number = store_journal_head(txn) + 1;
    struct event event = {.number = number,
                          .instant = (instant_t)number,
                          .rules_version = 1,
                          .kind = EVENT_SNAPSHOT,
                          .body = body_of(fixture, number),
                          .prefix = {.number = prefix}};
    if (prefix)
        event.prefix.body = body_of(fixture, prefix);
    store_journal_append(txn, &event);
}

static void append_all(struct fixture *fixture, const uint64_t *prefixes, size_t count) {
    struct store_txn *txn = begin(fixture);
    for (size_t i = 0; i < count; i++)
        append(fixture, txn, prefixes[i]);
    commit(&txn);
}

/* In a transaction of its own, which remembers damage. */
static enum status read_event(struct fixture *fixture, uint64_t number, uint64_t *prefix) {
    struct event event;
    struct store_txn *txn = begin(fixture);
    arena_reset(fixture->arena);
    enum status status = store_journal_read(txn, number, fixture->arena, &event);
    assert_int_equal(store_failure(txn), status);
    store_rollback(&txn);
    if (status != STATUS_OK)
        return status;
    assert_true(bytes_equal(event.body, body_of(fixture, number)));
    *prefix = event.prefix.number;
    return STATUS_OK;
}

static void assert_reads(struct fixture *fixture, uint64_t number, enum status expected) {
    uint64_t prefix;
    assert_int_equal(read_event(fixture, number, &prefix), expected);
}

static void test_bodies_come_back_and_name_the_one_they_hang_on(void **state) {
    static const uint64_t prefixes[] = {0, 1, 1, 3, 0, 4};
    struct fixture *fixture = *state;
    uint64_t prefix = UINT64_MAX;
    append_all(fixture, prefixes, 6);
    fixture_reopen(fixture);
    for (uint64_t number = 1; number <= 6; number++) {
        assert_int_equal(read_event(fixture, number, &prefix), STATUS_OK);
        assert_int_equal(prefix, prefixes[number - 1]);
    }
}

static void test_a_body_is_read_back_in_the_transaction_that_appended_it(void **state) {
    struct fixture *fixture = *state;
    struct event event;
    struct store_txn *txn = begin(fixture);
    append(fixture, txn, 0);
    append(fixture, txn, 1);
    assert_int_equal(store_journal_read(txn, 2, fixture->arena, &event), STATUS_OK);
    assert_true(bytes_equal(event.body, body_of(fixture, 2)));
    store_rollback(&txn);
}

static void test_as_deep_as_may_be_is_read_and_deeper_is_damage(void **state) {
    struct fixture *fixture = *state;
    uint64_t prefixes[STORE_MAX_PREFIXES + 3];
    for (uint64_t i = 0; i < STORE_MAX_PREFIXES + 2; i++)
        prefixes[i] = i;
    prefixes[STORE_MAX_PREFIXES + 2] = 0;
    append_all(fixture, prefixes, STORE_MAX_PREFIXES + 3);
    fixture_reopen(fixture);
    for (uint64_t number = 1; number <= 1 + STORE_MAX_PREFIXES; number++)
        assert_reads(fixture, number, STATUS_OK);
    assert_reads(fixture, STORE_MAX_PREFIXES + 2, STATUS_DAMAGED);
    assert_reads(fixture, STORE_MAX_PREFIXES + 3, STATUS_OK);
}

/* ---- damage */

static struct raw_record *records_of_closed(struct fixture *fixture, size_t *count) {
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    store_close(&fixture->store);
    *count = raw_records(fixture, records, RECORDS);
    return records;
}

static struct raw_record *find_body(struct raw_record *records, size_t count, uint64_t number) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "body") == 0 && store_u64_of_key(records[i].key) == number)
            return &records[i];
    fail_msg("no body %llu", (unsigned long long)number);
    return NULL;
}

/* 2, 3 and 4 hang on 1, the last two on nobody: a store opens by its last event. */
static const uint64_t family[] = {0, 1, 2, 1, 0, 5};

static void assert_only_the_family_of_1_is_damaged(struct fixture *fixture) {
    fixture_open(fixture);
    for (uint64_t number = 1; number <= 4; number++)
        assert_reads(fixture, number, STATUS_DAMAGED);
    assert_reads(fixture, 5, STATUS_OK);
    assert_reads(fixture, 6, STATUS_OK);
}

static void test_damage_in_a_prefix_is_damage_of_all_that_hang_on_it(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    append_all(fixture, family, 6);
    struct raw_record *records = records_of_closed(fixture, &count);
    struct raw_record *eldest = find_body(records, count, 1);
    eldest->value[eldest->value_size / 2] ^= 4;
    raw_put(fixture, eldest);
    assert_only_the_family_of_1_is_damaged(fixture);
    free(records);
}

static void test_a_missing_prefix_is_damage_of_all_that_hang_on_it(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    append_all(fixture, family, 6);
    struct raw_record *records = records_of_closed(fixture, &count);
    raw_delete(fixture, find_body(records, count, 1));
    assert_only_the_family_of_1_is_damaged(fixture);
    free(records);
}

static void test_a_last_event_that_hangs_on_damage_is_refused_at_open(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    size_t count;
    append_all(fixture, family, 4);
    struct raw_record *records = records_of_closed(fixture, &count);
    raw_delete(fixture, find_body(records, count, 1));
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "end of the journal"));
    free(records);
}

/* Whoever has the key can write any record: the same body, sealed again, but said to hang
 * on the event so many earlier. */
static void say_it_hangs_on(struct fixture *fixture, struct raw_record *body, uint8_t back) {
    uint8_t plain[sizeof body->value];
    struct ring *ring = NULL;
    const struct bytes key = bytes_of(body->key, body->key_size);
    const struct bytes sealed = bytes_of(body->value, body->value_size);
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_OK);
    const struct seal_key *with = &ring_newest(ring)->with;
    assert_true(seal_read(with, TABLE_BODY, key, sealed, plain));
    assert_int_equal(plain[0], 2);
    plain[1] = back;
    seal_write(with, TABLE_BODY, key, bytes_of(plain, seal_plain_bytes(sealed)), body->value);
    ring_free(&ring);
    raw_put(fixture, body);
}

/* Only what is earlier can be named at all; and before the first event there is nothing. */
static void test_a_prefix_before_the_first_event_is_damage(void **state) {
    static const uint64_t prefixes[] = {0, 1, 1, 0};
    struct fixture *fixture = *state;
    size_t count;
    append_all(fixture, prefixes, 4);
    struct raw_record *records = records_of_closed(fixture, &count);
    for (uint8_t back = 3; back < 0x80; back++) {
        say_it_hangs_on(fixture, find_body(records, count, 3), back);
        fixture_open(fixture);
        assert_reads(fixture, 3, STATUS_DAMAGED);
        store_close(&fixture->store);
    }
    say_it_hangs_on(fixture, find_body(records, count, 3), 2);
    fixture_open(fixture);
    assert_reads(fixture, 3, STATUS_OK);
    free(records);
}

static void test_another_prefix_does_not_fit_the_header(void **state) {
    static const uint64_t prefixes[] = {0, 0, 1, 0};
    struct fixture *fixture = *state;
    size_t count;
    append_all(fixture, prefixes, 4);
    struct raw_record *records = records_of_closed(fixture, &count);
    say_it_hangs_on(fixture, find_body(records, count, 3), 1);
    fixture_open(fixture);
    assert_reads(fixture, 3, STATUS_DAMAGED);
    assert_reads(fixture, 2, STATUS_OK);
    free(records);
}

/* ---- what is known need not be read */

struct known {
    uint64_t number;
    struct bytes body;
    size_t asked;
};

static bool find_known(void *context, uint64_t number, struct bytes *body) {
    struct known *known = context;
    known->asked++;
    if (number == known->number)
        *body = known->body;
    return number == known->number;
}

static enum status read_knowing(struct fixture *fixture, uint64_t number, struct known *known,
                                struct event *event) {
    const struct known_bodies bodies = {find_known, known};
    struct store_txn *txn = begin(fixture);
    enum status status = store_journal_read_knowing(txn, number, &bodies, fixture->arena, event);
    store_rollback(&txn);
    return status;
}

/* 5 hangs on 4, that on 3, and so on; of 2 nothing is left. */
static void lose_one_of_five(struct fixture *fixture) {
    static const uint64_t prefixes[] = {0, 1, 2, 3, 4, 0};
    size_t count;
    append_all(fixture, prefixes, 6);
    struct raw_record *records = records_of_closed(fixture, &count);
    raw_delete(fixture, find_body(records, count, 2));
    fixture_open(fixture);
    free(records);
}

static void test_a_prefix_that_is_known_is_not_read(void **state) {
    struct fixture *fixture = *state;
    struct event event;
    lose_one_of_five(fixture);
    for (uint64_t number = 3; number <= 5; number++) {
        struct known known = {.number = 2, .body = body_of(fixture, 2)};
        assert_reads(fixture, number, STATUS_DAMAGED);
        assert_int_equal(read_knowing(fixture, number, &known, &event), STATUS_OK);
        assert_int_equal(event.prefix.number, number - 1);
        assert_true(bytes_equal(event.body, body_of(fixture, number)));
        assert_int_equal(known.asked, number - 2);
    }
}

static void test_what_is_asked_for_itself_is_read_even_if_it_is_known(void **state) {
    struct fixture *fixture = *state;
    struct event event;
    lose_one_of_five(fixture);
    struct known known = {.number = 2, .body = body_of(fixture, 2)};
    assert_int_equal(read_knowing(fixture, 2, &known, &event), STATUS_DAMAGED);
    known.number = 1;
    assert_int_equal(read_knowing(fixture, 1, &known, &event), STATUS_OK);
    assert_int_equal(known.asked, 0);
}

static void test_what_is_wrongly_known_is_damage(void **state) {
    static const uint64_t prefixes[] = {0, 1, 2};
    struct fixture *fixture = *state;
    struct event event;
    append_all(fixture, prefixes, 3);
    struct known known = {.number = 2, .body = body_of(fixture, 7)};
    assert_int_equal(read_knowing(fixture, 3, &known, &event), STATUS_DAMAGED);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_bodies_come_back_and_name_the_one_they_hang_on),
        IN_STORE(test_a_body_is_read_back_in_the_transaction_that_appended_it),
        IN_STORE(test_as_deep_as_may_be_is_read_and_deeper_is_damage),
        IN_STORE(test_damage_in_a_prefix_is_damage_of_all_that_hang_on_it),
        IN_STORE(test_a_missing_prefix_is_damage_of_all_that_hang_on_it),
        IN_STORE(test_a_last_event_that_hangs_on_damage_is_refused_at_open),
        IN_STORE(test_a_prefix_before_the_first_event_is_damage),
        IN_STORE(test_another_prefix_does_not_fit_the_header),
        IN_STORE(test_a_prefix_that_is_known_is_not_read),
        IN_STORE(test_what_is_asked_for_itself_is_read_even_if_it_is_known),
        IN_STORE(test_what_is_wrongly_known_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
