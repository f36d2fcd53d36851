/* Which epoch and number the next snapshot of an aanbieder gets, and the one that is
 * under way, durably: one state file per AGB-code, replaced atomically and fsynced,
 * under a lock so that two pushes never number at once.
 *
 * A snapshot is written down before it is sent and stays until the daemon answered,
 * so after a crash or silence the same bytes go first, under the same number. */
#ifndef WACHTPOST_CLIENT_NUMBERING_H
#define WACHTPOST_CLIENT_NUMBERING_H

#include "client/delivery.h"

struct numbering;

/* Takes the lock and reads the state; makes the folder (0700) when it is not there.
 * Without state a fresh random epoch begins (durable from the first numbering_under_way).
 * STATUS_BUSY: another push holds the lock. STATUS_DAMAGED: the file is not what it
 * was. STATUS_BAD_CONFIG: the folder cannot be used. STATUS_IO, STATUS_NO_MEMORY. */
enum status numbering_open(const char *folder, const struct agb *agb, struct numbering **numbering,
                           struct complaint *complaint) MUST_CHECK;
void numbering_close(struct numbering **numbering);

/* Whether any number of this epoch was ever used by us. */
bool numbering_is_first(const struct numbering *numbering);
struct number numbering_next(const struct numbering *numbering);

/* The snapshot that was written down and not yet settled. False: none. `body` lives
 * until the next call that changes the numbering. */
bool numbering_pending(const struct numbering *numbering, uint64_t *request_id, struct bytes *body);

/* Writes down what is about to be sent under numbering_next. Durable when STATUS_OK.
 * Nothing may be pending. STATUS_IO, STATUS_FULL, STATUS_NO_MEMORY. */
enum status numbering_under_way(struct numbering *numbering, uint64_t request_id, struct bytes body,
                                struct complaint *complaint) MUST_CHECK;

/* The daemon answered about the pending one: `used` says whether it took the number.
 * Durable when STATUS_OK; after a failure the snapshot is still pending. */
enum status numbering_settle(struct numbering *numbering, bool used,
                             struct complaint *complaint) MUST_CHECK;

/* A fresh epoch from number 1, which names the one it replaces (`sequence` 0: none).
 * What was pending is given up. Durable from the next numbering_under_way. */
void numbering_supersede(struct numbering *numbering, const uint8_t epoch[EPOCH_BYTES],
                         uint64_t sequence);

#endif
