#include "daemon/front/proof.h"

#include "daemon/clock.h"
#include "daemon/front/zap.h"

#include <stdio.h>
#include <zmq.h>

#define PROOF_TIMEOUT_US (5 * MICROSECONDS_PER_SECOND)

enum { Z85_SIZE = 41, STEP_MS = 100 };

struct stranger {
    void *socket, *watch;
};

/* The public half of the secret that the sockets serve with. */
static bool server_key(const struct link_hello *hello, char public_key[Z85_SIZE]) {
    char secret[Z85_SIZE];
    bool made = zmq_z85_encode(secret, hello->curve_secret, LINK_KEY_BYTES) != NULL &&
                zmq_curve_public(public_key, secret) == 0;
    explicit_bzero(secret, sizeof secret);
    return made;
}

static bool set_text(void *socket, int option, const char *text) {
    return zmq_setsockopt(socket, option, text, strlen(text)) == 0;
}

static bool dress(void *socket, const char *key_of_server) {
    char public_key[Z85_SIZE], secret_key[Z85_SIZE];
    return zmq_curve_keypair(public_key, secret_key) == 0 && sockets_set(socket, ZMQ_LINGER, 0) &&
           set_text(socket, ZMQ_CURVE_SERVERKEY, key_of_server) &&
           set_text(socket, ZMQ_CURVE_PUBLICKEY, public_key) &&
           set_text(socket, ZMQ_CURVE_SECRETKEY, secret_key);
}

static bool watch_handshake(struct stranger *stranger, void *context, int type) {
    char endpoint[32]; /* one each: the last stranger's is given up a little later */
    snprintf(endpoint, sizeof endpoint, "inproc://stranger.%d", type);
    stranger->watch = zmq_socket(context, ZMQ_PAIR);
    return stranger->watch && sockets_set(stranger->watch, ZMQ_LINGER, 0) &&
           zmq_socket_monitor(stranger->socket, endpoint,
                              ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_SUCCEEDED) ==
               0 &&
           zmq_connect(stranger->watch, endpoint) == 0;
}

static bool send_off(struct stranger *stranger, void *context, int type, const char *key_of_server,
                     const char *endpoint) {
    stranger->socket = zmq_socket(context, type);
    return stranger->socket && dress(stranger->socket, key_of_server) &&
           watch_handshake(stranger, context, type) && zmq_connect(stranger->socket, endpoint) == 0;
}

static void recall(struct stranger *stranger) {
    if (stranger->socket) {
        zmq_socket_monitor(stranger->socket, NULL, 0);
        zmq_close(stranger->socket);
    }
    if (stranger->watch)
        zmq_close(stranger->watch);
}

/* The event that came first, or 0. */
static uint16_t next_event(void *watch) {
    uint8_t event[6]; /* ZeroMQ's: 16 bits of event, 32 of value */
    char endpoint[ENDPOINT_SIZE];
    uint16_t kind;
    if (zmq_recv(watch, event, sizeof event, ZMQ_DONTWAIT) < (int)sizeof kind)
        return 0;
    if (zmq_recv(watch, endpoint, sizeof endpoint, ZMQ_DONTWAIT) < 0)
        return 0;
    memcpy(&kind, event, sizeof kind);
    return kind;
}

static enum status watch_it_fail(const struct stranger *stranger, void *zap,
                                 const struct admission *admission) {
    instant_t until = clock_monotonic() + PROOF_TIMEOUT_US;
    uint64_t refused = 0;
    while (clock_monotonic() < until) {
        zmq_pollitem_t all[] = {{zap, 0, ZMQ_POLLIN, 0}, {stranger->watch, 0, ZMQ_POLLIN, 0}};
        zmq_poll(all, 2, STEP_MS);
        if (!zap_answer(zap, admission, &refused))
            return STATUS_IO;
        uint16_t event = next_event(stranger->watch);
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
            return STATUS_FORBIDDEN;
        /* Also seen by ourselves, not only told to the stranger. */
        if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && refused > 0)
            return STATUS_OK;
    }
    return STATUS_UNREACHABLE;
}

static enum status prove_at(struct sockets *sockets, int type, const char *key_of_server,
                            const char *endpoint, const struct admission *admission,
                            struct complaint *complaint) {
    struct stranger stranger = {NULL, NULL};
    enum status status = STATUS_IO;
    if (send_off(&stranger, sockets->context, type, key_of_server, endpoint))
        status = watch_it_fail(&stranger, sockets->zap, admission);
    recall(&stranger);
    if (status == STATUS_FORBIDDEN)
        return complain(complaint, status, "%s lets in a key that nobody knows", endpoint);
    if (status != STATUS_OK)
        return complain(complaint, status, "%s: could not prove that strangers are refused",
                        endpoint);
    return STATUS_OK;
}

enum status proof_stranger_refused(struct sockets *sockets, const struct link_hello *hello,
                                   const struct admission *admission, struct complaint *complaint) {
    char key[Z85_SIZE];
    if (!server_key(hello, key))
        return complain(complaint, STATUS_IO, "libzmq has no CURVE");
    enum status status =
        prove_at(sockets, ZMQ_DEALER, key, sockets->endpoint, admission, complaint);
    if (status != STATUS_OK)
        return status;
    return prove_at(sockets, ZMQ_SUB, key, sockets->bell_endpoint, admission, complaint);
}
