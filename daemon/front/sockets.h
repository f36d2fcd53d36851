/* The front's ZeroMQ sockets, each with every option it needs and every return code
 * looked at: a server without them lets in whom it should keep out.
 *
 * The bell is an XPUB, which subscribers cannot tell from a PUB: it shows us who
 * subscribes, so that a revoked key stops hearing it too. */
#ifndef WACHTPOST_FRONT_SOCKETS_H
#define WACHTPOST_FRONT_SOCKETS_H

#include "daemon/front/connections.h"
#include "daemon/front/handed.h"

#define ENDPOINT_SIZE 256

/* Where one key of the server's is served. */
struct door {
    uint32_t number;         /* of all doors since the start, so that no two are confused */
    struct link_door serves; /* its endpoints point into `wanted` */
    char wanted[2][ENDPOINT_SIZE];
    void *router, *bell;
    void *router_watch, *bell_watch;                            /* their monitors */
    char endpoint[ENDPOINT_SIZE], bell_endpoint[ENDPOINT_SIZE]; /* as bound */
    unsigned handed; /* how many of both were handed over (handed.h) */
};

struct sockets {
    void *context, *zap;
    struct handed handed;
    uint32_t last_number;
    struct door *doors[LINK_MAX_DOORS]; /* NULL: none */
};

/* As which `door` of connections.h its connections count. */
static inline size_t door_router_number(const struct door *door) {
    return 2 * (size_t)door->number;
}
static inline size_t door_bell_number(const struct door *door) {
    return 2 * (size_t)door->number + 1;
}

/* The context and ZAP, which must stand before any door, and what was handed over, which must be
 * these doors. STATUS_IO, or a failure of handed_take and handed_check, with a complaint. */
enum status sockets_open(struct sockets *sockets, const struct link_hello *hello,
                         struct complaint *complaint) MUST_CHECK;
/* Closes every door; what was sent and has not left yet gets `linger_ms`. Safe on a zeroed
 * value. */
void sockets_close(struct sockets *sockets, int linger_ms);

/* Opens a door in a free place (ENSUREd): router and bell, bound, or at the sockets that were
 * handed over for them. STATUS_BUSY: an endpoint is taken; STATUS_BAD_CONFIG: it is none;
 * STATUS_IO: anything else; STATUS_NO_MEMORY. The complaint says which. */
enum status sockets_open_door(struct sockets *sockets, const struct link_door *wanted,
                              struct door **door, struct complaint *complaint) MUST_CHECK;
void sockets_close_door(struct sockets *sockets, struct door **door, int linger_ms);

/* NULL: it is not there (any more). */
struct door *sockets_find(const struct sockets *sockets, uint32_t number);
/* The door that serves exactly that; NULL: none does. */
struct door *sockets_serving(const struct sockets *sockets, const struct link_door *wanted);

/* Who came to that door and went since the last call. */
void sockets_note_connections(const struct door *door, struct connections *connections);

/* zmq_setsockopt for the options that are an int. */
bool sockets_set(void *socket, int option, int value);

#endif
