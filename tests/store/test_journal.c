#include "fixture.h"

#include <stdlib.h>

static void assert_event(struct fixture *fixture, struct store_txn *txn, uint64_t number,
                         struct bytes body) {
    struct event event;
    assert_int_equal(store_journal_read(txn, number, fixture->arena, &event), STATUS_OK);
    assert_int_equal(event.number, number);
    assert_int_equal(event.instant, number * 1000);
    assert_int_equal(event.rules_version, 7);
    assert_int_equal(event.kind, EVENT_SNAPSHOT);
    assert_true(bytes_equal(event.body, body));
}

static void test_events_come_back_as_they_were_appended(void **state) {
    struct fixture *fixture = *state;
    enum { LARGE = 3 << 20 };
    uint8_t *large = malloc(LARGE);
    struct store_txn *txn = begin(fixture);
    assert_non_null(large);
    for (size_t i = 0; i < LARGE; i++)
        large[i] = (uint8_t)(i * i >> 7);
    append_event(txn, text("one"));
    append_event(txn, text(""));
    append_event(txn, bytes_of(large, LARGE));
    assert_event(fixture, txn, 2, text(""));
    commit(&txn);
    fixture_reopen(fixture);
    txn = begin(fixture);
    assert_int_equal(store_journal_head(txn), 3);
    assert_int_equal(store_last_instant(txn), 3000);
    assert_event(fixture, txn, 1, text("one"));
    assert_event(fixture, txn, 3, bytes_of(large, LARGE));
    commit(&txn);
    free(large);
}

static void test_beyond_the_head_is_absent(void **state) {
    struct fixture *fixture = *state;
    struct event event;
    struct store_txn *txn = begin(fixture);
    append_event(txn, text("one"));
    assert_int_equal(store_journal_read(txn, 0, fixture->arena, &event), STATUS_ABSENT);
    assert_int_equal(store_journal_read(txn, 2, fixture->arena, &event), STATUS_ABSENT);
    commit(&txn);
}

static void test_repetitive_bodies_take_little_room(void **state) {
    struct fixture *fixture = *state;
    static uint8_t body[1 << 16];
    struct raw_record *records = calloc(16, sizeof *records);
    struct store_txn *txn = begin(fixture);
    size_t bytes = 0;
    append_event(txn, bytes_of(body, sizeof body));
    commit(&txn);
    store_close(&fixture->store);
    assert_non_null(records);
    const size_t count = raw_records(fixture, records, 16);
    for (size_t i = 0; i < count; i++)
        bytes += records[i].value_size;
    assert_true(bytes < 2048); /* most of it the head, and a record with room for 16 headers */
    free(records);
}

static void test_outcome_is_kept_beside_its_event(void **state) {
    struct fixture *fixture = *state;
    uint8_t key[8];
    struct bytes outcome;
    struct store_txn *txn = begin(fixture);
    append_event(txn, text("one"));
    append_event(txn, text("two"));
    store_put_outcome(txn, 2, text("receipt"));
    commit(&txn);
    fixture_reopen(fixture);
    txn = begin(fixture);
    store_key_u64(key, 2);
    assert_int_equal(store_get(txn, TABLE_OUTCOME, bytes_of(key, 8), fixture->arena, &outcome),
                     STATUS_OK);
    assert_true(bytes_equal(outcome, text("receipt")));
    store_key_u64(key, 1);
    assert_int_equal(store_get(txn, TABLE_OUTCOME, bytes_of(key, 8), fixture->arena, &outcome),
                     STATUS_ABSENT);
    commit(&txn);
}

static void test_an_outcome_cannot_be_replaced(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = begin(fixture);
    append_event(txn, text("one"));
    store_put_outcome(txn, 1, text("receipt"));
    store_put_outcome(txn, 1, text("another receipt"));
    assert_int_equal(store_failure(txn), STATUS_DAMAGED);
    assert_int_equal(store_commit(&txn), STATUS_DAMAGED);
    txn = begin(fixture);
    assert_int_equal(store_journal_head(txn), 0);
    commit(&txn);
}

static void test_first_failure_is_remembered_and_nothing_is_written(void **state) {
    struct fixture *fixture = *state;
    struct bytes value;
    struct event event;
    struct store_txn *txn = begin(fixture);
    append_event(txn, text("one"));
    store_put_outcome(txn, 1, text("receipt"));
    store_put_outcome(txn, 1, text("another receipt"));
    put_text(txn, TABLE_STATE, "region", "never");
    append_event(txn, text("two"));
    append_alert(txn, "never");
    assert_int_equal(store_get(txn, TABLE_STATE, text("other"), fixture->arena, &value),
                     STATUS_DAMAGED);
    assert_int_equal(store_journal_read(txn, 1, fixture->arena, &event), STATUS_DAMAGED);
    assert_int_equal(store_walk(txn, TABLE_STATE, text(""), text(""), NULL, NULL), STATUS_DAMAGED);
    assert_int_equal(store_commit(&txn), STATUS_DAMAGED);
    txn = begin(fixture);
    assert_int_equal(store_journal_head(txn), 0);
    assert_int_equal(store_log_head(txn, TABLE_ALERT), 0);
    assert_int_equal(store_get(txn, TABLE_STATE, text("region"), fixture->arena, &value),
                     STATUS_ABSENT);
    commit(&txn);
    fixture_reopen(fixture);
}

static void assert_event_at(struct store_txn *txn, instant_t instant, uint64_t number) {
    uint64_t found = UINT64_MAX;
    assert_int_equal(store_event_at(txn, instant, &found), STATUS_OK);
    assert_int_equal(found, number);
}

static void test_the_event_at_an_instant_is_the_last_one_not_later(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = begin(fixture);
    assert_event_at(txn, 0, 0);
    assert_event_at(txn, INSTANT_MAX, 0);
    for (uint64_t count = 1; count <= 33; count++) {
        append_event(txn, text("event"));
        for (uint64_t number = 0; number <= count; number++) {
            const instant_t then = (instant_t)number * 1000;
            assert_event_at(txn, then, number);
            assert_event_at(txn, then + 999, number);
        }
        assert_event_at(txn, -1, 0);
        assert_event_at(txn, INSTANT_MAX, count);
    }
    commit(&txn);
}

static void test_instant_of_an_event_is_in_its_header(void **state) {
    struct fixture *fixture = *state;
    instant_t instant = -1;
    struct store_txn *txn = begin(fixture);
    for (int i = 0; i < 3; i++)
        append_event(txn, text("event"));
    assert_int_equal(store_event_instant(txn, 0, &instant), STATUS_ABSENT);
    assert_int_equal(store_event_instant(txn, 4, &instant), STATUS_ABSENT);
    assert_int_equal(instant, -1);
    for (uint64_t number = 1; number <= 3; number++) {
        assert_int_equal(store_event_instant(txn, number, &instant), STATUS_OK);
        assert_int_equal(instant, number * 1000);
    }
    commit(&txn);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_events_come_back_as_they_were_appended),
        IN_STORE(test_beyond_the_head_is_absent),
        IN_STORE(test_repetitive_bodies_take_little_room),
        IN_STORE(test_outcome_is_kept_beside_its_event),
        IN_STORE(test_an_outcome_cannot_be_replaced),
        IN_STORE(test_first_failure_is_remembered_and_nothing_is_written),
        IN_STORE(test_the_event_at_an_instant_is_the_last_one_not_later),
        IN_STORE(test_instant_of_an_event_is_in_its_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
