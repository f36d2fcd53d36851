#include "daemon/front/outbound.h"

#include "proto/wire/wire.h"

#include <zmq.h>

enum { RETRY_AFTER_MS = 500 }; /* an engine that was restarted is usually back by then */

static bool send_more(void *router, const void *at, size_t size) {
    return zmq_send(router, at, size, ZMQ_DONTWAIT | ZMQ_SNDMORE) >= 0;
}

bool outbound_send(void *router, const struct return_address *to, struct bytes body) {
    /* Only the first frame can fail for the client's sake (EHOSTUNREACH, EAGAIN). */
    if (!send_more(router, to->route, LINK_ROUTE_BYTES))
        return true;
    return send_more(router, "WP1", 3) && send_more(router, to->kind, to->kind_size) &&
           send_more(router, to->request_id, REQUEST_ID_BYTES) &&
           zmq_send(router, body.at, body.size, ZMQ_DONTWAIT) >= 0;
}

struct bytes outbound_head(const struct own_answer *answer, struct arena *arena) {
    struct reply_head head = {
        .status = answer->status,
        .sentence = bytes_of_text(answer_sentence(answer->status)),
        .retry_after_ms = answer->status == ANSWER_LATER ? RETRY_AFTER_MS : 0,
        .now = answer->now,
        .virtual_clock = answer->virtual_clock,
    };
    struct bytes body = bytes_of(NULL, 0);
    arena_reset(arena);
    if (wire_encode_head(&head, arena, &body) != STATUS_OK)
        return bytes_of(NULL, 0);
    return body;
}
