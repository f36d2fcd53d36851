#include "tests/bench/peer.h"

#include "tests/bench/bench.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

static void set(void *socket, int option, const void *value, size_t size) {
    NEED(zmq_setsockopt(socket, option, value, size) == 0, "socket option %d: %s", option,
         zmq_strerror(errno));
}

void peer_open(struct peer *peer, void *context, const struct installation *installation,
               int socket_type) {
    int none = 0;
    peer->socket = zmq_socket(context, socket_type);
    NEED(peer->socket, "no socket: %s", zmq_strerror(errno));
    set(peer->socket, ZMQ_LINGER, &none, sizeof none);
    set(peer->socket, ZMQ_CURVE_SERVERKEY, installation->server_key, KEY_BYTES);
    set(peer->socket, ZMQ_CURVE_PUBLICKEY, peer->keys.public.curve, KEY_BYTES);
    set(peer->socket, ZMQ_CURVE_SECRETKEY, peer->keys.curve, KEY_BYTES);
    if (socket_type == ZMQ_SUB)
        set(peer->socket, ZMQ_SUBSCRIBE, "", 0);
    for (size_t i = 0; i < REPLY_FRAMES; i++)
        zmq_msg_init(&peer->frames[i]);
    NEED(zmq_connect(peer->socket,
                     socket_type == ZMQ_SUB ? installation->bell : installation->requests) == 0,
         "cannot connect: %s", zmq_strerror(errno));
}

void peer_close(struct peer *peer) {
    for (size_t i = 0; i < REPLY_FRAMES; i++)
        zmq_msg_close(&peer->frames[i]);
    zmq_close(peer->socket);
    peer->socket = NULL;
}

void peer_prepare(struct peer *peer, const char *kind, struct bytes body, struct prepared *out) {
    uint64_t id = ++peer->next_request_id;
    uint8_t hash[HASH_BYTES];
    *out = (struct prepared){.kind = kind, .body = body};
    for (size_t i = 0; i < REQUEST_ID_BYTES; i++)
        out->request_id[i] = (uint8_t)(id >> (8 * (REQUEST_ID_BYTES - 1 - i)));
    keys_hash(body, hash);
    keys_sign(&peer->keys, kind, out->request_id, hash, out->signature);
}

static void send_frame(struct peer *peer, struct bytes frame, int more) {
    NEED(zmq_send(peer->socket, frame.at, frame.size, more) >= 0, "cannot send: %s",
         zmq_strerror(errno));
}

void peer_send(struct peer *peer, const struct prepared *request) {
    memcpy(peer->waiting_for, request->request_id, REQUEST_ID_BYTES);
    send_frame(peer, bytes_of_text("WP1"), ZMQ_SNDMORE);
    send_frame(peer, bytes_of_text(request->kind), ZMQ_SNDMORE);
    send_frame(peer, bytes_of(request->request_id, REQUEST_ID_BYTES), ZMQ_SNDMORE);
    NEED(zmq_send_const(peer->socket, request->body.at, request->body.size, ZMQ_SNDMORE) >= 0,
         "cannot send: %s", zmq_strerror(errno));
    send_frame(peer, bytes_of(request->signature, SIGNATURE_BYTES), 0);
}

/* How many frames the message had that was waiting, 0: there was none. */
static size_t receive(struct peer *peer) {
    for (size_t count = 0; count < REPLY_FRAMES;) {
        zmq_msg_t *frame = &peer->frames[count++];
        if (zmq_msg_recv(frame, peer->socket, ZMQ_DONTWAIT) < 0) {
            NEED(errno == EAGAIN && count == 1, "cannot receive: %s", zmq_strerror(errno));
            return 0;
        }
        if (!zmq_msg_more(frame))
            return count;
    }
    bench_give_up("a reply has too many frames");
}

static struct bytes frame_of(struct peer *peer, size_t index) {
    return bytes_of(zmq_msg_data(&peer->frames[index]), zmq_msg_size(&peer->frames[index]));
}

bool peer_receive(struct peer *peer, struct bytes *body) {
    size_t count = receive(peer);
    if (count == 0)
        return false;
    NEED(count == REPLY_FRAMES &&
             bytes_equal(frame_of(peer, 2), bytes_of(peer->waiting_for, REQUEST_ID_BYTES)),
         "a reply to something else");
    *body = frame_of(peer, REPLY_FRAMES - 1);
    return true;
}

bool peer_rang(struct peer *peer) {
    bool news = false;
    while (receive(peer) > 0)
        news = news || bytes_equal(frame_of(peer, 0), bytes_of_text("NEWS"));
    return news;
}

int peers_waiting(void) {
    int waiting = epoll_create1(EPOLL_CLOEXEC);
    NEED(waiting >= 0, "epoll: %s", strerror(errno));
    return waiting;
}

static int descriptor_of(const struct peer *peer) {
    int fd;
    size_t size = sizeof fd;
    NEED(zmq_getsockopt(peer->socket, ZMQ_FD, &fd, &size) == 0, "a socket without a descriptor");
    return fd;
}

void peer_wait_for(const struct peer *peer, int waiting, uint32_t index) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = index};
    NEED(epoll_ctl(waiting, EPOLL_CTL_ADD, descriptor_of(peer), &event) == 0, "epoll: %s",
         strerror(errno));
}

void peer_wait_no_more(const struct peer *peer, int waiting) {
    NEED(epoll_ctl(waiting, EPOLL_CTL_DEL, descriptor_of(peer), NULL) == 0, "epoll: %s",
         strerror(errno));
}
