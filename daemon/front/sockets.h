/* The front's ZeroMQ sockets, each with every option it needs and every return code
 * looked at: a server without them lets in whom it should keep out.
 *
 * The bell is an XPUB, which subscribers cannot tell from a PUB: it shows us who
 * subscribes, so that a revoked key stops hearing it too. */
#ifndef WACHTPOST_FRONT_SOCKETS_H
#define WACHTPOST_FRONT_SOCKETS_H

#include "daemon/front/connections.h"

#define ENDPOINT_SIZE 256

/* Where one key of the server's is served. */
struct door {
    void *router, *bell;
    void *router_watch, *bell_watch;                            /* their monitors */
    char endpoint[ENDPOINT_SIZE], bell_endpoint[ENDPOINT_SIZE]; /* as bound */
};

struct sockets {
    void *context, *zap;
    size_t door_count;
    struct door doors[LINK_MAX_DOORS];
};

/* As which `door` of connections.h a connection of door i counts. */
static inline size_t sockets_router_number(size_t i) {
    return 2 * i;
}
static inline size_t sockets_bell_number(size_t i) {
    return 2 * i + 1;
}

/* ZAP first, then router and bell of each door, bound. STATUS_BUSY: an endpoint is taken;
 * STATUS_BAD_CONFIG: it is none; STATUS_IO: anything else. The complaint says which. */
enum status sockets_open(struct sockets *sockets, const struct link_hello *hello,
                         struct complaint *complaint) MUST_CHECK;
/* What was sent and has not left yet gets `linger_ms`. Safe on a zeroed value. */
void sockets_close(struct sockets *sockets, int linger_ms);

/* Who came and went since the last call. Returns the handshakes at the routers that were refused
 * because they were not CURVE at all: ZAP never heard of those. */
uint64_t sockets_note_connections(struct sockets *sockets, struct connections *connections);

/* zmq_setsockopt for the options that are an int. */
bool sockets_set(void *socket, int option, int value);

#endif
