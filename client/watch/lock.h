/* One watcher per folder, also from two machines on one share, where flock says little: a file
 * in the folder that names host and process, and that its holder touches now and then.
 *
 * Its age is what the file server says, measured against a file written just now, so that no
 * clock of two machines is compared. A holder that was not seen for LOCK_STALE_MS has died, and so
 * has one on this machine whose process is gone. A holder whose lock was taken notices at
 * its next beat and stops. Beside it the caller holds an ordinary lock in its state folder, which
 * settles it for certain on one machine. */
#ifndef WACHTPOST_CLIENT_WATCH_LOCK_H
#define WACHTPOST_CLIENT_WATCH_LOCK_H

#include "proto/model/status.h"

#include <stdint.h>

#define LOCK_NAME ".wachtpost-watch.lock"
#define LOCK_STALE_MS 600000
#define LOCK_BEAT_MS 30000

struct lock;

/* STATUS_BUSY: another watcher has it; the complaint says which, and since when it was not seen.
 * STATUS_IO, STATUS_FULL, STATUS_NO_MEMORY: the folder cannot be written. */
enum status lock_take(const char *folder, struct lock **lock,
                      struct complaint *complaint) MUST_CHECK;
/* Sees whether it still is ours, and shows every LOCK_BEAT_MS that we are alive. `now_ms` is of a
 * clock that never goes back. STATUS_BUSY: another has taken it over. STATUS_IO, STATUS_FULL: the
 * folder is away; try again, as after STATUS_NO_MEMORY. */
enum status lock_beat(struct lock *lock, int64_t now_ms, struct complaint *complaint) MUST_CHECK;
/* Removes the file, unless it is another's by now. */
void lock_release(struct lock **lock);

#endif
