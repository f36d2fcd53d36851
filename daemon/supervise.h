/* The parent of the two halves, and of what serves figures beside them: starts them (fork and exec,
 * so that neither inherits the other's memory), starts again what dies, passes signals on, and
 * stops when it is told to or when a half says at its first start that it cannot work like this. To
 * systemd it speaks for both: ready when both are, well when both say so again and again. The
 * sockets that systemd listens at go to the front. */
#ifndef WACHTPOST_DAEMON_SUPERVISE_H
#define WACHTPOST_DAEMON_SUPERVISE_H

struct supervise_options {
    const char *config;         /* as given to the engine */
    const char *engine_socket;  /* what the front connects to */
    const char *metrics_socket; /* what serves figures asks there; NULL: nobody serves them */
    const char *log_level;
    const char *virtual_clock; /* the INSTANT given, again at every start; NULL: real time */
};

/* SIGTERM, SIGINT: both halves stop cleanly, the engine first. SIGHUP: the engine
 * reads its files again. Returns the exit code: 0 after a signal, else that of the
 * half that could not start. */
int supervise(const struct supervise_options *options);

#endif
