/* Small files that must survive a power cut: replaced as a whole, never half. */
#ifndef WACHTPOST_CLIENT_DURABLE_H
#define WACHTPOST_CLIENT_DURABLE_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

/* Writes `path`.new (mode 0600), fsyncs it, renames it over `path` and fsyncs the
 * folder. STATUS_FULL, STATUS_IO; then the old content stands. */
enum status durable_replace(const char *path, const struct bytes *parts, size_t part_count,
                            struct complaint *complaint) MUST_CHECK;

/* The whole file, malloc'ed with a NUL behind it (not counted in *size); no other copy of it is
 * left in memory, so wiping_free leaves none. STATUS_ABSENT;
 * STATUS_TOO_LARGE above max_bytes; STATUS_IO; STATUS_NO_MEMORY. */
enum status durable_read(const char *path, size_t max_bytes, uint8_t **content, size_t *size,
                         struct complaint *complaint) MUST_CHECK;

/* The folder, and any above it, with mode 0700 where they did not exist; durably.
 * STATUS_BAD_CONFIG: it cannot be used. */
enum status durable_folder(const char *path, struct complaint *complaint) MUST_CHECK;

/* Opens (or makes) a lock file and takes it; the descriptor in *lock keeps it until it
 * is closed or the process ends. STATUS_BUSY: somebody else has it. STATUS_BAD_CONFIG:
 * the file cannot be made. */
enum status durable_lock(const char *path, int *lock, struct complaint *complaint) MUST_CHECK;

/* Why the system did not do it: in the language of this run for what somebody at an aanbieder can
 * put right, else in the system's own words. `error` is an errno value. */
const char *durable_why(int error);

/* "folder/name.extension" as one malloc'ed text; NULL: out of memory. */
char *durable_path(const char *folder, const char *name, const char *extension);

#endif
