#include "daemon/engine/rows.h"

#include <assert.h>
#include <string.h>

#include "proto/model/list.h"

static_assert(sizeof((struct place_key){0}.bytes) == STORE_BLIND_BYTES,
              "a place's key is its blind id");

/* agb (8) | place key (16) | event (8) */
#define PREFIX_BYTES (AGB_DIGITS + STORE_BLIND_BYTES)
#define ROW_KEY_BYTES (PREFIX_BYTES + 8)

struct place_key rows_place_key(const struct store *store, struct bytes id) {
    struct place_key key;
    store_blind(store, "plek", id, key.bytes, sizeof key.bytes);
    return key;
}

struct place_key rows_own_key(void) {
    return (struct place_key){{0}};
}

bool rows_is_own_key(const struct place_key *key) {
    const struct place_key own = rows_own_key();
    return memcmp(key->bytes, own.bytes, sizeof own.bytes) == 0;
}

/* The key of a row; without its event what all those of one place begin with. */
static struct bytes row_key(const struct agb *agb, const struct place_key *key, uint64_t event,
                            uint8_t at[ROW_KEY_BYTES]) {
    memcpy(at, agb->text, AGB_DIGITS);
    memcpy(at + AGB_DIGITS, key->bytes, sizeof key->bytes);
    store_key_u64(at + PREFIX_BYTES, event);
    return bytes_of(at, ROW_KEY_BYTES);
}

enum status rows_add(struct store_txn *txn, const struct agb *agb, const struct place_key *key,
                     const struct history_row *row, struct arena *arena) {
    uint8_t at[ROW_KEY_BYTES];
    struct bytes record;
    enum status status = pack_history(row, arena, &record);
    if (status != STATUS_OK)
        return status;
    store_put(txn, TABLE_HISTORY, row_key(agb, key, row->event, at), record);
    return store_failure(txn);
}

/* ---- reading */

struct reading {
    struct arena *arena;
    struct list rows; /* struct history_row, under one key */
    struct place_key key;
    rows_visit *visit;
    void *context;
    enum status failure;
};

static struct reading reading_into(struct arena *arena) {
    return (struct reading){.arena = arena, .rows = LIST_OF(arena, struct history_row)};
}

static bool read_record(void *context, struct bytes key, struct bytes value) {
    struct reading *r = context;
    struct bytes record = arena_copy(r->arena, value);
    struct history_row *row = record.at ? list_add(&r->rows) : NULL;
    r->failure = row ? unpack_history(record, r->arena, row) : STATUS_NO_MEMORY;
    if (row)
        row->event = store_u64_of_key(key.at + PREFIX_BYTES);
    return r->failure == STATUS_OK;
}

enum status rows_load(struct store_txn *txn, const struct agb *agb, const struct place_key *key,
                      struct arena *arena, struct past_rows *rows) {
    uint8_t at[ROW_KEY_BYTES];
    struct reading r = reading_into(arena);
    row_key(agb, key, 0, at);
    enum status status = store_walk(txn, TABLE_HISTORY, bytes_of(at, PREFIX_BYTES),
                                    (struct bytes){NULL, 0}, read_record, &r);
    if (status == STATUS_OK)
        status = r.failure;
    if (status == STATUS_OK)
        *rows = (struct past_rows){r.rows.count, r.rows.items};
    return status;
}

/* What was read under one key is all of it. */
static enum status show_rows(struct reading *r) {
    const struct past_rows rows = {r->rows.count, r->rows.items};
    enum status status = rows.count > 0 ? r->visit(r->context, &r->key, &rows) : STATUS_OK;
    arena_reset(r->arena);
    r->rows = LIST_OF(r->arena, struct history_row);
    return status;
}

static bool walk_record(void *context, struct bytes key, struct bytes value) {
    struct reading *r = context;
    const uint8_t *place = key.at + AGB_DIGITS;
    if (memcmp(r->key.bytes, place, sizeof r->key.bytes) != 0) {
        r->failure = show_rows(r);
        memcpy(r->key.bytes, place, sizeof r->key.bytes);
    }
    return r->failure == STATUS_OK && read_record(r, key, value);
}

enum status rows_walk(struct store_txn *txn, const struct agb *agb, struct bytes prefix,
                      struct arena *arena, rows_visit *visit, void *context) {
    uint8_t at[PREFIX_BYTES];
    struct reading r = reading_into(arena);
    r.visit = visit;
    r.context = context;
    ENSURE(prefix.size <= STORE_BLIND_BYTES);
    memcpy(at, agb->text, AGB_DIGITS);
    if (prefix.size > 0)
        memcpy(at + AGB_DIGITS, prefix.at, prefix.size);
    enum status status = store_walk(txn, TABLE_HISTORY, bytes_of(at, AGB_DIGITS + prefix.size),
                                    (struct bytes){NULL, 0}, walk_record, &r);
    if (status == STATUS_OK)
        status = r.failure;
    return status == STATUS_OK ? show_rows(&r) : status;
}

static bool note_any(void *context, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    *(bool *)context = true;
    return false;
}

enum status rows_any(struct store_txn *txn, const struct agb *agb, bool *any) {
    *any = false;
    return store_walk_keys(txn, TABLE_HISTORY, bytes_of(agb->text, AGB_DIGITS),
                           (struct bytes){NULL, 0}, note_any, any);
}

enum status rows_last_event(struct store_txn *txn, const struct agb *agb, struct arena *arena,
                            uint64_t *event) {
    const struct place_key own = rows_own_key();
    uint8_t upto[ROW_KEY_BYTES], last[ROW_KEY_BYTES];
    (void)arena;
    row_key(agb, &own, UINT64_MAX, upto);
    enum status status = store_find_last(txn, TABLE_HISTORY, bytes_of(upto, PREFIX_BYTES),
                                         bytes_of(upto, sizeof upto), last);
    if (status == STATUS_OK)
        *event = store_u64_of_key(last + PREFIX_BYTES);
    return status;
}
