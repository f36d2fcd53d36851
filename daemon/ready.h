/* How a half tells the supervisor that it does its work: one byte down a pipe. */
#ifndef WACHTPOST_DAEMON_READY_H
#define WACHTPOST_DAEMON_READY_H

/* Says so and closes the descriptor; -1: nobody asked. */
void ready_say(int fd);

#endif
