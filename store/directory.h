/* The store's directory: made, locked against a second process, and made durable.
 * LMDB itself lets two daemons open one environment unnoticed. */
#ifndef WACHTPOST_STORE_DIRECTORY_H
#define WACHTPOST_STORE_DIRECTORY_H

#include "proto/model/status.h"

#include <stdbool.h>

/* Mode 0700, also when it was there. */
enum status directory_make(const char *path, struct complaint *complaint) MUST_CHECK;
/* STATUS_BUSY while another process, or another store in this one, holds it;
 * STATUS_ABSENT without a directory. Held until `fd` is closed. */
enum status directory_lock(const char *path, int *fd, struct complaint *complaint) MUST_CHECK;
bool directory_has_environment(const char *path);
bool directory_is_file(const char *path); /* it is no directory, but a backup may be in it */
/* Takes back what a failed creation left. */
void directory_remove_environment(const char *path);
/* That, the lock's file and the directory, when nothing else is in it. */
void directory_remove(const char *path);
bool directory_is_empty(const char *path); /* also false: it is none, or cannot be read */

/* The directory's own entries, and its entry in its parent. */
enum status directory_sync(const char *path) MUST_CHECK;
/* The entry of one file in its directory. */
enum status directory_sync_of(const char *file) MUST_CHECK;

#endif
