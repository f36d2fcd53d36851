/* One CURVE connection with its participant's keys, one request in flight. Raw ZeroMQ:
 * requests are made and signed before the clock starts, and many connections are
 * waited for at once, which the client library has no use for. */
#ifndef WACHTPOST_BENCH_PEER_H
#define WACHTPOST_BENCH_PEER_H

#include <zmq.h>

#include "proto/model/limits.h"
#include "tests/bench/installation.h"

#define REPLY_FRAMES 4

struct peer {
    void *socket;
    struct secret_keys keys;
    uint64_t next_request_id;
    uint8_t waiting_for[REQUEST_ID_BYTES];
    zmq_msg_t frames[REPLY_FRAMES]; /* of the last reply, or the last ring */
};

/* A request that only has to be sent. */
struct prepared {
    const char *kind;
    uint8_t request_id[REQUEST_ID_BYTES];
    struct bytes body; /* must live until the answer is there */
    uint8_t signature[SIGNATURE_BYTES];
};

/* To the daemon's requests (a DEALER) or its bell (a SUB); peer->keys are set. */
void peer_open(struct peer *peer, void *context, const struct installation *installation,
               int socket_type);
void peer_close(struct peer *peer);

void peer_prepare(struct peer *peer, const char *kind, struct bytes body, struct prepared *out);
void peer_send(struct peer *peer, const struct prepared *request);
/* Takes the reply to what was last sent, without waiting; false: it is not there yet.
 * The body lives until the next one. */
bool peer_receive(struct peer *peer, struct bytes *body);
/* Takes all rings of the bell, without waiting; whether there was NEWS among them. */
bool peer_rang(struct peer *peer);

/* Waiting for many: an epoll descriptor whose events carry `index`. ZeroMQ only tells of
 * a message when the last try to receive found nothing: so try after every send, and
 * after an event receive until there is nothing more. */
int peers_waiting(void);
void peer_wait_for(const struct peer *peer, int waiting, uint32_t index);
void peer_wait_no_more(const struct peer *peer, int waiting);

#endif
