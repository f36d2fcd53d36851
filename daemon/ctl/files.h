/* Files that are there completely and durably, or as they were before. */
#ifndef WACHTPOST_CTL_FILES_H
#define WACHTPOST_CTL_FILES_H

#include <limits.h>
#include <stddef.h>

#include "proto/model/status.h"

/* FOLDER/NAME into `path`. STATUS_TOO_LARGE. */
enum status files_join(char path[PATH_MAX], const char *folder, const char *name,
                       struct complaint *complaint) MUST_CHECK;

/* Makes a folder, mode 0700, or takes an empty one and makes it so, or takes one that is so.
 * STATUS_BUSY: others may look into it, and something is in it. */
enum status files_make_folder(const char *path, struct complaint *complaint) MUST_CHECK;
/* The same, and STATUS_BUSY for any folder that something is in. */
enum status files_make_empty_folder(const char *path, struct complaint *complaint) MUST_CHECK;

/* Writes FOLDER/NAME with mode 0600 by way of a file beside it that nobody reads.
 * STATUS_BUSY: it exists; it is left as it was. */
enum status files_write_new(const char *folder, const char *name, const char *text,
                            struct complaint *complaint) MUST_CHECK;

/* Replaces FOLDER/NAME, an ordinary file, in the same way; it stays its owner's and keeps its
 * mode. Whoever reads meanwhile gets the old one or the new one. */
enum status files_replace(const char *folder, const char *name, const char *text,
                          struct complaint *complaint) MUST_CHECK;
/* The text of FOLDER/NAME, at most so many bytes of it; malloc'ed. NULL: the complaint is filled.
 */
char *files_read(const char *folder, const char *name, size_t most,
                 struct complaint *complaint) MUST_CHECK;

/* Waits until nobody else holds the folder; until *fd is closed. */
enum status files_lock(const char *folder, int *fd, struct complaint *complaint) MUST_CHECK;

#endif
