#include "fixture.h"

#include <stdio.h>

struct seen {
    struct store_txn *txn; /* to write elsewhere during the visit; or NULL */
    size_t stop_after;     /* 0: never */
    size_t count;
    char keys[512];
};

static bool note(void *context, struct bytes key, struct bytes value) {
    struct seen *seen = context;
    const size_t used = strlen(seen->keys);
    assert_true(bytes_equal(key, value));
    if (seen->txn)
        store_put(seen->txn, TABLE_LEFT, key, value);
    snprintf(seen->keys + used, sizeof seen->keys - used, "%.*s ", (int)key.size,
             (const char *)key.at);
    assert_true(bytes_equal(key, value));
    return ++seen->count != seen->stop_after;
}

static struct store_txn *filled(struct fixture *fixture) {
    static const char *const keys[] = {"b2", "a", "c", "b1", "b", "b3"};
    struct store_txn *txn = begin(fixture);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        put_text(txn, TABLE_HISTORY, keys[i], keys[i]);
    return txn;
}

static void assert_walk(struct store_txn *txn, const char *prefix, const char *from,
                        struct seen *seen, const char *keys) {
    assert_int_equal(store_walk(txn, TABLE_HISTORY, text(prefix), text(from), note, seen),
                     STATUS_OK);
    assert_string_equal(seen->keys, keys);
}

static void test_walk_shows_a_prefix_in_key_order(void **state) {
    struct store_txn *txn = filled(*state);
    assert_walk(txn, "", "", &(struct seen){0}, "a b b1 b2 b3 c ");
    assert_walk(txn, "b", "", &(struct seen){0}, "b b1 b2 b3 ");
    assert_walk(txn, "b", "b2", &(struct seen){0}, "b2 b3 ");
    assert_walk(txn, "b", "b11", &(struct seen){0}, "b2 b3 ");
    assert_walk(txn, "d", "", &(struct seen){0}, "");
    store_rollback(&txn);
}

static bool note_key(void *context, struct bytes key, struct bytes value) {
    struct seen *seen = context;
    const size_t used = strlen(seen->keys);
    assert_int_equal(value.size, 0);
    snprintf(seen->keys + used, sizeof seen->keys - used, "%.*s ", (int)key.size,
             (const char *)key.at);
    return ++seen->count != seen->stop_after;
}

static bool note_stamp(void *context, struct bytes key, struct bytes stamp) {
    uint8_t *stamps = context;
    assert_int_equal(key.size, 1);
    assert_int_equal(stamp.size, STORE_STAMP_BYTES);
    memcpy(stamps + (key.at[0] - 'a') * STORE_STAMP_BYTES, stamp.at, stamp.size);
    return true;
}

static void read_stamps(struct store_txn *txn, uint8_t stamps[2 * STORE_STAMP_BYTES]) {
    assert_int_equal(store_walk_stamps(txn, TABLE_LEFT, text(""), text(""), note_stamp, stamps),
                     STATUS_OK);
}

static void test_stamp_is_the_same_for_the_same_content_only(void **state) {
    uint8_t before[2 * STORE_STAMP_BYTES], after[sizeof before], again[sizeof before];
    struct store_txn *txn = begin(*state);
    put_text(txn, TABLE_LEFT, "a", "one");
    put_text(txn, TABLE_LEFT, "b", "one");
    read_stamps(txn, before);
    assert_memory_not_equal(before, before + STORE_STAMP_BYTES, STORE_STAMP_BYTES);
    put_text(txn, TABLE_LEFT, "a", "two");
    read_stamps(txn, after);
    assert_memory_not_equal(before, after, STORE_STAMP_BYTES);
    assert_memory_equal(before + STORE_STAMP_BYTES, after + STORE_STAMP_BYTES, STORE_STAMP_BYTES);
    put_text(txn, TABLE_LEFT, "a", "one");
    read_stamps(txn, again);
    assert_memory_equal(before, again, sizeof before);
    store_rollback(&txn);
}

