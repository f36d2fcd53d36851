#include "daemon/engine/rows.h"

#include <assert.h>
#include <string.h>

#include "daemon/domain/pack_rows.h"

/* Rows go into one record until it is this long. Each is read and written again when a row is
 * added, which should cost no more than a record of its own did; it stays so far below half a
 * page that LMDB wastes little of any; and what begins anew in the next record (key, seal, id
 * and pseudonym: 180 bytes) is by then little. Few places ever need a second one. */
enum { FULL_RECORD_BYTES = 512 };

static_assert(sizeof((struct place_key){0}.bytes) == STORE_BLIND_BYTES,
              "a place's key is its blind id");

/* agb (8) | place key (16) | event of the first row (8) */
#define PREFIX_BYTES (AGB_DIGITS + STORE_BLIND_BYTES)

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

/* The key of a record; without its event what all those of one place begin with. */
static struct bytes record_key(const struct agb *agb, const struct place_key *key, uint64_t event,
                               uint8_t at[ROW_KEY_BYTES]) {
    memcpy(at, agb->text, AGB_DIGITS);
    memcpy(at + AGB_DIGITS, key->bytes, sizeof key->bytes);
    store_key_u64(at + PREFIX_BYTES, event);
    return bytes_of(at, ROW_KEY_BYTES);
}

bool rows_of_one_place(const uint8_t key[ROW_KEY_BYTES], const uint8_t other[ROW_KEY_BYTES]) {
    return memcmp(key, other, PREFIX_BYTES) == 0;
}

void rows_key(struct bytes record_key, uint64_t event, uint8_t key[ROW_KEY_BYTES]) {
    memcpy(key, record_key.at, PREFIX_BYTES);
    store_key_u64(key + PREFIX_BYTES, event);
}

/* A record of TABLE_HISTORY. */
struct record {
    uint8_t key[ROW_KEY_BYTES];
    uint64_t first_event;
    struct bytes value;
};

/* The last one at or before a key, of the same place. STATUS_ABSENT. */
static enum status load_record(struct store_txn *txn, struct bytes upto, struct arena *arena,
                               struct record *record) {
    enum status status =
        store_find_last(txn, TABLE_HISTORY, bytes_of(upto.at, PREFIX_BYTES), upto, record->key);
    if (status != STATUS_OK)
        return status;
    record->first_event = store_u64_of_key(record->key + PREFIX_BYTES);
    status = store_get(txn, TABLE_HISTORY, bytes_of(record->key, sizeof record->key), arena,
                       &record->value);
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

static enum status load_last(struct store_txn *txn, const struct agb *agb,
                             const struct place_key *key, struct arena *arena,
                             struct record *record) {
    uint8_t upto[ROW_KEY_BYTES];
    return load_record(txn, record_key(agb, key, UINT64_MAX, upto), arena, record);
}

enum status rows_add(struct store_txn *txn, const struct agb *agb, const struct place_key *key,
                     const struct history_row *row, struct arena *arena) {
    struct record last;
    enum status status = load_last(txn, agb, key, arena, &last);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    if (status == STATUS_ABSENT || last.value.size >= FULL_RECORD_BYTES) {
        last.first_event = row->event;
        last.value = (struct bytes){NULL, 0};
        record_key(agb, key, row->event, last.key);
    }
    status = pack_rows_add(last.value, last.first_event, row, arena, &last.value);
    if (status != STATUS_OK)
        return status;
    store_put(txn, TABLE_HISTORY, bytes_of(last.key, sizeof last.key), last.value);
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

/* A row is large, and most places have few: a list begins with little room. */
static struct list rows_into(struct arena *arena) {
    enum { FEW = 4 };
    struct list rows = LIST_OF(arena, struct history_row);
    rows.items = arena_array(arena, FEW, rows.size);
    rows.capacity = rows.items ? FEW : 0;
    return rows;
}

static struct reading reading_into(struct arena *arena) {
    return (struct reading){.arena = arena, .rows = rows_into(arena)};
}

static enum status add_rows(struct bytes key, struct bytes value, struct list *rows) {
    if (key.size != ROW_KEY_BYTES)
        return STATUS_DAMAGED;
    return unpack_rows(value, store_u64_of_key(key.at + PREFIX_BYTES), rows->arena, rows);
}

static bool read_record(void *context, struct bytes key, struct bytes value) {
    struct reading *r = context;
    struct bytes kept = arena_copy(r->arena, value);
    r->failure = kept.at ? add_rows(key, kept, &r->rows) : STATUS_NO_MEMORY;
    return r->failure == STATUS_OK;
}

enum status rows_load(struct store_txn *txn, const struct agb *agb, const struct place_key *key,
                      struct arena *arena, struct past_rows *rows) {
    uint8_t at[ROW_KEY_BYTES];
    struct reading r = reading_into(arena);
    record_key(agb, key, 0, at);
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
    r->rows = rows_into(r->arena);
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
    struct record last;
    enum status status = load_last(txn, agb, &own, arena, &last);
    if (status != STATUS_OK)
        return status;
    return unpack_last_event(last.value, last.first_event, arena, event);
}

bool rows_say_open(const struct past_rows *rows) {
    bool open = false;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].kind == HISTORY_STATE && rows->at[i].until == INSTANT_MAX)
            open = rows->at[i].known.open;
    return open;
}

/* ---- records one by one */

enum status rows_of_record(struct bytes key, struct bytes value, struct arena *arena,
                           struct past_rows *rows) {
    struct list list = rows_into(arena);
    enum status status = add_rows(key, value, &list);
    if (status == STATUS_OK)
        *rows = (struct past_rows){list.count, list.items};
    return status;
}

