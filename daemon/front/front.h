/* The front half: sockets, CURVE, ZAP, framing and limits. No files, no store, no
 * signing keys: what a client could break here costs a reconnect. One thread, one loop;
 * it never waits for a client nor for the engine, and answers LATER while that is away. */
#ifndef WACHTPOST_FRONT_FRONT_H
#define WACHTPOST_FRONT_FRONT_H

struct front_options {
    const char *engine_socket;
    int signal_fd; /* whatever comes out of it means: stop */
    int ready_fd;  /* who asks how it is (ready.h); -1: systemd, or nobody */
};

/* Returns the exit code (sysexits.h): 0 after a signal or when it must start afresh
 * because the engine wants other endpoints; 69 when an endpoint is taken, 78 when it
 * is none, 70 when strangers would get in or libzmq fails us. */
int front_run(const struct front_options *options);

#endif
