/* The daemon of the demo: its folder made by wachtpostctl, its configuration checked,
 * started on loopback ports of the system's choice, and stopped. */
#ifndef WACHTPOST_DEMO_SERVER_H
#define WACHTPOST_DEMO_SERVER_H

#include "client/demo/cast.h"

#include <sys/types.h>

struct server {
    struct folder folder;
    uint8_t curve_key[KEY_BYTES]; /* public */
    pid_t pid;                    /* 0: not running */
    char endpoint[64];
};

/* `wachtpostctl init`, then a server key from the demo's seed. STATUS_IO. */
enum status server_make(struct server *server, const struct player *identity,
                        struct complaint *complaint) MUST_CHECK;
/* `wachtpostctl check`: after the participants were written. STATUS_IO. */
enum status server_check(const struct server *server, struct complaint *complaint) MUST_CHECK;

/* Starts it with its clock at an instant or bare day, and waits until it lets us in.
 * STATUS_IO: it did not come up. STATUS_UNREACHABLE: not within thirty seconds. */
enum status server_start(struct server *server, const char *virtual_clock,
                         struct complaint *complaint) MUST_CHECK;

/* Stops it; its configuration gets the usual ports, for whoever starts it again. */
enum status server_finish(struct server *server, struct complaint *complaint) MUST_CHECK;
/* Stops it, whatever happened. */
void server_stop(struct server *server);

#endif
