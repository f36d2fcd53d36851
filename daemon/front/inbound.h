/* One message from a client: received with a bound on its frames, then judged. What
 * is not in order is refused here, before the engine hears of it; whether it is true
 * (signature, rights, contents) is the engine's to say. */
#ifndef WACHTPOST_FRONT_INBOUND_H
#define WACHTPOST_FRONT_INBOUND_H

#include "daemon/front/admission.h"
#include "daemon/front/pending.h"

#include <zmq.h>

/* Whoever sends this many frames in a message means no good, and is cut. */
#define MAX_INBOUND_FRAMES 64

struct inbound {
    size_t seen;                          /* frames behind the routing id, also those not kept */
    zmq_msg_t frames[1 + REQUEST_FRAMES]; /* [0]: the routing id */
    size_t bytes;                         /* all of it, as it came over the line */
    int descriptor;                       /* of its connection; -1: unknown */
    bool has_key;                         /* a User-Id was on the last frame */
    uint8_t key[LINK_KEY_BYTES];
};

/* False: no message is there (or the socket broke: errno is then not EAGAIN). Every
 * inbound received must be freed. */
bool inbound_receive(void *router, struct inbound *inbound);
void inbound_free(struct inbound *inbound);
/* Reads and drops one message; whose it was is kept. False as above. */
bool inbound_discard(void *socket, struct inbound *inbound);

enum inbound_verdict {
    INBOUND_ACCEPTED,  /* *request points into the message; its ticket is not set */
    INBOUND_MALFORMED, /* answer so, at *to */
    INBOUND_DROPPED,   /* nobody to answer to */
    INBOUND_CUT        /* dropped, and so is the connection */
};
/* `why` says under which count it falls, when it was not accepted. */
enum inbound_verdict inbound_judge(struct inbound *inbound, const struct admission *admission,
                                   struct link_request *request, struct return_address *to,
                                   enum link_refused *why);

#endif
