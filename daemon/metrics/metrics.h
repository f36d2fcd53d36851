/* The third part of the daemon, which does not have to be there: serves figures and health over
 * HTTP, on loopback, to whoever asks (board.h).
 *
 * It has no key, no store and no file, and is told by the engine what to say and where: at a socket
 * that takes no orders. The engine is asked once a second at most, however many ask here, and
 * whoever asks here slowly or for long is cut off; so nobody can keep the engine from its work. */
#ifndef WACHTPOST_METRICS_METRICS_H
#define WACHTPOST_METRICS_METRICS_H

struct metrics_options {
    const char *engine_socket; /* metrics_socket of the configuration */
    int signal_fd;             /* anything there: stop */
    int ready_fd;              /* who asks how it is (ready.h); -1: systemd, or nobody */
};

/* Returns the exit code: 0 after a signal, or when the engine names another address, for a fresh
 * start; EX_UNAVAILABLE when the address is taken. */
int metrics_run(const struct metrics_options *options);

#endif
