/* Signals as something to read: blocked for the process, taken from a signalfd in the
 * loop, so that no work is ever done in a handler. */
#ifndef WACHTPOST_DAEMON_SIGNALS_H
#define WACHTPOST_DAEMON_SIGNALS_H

#include "proto/model/status.h"

/* Blocks exactly the signals of the list (ended by 0) and ignores SIGPIPE; -1: the
 * system would not. */
int signals_open(const int *list);
/* The next one that came, or 0. */
int signals_take(int fd);

#endif
