/* How a half tells who started it how it is: its parent by a byte down a pipe, systemd by
 * sd_notify. Where a `fd` is asked it is that pipe, or -1: there is no parent, it is a unit of
 * systemd's, or nobody asks. Nothing here waits or fails: who does not listen hears nothing. */
#ifndef WACHTPOST_DAEMON_READY_H
#define WACHTPOST_DAEMON_READY_H

#include "proto/model/day.h"
#include "proto/model/status.h"

/* What goes down the pipe. */
enum { READY_BYTE = '1', ALIVE_BYTE = '.' };

/* It does its work: once. */
void ready_say(int fd);

/* How often somebody wants to hear that it still does, in microseconds; 0: nobody does. A
 * parent hands on what systemd wants of it. */
instant_t ready_watchdog_us(void);
/* It still does: to be said only after something went all the way round. */
void ready_alive(int fd);

/* Of systemd's alone, since a parent has its log: a sentence for `systemctl status`; that the
 * configuration is being read again, and was; that it ends. */
void ready_status(int fd, const char *format, ...) PRINTF_LIKE(2, 3);
void ready_reloading(int fd);
void ready_reloaded(int fd);
void ready_stopping(int fd);

#endif
