/* A ZeroMQ socket's monitor: what happens to its connections. */
#ifndef WACHTPOST_FRONT_WATCH_H
#define WACHTPOST_FRONT_WATCH_H

#include "proto/model/bytes.h"

struct watch_event {
    uint16_t kind; /* ZMQ_EVENT_... */
    int value;     /* a descriptor, for most */
};

/* Watches for `events`; `name` is the monitor's own in its context. NULL: it could not (errno). */
void *watch_open(void *context, void *socket, const char *name, int events);
/* Before its socket is closed. */
void watch_close(void *socket, void **watch);
/* False: nothing has happened (any more). */
bool watch_next(void *watch, struct watch_event *event);

#endif
