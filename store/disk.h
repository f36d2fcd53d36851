/* LMDB, and nothing but LMDB: named tables of bytes, one transaction that writes at a
 * time and others that read beside it. Everything above it is ours; every error of LMDB
 * and the kernel is translated here, in one function.
 *
 * Values that are read point into the map and hold until the next write of the same
 * transaction, or its end. */
#ifndef WACHTPOST_STORE_DISK_H
#define WACHTPOST_STORE_DISK_H

#include "store/tables.h"

struct disk;

enum disk_purpose { DISK_READ, DISK_WRITE };

/* A transaction, owned by whoever began it and used by one thread at a time. One that
 * reads sees the disk as it was at its begin, whatever is written meanwhile; pages it may
 * still look at are not used again, so it must not last. */
struct disk_txn {
    struct disk *disk;
    enum disk_purpose purpose;
    struct MDB_txn *handle; /* NULL: over, or never begun */
};

/* The directory must exist. To write: makes the environment (0600) when it is not there. To
 * read: only transactions that read, also while another process has it open to write; or the
 * directory is a file instead, a backup, which nobody writes.
 * map_bytes 0: 64 GiB, sparse. STATUS_DAMAGED, _WRONG_FORMAT, _IO, _NO_MEMORY;
 * `why` is then LMDB's own word for it, untouched when it has none. */
enum status disk_open(const char *directory, size_t map_bytes, enum disk_purpose purpose,
                      struct disk **disk, const char **why) MUST_CHECK;
/* Every transaction must be over. Accepts NULL. */
void disk_close(struct disk **disk);
/* That what LMDB reads is what it last said was durable, as far as its two roots tell (roots.h).
 * STATUS_DAMAGED, _IO. */
enum status disk_check_roots(struct disk *disk) MUST_CHECK;
/* All of it as it is now, without the pages that nothing is on, into a file that is empty and open
 * to write; not synced. A transaction that reads, for as long as it takes. */
enum status disk_copy(struct disk *disk, int file) MUST_CHECK;
void disk_reap_readers(struct disk *disk);
/* From any thread. STATUS_IO. */
struct disk_measure {
    uint64_t map_bytes, used_bytes; /* room there is; of which pages were ever written */
    uint32_t readers, most_readers; /* places for transactions that read: taken, and in all */
};
enum status disk_measure(struct disk *disk, struct disk_measure *measure) MUST_CHECK;

/* Whoever writes waits until no other does; whoever reads waits for nobody. */
enum status disk_begin(struct disk *disk, enum disk_purpose purpose,
                       struct disk_txn *txn) MUST_CHECK;
/* One that reads goes on with the disk as it is now. After a failure only
 * disk_rollback. */
enum status disk_renew(struct disk_txn *txn) MUST_CHECK;
/* Which commit it goes on from: one more than that of the one before; a commit of nothing has no
 * number. The only one of a file that disk_copy made is 1 again. */
uint64_t disk_commit_before(const struct disk_txn *txn);
/* That no page has two uses (pages.h), of one that reads and has just begun or been renewed: when
 * others commit so fast that there is nothing to look at any more, it is renewed, and opens tables
 * after this. STATUS_DAMAGED, _NO_MEMORY, _IO. */
enum status disk_check_pages(struct disk_txn *txn) MUST_CHECK;
/* The transaction is over in any case. STATUS_OK: durable, of one that reads: the tables it
 * opened last. STATUS_FULL: map or disk
 * has no room, nothing was written and the next transaction may be tried. */
enum status disk_commit(struct disk_txn *txn) MUST_CHECK;
void disk_rollback(struct disk_txn *txn); /* also one that is over */

/* Before a table's first use, in a transaction that is committed then.
 * STATUS_ABSENT: there is no such table and `create` does not ask for it. */
enum status disk_table(struct disk_txn *txn, enum store_table table, bool create) MUST_CHECK;

enum status disk_get(const struct disk_txn *txn, enum store_table table, struct bytes key,
                     struct bytes *value) MUST_CHECK;

enum disk_mode {
    DISK_REPLACE, /* there may be one already */
    DISK_ONCE,    /* STATUS_DAMAGED when there is one */
    DISK_APPEND   /* STATUS_DAMAGED unless the key is beyond every other */
};
/* Room for a value; the caller fills all of it before the next call. */
enum status disk_reserve(struct disk_txn *txn, enum store_table table, struct bytes key,
                         size_t size, enum disk_mode mode, uint8_t **at) MUST_CHECK;
/* STATUS_ABSENT when there is none. */
enum status disk_delete(struct disk_txn *txn, enum store_table table, struct bytes key) MUST_CHECK;

/* The table's highest key; STATUS_ABSENT when it is empty. */
enum status disk_last(const struct disk_txn *txn, enum store_table table,
                      struct bytes *key) MUST_CHECK;
/* The highest key at or before `upto`; STATUS_ABSENT when there is none. */
enum status disk_last_upto(const struct disk_txn *txn, enum store_table table, struct bytes upto,
                           struct bytes *key) MUST_CHECK;
/* Every record from `from` (empty: the first) in key order until `visit` returns
 * false. The visit may write to other tables, after which key and value are gone. */
typedef bool disk_visit(void *context, struct bytes key, struct bytes value);
enum status disk_walk(const struct disk_txn *txn, enum store_table table, struct bytes from,
                      disk_visit *visit, void *context) MUST_CHECK;

#endif
