/* The place of a new installation: its folders, whose they are, and its configuration. Nothing
 * that is there already is touched, and what was made goes away again when the rest fails. */
#ifndef WACHTPOST_CTL_SITE_H
#define WACHTPOST_CTL_SITE_H

#include <limits.h>
#include <stddef.h>

#include "proto/model/bytes.h"
#include "proto/model/status.h"

/* Where the machine's own is: the package's units know these. */
#define SITE_FOLDER "/etc/wachtpost"
#define SITE_STATE "/var/lib/wachtpost"
#define SITE_RUN "/run/wachtpost"
#define SITE_USER "wachtpost"

struct site_wish {
    const char *folder;               /* of the configuration */
    const char *state, *run;          /* NULL: the same */
    const char *user;                 /* NULL: whoever runs us */
    const char *listen, *listen_bell; /* NULL: the defaults */
    bool virtual_clock;
};

/* What was made, in that order. */
struct site_made {
    char paths[10][PATH_MAX];
    size_t count;
};

/* Makes the folders (0700) where they are missing, becomes the user for good, and writes the
 * configuration, whose path is `conf` then. STATUS_BUSY: a configuration, a key or a store is
 * there; the complaint names it. STATUS_BAD_CONFIG: there is no such user, or we cannot become it.
 * STATUS_TOO_LARGE (a path), STATUS_NO_MEMORY, STATUS_IO. What was made until then is in `made`,
 * for site_unmake. */
enum status site_begin(const struct site_wish *wish, char conf[PATH_MAX], struct site_made *made,
                       struct complaint *complaint) MUST_CHECK;

/* Also this, which the caller made after that, three at most; the path is copied. */
void site_note_made(struct site_made *made, const char *path);
/* Removes it again, newest first, except folders with something else in them. */
void site_unmake(struct site_made *made);

#endif
