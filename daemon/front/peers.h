/* Which descriptor carries whose connection, as messages showed it, so that a key
 * that is revoked can be cut off: ZAP is asked at the handshake only.
 *
 * What we know of a descriptor can be old: it may by now carry another connection.
 * That one then loses a connection it can make again; nothing else does, because only
 * connected TCP sockets are ever shut, and none is closed. */
#ifndef WACHTPOST_FRONT_PEERS_H
#define WACHTPOST_FRONT_PEERS_H

#include "daemon/front/admission.h"

struct peer;

struct peers {
    size_t capacity;
    struct peer *by_descriptor;
};

/* Without memory for it the peer is not remembered; its messages are judged anyway. */
void peers_note(struct peers *peers, int descriptor, const uint8_t key[LINK_KEY_BYTES]);
/* Ends both directions of a TCP connection; libzmq then sees its end and closes it. */
void peers_cut(int descriptor);
/* Cuts everybody who is not admitted any more. Returns how many. */
size_t peers_cut_unknown(struct peers *peers, const struct admission *admission);
void peers_free(struct peers *peers);

#endif
