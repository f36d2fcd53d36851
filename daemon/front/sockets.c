#include "daemon/front/sockets.h"

#include "daemon/front/watch.h"
#include "daemon/front/zap.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <zmq.h>

/* Debian's header hides it, its library honours it: without a live ZAP nobody gets in. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

enum {
    /* Whole messages a connection may have waiting. Requests may be 8 MiB each, of the 256 that
     * the front has; what does not fit waits at the client's side. Answers are small and what does
     * not fit is lost: a few batches' worth, all of one client that does not wait for its answers.
     */
    REQUESTS_WAITING = 4,
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

/* One socket of a door on its way to be reached. */
struct listening {
    void *socket, *watch;
    struct bytes wanted;
    char *bound; /* ENDPOINT_SIZE; where it listens, as a client would write it */
    int handed;  /* the descriptor that listens already; HANDED_NONE: it is to be bound */
};

/* With a descriptor libzmq believes that it is the endpoint's, takes it over, and closes it one
 * day; unless it cannot read the endpoint. */
static bool bind_socket(const struct listening *at, const char *wanted) {
    if (at->handed >= 0 && !sockets_set(at->socket, ZMQ_USE_FD, at->handed))
        return false;
    return zmq_bind(at->socket, wanted) == 0;
}

static enum status bind_at(const struct listening *at, struct complaint *complaint) {
    char wanted[ENDPOINT_SIZE];
    size_t size = ENDPOINT_SIZE;
    if (at->wanted.size >= sizeof wanted)
        return complain(complaint, STATUS_BAD_CONFIG, "an endpoint is too long");
    snprintf(wanted, sizeof wanted, "%.*s", (int)at->wanted.size, (const char *)at->wanted.at);
    if (bind_socket(at, wanted) &&
        zmq_getsockopt(at->socket, ZMQ_LAST_ENDPOINT, at->bound, &size) == 0)
        return STATUS_OK;
    return complain(complaint, bind_status(errno), "%s: %s", wanted, zmq_strerror(errno));
}

static const int watched = ZMQ_EVENT_LISTENING | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED;

static void *open_watch(void *context, void *socket, const char *what, const struct door *door) {
    char name[32];
    snprintf(name, sizeof name, "%s.%u", what, door->number);
    return watch_open(context, socket, name, watched);
}

static bool open_router(void *context, struct door *door) {
    door->router = zmq_socket(context, ZMQ_ROUTER);
    return door->router &&
           set_limits(door->router, REQUESTS_WAITING, ANSWERS_WAITING,
                      MAX_BODY_BYTES + FRAME_OVERHEAD) &&
           set_curve(door->router, &door->serves, ZAP_DOMAIN_REQUESTS) &&
           sockets_set(door->router, ZMQ_ROUTER_MANDATORY, 1) &&
           (door->router_watch = open_watch(context, door->router, "router", door)) != NULL;
}

static bool open_bell(void *context, struct door *door) {
    door->bell = zmq_socket(context, ZMQ_XPUB);
    return door->bell &&
           set_limits(door->bell, BELLS_WAITING, BELLS_WAITING, MAX_BELL_FRAME_BYTES) &&
           set_curve(door->bell, &door->serves, ZAP_DOMAIN_BELL) &&
           sockets_set(door->bell, ZMQ_XPUB_VERBOSE, 1) &&
           (door->bell_watch = open_watch(context, door->bell, "bell", door)) != NULL;
}

/* Whoever connects and says nothing stays in the kernel and never reaches us: a ZeroMQ peer
 * speaks first. Only the monitor tells which descriptor listens. */
static bool defer_accept(void *watch) {
    struct watch_event event;
    const int seconds = HANDSHAKE_TIMEOUT_MS / 1000;
    while (watch_next(watch, &event))
        if (event.kind == ZMQ_EVENT_LISTENING)
            return setsockopt(event.value, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds,
                              sizeof seconds) == 0;
    return false;
}

static enum status listen_at(const struct handed *handed, struct listening *at,
                             struct complaint *complaint) {
    at->handed = handed_find(handed, at->wanted);
    if (at->handed == HANDED_FAILED)
        return complain(complaint, STATUS_IO, "a socket that is handed over: %s", strerror(errno));
    enum status status = bind_at(at, complaint);
    if (status == STATUS_OK && !defer_accept(at->watch))
        return complain(complaint, STATUS_IO, "%s: cannot defer connections", at->bound);
    return status;
}

static enum status listen_both(const struct handed *handed, struct door *door,
                               struct complaint *complaint) {
    struct listening both[] = {
        {door->router, door->router_watch, door->serves.listen, door->endpoint, HANDED_NONE},
        {door->bell, door->bell_watch, door->serves.listen_bell, door->bell_endpoint, HANDED_NONE},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
        status = listen_at(handed, &both[i], complaint);
        door->handed += status == STATUS_OK && both[i].handed >= 0;
    }
    return status;
}

