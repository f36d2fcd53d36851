/* What a watcher has in hand: the files that it began to deliver and has not cleared away. It is
 * why a file is never delivered twice, whatever falls over in between: a file that stands in
 * it with the same content is asked after, not delivered.
 *
 * A small text file in the state folder, replaced as a whole:
 *   wachtpost-watch 1
 *   <request id> <bytes> <modified> <peilmoment> <hash> <name>     one line per file
 * Numbers decimal, instants in microseconds; hash (BLAKE2b-256 of the content) and name in
 * hexadecimal, for a name may hold anything. */
#ifndef WACHTPOST_CLIENT_WATCH_JOURNAL_H
#define WACHTPOST_CLIENT_WATCH_JOURNAL_H

#include "client/disk.h"
#include "proto/model/snapshot.h"

/* One file in hand; a plain value but for its name. */
struct errand {
    const char *name;
    uint64_t bytes;
    instant_t modified, peilmoment;
    uint8_t hash[HASH_BYTES];
    uint64_t request_id; /* in the outbox, if it got there */
};

struct journal;

/* Reads <folder>/<agb>.watch; a missing one is empty. The folder is there, durably, and the caller
 * holds a lock. `disk` NULL: the system's. STATUS_DAMAGED: it is none. STATUS_IO,
 * STATUS_NO_MEMORY. */
enum status journal_open(const char *folder, const char *agb, const struct disk *disk,
                         struct journal **journal, struct complaint *complaint) MUST_CHECK;
void journal_close(struct journal **journal);

size_t journal_count(const struct journal *journal);
/* In the order in which they were begun. The name lives until the next put or remove. */
const struct errand *journal_at(const struct journal *journal, size_t at);
/* NULL: the name is not in hand. */
const struct errand *journal_find(const struct journal *journal, const char *name);

/* Adds, or replaces the one of that name; the name is copied. Durable when STATUS_OK; else
 * nothing has changed. STATUS_FULL (also: too many are in hand), STATUS_IO, STATUS_NO_MEMORY. */
enum status journal_put(struct journal *journal, const struct errand *errand,
                        struct complaint *complaint) MUST_CHECK;
/* Nothing when the name is not in hand. `name` may be the errand's own. Many go together: they are
 * off the disk after the next journal_put or journal_save; until then a fall brings them back. */
void journal_remove(struct journal *journal, const char *name);
/* Writes down what was removed, if anything was. As journal_put; after a failure it is still to be
 * written. */
enum status journal_save(struct journal *journal, struct complaint *complaint) MUST_CHECK;

#endif
