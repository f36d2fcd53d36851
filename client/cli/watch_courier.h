/* How wachtpost watch delivers a file: read and judged as push does, put in the outbox, and
 * asked after there. */
#ifndef WACHTPOST_CLIENT_CLI_WATCH_COURIER_H
#define WACHTPOST_CLIENT_CLI_WATCH_COURIER_H

#include "client/cli/configuration.h"
#include "client/outbox/outbox.h"
#include "client/watch/round.h"

/* All is borrowed but what was seen. The arena is reset for each file. */
struct post {
    const struct configuration *configuration;
    struct outbox *outbox;
    struct arena *arena;
    /* What the last look showed of all that was in hand, by request id; malloc'ed. */
    struct outbox_entry *seen;
    size_t seen_count;
    bool looked; /* false: it could not be seen */
};

struct courier post_courier(struct post *post);
/* What it has seen; not the post itself. */
void post_free(struct post *post);

#endif
