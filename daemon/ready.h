/* How a half tells who started it that it does its work: its parent by one byte down a pipe,
 * systemd by READY=1. */
#ifndef WACHTPOST_DAEMON_READY_H
#define WACHTPOST_DAEMON_READY_H

/* Says so down the pipe and closes it; -1: there is no parent, it is systemd's unit. */
void ready_say(int fd);

#endif
