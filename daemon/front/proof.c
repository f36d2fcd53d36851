#include "daemon/front/proof.h"

#include "daemon/clock.h"
#include "daemon/front/watch.h"
#include "daemon/front/zap.h"

#include <stdio.h>
#include <zmq.h>

#define PROOF_TIMEOUT_US (5 * MICROSECONDS_PER_SECOND)

enum { Z85_SIZE = 41, STEP_MS = 100 };

struct stranger {
    void *socket, *watch;
};

/* Which door it tries, and how. */
struct trial {
    int type;
    size_t number; /* of this trial; names its watch */
    const char *key_of_server, *endpoint;
};

/* The public half of the secret that the sockets serve with. */
static bool server_key(const struct link_door *door, char public_key[Z85_SIZE]) {
    char secret[Z85_SIZE];
    bool made = zmq_z85_encode(secret, door->curve_secret, LINK_KEY_BYTES) != NULL &&
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

/* A watch of each its own: the last stranger's is given up a little later. */
static bool watch_handshake(struct stranger *stranger, void *context, size_t number) {
    char name[32];
    snprintf(name, sizeof name, "stranger.%zu", number);
    stranger->watch = watch_open(context, stranger->socket, name,
                                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    return stranger->watch != NULL;
}

/* libzmq reads an address of IPv6 only when told that it may; it binds none by itself, but one
 * that is handed over may be. */
static bool may_be_inet6(void *socket, const char *endpoint) {
    static const char inet6[] = "tcp://[";
    return strncmp(endpoint, inet6, sizeof inet6 - 1) != 0 || sockets_set(socket, ZMQ_IPV6, 1);
}

static bool send_off(struct stranger *stranger, void *context, const struct trial *trial) {
    stranger->socket = zmq_socket(context, trial->type);
    return stranger->socket && dress(stranger->socket, trial->key_of_server) &&
           may_be_inet6(stranger->socket, trial->endpoint) &&
           watch_handshake(stranger, context, trial->number) &&
           zmq_connect(stranger->socket, trial->endpoint) == 0;
}

static void recall(struct stranger *stranger) {
    if (stranger->socket == NULL)
        return;
    watch_close(stranger->socket, &stranger->watch);
    zmq_close(stranger->socket);
}

static enum status watch_it_fail(const struct stranger *stranger, void *zap,
                                 const struct admission *admission) {
    instant_t until = clock_monotonic() + PROOF_TIMEOUT_US;
    struct turned_away refused = {.used = 0};
    while (clock_monotonic() < until) {
        zmq_pollitem_t all[] = {{zap, 0, ZMQ_POLLIN, 0}, {stranger->watch, 0, ZMQ_POLLIN, 0}};
        zmq_poll(all, 2, STEP_MS);
        if (!zap_answer(zap, admission, &refused))
            return STATUS_IO;
        struct watch_event event = {.kind = 0};
        bool happened = watch_next(stranger->watch, &event);
        if (happened && event.kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
            return STATUS_FORBIDDEN;
        /* Also seen by ourselves, not only told to the stranger. */
        if (happened && refused.used > 0)
            return STATUS_OK;
    }
    return STATUS_UNREACHABLE;
}

static enum status prove_at(const struct sockets *sockets, const struct trial *trial,
                            const struct admission *admission, struct complaint *complaint) {
    struct stranger stranger = {NULL, NULL};
    enum status status = STATUS_IO;
    if (send_off(&stranger, sockets->context, trial))
        status = watch_it_fail(&stranger, sockets->zap, admission);
    recall(&stranger);
    if (status == STATUS_FORBIDDEN)
        return complain(complaint, status, "%s lets in a key that nobody knows", trial->endpoint);
    if (status != STATUS_OK)
        return complain(complaint, status, "%s: could not prove that strangers are refused",
                        trial->endpoint);
    return STATUS_OK;
}

enum status proof_stranger_refused(const struct sockets *sockets, const struct door *door,
                                   const struct admission *admission, struct complaint *complaint) {
    char key[Z85_SIZE];
    if (!server_key(&door->serves, key))
        return complain(complaint, STATUS_IO, "libzmq has no CURVE");
    const struct trial requests = {ZMQ_DEALER, door_router_number(door), key, door->endpoint},
                       bell = {ZMQ_SUB, door_bell_number(door), key, door->bell_endpoint};
    enum status status = prove_at(sockets, &requests, admission, complaint);
    return status == STATUS_OK ? prove_at(sockets, &bell, admission, complaint) : status;
}
