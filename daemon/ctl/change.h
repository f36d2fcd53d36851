/* One participant's file, changed for the operator: the whole configuration is checked with the
 * change before a byte of it is written, and nobody else changes a file meanwhile. */
#ifndef WACHTPOST_CTL_CHANGE_H
#define WACHTPOST_CTL_CHANGE_H

#include "daemon/ctl/ctl.h"

struct change {
    const char *conf;
    struct settings_file *file;       /* as it is */
    const struct participant *before; /* NULL: there is none of this name */
    int lock;
};

/* Holds the folder and reads everything as it is; `conf` is borrowed. 0, or an exit code having
 * told why. change_end in any case. */
int change_begin(const char *conf, const char *name, struct change *change) MUST_CHECK;
/* The participant from now on: a new file, or the one there is with other keys and another
 * `revoked`, and the rest as people wrote it. Tells what was written, and in which manner. The same
 * codes; nothing was written then. */
int change_write(const struct change *change, const struct participant *after) MUST_CHECK;
void change_end(struct change *change);

/* Has a daemon that runs read it, and tells what became of it; with `leave_daemon` only what is
 * still to be done. Exit code of what the daemon said; what was written stays. */
int change_take_effect(const char *conf, bool leave_daemon) MUST_CHECK;

/* --no-reload, for the options of these commands. */
#define CHANGE_KEY_NO_RELOAD 512
#define CHANGE_NO_RELOAD_OPTION                                                                    \
    { "no-reload", CHANGE_KEY_NO_RELOAD, NULL, 0, "leave a daemon that runs as it is", 9 }

/* Today in Amsterdam, by this machine's clock. */
day_t change_today(void);
/* A day that an option names; ends the program with EX_USAGE when it is none. */
day_t change_parse_day(struct argp_state *state, const char *option, const char *text);

#endif