enum status rows_find(struct store_txn *txn, struct bytes key, struct arena *arena,
                      struct history_row *row) {
    const uint64_t event = store_u64_of_key(key.at + PREFIX_BYTES);
    struct record record;
    struct past_rows rows;
    enum status status = load_record(txn, key, arena, &record);
    if (status == STATUS_OK)
        status =
            rows_of_record(bytes_of(record.key, sizeof record.key), record.value, arena, &rows);
    for (size_t i = 0; status == STATUS_OK && i < rows.count; i++)
        if (rows.at[i].event == event) {
            *row = rows.at[i];
            return STATUS_OK;
        }
    return status == STATUS_OK ? STATUS_ABSENT : status;
}

/* ---- succession, and what an older version left out */

/* Records gathered by a walk, since a table may not be written under it. */
struct gathering {
    struct arena *arena;
    struct list records; /* struct record */
    enum status failure;
};

static bool gather(void *context, struct bytes key, struct bytes value) {
    struct gathering *g = context;
    if (key.size != ROW_KEY_BYTES) {
        g->failure = STATUS_DAMAGED;
        return false;
    }
    struct record *record = list_add(&g->records);
    if (record) {
        memcpy(record->key, key.at, sizeof record->key);
        record->value = arena_copy(g->arena, value);
    }
    g->failure = record && record->value.at ? STATUS_OK : STATUS_NO_MEMORY;
    return g->failure == STATUS_OK;
}

static enum status gather_records(struct store_txn *txn, struct bytes prefix,
                                  struct gathering *gathering) {
    enum status status =
        store_walk(txn, TABLE_HISTORY, prefix, (struct bytes){NULL, 0}, gather, gathering);
    return status == STATUS_OK ? gathering->failure : status;
}

static struct gathering gathering_into(struct arena *arena) {
    return (struct gathering){.arena = arena, .records = LIST_OF(arena, struct record)};
}

/* Both, in the order of recording; of one event, `theirs`. */
static enum status add_merged(struct store_txn *txn, const struct agb *agb,
                              const struct past_rows *theirs, const struct past_rows *ours,
                              struct arena *arena) {
    const struct place_key own = rows_own_key();
    enum status status = STATUS_OK;
    size_t i = 0, k = 0;
    while (status == STATUS_OK && (i < theirs->count || k < ours->count)) {
        bool is_theirs =
            k == ours->count || (i < theirs->count && theirs->at[i].event <= ours->at[k].event);
        const struct history_row *row = is_theirs ? &theirs->at[i] : &ours->at[k];
        i += is_theirs;
        k += k < ours->count && ours->at[k].event == row->event;
        status = rows_add(txn, agb, &own, row, arena);
    }
    return status;
}

/* Among what there is about the aanbieder itself. */
static enum status put_among(struct store_txn *txn, const struct agb *agb,
                             const struct past_rows *rows, struct arena *arena) {
    const struct place_key own = rows_own_key();
    struct gathering old = gathering_into(arena);
    struct past_rows ours;
    uint8_t at[ROW_KEY_BYTES];
    record_key(agb, &own, 0, at);
    enum status status = rows_load(txn, agb, &own, arena, &ours);
    if (status == STATUS_OK)
        status = gather_records(txn, bytes_of(at, PREFIX_BYTES), &old);
    if (status != STATUS_OK)
        return status;
    const struct record *records = old.records.items;
    for (size_t i = 0; i < old.records.count; i++)
        store_delete(txn, TABLE_HISTORY, bytes_of(records[i].key, ROW_KEY_BYTES));
    return add_merged(txn, agb, rows, &ours, arena);
}

enum status rows_add_own(struct store_txn *txn, const struct agb *agb,
                         const struct history_row *row, struct arena *arena) {
    const struct past_rows one = {1, row};
    const struct place_key own = rows_own_key();
    uint64_t last;
    enum status status = rows_last_event(txn, agb, arena, &last);
    if (status == STATUS_ABSENT || (status == STATUS_OK && last < row->event))
        return rows_add(txn, agb, &own, row, arena);
    return status == STATUS_OK ? put_among(txn, agb, &one, arena) : status;
}

/* The heir may have some: of a code that it succeeded before, and that had no wachtlijst. */
static enum status inherit_own(struct store_txn *txn, const struct agb *from, const struct agb *to,
                               struct arena *arena) {
    const struct place_key own = rows_own_key();
    struct past_rows theirs;
    enum status status = rows_load(txn, from, &own, arena, &theirs);
    return status == STATUS_OK ? put_among(txn, to, &theirs, arena) : status;
}

/* Those of places as they are. */
enum status rows_inherit(struct store_txn *txn, const struct agb *from, const struct agb *to,
                         struct arena *arena) {
    const struct place_key own = rows_own_key();
    struct gathering g = gathering_into(arena);
    enum status status = gather_records(txn, bytes_of(from->text, AGB_DIGITS), &g);
    if (status != STATUS_OK)
        return status;
    struct record *records = g.records.items;
    for (size_t i = 0; i < g.records.count; i++) {
        if (memcmp(records[i].key + AGB_DIGITS, own.bytes, sizeof own.bytes) == 0)
            continue;
        memcpy(records[i].key, to->text, AGB_DIGITS);
        store_put(txn, TABLE_HISTORY, bytes_of(records[i].key, ROW_KEY_BYTES), records[i].value);
    }
    status = store_failure(txn);
    return status == STATUS_OK ? inherit_own(txn, from, to, arena) : status;
}
