/* Bodies that are gone on purpose, and those that are missing. */
#include "fixture.h"

#include "store/verify.h"
#include "tests/store/similar.h"

enum { EVENTS = 6, SIZE = 600, RECORDS = 128 };

/* Every third is a DAY, which tells of nobody. */
static enum event_kind kind_of(uint64_t number) {
    return number % 3 == 0 ? EVENT_DAY : EVENT_SNAPSHOT;
}

static struct bytes body_of(struct fixture *fixture, uint64_t number) {
    uint8_t *at = arena_alloc(fixture->arena, SIZE);
    assert_non_null(at);
    fill_similar(5, number, at, SIZE);
    return bytes_of(at, SIZE);
}

/* 1, 2 on 1, 3 a day, 4 on 2, 5 on 4, 6 a day. */
static const uint64_t prefixes[EVENTS] = {0, 1, 0, 2, 4, 0};

static void append_events(struct fixture *fixture) {
    struct store_txn *txn = begin(fixture);
    for (uint64_t number = 1; number <= EVENTS; number++) {
        struct event event = {.number = number,
                              .instant = (instant_t)number,
                              .rules_version = 1,
                              .kind = kind_of(number),
                              .body = body_of(fixture, number),
                              .prefix = {.number = prefixes[number - 1]}};
        if (event.prefix.number)
            event.prefix.body = body_of(fixture, event.prefix.number);
        store_journal_append(txn, &event);
    }
    commit(&txn);
}

static enum status read_event(struct fixture *fixture, uint64_t number) {
    struct event event;
    struct store_txn *txn = begin(fixture);
    enum status status = store_journal_read(txn, number, fixture->arena, &event);
    if (status == STATUS_OK)
        assert_true(bytes_equal(event.body, body_of(fixture, number)));
    store_rollback(&txn);
    return status;
}

static void repack_alone(struct fixture *fixture, uint64_t number) {
    const struct event_prefix none = {0};
    struct store_txn *txn = begin(fixture);
    store_repack_body(txn, number, body_of(fixture, number), &none);
    commit(&txn);
}

static void forget(struct fixture *fixture, uint64_t upto) {
    struct store_txn *txn = begin(fixture);
    store_forget_bodies(txn, upto);
    commit(&txn);
}

static void assert_reads(struct fixture *fixture, const enum status expected[EVENTS]) {
    for (uint64_t number = 1; number <= EVENTS; number++)
        assert_int_equal(read_event(fixture, number), expected[number - 1]);
}

static bool see(void *context, struct bytes key, struct bytes value) {
    (void)value;
    *(uint64_t *)context = *(uint64_t *)context * 10 + store_u64_of_key(key.at);
    return true;
}

static void test_what_told_of_somebody_goes_and_all_else_stays(void **state) {
    static const enum status expected[EVENTS] = {STATUS_FORGOTTEN, STATUS_FORGOTTEN, STATUS_OK,
                                                 STATUS_OK,        STATUS_OK,        STATUS_OK};
    struct fixture *fixture = *state;
    const struct bytes all = {NULL, 0};
    uint64_t upto = 0, seen = 0;
    append_events(fixture);
    repack_alone(fixture, 4);
    forget(fixture, 3);
    fixture_reopen(fixture);
    assert_reads(fixture, expected);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_bodies_forgotten(txn, &upto), STATUS_OK);
    assert_int_equal(upto, 3);
    assert_int_equal(store_walk(txn, TABLE_BODY, all, all, see, &seen), STATUS_OK);
    assert_int_equal(seen, 3456);
    store_rollback(&txn);
}

static void test_body_that_hangs_on_a_forgotten_one_is_damaged(void **state) {
    struct fixture *fixture = *state;
    append_events(fixture);
    forget(fixture, 3);
    assert_int_equal(read_event(fixture, 4), STATUS_DAMAGED);
}

