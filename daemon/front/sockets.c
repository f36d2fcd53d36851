#include "daemon/front/sockets.h"

#include "daemon/front/zap.h"

#include <errno.h>
#include <stdio.h>
#include <zmq.h>

/* Debian's header hides it, its library honours it: without a live ZAP nobody gets in. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#define WATCH_ENDPOINT "inproc://router.watch"

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
    MAX_STRANGERS_AT_ONCE = 256,
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

static bool set_curve(void *socket, const struct link_hello *hello, const char *domain) {
    return sockets_set(socket, ZMQ_CURVE_SERVER, 1) &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, hello->curve_secret, LINK_KEY_BYTES) == 0 &&
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

static bool open_router(struct sockets *sockets, const struct link_hello *hello) {
    sockets->router = zmq_socket(sockets->context, ZMQ_ROUTER);
    return sockets->router &&
           set_limits(sockets->router, REQUESTS_WAITING, ANSWERS_WAITING,
                      MAX_BODY_BYTES + FRAME_OVERHEAD) &&
           set_curve(sockets->router, hello, ZAP_DOMAIN_REQUESTS) &&
           sockets_set(sockets->router, ZMQ_ROUTER_MANDATORY, 1);
}

static bool open_bell(struct sockets *sockets, const struct link_hello *hello) {
    sockets->bell = zmq_socket(sockets->context, ZMQ_XPUB);
    return sockets->bell &&
           set_limits(sockets->bell, BELLS_WAITING, BELLS_WAITING, MAX_BELL_FRAME_BYTES) &&
           set_curve(sockets->bell, hello, ZAP_DOMAIN_BELL) &&
           sockets_set(sockets->bell, ZMQ_XPUB_VERBOSE, 1);
}

static bool open_watch(struct sockets *sockets) {
    /* Whoever is no CURVE client either says so or, seeing that we are, hangs up first. */
    const int events = ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    if (zmq_socket_monitor(sockets->router, WATCH_ENDPOINT, events) != 0)
        return false;
    sockets->watch = zmq_socket(sockets->context, ZMQ_PAIR);
    return sockets->watch && sockets_set(sockets->watch, ZMQ_LINGER, 0) &&
           zmq_connect(sockets->watch, WATCH_ENDPOINT) == 0;
}

enum status sockets_open(struct sockets *sockets, const struct link_hello *hello,
                         struct complaint *complaint) {
    *sockets = (struct sockets){.context = zmq_ctx_new()};
    if (sockets->context)
        sockets->zap = zap_open(sockets->context);
    if (sockets->zap == NULL || !open_router(sockets, hello) || !open_bell(sockets, hello) ||
        !open_watch(sockets))
        return complain(complaint, STATUS_IO, "no ZeroMQ sockets: %s", zmq_strerror(errno));
    enum status status = bind_at(sockets->router, hello->listen, sockets->endpoint, complaint);
    if (status != STATUS_OK)
        return status;
    return bind_at(sockets->bell, hello->listen_bell, sockets->bell_endpoint, complaint);
}

static void close_one(void **socket, int linger_ms) {
    if (*socket == NULL)
        return;
    sockets_set(*socket, ZMQ_LINGER, linger_ms);
    zmq_close(*socket);
    *socket = NULL;
}

void sockets_close(struct sockets *sockets, int linger_ms) {
    if (sockets->router)
        zmq_socket_monitor(sockets->router, NULL, 0);
    close_one(&sockets->watch, 0);
    close_one(&sockets->router, linger_ms);
    close_one(&sockets->bell, 0);
    close_one(&sockets->zap, 0);
    if (sockets->context)
        zmq_ctx_term(sockets->context);
    sockets->context = NULL;
}

uint64_t sockets_count_strangers(struct sockets *sockets) {
    uint64_t count = 0;
    char event[64]; /* an event and, in a second frame, the endpoint: neither matters */
    while (count < MAX_STRANGERS_AT_ONCE &&
           zmq_recv(sockets->watch, event, sizeof event, ZMQ_DONTWAIT) >= 0) {
        if (zmq_recv(sockets->watch, event, sizeof event, ZMQ_DONTWAIT) >= 0)
            count++;
    }
    return count;
}
