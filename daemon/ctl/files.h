/* Files that are there completely, durably and for the first time, or not at all. */
#ifndef WACHTPOST_CTL_FILES_H
#define WACHTPOST_CTL_FILES_H

#include <limits.h>

#include "proto/model/status.h"

/* FOLDER/NAME into `path`. STATUS_TOO_LARGE. */
enum status files_join(char path[PATH_MAX], const char *folder, const char *name,
                       struct complaint *complaint) MUST_CHECK;

/* Makes a folder, mode 0700, or takes an empty one and makes it so. STATUS_BUSY: there
 * is something in it. */
enum status files_make_folder(const char *path, struct complaint *complaint) MUST_CHECK;

/* Writes FOLDER/NAME with mode 0600 by way of a file beside it that nobody reads.
 * STATUS_BUSY: it exists; it is left as it was. */
enum status files_write_new(const char *folder, const char *name, const char *text,
                            struct complaint *complaint) MUST_CHECK;

/* Waits until nobody else holds the folder; until *fd is closed. */
enum status files_lock(const char *folder, int *fd, struct complaint *complaint) MUST_CHECK;

#endif
