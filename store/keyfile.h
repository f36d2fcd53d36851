/* The file that holds the key ring (ring_text.h): read, made, and replaced as a whole.
 *
 * Whoever replaces it takes keys away for ever, so the bytes that were there are
 * overwritten before they are let go. That reaches a file system that writes in place; one
 * that copies, a disk that spreads its wear, and whoever copied the file keep what they
 * have. */
#ifndef WACHTPOST_STORE_KEYFILE_H
#define WACHTPOST_STORE_KEYFILE_H

#include "store/ring.h"

/* Also while it is replaced: what was there before or after. libsodium must have been
 * started; the caller frees the ring, which is not frozen. STATUS_ABSENT: no such file.
 * STATUS_BAD_INPUT: others may read or change it, or it is no key ring; the complaint then
 * names the line. STATUS_NO_MEMORY, _IO. */
enum status keyfile_read(const char *path, struct ring **ring,
                         struct complaint *complaint) MUST_CHECK;
/* Durable when STATUS_OK: the file is there (0600), then takes its name. Not to be used by two
 * at a time. A failure (STATUS_NO_MEMORY, _IO) leaves the old one, unless it is only the
 * folder that cannot be made durable: then the next power failure decides. */
enum status keyfile_replace(const char *path, const struct ring *ring,
                            struct complaint *complaint) MUST_CHECK;
/* A copy (0600) to keep elsewhere, durable and the same to the byte, of a file that is a key
 * ring and may be replaced meanwhile. STATUS_BUSY: `copy` exists; else as reading. */
enum status keyfile_copy(const char *path, const char *copy,
                         struct complaint *complaint) MUST_CHECK;

#endif
