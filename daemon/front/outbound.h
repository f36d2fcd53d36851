/* Answers on their way to clients: only ever to a request, over the route it came. */
#ifndef WACHTPOST_FRONT_OUTBOUND_H
#define WACHTPOST_FRONT_OUTBOUND_H

#include "daemon/front/pending.h"
#include "proto/model/receipt.h"

/* An answer whose client is gone, or takes nothing, is dropped: it will ask again.
 * False: the socket broke in the middle of a message, stop. */
bool outbound_send(void *router, const struct return_address *to, struct bytes body);

/* The front's own answers, for when the engine has none. */
struct own_answer {
    enum answer status; /* ANSWER_LATER or ANSWER_MALFORMED */
    instant_t now;
    bool virtual_clock;
};
/* In the arena; empty when there was no room. */
struct bytes outbound_head(const struct own_answer *answer, struct arena *arena);

#endif
