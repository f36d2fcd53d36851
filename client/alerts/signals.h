/* What the system asks of a process that runs for ever, as a descriptor that a wait can
 * watch: SIGTERM and SIGINT ask it to end, SIGHUP to read its configuration again. */
#ifndef WACHTPOST_CLIENT_ALERTS_SIGNALS_H
#define WACHTPOST_CLIENT_ALERTS_SIGNALS_H

#include "proto/model/status.h"

#include <stdbool.h>
#include <stdint.h>

enum asked { ASKED_NOTHING, ASKED_RELOAD, ASKED_END };

struct signals {
    int descriptor; /* readable while something is asked */
    bool hangup_ends;
};

/* Blocks the three in this thread and those it starts from here on, for the rest of the
 * process. `hangup_ends`: SIGHUP means that a terminal went away. STATUS_IO. */
enum status signals_open(bool hangup_ends, struct signals *signals) MUST_CHECK;
void signals_close(struct signals *signals);

/* Whether something is asked; it stays so until it is taken. */
bool signals_waiting(const struct signals *signals);
/* Waits at most so long; true: something is asked. */
bool signals_wait(const struct signals *signals, int64_t timeout_ms);
/* Takes everything that was asked; to end goes before all else. */
enum asked signals_take(struct signals *signals);

#endif
