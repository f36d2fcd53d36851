/* LMDB, and nothing but LMDB: named tables of bytes in one write transaction at a
 * time. Everything above it is ours; every error of LMDB and the kernel is
 * translated here, in one function.
 *
 * Values that are read point into the map and hold until the next write or the end
 * of the transaction. */
#ifndef WACHTPOST_STORE_DISK_H
#define WACHTPOST_STORE_DISK_H

#include "store/tables.h"

struct disk;

/* The directory must exist; makes the environment (0600) when it is not there.
 * map_bytes 0: 64 GiB, sparse. STATUS_DAMAGED, _WRONG_FORMAT, _IO, _NO_MEMORY;
 * `why` is then LMDB's own word for it, untouched when it has none. */
enum status disk_open(const char *directory, size_t map_bytes, struct disk **disk,
                      const char **why) MUST_CHECK;
/* Rolls back what is open. Accepts NULL. */
void disk_close(struct disk **disk);
void disk_reap_readers(struct disk *disk);

enum status disk_begin(struct disk *disk) MUST_CHECK;
/* The transaction is over in any case. STATUS_OK: durable. STATUS_FULL: map or disk
 * has no room, nothing was written and the next transaction may be tried. */
enum status disk_commit(struct disk *disk) MUST_CHECK;
void disk_rollback(struct disk *disk);

/* Before a table's first use, within a transaction; lasts when that is committed.
 * STATUS_ABSENT: there is no such table and `create` does not ask for it. */
enum status disk_table(struct disk *disk, enum store_table table, bool create) MUST_CHECK;

enum status disk_get(struct disk *disk, enum store_table table, struct bytes key,
                     struct bytes *value) MUST_CHECK;

enum disk_mode {
    DISK_REPLACE, /* there may be one already */
    DISK_ONCE,    /* STATUS_DAMAGED when there is one */
    DISK_APPEND   /* STATUS_DAMAGED unless the key is beyond every other */
};
/* Room for a value; the caller fills all of it before the next call. */
enum status disk_reserve(struct disk *disk, enum store_table table, struct bytes key, size_t size,
                         enum disk_mode mode, uint8_t **at) MUST_CHECK;
/* STATUS_ABSENT when there is none. */
enum status disk_delete(struct disk *disk, enum store_table table, struct bytes key) MUST_CHECK;

/* The table's highest key; STATUS_ABSENT when it is empty. */
enum status disk_last(struct disk *disk, enum store_table table, struct bytes *key) MUST_CHECK;
/* Every record from `from` (empty: the first) in key order until `visit` returns
 * false. The visit may write to other tables, after which key and value are gone. */
typedef bool disk_visit(void *context, struct bytes key, struct bytes value);
enum status disk_walk(struct disk *disk, enum store_table table, struct bytes from,
                      disk_visit *visit, void *context) MUST_CHECK;

#endif
