/* The store of an installation: alone, which a daemon that has it refuses, or beside it. A daemon
 * is never disturbed. */
#ifndef WACHTPOST_CTL_STORES_H
#define WACHTPOST_CTL_STORES_H

#include "daemon/settings/settings.h"
#include "store/store.h"

struct opened_store {
    struct settings_file *file;
    struct store *store;
};

/* The store that the configuration names, or the one in `directory` under the same key. 0, or
 * an exit code, having told why. Close it in any case. */
int stores_open(const char *conf, const char *directory, struct opened_store *opened) MUST_CHECK;
/* The same, to read only, whether a daemon has it or not. */
int stores_open_beside(const char *conf, const char *directory,
                       struct opened_store *opened) MUST_CHECK;
void stores_close(struct opened_store *opened);

/* A fresh, empty one in `directory`, which is made or is empty, under the key and with the kind
 * of clock of the other. The caller closes it. As above. */
int stores_make_beside(const struct opened_store *other, const char *directory,
                       struct store **store) MUST_CHECK;

/* As the configuration has them, with another directory when it is not NULL; they point into
 * the file. */
struct store_options stores_options(const struct settings_file *file, const char *directory);

/* The same out of a backup of the other, which holds its first events. */
int stores_restore_beside(const struct opened_store *other, const char *directory,
                          const char *backup, struct store **store) MUST_CHECK;

/* The exit code of what befell a store: 75 in use, 74 anything else. */
int stores_exit_code(enum status status);

#endif
