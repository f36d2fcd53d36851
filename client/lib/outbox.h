/* The outbox as the library holds it. */
#ifndef WACHTPOST_CLIENT_LIB_OUTBOX_H
#define WACHTPOST_CLIENT_LIB_OUTBOX_H

#include "client/lib/inside.h"
#include "client/outbox/outbox.h"

struct wachtpost_outbox {
    pid_t owner;
    struct agb agb;
    struct outbox *outbox;
    struct arena *arena;
};

#endif
