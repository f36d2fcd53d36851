#include "daemon/front/sockets.h"

#include "daemon/front/watch.h"
#include "daemon/front/zap.h"

#include <errno.h>
#include <stdio.h>
#include <zmq.h>

/* Debian's header hides it, its library honours it: without a live ZAP nobody gets in. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

enum {
    /* Whole messages a connection may have waiting. Requests may be 8 MiB each; what does
     * not fit waits at the client's side. Answers are small and what does not fit is
     * lost: a few batches' worth, all of one client that does not wait for its answers. */
    REQUESTS_WAITING = 16,
    ANSWERS_WAITING = 4 * MAX_BATCH_REQUESTS,
    BELLS_WAITING = 16,   /* says nothing that a slow listener would miss */
    BACKLOG = 1024,       /* everybody comes back at once after a restart */
    FRAME_OVERHEAD = 256, /* CURVE's own bytes around the largest body */
    /* The handshake, and a topic of a few letters. The library keeps topics at thirty times
     * their size, and walks them by recursion. */
    MAX_BELL_FRAME_BYTES = 1024,
};

bool sockets_set(void *socket, int option, int value) {
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool set_limits(void *socket, int in, int out, int64_t max_bytes) {
    return sockets_set(socket, ZMQ_LINGER, 0) && sockets_set(socket, ZMQ_BACKLOG, BACKLOG) &&
           sockets_set(socket, ZMQ_SNDHWM, out) && sockets_set(socket, ZMQ_RCVHWM, in) &&
           sockets_set(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_TIMEOUT_MS) &&
           sockets_set(socket, ZMQ_HEARTBEAT_IVL, HEARTBEAT_INTERVAL_MS) &&
           sockets_set(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS) &&
           sockets_set(socket, ZMQ_HEARTBEAT_TTL, HEARTBEAT_TTL_MS) &&
           zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_bytes, sizeof max_bytes) == 0;
}

static bool set_curve(void *socket, const struct link_door *wanted, const char *domain) {
    return sockets_set(socket, ZMQ_CURVE_SERVER, 1) &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, wanted->curve_secret, LINK_KEY_BYTES) == 0 &&
           zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0 &&
           sockets_set(socket, ZMQ_ZAP_ENFORCE_DOMAIN, 1);
}

static enum status bind_status(int error) {
    if (error == EADDRINUSE)
        return STATUS_BUSY;
    return error == EINVAL || error == ENODEV || error == EADDRNOTAVAIL || error == EPROTONOSUPPORT
               ? STATUS_BAD_CONFIG
               : STATUS_IO;
}

/* Binds and says in `bound` where, as a client would write it. */
static enum status bind_at(void *socket, struct bytes endpoint, char bound[ENDPOINT_SIZE],
                           struct complaint *complaint) {
    char wanted[ENDPOINT_SIZE];
    size_t size = ENDPOINT_SIZE;
    if (endpoint.size >= sizeof wanted)
        return complain(complaint, STATUS_BAD_CONFIG, "an endpoint is too long");
    snprintf(wanted, sizeof wanted, "%.*s", (int)endpoint.size, (const char *)endpoint.at);
    if (zmq_bind(socket, wanted) == 0 &&
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &size) == 0)
        return STATUS_OK;
    return complain(complaint, bind_status(errno), "%s: %s", wanted, zmq_strerror(errno));
}

/* Whoever is no CURVE client either says so or, seeing that we are, hangs up first. */
static const int watched = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED |
                           ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                           ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;

static void *open_watch(struct sockets *sockets, void *socket, const char *what) {
    char name[32];
    snprintf(name, sizeof name, "%s.%zu", what, sockets->door_count);
    return watch_open(sockets->context, socket, name, watched);
}