static void test_one_body_goes_before_its_time_and_later_with_the_rest(void **state) {
    static const enum status expected[EVENTS] = {STATUS_OK, STATUS_OK,        STATUS_OK,
                                                 STATUS_OK, STATUS_FORGOTTEN, STATUS_OK};
    struct fixture *fixture = *state;
    uint64_t prefix = 9;
    append_events(fixture);
    struct store_txn *txn = begin(fixture);
    store_forget_body(txn, 5);
    commit(&txn);
    assert_reads(fixture, expected);
    txn = begin(fixture);
    assert_int_equal(store_body_prefix(txn, 4, &prefix), STATUS_OK);
    assert_int_equal(prefix, 2);
    assert_int_equal(store_body_prefix(txn, 5, &prefix), STATUS_FORGOTTEN);
    store_rollback(&txn);
    forget(fixture, 5);
    assert_int_equal(read_event(fixture, 4), STATUS_FORGOTTEN);
    assert_int_equal(read_event(fixture, 5), STATUS_FORGOTTEN);
}

/* ---- and what is missing */

static bool is_record(const struct raw_record *record, const char *table, const char *key,
                      size_t key_size) {
    return strcmp(record->table, table) == 0 && record->key_size == key_size &&
           memcmp(record->key, key, key_size) == 0;
}

/* Behind the store's back. */
static void drop_record(struct fixture *fixture, const char *table, const char *key,
                        size_t key_size) {
    static struct raw_record records[RECORDS];
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, RECORDS);
    size_t at = 0;
    while (at < count && !is_record(&records[at], table, key, key_size))
        at++;
    assert_true(at < count);
    raw_delete(fixture, &records[at]);
    fixture_open(fixture);
}

static void test_body_that_nothing_says_was_forgotten_is_damage(void **state) {
    static const char fourth[8] = {0, 0, 0, 0, 0, 0, 0, 4}, third[8] = {0, 0, 0, 0, 0, 0, 0, 3};
    struct fixture *fixture = *state;
    append_events(fixture);
    repack_alone(fixture, 4);
    forget(fixture, 3);
    drop_record(fixture, "body", fourth, sizeof fourth);
    assert_int_equal(read_event(fixture, 4), STATUS_DAMAGED);
    drop_record(fixture, "body", third, sizeof third); /* of a kind that is kept */
    assert_int_equal(read_event(fixture, 3), STATUS_DAMAGED);
}

static void test_without_the_mark_what_was_forgotten_is_damage(void **state) {
    struct fixture *fixture = *state;
    append_events(fixture);
    repack_alone(fixture, 4);
    forget(fixture, 3);
    drop_record(fixture, "meta", "forgotten", sizeof "forgotten" - 1);
    assert_int_equal(read_event(fixture, 1), STATUS_DAMAGED);
    assert_int_equal(read_event(fixture, 4), STATUS_OK);
}

/* What the caller goes by was put back to an older state of itself. */
static void test_less_than_is_gone_already_is_damage(void **state) {
    struct fixture *fixture = *state;
    append_events(fixture);
    repack_alone(fixture, 4);
    forget(fixture, 2);
    struct store_txn *txn = begin(fixture);
    store_forget_bodies(txn, 1);
    assert_int_equal(store_failure(txn), STATUS_DAMAGED);
    store_rollback(&txn);
    assert_int_equal(read_event(fixture, 2), STATUS_FORGOTTEN);
    assert_int_equal(read_event(fixture, 4), STATUS_OK);
}

int main(void) {
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CLAIM(test_what_told_of_somebody_goes_and_all_else_stays),
        CLAIM(test_less_than_is_gone_already_is_damage),
        CLAIM(test_body_that_hangs_on_a_forgotten_one_is_damaged),
        CLAIM(test_one_body_goes_before_its_time_and_later_with_the_rest),
        CLAIM(test_body_that_nothing_says_was_forgotten_is_damage),
        CLAIM(test_without_the_mark_what_was_forgotten_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
