/* Who is connected: every TCP connection at our doors, by its descriptor, as libzmq's monitors
 * report them and as their messages show whose they are. For three things that libzmq does not
 * do: to cut off a key that is revoked, since ZAP is asked at the handshake only; to bound
 * connections, whoever makes them; and to bound what they bring, since libzmq keeps all of a
 * message until its last frame, however many there are.
 *
 * And to see why one ended, which libzmq does not say of most that it ends itself: we hold each
 * by a descriptor of our own, so that the kernel can still be asked when we hear of its end.
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
#include "daemon/front/turned_away.h"

/* Bytes that came over one connection and were not taken as messages: as many requests as may
 * wait (sockets.c) and one under way. */
#define MAX_UNTAKEN_BYTES_OF_ONE (5 * (MAX_BODY_BYTES + 64L * 1024))
/* Over all together. In libzmq the smallest frames take four times their bytes, and more comes
 * between two looks: that too fits the front's memory. */
#define MAX_UNTAKEN_BYTES (44L * 1024 * 1024)
/* So often must be looked. */
#define UNTAKEN_INTERVAL_US (50 * 1000)
/* Heartbeats are taken by libzmq itself: at every look so much of what came was theirs. */
#define HEARTBEAT_BYTES_A_LOOK 4

struct connection;

struct connections {
    size_t max; /* together */
    size_t capacity;
    struct connection *by_descriptor;
    size_t count, silent_count;
    int oldest, newest;       /* of the silent ones, when there are any */
    struct turned_away *away; /* where it is noted who was */
};

/* A connection was accepted. Cuts it, or another silent one, when that makes too many. */
void connections_opened(struct connections *all, size_t door, int descriptor);
/* libzmq gave it up: when that was because of what they said, or did not say, it is noted. One of
 * another door by now has the descriptor: nothing happens. */
void connections_closed(struct connections *all, size_t door, int descriptor);
/* It is shut, with all its connections. */
void connections_door_closed(struct connections *all, size_t door);
/* A message came over it, by this key; cuts it when that key has too many. Without memory for it
 * the connection is not remembered; its messages are judged anyway. */
void connections_show(struct connections *all, size_t door, int descriptor,
                      const uint8_t key[LINK_KEY_BYTES]);

/* A message of so many bytes was taken that came over it. */
void connections_took(struct connections *all, size_t door, int descriptor, size_t bytes);
/* Cuts whoever brought more than one may that was not taken, and, while it is too much together,
 * whoever brought most. */
void connections_bound_untaken(struct connections *all);

/* Whose connection it is, as far as is known. */
struct link_source connections_source(int descriptor);

/* Ends both directions of a TCP connection; libzmq then sees its end and closes it. */
void connections_cut(int descriptor);
/* Cuts everybody who is not admitted any more; with `silent` also who has not shown a key, for
 * it could be one of those. Returns how many. */
size_t connections_cut_unknown(struct connections *all, const struct admission *admission,
                               bool silent);
void connections_free(struct connections *all);

#endif
