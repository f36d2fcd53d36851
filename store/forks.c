#include "store/forks.h"

#include <sodium.h>
#include <stdlib.h>

#include "store/record.h"

enum { FORK_BYTES = STORE_INCARNATION_BYTES + 3 * 8 };

static uint8_t *write_fork(uint8_t *at, const struct store_fork *fork) {
    at = write_bytes(at, fork->incarnation, sizeof fork->incarnation);
    at = write_u64(at, fork->events);
    at = write_u64(at, fork->alerts);
    return write_u64(at, (uint64_t)fork->instant);
}

static const uint8_t *read_fork(const uint8_t *at, struct store_fork *fork) {
    at = read_bytes(at, fork->incarnation, sizeof fork->incarnation);
    at = read_u64(at, &fork->events);
    at = read_u64(at, &fork->alerts);
    return read_instant(at, &fork->instant);
}

static bool fits(struct bytes record, const struct log_head *forks) {
    uint8_t hash[STORE_HASH_BYTES];
    seal_hash(record, hash);
    return record.size % FORK_BYTES == 0 && record.size / FORK_BYTES == forks->count &&
           memcmp(hash, forks->last_hash, sizeof hash) == 0;
}

static enum status keep(struct store *store, struct bytes record) {
    const size_t count = record.size / FORK_BYTES;
    struct store_fork *forks = calloc(count, sizeof *forks);
    if (forks == NULL)
        return STATUS_NO_MEMORY;
    const uint8_t *at = record.at;
    for (size_t i = 0; i < count; i++)
        at = read_fork(at, &forks[i]);
    free(store->forks);
    store->forks = forks;
    store->fork_count = count;
    return STATUS_OK;
}

enum status forks_load(struct store_txn *txn, struct arena *arena) {
    struct bytes record;
    if (txn->head.forks.count == 0)
        return STATUS_OK;
    enum status status = store_get(txn, TABLE_META, forks_key(), arena, &record);
    if (status == STATUS_OK && !fits(record, &txn->head.forks))
        status = STATUS_DAMAGED;
    return status == STATUS_OK ? keep(txn->store, record) : status;
}

/* The store's forks and one more. NULL: out of memory; the caller frees it. */
static uint8_t *with_one_more(const struct store *store, const struct head *head) {
    uint8_t *record = malloc((store->fork_count + 1) * FORK_BYTES), *at = record;
    struct store_fork fork = {
        .events = head->journal, .alerts = head->alert.count, .instant = head->instant};
    if (record == NULL)
        return NULL;
    memcpy(fork.incarnation, head->identity.incarnation, sizeof fork.incarnation);
    for (size_t i = 0; i < store->fork_count; i++)
        at = write_fork(at, &store->forks[i]);
    write_fork(at, &fork);
    return record;
}

static void put_forks(struct store_txn *txn, struct bytes record) {
    txn_write(txn, TABLE_META, forks_key(), record, DISK_REPLACE);
    txn->head.forks.count = record.size / FORK_BYTES;
    seal_hash(record, txn->head.forks.last_hash);
    randombytes_buf(txn->head.identity.incarnation, sizeof txn->head.identity.incarnation);
}

enum status forks_begin_incarnation(struct store *store) {
    struct store_txn *txn = NULL;
    uint8_t *added = with_one_more(store, &store->head);
    enum status status = added ? store_begin(store, &txn) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        const struct bytes record = bytes_of(added, (store->fork_count + 1) * FORK_BYTES);
        put_forks(txn, record);
        status = store_commit(&txn);
        if (status == STATUS_OK)
            status = keep(store, record);
    }
    if (status == STATUS_OK)
        store->identity = store->head.identity;
    free(added);
    return status;
}

/* Those behind it parted no earlier: what was restored then had begun at this one. */
bool store_fork_of(const struct store *store, const uint8_t incarnation[STORE_INCARNATION_BYTES],
                   struct store_fork *fork) {
    for (size_t i = 0; i < store->fork_count; i++)
        if (memcmp(store->forks[i].incarnation, incarnation, STORE_INCARNATION_BYTES) == 0) {
            *fork = store->forks[i];
            return true;
        }
    return false;
}
