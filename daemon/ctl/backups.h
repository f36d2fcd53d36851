/* A folder of backups: what they are called and which of them go.
 *
 *   wachtpost-KEYCHECK-20250131T230000Z-EVENTS.mdb
 *
 * The first eight digits of the key check tell one store's from another's, the time sorts
 * them, and the last event says how far it goes. */
#ifndef WACHTPOST_CTL_BACKUPS_H
#define WACHTPOST_CTL_BACKUPS_H

#include <limits.h>

#include "store/backup.h"

struct backups_name {
    char folder[PATH_MAX], path[PATH_MAX];
    bool in_folder; /* it is named here, and not by who asked */
    instant_t now;
};

/* Where it goes; `path` is a folder or a file. STATUS_TOO_LARGE; STATUS_BUSY: that file is
 * there. */
enum status backups_name(struct backups_name *name, const char *path, bool in_folder, instant_t now,
                         struct complaint *complaint) MUST_CHECK;
/* A store_backup_name: its context is that name, which then has the whole path. */
const char *backups_name_it(void *context, const struct store_facts *facts);

struct backups_keep {
    unsigned count, days; /* 0: no limit */
};

/* Removes the files with such a name and the same key check beyond what is to be kept, never the
 * one that was just made, and says so. A link, and what is of a user who is neither us, nor root,
 * nor the folder's, is not counted either. The exit code. */
int backups_remove_old(const struct backups_name *made, const struct backups_keep *keep);

#endif
