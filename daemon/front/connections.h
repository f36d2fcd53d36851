/* Who is connected: every TCP connection at our doors, by its descriptor, as libzmq's monitors
 * report them and as their messages show whose they are. For two things that libzmq does not
 * do: to cut off a key that is revoked, since ZAP is asked at the handshake only, and to
 * bound connections, whoever makes them.
 *
 * A connection is silent until its first message shows its key. When too many are, the one that
 * is silent longest is cut: refusing the newest instead would shut the door on
 * those who do have a key.
 *
 * What we know of a descriptor can be old: libzmq closes it before we hear so. Therefore only
 * a TCP connection that still has the same peer is ever shut, and none is closed. */
#ifndef WACHTPOST_FRONT_CONNECTIONS_H
#define WACHTPOST_FRONT_CONNECTIONS_H

#include "daemon/front/admission.h"

struct connection;

struct connections {
    size_t max; /* together */
    size_t capacity;
    struct connection *by_descriptor;
    size_t count, silent_count;
    int oldest, newest; /* of the silent ones, when there are any */
    uint64_t crowded;   /* cut because there were too many, since the start */
};

/* A connection was accepted. Cuts it, or another silent one, when that makes too many. */
void connections_opened(struct connections *all, size_t door, int descriptor);
/* libzmq gave it up. One of another door by now has the descriptor: nothing happens. */
void connections_closed(struct connections *all, size_t door, int descriptor);
/* It is shut, with all its connections. */
void connections_door_closed(struct connections *all, size_t door);
/* A message came over it, by this key; cuts it when that key has too many. Without memory for it
 * the connection is not remembered; its messages are judged anyway. */
void connections_show(struct connections *all, size_t door, int descriptor,
                      const uint8_t key[LINK_KEY_BYTES]);

/* Ends both directions of a TCP connection; libzmq then sees its end and closes it. */
void connections_cut(int descriptor);
/* Cuts everybody who is not admitted any more; with `silent` also who has not shown a key, for
 * it could be one of those. Returns how many. */
size_t connections_cut_unknown(struct connections *all, const struct admission *admission,
                               bool silent);
void connections_free(struct connections *all);

#endif