static void test_walk_over_keys_opens_no_value(void **state) {
    struct store_txn *txn = filled(*state);
    struct seen seen = {0}, two = {.stop_after = 2};
    assert_int_equal(store_walk_keys(txn, TABLE_HISTORY, text("b"), text("b1"), note_key, &seen),
                     STATUS_OK);
    assert_string_equal(seen.keys, "b1 b2 b3 ");
    assert_int_equal(store_walk_keys(txn, TABLE_HISTORY, text(""), text(""), note_key, &two),
                     STATUS_OK);
    assert_string_equal(two.keys, "a b ");
    store_rollback(&txn);
}

static void assert_last(struct store_txn *txn, const char *prefix, const char *upto,
                        const char *last) {
    uint8_t found[2];
    enum status status = store_find_last(txn, TABLE_HISTORY, text(prefix), text(upto), found);
    assert_int_equal(status, last ? STATUS_OK : STATUS_ABSENT);
    if (last)
        assert_memory_equal(found, last, sizeof found);
}

static void test_last_key_up_to_another_is_found_within_its_prefix(void **state) {
    struct store_txn *txn = filled(*state);
    assert_last(txn, "b", "b2", "b2");
    assert_last(txn, "b", "b9", "b3");
    put_text(txn, TABLE_HISTORY, "b7", "b7");
    assert_last(txn, "b", "b6", "b3");
    assert_last(txn, "b", "b0", NULL); /* "b" is before it, and shorter */
    assert_last(txn, "a", "a9", NULL);
    assert_last(txn, "d", "d1", NULL);
    store_rollback(&txn);
}

static void test_walk_stops_when_the_visit_says_so(void **state) {
    struct store_txn *txn = filled(*state);
    assert_walk(txn, "", "", &(struct seen){.stop_after = 2}, "a b ");
    store_rollback(&txn);
}

static void test_visit_may_write_to_another_table(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = filled(fixture);
    assert_walk(txn, "", "", &(struct seen){.txn = txn}, "a b b1 b2 b3 c ");
    assert_text(fixture, txn, TABLE_LEFT, "b3", "b3");
    commit(&txn);
}

static bool sum(void *context, struct bytes key, struct bytes value) {
    uint64_t *numbers = context;
    (void)value;
    *numbers = *numbers * 10 + store_u64_of_key(key.at);
    return true;
}

static void test_log_is_walked_from_any_number_to_its_head(void **state) {
    struct store_txn *txn = begin(*state);
    uint8_t from[8];
    uint64_t numbers = 0;
    for (int i = 0; i < 4; i++)
        append_alert(txn, "alert");
    store_key_u64(from, 3);
    assert_int_equal(store_walk(txn, TABLE_ALERT, text(""), bytes_of(from, 8), sum, &numbers),
                     STATUS_OK);
    assert_int_equal(numbers, 34);
    store_key_u64(from, 5);
    assert_int_equal(store_walk(txn, TABLE_ALERT, text(""), bytes_of(from, 8), sum, &numbers),
                     STATUS_OK);
    store_key_u64(from, 0);
    numbers = 0;
    assert_int_equal(store_walk(txn, TABLE_ALERT, text(""), bytes_of(from, 8), sum, &numbers),
                     STATUS_OK);
    assert_int_equal(numbers, 1234);
    commit(&txn);
}

static bool note_inner(void *context, struct bytes key, struct bytes value) {
    struct store_txn *txn = context;
    struct seen inner = {0};
    assert_walk(txn, "c", "", &inner, "c ");
    assert_true(bytes_equal(key, value));
    return true;
}

static void test_walks_can_be_nested(void **state) {
    struct store_txn *txn = filled(*state);
    assert_int_equal(store_walk(txn, TABLE_HISTORY, text("b"), text(""), note_inner, txn),
                     STATUS_OK);
    store_rollback(&txn);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_walk_shows_a_prefix_in_key_order),
        IN_STORE(test_walk_over_keys_opens_no_value),
        IN_STORE(test_stamp_is_the_same_for_the_same_content_only),
        IN_STORE(test_last_key_up_to_another_is_found_within_its_prefix),
        IN_STORE(test_walk_stops_when_the_visit_says_so),
        IN_STORE(test_visit_may_write_to_another_table),
        IN_STORE(test_log_is_walked_from_any_number_to_its_head),
        IN_STORE(test_walks_can_be_nested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
