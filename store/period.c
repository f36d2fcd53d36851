#include "store/period.h"

#include <sodium.h>

#include "store/keyfile.h"

/* File first: what the ring seals must be readable whatever happens next. */
static enum status put_ring(struct store *store, struct ring **ring, struct complaint *complaint) {
    ENSURE(store->writer.store == NULL);
    enum status status = keyfile_replace(store->key_file, *ring, complaint);
    if (status == STATUS_OK)
        rings_replace(&store->rings, ring);
    ring_free(ring);
    return status;
}

/* Another ring of the same store, with room for so many keys. */
static enum status begin_ring(const struct ring *now, size_t room, struct ring **ring,
                              struct complaint *complaint) {
    *ring = ring_new(room);
    if (*ring == NULL)
        return complain(complaint, STATUS_NO_MEMORY, "out of memory");
    (*ring)->root = now->root;
    return STATUS_OK;
}

static bool is_same_month(day_t a, day_t b) {
    const struct civil first = civil_of_day(a), second = civil_of_day(b);
    return first.year == second.year && first.month == second.month;
}

static bool begins_period(day_t newest, day_t day) {
    return newest == DAY_NONE || (day > newest && !is_same_month(newest, day));
}

static void add_fresh(struct ring *ring, uint8_t number, day_t day) {
    struct ring_key key = {.from = day, .unused_since = DAY_NONE};
    randombytes_buf(key.secret, sizeof key.secret);
    ring_add(ring, number, &key);
    sodium_memzero(&key, sizeof key);
}

static enum status add_period(struct store *store, const struct ring *now, uint8_t number,
                              day_t day, struct complaint *complaint) {
    struct ring *next = NULL;
    enum status status = begin_ring(now, now->count + 1, &next, complaint);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < now->count; i++)
        ring_add_again(next, &now->keys[i]);
    add_fresh(next, number, day);
    status = put_ring(store, &next, complaint);
    if (status == STATUS_OK)
        store->reseal = (struct reseal){.done = false};
    return status;
}

enum status store_period_begin(struct store *store, day_t day, struct complaint *complaint) {
    ENSURE(day != DAY_NONE);
    if (!begins_period(ring_newest(store->rings.current)->from, day))
        return STATUS_OK;
    return store_period_cut(store, day, complaint);
}

enum status store_period_cut(struct store *store, day_t day, struct complaint *complaint) {
    const struct ring *now = store->rings.current;
    const day_t newest = ring_newest(now)->from;
    ENSURE(day != DAY_NONE && store->writer.store == NULL);
    const uint8_t number = ring_free_number(now);
    if (number == 0)
        return complain(complaint, STATUS_FULL,
                        "%s: all %d key numbers are in use; the newest key goes on sealing until "
                        "older ones are retired",
                        store->key_file, RING_MAX_KEYS);
    return add_period(store, now, number, day > newest ? day : newest, complaint);
}

/* META's record `replace`: the number of the key that must be followed. */
static struct bytes replace_key(void) {
    return bytes_of_text("replace");
}

void store_replace_key(struct store_txn *txn) {
    const uint8_t number = ring_newest(txn->ring)->with.number;
    txn_write(txn, TABLE_META, replace_key(), bytes_of(&number, sizeof number), DISK_REPLACE);
}

static enum status read_replaced(struct store_txn *txn, uint8_t *number) {
    struct bytes sealed;
    enum status status = txn_find(txn, TABLE_META, replace_key(), &sealed);
    if (status == STATUS_ABSENT) {
        *number = 0;
        return STATUS_OK;
    }
    if (status == STATUS_OK && seal_plain_bytes(sealed) != sizeof *number)
        status = txn_fail(txn, STATUS_DAMAGED);
    return status == STATUS_OK ? txn_unseal(txn, TABLE_META, replace_key(), sealed, number)
                               : status;
}

enum status store_key_is_to_go(struct store *store, bool *is_to_go) {
    struct store_txn *txn = NULL;
    uint8_t number = 0;
    ENSURE(store->writer.store == NULL);
    enum status status = store_begin(store, &txn);
    if (status == STATUS_OK)
        status = read_replaced(txn, &number);
    store_rollback(&txn);
    if (status == STATUS_OK)
        *is_to_go = number == store_key_number(store);
    return status;
}

unsigned store_key_number(const struct store *store) {
    return ring_newest(store->rings.current)->with.number;
}

enum status period_recall(struct store *store, uint8_t number, struct complaint *complaint) {
    const struct ring *now = store->rings.current;
    struct ring *next = NULL;
    enum status status = begin_ring(now, now->count, &next, complaint);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < now->count; i++) {
        struct ring_key key = now->keys[i];
        if (key.with.number == number)
            key.unused_since = DAY_NONE;
        ring_add_again(next, &key);
        sodium_memzero(&key, sizeof key);
    }
    return put_ring(store, &next, complaint);
}

/* Adds what stays of a key that seals nothing. False: the ring is as it was for this one. */
static bool add_retired(struct ring *ring, const struct ring_key *old, day_t day, int keep_days) {
    struct ring_key key = *old;
    if (key.unused_since == DAY_NONE)
        key.unused_since = day;
    const bool goes = (int64_t)day - key.unused_since >= keep_days;
    const bool changed = goes || key.unused_since != old->unused_since;
    if (!goes)
        ring_add_again(ring, &key);
    sodium_memzero(&key, sizeof key);
    return changed;
}

enum status store_retire_keys(struct store *store, day_t day, int keep_days,
                              struct complaint *complaint) {
    const struct ring *now = store->rings.current;
    struct ring *next = NULL;
    bool changed = false;
    ENSURE(day != DAY_NONE && keep_days >= 0 && store->writer.store == NULL);
    if (!store->reseal.done || now->count == 1)
        return STATUS_OK;
    enum status status = begin_ring(now, now->count, &next, complaint);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i + 1 < now->count; i++)
        changed |= add_retired(next, &now->keys[i], day, keep_days);
    ring_add_again(next, ring_newest(now));
    if (changed)
        return put_ring(store, &next, complaint);
    ring_free(&next);
    return STATUS_OK;
}
