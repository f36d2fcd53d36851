#include "tests/engine/older.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/left.h"
#include "daemon/engine/rows.h"
#include "proto/model/list.h"
#include "tests/domain/known.h"

#define MEMORY_BYTES ((size_t)256 << 20)

struct ageing {
    struct store_txn *txn;
    struct arena *arena;
    struct list records; /* struct aged */
    struct agb agb;
    bool succeeded; /* who left is the successor's */
};

struct aged {
    enum store_table table;
    uint8_t key[ROW_KEY_BYTES];
    size_t key_bytes;
    struct bytes value;
};

static struct aged *add_aged(struct ageing *a, enum store_table table,
                             const struct place_key *place, size_t key_bytes) {
    struct aged *aged = list_add(&a->records);
    assert_non_null(aged);
    aged->table = table;
    aged->key_bytes = key_bytes;
    memcpy(aged->key, a->agb.text, AGB_DIGITS);
    memcpy(aged->key + AGB_DIGITS, place->bytes, sizeof place->bytes);
    return aged;
}

static struct snapshot_ref named(struct ageing *a, uint64_t event) {
    struct snapshot_ref ref = {.event = event};
    struct receipt receipt;
    struct bytes outcome;
    uint8_t key[8];
    store_key_u64(key, event);
    assert_int_equal(
        store_get(a->txn, TABLE_OUTCOME, bytes_of(key, sizeof key), a->arena, &outcome), STATUS_OK);
    assert_int_equal(wire_decode_receipt(outcome, a->arena, &receipt), STATUS_OK);
    memcpy(ref.epoch, receipt.epoch, sizeof ref.epoch);
    ref.sequence = receipt.sequence;
    ref.peilmoment = receipt.peilmoment;
    return ref;
}

static void age_left(struct ageing *a, const struct place_key *place, struct known_place *known) {
    struct aged *aged = add_aged(a, TABLE_LEFT, place, AGB_DIGITS + STORE_BLIND_BYTES);
    struct bytes record;
    enum status status =
        store_get(a->txn, TABLE_LEFT, bytes_of(aged->key, aged->key_bytes), a->arena, &record);
    if (status == STATUS_OK)
        assert_int_equal(unpack_left(record, a->arena, known), STATUS_OK);
    struct departure *departures = (struct departure *)(uintptr_t)known->departures;
    for (size_t i = 0; i < known->departure_count; i++)
        departures[i].wait.opened_by = named(a, departures[i].wait.opened_by.event);
    aged->value = pack_whole_place(known, a->arena);
}

/* Format 1 knew of no successions; without a value the record goes. */
static void age_row(struct ageing *a, const struct place_key *place,
                    const struct history_row *row) {
    struct aged *aged = add_aged(a, TABLE_HISTORY, place, ROW_KEY_BYTES);
    store_key_u64(aged->key + ROW_KEY_BYTES - 8, row->event);
    if (row->kind != HISTORY_SUCCESSOR && row->kind != HISTORY_SUCCEEDED)
        assert_int_equal(pack_history(row, a->arena, &aged->value), STATUS_OK);
}

static void put_aged(struct store_txn *txn, const struct aged *aged) {
    const struct bytes key = bytes_of(aged->key, aged->key_bytes);
    if (aged->value.size > 0)
        store_put(txn, aged->table, key, aged->value);
    else
        store_delete(txn, aged->table, key);
}

static enum status age_place(void *context, const struct place_key *place,
                             const struct past_rows *rows) {
    struct ageing *a = context;
    struct known_place known;
    for (size_t i = 0; i < rows->count; i++)
        age_row(a, place, &rows->at[i]);
    if (!a->succeeded && left_of_rows(rows, a->arena, &known) == STATUS_OK)
        age_left(a, place, &known);
    return STATUS_OK;
}

static bool is_succeeded(struct ageing *a, struct bytes record) {
    struct aanbieder_head head;
    assert_int_equal(unpack_head(record, a->arena, &head), STATUS_OK);
    return head.opgevolgd.text[0] != '\0';
}

static bool age_aanbieder(void *context, struct bytes key, struct bytes value) {
    const struct bytes every = {NULL, 0};
    struct ageing *a = context;
    struct arena *rows = arena_new(MEMORY_BYTES);
    memcpy(a->agb.text, key.at, AGB_DIGITS);
    a->succeeded = is_succeeded(a, value);
    assert_int_equal(rows_walk(a->txn, &a->agb, every, rows, age_place, a), STATUS_OK);
    arena_free(&rows);
    return true;
}

/* A record of many rows has the key of its first. */
void age_store(const struct house *house) {
    const struct bytes every = {NULL, 0};
    struct store *store = house_store(house);
    struct ageing a = {.arena = arena_new(MEMORY_BYTES)};
    a.records = LIST_OF(a.arena, struct aged);
    assert_int_equal(store_begin(store, &a.txn), STATUS_OK);
    assert_int_equal(store_walk(a.txn, TABLE_AANBIEDER, every, every, age_aanbieder, &a),
                     STATUS_OK);
    const struct aged *aged = a.records.items;
    for (size_t i = 0; i < a.records.count; i++)
        put_aged(a.txn, &aged[i]);
    assert_int_equal(store_commit(&a.txn), STATUS_OK);
    assert_true(a.records.count > 0);
    store_close(&store);
    arena_free(&a.arena);
}
