/* The store from the inside: what its files share. */
#ifndef WACHTPOST_STORE_TXN_H
#define WACHTPOST_STORE_TXN_H

#include "store/disk.h"
#include "store/head.h"
#include "store/squeeze.h"

struct store_txn {
    struct store *store;
    struct head head; /* as it will be after the commit */
    enum status failure;
    uint64_t writes;
};

struct store {
    int lock; /* -1: not held */
    struct disk *disk;
    struct squeeze *squeeze;
    struct seal_keys keys;
    struct head head;     /* as committed */
    struct store_txn txn; /* the only one; txn.store is NULL when there is none */
};

/* Remembers a first failure; returns the one that is remembered. STATUS_OK: none. */
enum status txn_fail(struct store_txn *txn, enum status status);

/* The record as it is sealed; valid until the next write. */
enum status txn_find(struct store_txn *txn, enum store_table table, struct bytes key,
                     struct bytes *sealed) MUST_CHECK;
/* Opens it; `plain` has room for seal_plain_bytes. STATUS_DAMAGED is remembered. */
enum status txn_unseal(struct store_txn *txn, enum store_table table, struct bytes key,
                       struct bytes sealed, uint8_t *plain) MUST_CHECK;
/* Seals straight into the map; a failure is remembered. */
void txn_write(struct store_txn *txn, enum store_table table, struct bytes key, struct bytes plain,
               enum disk_mode mode);
/* How many records a numbered table should hold. */
uint64_t txn_count(const struct store_txn *txn, enum store_table table);

#endif
