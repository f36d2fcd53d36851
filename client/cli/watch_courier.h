/* How wachtpost watch delivers a file: read and judged as push does, put in the outbox, and
 * asked after there. */
#ifndef WACHTPOST_CLIENT_CLI_WATCH_COURIER_H
#define WACHTPOST_CLIENT_CLI_WATCH_COURIER_H

#include "client/cli/configuration.h"
#include "client/outbox/outbox.h"
#include "client/watch/round.h"

/* All is borrowed. The arena is reset for each file. */
struct post {
    const struct configuration *configuration;
    struct outbox *outbox;
    struct arena *arena;
};

struct courier post_courier(struct post *post);

#endif