static struct bytes keep_endpoint(char room[ENDPOINT_SIZE], struct bytes endpoint) {
    snprintf(room, ENDPOINT_SIZE, "%.*s", (int)endpoint.size, (const char *)endpoint.at);
    return bytes_of_text(room);
}

static struct door *new_door(uint32_t number, const struct link_door *wanted) {
    struct door *door = calloc(1, sizeof *door);
    if (door == NULL)
        return NULL;
    door->number = number;
    door->serves = *wanted;
    door->serves.listen = keep_endpoint(door->wanted[0], wanted->listen);
    door->serves.listen_bell = keep_endpoint(door->wanted[1], wanted->listen_bell);
    return door;
}

enum status sockets_open_door(struct sockets *sockets, const struct link_door *wanted,
                              struct door **door, struct complaint *complaint) {
    struct door *made = new_door(sockets->last_number + 1, wanted);
    enum status status = STATUS_NO_MEMORY;
    size_t place = 0;
    while (place < LINK_MAX_DOORS && sockets->doors[place] != NULL)
        place++;
    ENSURE(place < LINK_MAX_DOORS);
    if (made == NULL)
        return complain(complaint, status, "no memory for a door");
    sockets->last_number++;
    sockets->doors[place] = made;
    if (!open_router(sockets->context, made) || !open_bell(sockets->context, made))
        status = complain(complaint, STATUS_IO, "no ZeroMQ sockets: %s", zmq_strerror(errno));
    else
        status = listen_both(&sockets->handed, made, complaint);
    if (status == STATUS_OK)
        *door = made;
    else
        sockets_close_door(sockets, &made, 0);
    return status;
}

enum status sockets_open(struct sockets *sockets, const struct link_hello *hello,
                         struct complaint *complaint) {
    *sockets = (struct sockets){.context = NULL};
    enum status status = handed_take(&sockets->handed, complaint);
    if (status == STATUS_OK)
        status = handed_check(&sockets->handed, hello, complaint);
    if (status != STATUS_OK)
        return status;
    sockets->context = zmq_ctx_new();
    if (sockets->context)
        sockets->zap = zap_open(sockets->context);
    if (sockets->zap)
        return STATUS_OK;
    return complain(complaint, STATUS_IO, "no ZeroMQ sockets: %s", zmq_strerror(errno));
}

static void close_one(void **socket, int linger_ms) {
    if (*socket == NULL)
        return;
    sockets_set(*socket, ZMQ_LINGER, linger_ms);
    zmq_close(*socket);
    *socket = NULL;
}

void sockets_close_door(struct sockets *sockets, struct door **door, int linger_ms) {
    struct door *closing = *door;
    for (size_t i = 0; i < LINK_MAX_DOORS; i++)
        if (sockets->doors[i] == closing)
            sockets->doors[i] = NULL;
    if (closing->router)
        watch_close(closing->router, &closing->router_watch);
    if (closing->bell)
        watch_close(closing->bell, &closing->bell_watch);
    close_one(&closing->router, linger_ms);
    close_one(&closing->bell, 0);
    explicit_bzero(closing, sizeof *closing);
    free(closing);
    *door = NULL;
}

void sockets_close(struct sockets *sockets, int linger_ms) {
    for (size_t i = 0; i < LINK_MAX_DOORS; i++) {
        struct door *door = sockets->doors[i];
        if (door)
            sockets_close_door(sockets, &door, linger_ms);
    }
    close_one(&sockets->zap, 0);
    if (sockets->context)
        zmq_ctx_term(sockets->context);
    sockets->context = NULL;
}

struct door *sockets_find(const struct sockets *sockets, uint32_t number) {
    for (size_t i = 0; i < LINK_MAX_DOORS; i++)
        if (sockets->doors[i] && sockets->doors[i]->number == number)
            return sockets->doors[i];
    return NULL;
}

static bool serves(const struct door *door, const struct link_door *wanted) {
    return bytes_equal(door->serves.listen, wanted->listen) &&
           bytes_equal(door->serves.listen_bell, wanted->listen_bell) &&
           memcmp(door->serves.curve_secret, wanted->curve_secret, LINK_KEY_BYTES) == 0;
}

struct door *sockets_serving(const struct sockets *sockets, const struct link_door *wanted) {
    for (size_t i = 0; i < LINK_MAX_DOORS; i++)
        if (sockets->doors[i] && serves(sockets->doors[i], wanted))
            return sockets->doors[i];
    return NULL;
}

static void note_events(void *watch, size_t number, struct connections *connections) {
    struct watch_event event;
    while (watch_next(watch, &event)) {
        if (event.kind == ZMQ_EVENT_ACCEPTED)
            connections_opened(connections, number, event.value);
        else if (event.kind == ZMQ_EVENT_DISCONNECTED)
            connections_closed(connections, number, event.value);
    }
}

void sockets_note_connections(const struct door *door, struct connections *connections) {
    note_events(door->router_watch, door_router_number(door), connections);
    note_events(door->bell_watch, door_bell_number(door), connections);
}
