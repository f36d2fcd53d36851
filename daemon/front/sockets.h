/* The front's ZeroMQ sockets, each with every option it needs and every return code
 * looked at: a server without them lets in whom it should keep out.
 *
 * The bell is an XPUB, which subscribers cannot tell from a PUB: it shows us who
 * subscribes, so that a revoked key stops hearing it too. */
#ifndef WACHTPOST_FRONT_SOCKETS_H
#define WACHTPOST_FRONT_SOCKETS_H

#include "daemon/front/link.h"

#define ENDPOINT_SIZE 256

struct sockets {
    void *context, *zap, *router, *bell;
    void *watch; /* the router's monitor: handshakes that ZAP never heard of */
    char endpoint[ENDPOINT_SIZE], bell_endpoint[ENDPOINT_SIZE]; /* as bound */
};

/* ZAP first, then router and bell, bound. STATUS_BUSY: an endpoint is taken;
 * STATUS_BAD_CONFIG: it is none; STATUS_IO: anything else. The complaint says which. */
enum status sockets_open(struct sockets *sockets, const struct link_hello *hello,
                         struct complaint *complaint) MUST_CHECK;
/* What was sent and has not left yet gets `linger_ms`. Safe on a zeroed value. */
void sockets_close(struct sockets *sockets, int linger_ms);

/* Handshakes refused since the last call because they were not CURVE at all. */
uint64_t sockets_count_strangers(struct sockets *sockets);

/* zmq_setsockopt for the options that are an int. */
bool sockets_set(void *socket, int option, int value);

#endif
