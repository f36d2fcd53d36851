/* The store from the inside: what its files share. */
#ifndef WACHTPOST_STORE_TXN_H
#define WACHTPOST_STORE_TXN_H

#include "store/disk.h"
#include "store/head.h"
#include "store/headers.h"
#include "store/ring.h"
#include "store/squeeze.h"

#include <stdatomic.h>

/* What the one that writes and the one that reads do not share: neither ever looks at
 * the other's. */
struct store_txn {
    struct store *store; /* NULL: not begun */
    enum disk_purpose purpose;
    struct disk_txn disk;
    const struct ring *ring; /* as long as it lasts */
    struct squeeze *squeeze; /* stays when the transaction is over */
    struct head head;        /* as it will be after the commit, or as it was at the begin */
    struct headers headers;  /* that were read or written last, held against the chain */
    enum status failure;
    uint8_t missing_key; /* what a record asked for and the ring does not have; 0: nothing */
    uint64_t writes;     /* that were asked */
    bool changed;        /* one of them was done */
};

/* How far older records were sealed anew (reseal.c). */
struct reseal {
    enum store_table table;
    uint8_t from[STORE_MAX_KEY_BYTES + 1];
    size_t from_size; /* 0: the table's begin */
    bool done;        /* nothing is sealed with any key but the newest */
};

struct store {
    enum disk_purpose purpose; /* DISK_READ: beside whoever writes */
    int lock;                  /* -1: not held */
    struct disk *disk;
    char *key_file; /* without symbolic links, so that what is replaced is the file itself */
    struct seal_root *root; /* of the ring, for whoever asks no transaction; never changes */
    struct rings rings;
    struct reseal reseal;
    struct identity identity; /* the head's, which never changes: anybody may ask, */
    struct store_fork *forks; /* ... as of what it was before, the eldest first */
    size_t fork_count;
    struct head head; /* as committed: the writer's alone */
    struct store_txn writer, reader;
    atomic_bool interrupted; /* the reader's end has come */
};

/* As store_open and store_open_beside, and nothing in it was looked at yet. */
enum status store_open_unchecked(const struct store_options *options, enum disk_purpose purpose,
                                 struct store **store, struct complaint *complaint) MUST_CHECK;

/* The format record, of STORE_FORMAT; a failure is remembered. */
void txn_write_format(struct store_txn *txn);
/* Begins the writer or the reader, with no head yet. */
enum status txn_begin(struct store *store, enum disk_purpose purpose,
                      struct store_txn **txn) MUST_CHECK;
void txn_end(struct store_txn *txn); /* also one that was not begun */
/* Takes the head out of the store. STATUS_DAMAGED also when it is not there. */
enum status txn_load_head(struct store_txn *txn) MUST_CHECK;
/* That the head that was loaded is of the commit this transaction goes on from, and no older one
 * that came back with all that fits it: STATUS_DAMAGED. */
enum status txn_check_commit(struct store_txn *txn) MUST_CHECK;

/* Remembers a first failure; returns the one that is remembered. STATUS_OK: none. */
enum status txn_fail(struct store_txn *txn, enum status status);

/* The failure that is remembered; a reader that was interrupted has one. */
enum status txn_state(struct store_txn *txn);
/* The record as it is sealed; valid until the next write. */
enum status txn_find(struct store_txn *txn, enum store_table table, struct bytes key,
                     struct bytes *sealed) MUST_CHECK;
/* The key with this number, also one that began after this process read the key file, when
 * another one has the store. NULL: there is no such key (any more), which is noted. */
const struct ring_key *txn_key(struct store_txn *txn, uint8_t number);
/* Opens it; `plain` has room for seal_plain_bytes. STATUS_DAMAGED is remembered. */
enum status txn_unseal(struct store_txn *txn, enum store_table table, struct bytes key,
                       struct bytes sealed, uint8_t *plain) MUST_CHECK;
/* Seals straight into the map and keeps the table's sum; a failure is remembered. */
void txn_write(struct store_txn *txn, enum store_table table, struct bytes key, struct bytes plain,
               enum disk_mode mode);
/* Of any table; keeps its sum. What is not there is fine; a failure is remembered. Who deletes from
 * a numbered table keeps the head's numbers right, too. */
void txn_delete(struct store_txn *txn, enum store_table table, struct bytes key);
/* The last number a numbered table should hold, and the first; none when that is beyond it. In
 * TABLE_JOURNAL it is records that have a number. */
uint64_t txn_count(const struct store_txn *txn, enum store_table table);
uint64_t txn_first(const struct store_txn *txn, enum store_table table);

/* log.c: where a walk over a chained log is. */
struct log_link {
    bool known;
    uint8_t hash[STORE_HASH_BYTES]; /* of the record before */
};
/* At a record that a walk begins with: known when it is the first there is. */
struct log_link log_link_before(const struct store_txn *txn, uint64_t number);
/* Takes the link off an opened value and moves on. False: it does not follow the one before. */
bool log_follow(struct log_link *link, struct bytes *value) MUST_CHECK;
/* After the last one: it is the one the head knows. */
bool log_ends_here(const struct store_txn *txn, const struct log_link *link) MUST_CHECK;
/* For a conversion: all records of the audit log, put down before there was a chain. */
void log_chain_all(struct store_txn *txn);

#endif
