#include "months.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/keyfile.h"

day_t day(int month, int of_month) {
    return day_add_months(day_of_civil(2026, 1, of_month), month);
}

void begin_period(struct fixture *fixture, day_t from) {
    struct complaint complaint = {""};
    enum status status = store_period_begin(fixture->store, from, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
}

bool reseal_some(struct fixture *fixture, size_t limit_bytes) {
    struct complaint complaint = {""};
    bool more = false;
    enum status status = store_reseal(fixture->store, limit_bytes, &more, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    return more;
}

void reseal_all(struct fixture *fixture) {
    while (reseal_some(fixture, LIMIT_BYTES)) {
    }
}

void retire(struct fixture *fixture, day_t on, int keep_days) {
    struct complaint complaint = {""};
    enum status status = store_retire_keys(fixture->store, on, keep_days, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
}

struct ring *read_ring(const struct fixture *fixture) {
    struct ring *ring = NULL;
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_OK);
    return ring;
}

void assert_keys(const struct fixture *fixture, const char *expected) {
    struct ring *ring = read_ring(fixture);
    char numbers[256] = "";
    size_t size = 0;
    for (size_t i = 0; i < ring->count; i++)
        size += (size_t)snprintf(numbers + size, sizeof numbers - size, "%s%u%s", i ? " " : "",
                                 ring->keys[i].with.number,
                                 ring->keys[i].unused_since == DAY_NONE ? "" : "-");
    ring_free(&ring);
    assert_string_equal(numbers, expected);
}

void place_key(int number, char key[16]) {
    snprintf(key, 16, "place%03d", number);
}

void place_value(int number, char value[64]) {
    snprintf(value, 64, "name of place %03d, which leads to a child", number);
}

void fill(struct fixture *fixture) {
    char key[16], value[64];
    uint8_t large[3900];
    struct store_txn *txn = begin(fixture);
    for (int i = 0; i < PLACES; i++) {
        place_key(i, key);
        place_value(i, value);
        put_text(txn, TABLE_LEFT, key, value);
    }
    put_text(txn, TABLE_AANBIEDER, "06010713", "head");
    put_text(txn, TABLE_DUE, "due", "");
    randombytes_buf(large, sizeof large);
    append_event(txn, bytes_of(large, sizeof large));
    for (int i = 1; i < EVENTS; i++) {
        append_event(txn, text("a body of which there are more"));
        append_alert(txn, "alert");
    }
    store_put_outcome(txn, 1, text("receipt"));
    commit(&txn);
}

static bool hash_record(void *context, struct bytes key, struct bytes value) {
    crypto_generichash_state *state = context;
    const size_t sizes[] = {key.size, value.size};
    crypto_generichash_update(state, (const uint8_t *)sizes, sizeof sizes);
    crypto_generichash_update(state, key.at, key.size);
    crypto_generichash_update(state, value.at, value.size);
    return true;
}

enum status hash_tables(struct store_txn *txn, uint8_t hash[32]) {
    const struct bytes all = {NULL, 0};
    crypto_generichash_state state;
    enum status status = STATUS_OK;
    crypto_generichash_init(&state, NULL, 0, 32);
    for (int table = 0; table < TABLE_COUNT && status == STATUS_OK; table++)
        status = store_walk(txn, (enum store_table)table, all, all, hash_record, &state);
    crypto_generichash_final(&state, hash, 32);
    return status;
}

void hash_all(struct fixture *fixture, uint8_t hash[32]) {
    struct store_txn *txn = begin(fixture);
    assert_int_equal(hash_tables(txn, hash), STATUS_OK);
    store_rollback(&txn);
}

struct census take_census(const struct fixture *fixture) {
    struct census census = {{0}};
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    const size_t count = raw_records(fixture, records, RECORDS);
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "meta") != 0 || records[i].key_size != strlen("format"))
            census.of[records[i].value[1]]++;
    free(records);
    return census;
}