static bool open_router(struct sockets *sockets, struct door *door,
                        const struct link_door *wanted) {
    door->router = zmq_socket(sockets->context, ZMQ_ROUTER);
    return door->router &&
           set_limits(door->router, REQUESTS_WAITING, ANSWERS_WAITING,
                      MAX_BODY_BYTES + FRAME_OVERHEAD) &&
           set_curve(door->router, wanted, ZAP_DOMAIN_REQUESTS) &&
           sockets_set(door->router, ZMQ_ROUTER_MANDATORY, 1) &&
           (door->router_watch = open_watch(sockets, door->router, "router")) != NULL;
}

static bool open_bell(struct sockets *sockets, struct door *door, const struct link_door *wanted) {
    door->bell = zmq_socket(sockets->context, ZMQ_XPUB);
    return door->bell &&
           set_limits(door->bell, BELLS_WAITING, BELLS_WAITING, MAX_BELL_FRAME_BYTES) &&
           set_curve(door->bell, wanted, ZAP_DOMAIN_BELL) &&
           sockets_set(door->bell, ZMQ_XPUB_VERBOSE, 1) &&
           (door->bell_watch = open_watch(sockets, door->bell, "bell")) != NULL;
}

static enum status open_door(struct sockets *sockets, const struct link_door *wanted,
                             struct complaint *complaint) {
    struct door *door = &sockets->doors[sockets->door_count];
    bool made = open_router(sockets, door, wanted) && open_bell(sockets, door, wanted);
    sockets->door_count++; /* what of it was made is closed again */
    if (!made)
        return complain(complaint, STATUS_IO, "no ZeroMQ sockets: %s", zmq_strerror(errno));
    enum status status = bind_at(door->router, wanted->listen, door->endpoint, complaint);
    if (status != STATUS_OK)
        return status;
    return bind_at(door->bell, wanted->listen_bell, door->bell_endpoint, complaint);
}

enum status sockets_open(struct sockets *sockets, const struct link_hello *hello,
                         struct complaint *complaint) {
    enum status status = STATUS_OK;
    *sockets = (struct sockets){.context = zmq_ctx_new()};
    if (sockets->context)
        sockets->zap = zap_open(sockets->context);
    if (sockets->zap == NULL)
        return complain(complaint, STATUS_IO, "no ZeroMQ sockets: %s", zmq_strerror(errno));
    for (size_t i = 0; i < hello->door_count && status == STATUS_OK; i++)
        status = open_door(sockets, &hello->doors[i], complaint);
    return status;
}

static void close_one(void **socket, int linger_ms) {
    if (*socket == NULL)
        return;
    sockets_set(*socket, ZMQ_LINGER, linger_ms);
    zmq_close(*socket);
    *socket = NULL;
}

static void close_door(struct door *door, int linger_ms) {
    if (door->router)
        watch_close(door->router, &door->router_watch);
    if (door->bell)
        watch_close(door->bell, &door->bell_watch);
    close_one(&door->router, linger_ms);
    close_one(&door->bell, 0);
}

void sockets_close(struct sockets *sockets, int linger_ms) {
    for (size_t i = 0; i < sockets->door_count; i++)
        close_door(&sockets->doors[i], linger_ms);
    close_one(&sockets->zap, 0);
    if (sockets->context)
        zmq_ctx_term(sockets->context);
    *sockets = (struct sockets){.context = NULL};
}

static uint64_t note_events(void *watch, size_t number, struct connections *connections) {
    uint64_t strangers = 0;
    struct watch_event event;
    while (watch_next(watch, &event)) {
        if (event.kind == ZMQ_EVENT_ACCEPTED)
            connections_opened(connections, number, event.value);
        else if (event.kind == ZMQ_EVENT_DISCONNECTED)
            connections_closed(connections, number, event.value);
        else
            strangers++;
    }
    return strangers;
}

uint64_t sockets_note_connections(struct sockets *sockets, struct connections *connections) {
    uint64_t strangers = 0;
    for (size_t i = 0; i < sockets->door_count; i++) {
        const struct door *door = &sockets->doors[i];
        strangers += note_events(door->router_watch, sockets_router_number(i), connections);
        note_events(door->bell_watch, sockets_bell_number(i), connections);
    }
    return strangers;
}
