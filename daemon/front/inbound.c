#include "daemon/front/inbound.h"

#define MAGIC "WP1"

/* A snapshot, and the files of a publication (limits.h); everything else is small. */
static const char *const kinds_with_large_body[] = {"PUSH", "PUBLICATION"};

enum { FRAME_ROUTE, FRAME_MAGIC, FRAME_KIND, FRAME_ID, FRAME_BODY, FRAME_SIGNATURE, KEPT };
_Static_assert(KEPT == 1 + REQUEST_FRAMES, "every frame of a request is kept");

static struct bytes part(struct inbound *inbound, size_t at) {
    return bytes_of(zmq_msg_data(&inbound->frames[at]), zmq_msg_size(&inbound->frames[at]));
}

/* On the last frame: after zmq_poll the first one has lost its metadata. */
static void note_sender(struct inbound *inbound, zmq_msg_t *last) {
    const char *user_id = zmq_msg_gets(last, "User-Id");
    inbound->has_key = user_id && user_id_parse(user_id, inbound->key);
    inbound->descriptor = zmq_msg_get(last, ZMQ_SRCFD);
}

/* Around its content a frame has its flags, its size, and CURVE's: a name, a nonce, a seal and
 * flags again (ZeroMQ RFC 26). */
static size_t bytes_on_the_line(size_t content) {
    enum { CURVE_BYTES = 8 + 8 + 16 + 1, LONGEST_SHORT_FRAME = 255 };
    const size_t sealed = CURVE_BYTES + content;
    return sealed + (sealed > LONGEST_SHORT_FRAME ? 9 : 2);
}

void inbound_free(struct inbound *inbound) {
    for (size_t i = 0; i < KEPT; i++)
        zmq_msg_close(&inbound->frames[i]);
}

static bool receive(void *socket, struct inbound *inbound, size_t kept) {
    size_t count = 0;
    bool more = true;
    inbound->bytes = 0;
    for (size_t i = 0; i < KEPT; i++)
        zmq_msg_init(&inbound->frames[i]);
    while (more) {
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) < 0) {
            inbound_free(inbound);
            return false;
        }
        more = zmq_msg_more(&frame);
        inbound->bytes += bytes_on_the_line(zmq_msg_size(&frame));
        if (!more)
            note_sender(inbound, &frame);
        if (count < kept)
            zmq_msg_move(&inbound->frames[count], &frame);
        count++;
        zmq_msg_close(&frame);
    }
    inbound->seen = count - 1;
    return true;
}

bool inbound_receive(void *router, struct inbound *inbound) {
    if (!receive(router, inbound, KEPT))
        return false;
    /* The routing id is libzmq's own and came over no line. */
    inbound->bytes -= bytes_on_the_line(part(inbound, FRAME_ROUTE).size);
    return true;
}

bool inbound_discard(void *socket, struct inbound *inbound) {
    bool came = receive(socket, inbound, 0);
    if (came)
        inbound_free(inbound);
    return came;
}

/* libzmq's own routing ids; a client that chose one could pass for another. */
static bool is_route_ours(struct bytes route) {
    return route.size == LINK_ROUTE_BYTES && route.at[0] == 0;
}

static bool is_kind(struct bytes kind) {
    return kind.size >= 1 && kind.size <= MAX_KIND_BYTES;
}

/* Enough of a request to say that it is none: magic and request id. */
static bool can_be_answered(struct inbound *inbound, struct return_address *to) {
    struct bytes kind = part(inbound, FRAME_KIND), id = part(inbound, FRAME_ID);
    if (!bytes_equal(part(inbound, FRAME_MAGIC), bytes_of_text(MAGIC)) ||
        id.size != REQUEST_ID_BYTES)
        return false;
    *to = (struct return_address){.kind_size = is_kind(kind) ? (uint8_t)kind.size : 0};
    memcpy(to->route, part(inbound, FRAME_ROUTE).at, LINK_ROUTE_BYTES);
    memcpy(to->kind, kind.at, to->kind_size);
    memcpy(to->request_id, id.at, REQUEST_ID_BYTES);
    return true;
}

static size_t max_body(struct bytes kind) {
    for (size_t i = 0; i < sizeof kinds_with_large_body / sizeof *kinds_with_large_body; i++)
        if (bytes_equal(kind, bytes_of_text(kinds_with_large_body[i])))
            return MAX_BODY_BYTES;
    return MAX_SMALL_BODY_BYTES;
}

static void fill_request(struct inbound *inbound, struct link_request *request) {
    *request =
        (struct link_request){.kind = part(inbound, FRAME_KIND), .body = part(inbound, FRAME_BODY)};
    memcpy(request->curve_key, inbound->key, LINK_KEY_BYTES);
    memcpy(request->request_id, part(inbound, FRAME_ID).at, REQUEST_ID_BYTES);
    memcpy(request->signature, part(inbound, FRAME_SIGNATURE).at, sizeof request->signature);
}

static bool is_in_order(struct inbound *inbound) {
    struct link_request request;
    return inbound->seen == REQUEST_FRAMES && is_kind(part(inbound, FRAME_KIND)) &&
           part(inbound, FRAME_SIGNATURE).size == sizeof request.signature;
}

enum inbound_verdict inbound_judge(struct inbound *inbound, const struct admission *admission,
                                   struct link_request *request, struct return_address *to,
                                   enum link_refused *why) {
    *why = LINK_REFUSED_ROUTE;
    if (!is_route_ours(part(inbound, FRAME_ROUTE)))
        return INBOUND_CUT;
    *why = LINK_REFUSED_USER_ID;
    if (!inbound->has_key)
        return INBOUND_DROPPED;
    *why = LINK_REFUSED_KEY;
    if (!admission_holds(admission, inbound->key))
        return INBOUND_CUT;
    *why = LINK_REFUSED_FRAMES;
    if (inbound->seen > MAX_INBOUND_FRAMES)
        return INBOUND_CUT;
    if (!can_be_answered(inbound, to))
        return INBOUND_DROPPED;
    if (!is_in_order(inbound))
        return INBOUND_MALFORMED;
    *why = LINK_REFUSED_SIZE;
    if (part(inbound, FRAME_BODY).size > max_body(part(inbound, FRAME_KIND)))
        return INBOUND_MALFORMED;
    fill_request(inbound, request);
    return INBOUND_ACCEPTED;
}
