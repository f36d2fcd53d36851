/* An outbox on the screen or as JSON. */
#ifndef WACHTPOST_CLIENT_CLI_OUTBOX_SHOW_H
#define WACHTPOST_CLIENT_CLI_OUTBOX_SHOW_H

#include "client/outbox/outbox.h"

#include <stdio.h>

struct outbox_view {
    const struct agb *agb;
    const char *folder;
    struct outbox_standing standing;
    const struct outbox_entry *entries; /* oldest first */
    size_t count;
};

/* STATUS_NO_MEMORY; errors of writing stay in `out`. */
enum status outbox_show(FILE *out, const struct outbox_view *view, struct arena *arena) MUST_CHECK;
/* One object on one line. */
enum status outbox_show_json(FILE *out, const struct outbox_view *view) MUST_CHECK;

#endif
