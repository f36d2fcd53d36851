/* What the disk takes by itself, in the folder the store is in. */
#ifndef WACHTPOST_BENCH_DISK_H
#define WACHTPOST_BENCH_DISK_H

#include <stddef.h>

#include "tests/bench/samples.h"

/* Appends 4 KiB to a file and makes it durable, `count` times; microseconds each. */
void disk_fdatasync(const char *folder, size_t count, struct samples *us);

/* An LMDB environment with default flags and one table; one small put, committed,
 * `count` times; microseconds each. Goes on where an earlier call in the folder ended. */
void disk_lmdb_commit(const char *folder, size_t count, struct samples *us);

/* How many transactions a store (also one in use by its daemon) has committed. */
size_t disk_commits_of(const char *store);

#endif
