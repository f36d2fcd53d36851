/* Sealing older records anew with the newest key, a bounded transaction at a time.
 *
 * It goes over all tables in key order. What is written meanwhile is sealed with the newest
 * key anyhow, so once the end is reached no record is sealed with any other, and it stays so
 * until a key is added: that is what store_retire_keys relies on. Every table takes part,
 * since a key can only go when the last record under it does: one that stayed with its
 * month would keep all else that was ever sealed in that month readable as long. */
#include "store/period.h"

struct resealing {
    struct store_txn *txn;
    struct arena *arena;
    struct reseal at; /* how far it is; the store's own moves on after the commit */
    uint8_t newest;
    size_t budget_bytes;
    struct bytes sealed; /* found: under an older key, at at.from */
    bool found;
    uint8_t recall; /* a key thought unused; 0: none was met */
};

static void spend(struct resealing *r, size_t bytes) {
    r->budget_bytes -= bytes < r->budget_bytes ? bytes : r->budget_bytes;
}

static void stand_at(struct resealing *r, struct bytes key) {
    memcpy(r->at.from, key.at, key.size);
    r->at.from_size = key.size;
}

/* The first key there can be after this one. */
static void step_over(struct resealing *r) {
    r->at.from[r->at.from_size++] = 0;
}

static bool is_newest(const struct resealing *r, struct bytes key, struct bytes sealed) {
    if (r->at.table == TABLE_META && bytes_equal(key, format_key()))
        return true; /* has no seal */
    return seal_number(sealed) == r->newest;
}

/* Goes on while there is nothing to do. */
static bool look(void *context, struct bytes key, struct bytes sealed) {
    struct resealing *r = context;
    if (key.size > STORE_MAX_KEY_BYTES) {
        txn_fail(r->txn, STATUS_DAMAGED);
        return false;
    }
    stand_at(r, key);
    spend(r, key.size + SEAL_OVERHEAD_BYTES);
    r->found = !is_newest(r, key, sealed);
    if (r->found)
        r->sealed = sealed;
    else
        step_over(r);
    return !r->found && r->budget_bytes > 0;
}

static void reseal_found(struct resealing *r) {
    const struct ring_key *with = ring_find(r->txn->ring, seal_number(r->sealed));
    const struct bytes key = bytes_of(r->at.from, r->at.from_size);
    const size_t size = seal_plain_bytes(r->sealed);
    if (with != NULL && with->unused_since != DAY_NONE) {
        r->recall = with->with.number;
        return;
    }
    arena_reset(r->arena);
    uint8_t *plain = arena_alloc(r->arena, size);
    if (plain == NULL)
        txn_fail(r->txn, STATUS_NO_MEMORY);
    else if (txn_unseal(r->txn, r->at.table, key, r->sealed, plain) == STATUS_OK)
        txn_write(r->txn, r->at.table, key, bytes_of(plain, size), DISK_REPLACE);
    spend(r, size);
    step_over(r);
}

static void go_on_in_table(struct resealing *r) {
    const struct bytes from = bytes_of(r->at.from, r->at.from_size);
    uint8_t room[sizeof r->at.from];
    memcpy(room, from.at, from.size); /* look moves what stands in `from` */
    r->found = false;
    txn_fail(r->txn, disk_walk(&r->txn->disk, r->at.table, bytes_of(room, from.size), look, r));
    if (r->txn->failure != STATUS_OK)
        return;
    if (r->found) {
        reseal_found(r);
    } else if (r->budget_bytes > 0) {
        r->at.table++;
        r->at.from_size = 0;
        r->at.done = r->at.table == TABLES_ON_DISK;
    }
}

static enum status run(struct store *store, struct resealing *r, struct complaint *complaint) {
    enum status status = store_begin(store, &r->txn);
    if (status != STATUS_OK)
        return complain(complaint, status, "%s", status_text(status));
    while (r->budget_bytes > 0 && !r->at.done && !r->recall && store_failure(r->txn) == STATUS_OK)
        go_on_in_table(r);
    const unsigned missing = store_missing_key(r->txn);
    status = store_commit(&r->txn);
    if (status == STATUS_OK)
        store->reseal = r->at;
    else if (missing != 0)
        complain(complaint, status, "a record of %s is sealed with key %u, which %s does not have",
                 store_table_name(r->at.table), missing, store->key_file);
    else
        complain(complaint, status, "%s: %s", store_table_name(r->at.table), status_text(status));
    return status;
}

enum status store_reseal(struct store *store, size_t limit_bytes, bool *more,
                         struct complaint *complaint) {
    struct resealing r = {.at = store->reseal,
                          .newest = (uint8_t)store_key_number(store),
                          .budget_bytes = limit_bytes ? limit_bytes : 1};
    ENSURE(store->writer.store == NULL);
    enum status status = STATUS_OK;
    if (!store->reseal.done) {
        r.arena = arena_new(2 * MAX_SQUEEZED_BYTES);
        status = r.arena ? run(store, &r, complaint)
                         : complain(complaint, STATUS_NO_MEMORY, "out of memory");
        arena_free(&r.arena);
    }
    if (status == STATUS_OK && r.recall != 0)
        status = period_recall(store, r.recall, complaint);
    if (status == STATUS_OK)
        *more = !store->reseal.done;
    return status;
}
