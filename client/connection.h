/* Requests to the daemon and its bell, over CURVE (line.h holds the sockets).
 *
 * Always true: one ZeroMQ context per struct network; the client never chooses a routing id;
 * LINGER is 0, so closing never waits and nothing is sent after it; a reply is only accepted for
 * the request that waits for it. A request is sent again only when the daemon itself answered
 * LATER; after silence it is the caller who decides, because silence means unknown. Not
 * thread-safe. */
#ifndef WACHTPOST_CLIENT_CONNECTION_H
#define WACHTPOST_CLIENT_CONNECTION_H

#include "proto/keys/keys.h"
#include "proto/model/arena.h"

struct network;
struct connection;
struct bell;

/* NULL: out of memory or descriptors. Free it after every connection and bell. */
struct network *network_new(void);
/* The same within a ZeroMQ context of somebody else, which stays and must outlive it; the library
 * in a program that has one. When it is terminated meanwhile, there is no answer any more. */
struct network *network_within(void *zmq_context);
void network_free(struct network **network);

struct connection_options {
    const char *server;             /* "tcp://127.0.0.1:7700", the ROUTER (or the bell) */
    uint8_t server_key[KEY_BYTES];  /* the daemon's public CURVE key */
    const struct secret_keys *keys; /* own; copied, and wiped at close */
    uint64_t first_request_id;      /* a number counted up; equal runs may start equal */
    int stop; /* a descriptor that ends every wait while it is readable, as silence; 0: none */
};

/* Does not wait for the daemon. STATUS_BAD_CONFIG: the endpoint is none.
 * STATUS_NO_MEMORY. */
enum status connection_open(struct network *network, const struct connection_options *options,
                            struct connection **connection, struct complaint *complaint) MUST_CHECK;
void connection_close(struct connection **connection);

/* The next request id of this connection; every call another one. */
uint64_t connection_request_id(struct connection *connection);

/* What to date a request with: the real clock, or the daemon's own `now` as last heard
 * when its store is virtual. */
instant_t connection_made_at(const struct connection *connection);

/* Signs and sends one request and waits for its reply body, which lands in the arena.
 * `request_id` is signed with it and travels big-endian; the same kind, id, body and
 * keys give the same bytes. LATER answers are waited out, as the daemon asks, within
 * `timeout_ms` in all; when that ends on a LATER, that is the reply.
 * STATUS_OK: a reply with a decodable head, whatever it says (see its ReplyHead).
 * STATUS_FORBIDDEN: the daemon does not admit our key.
 * STATUS_UNREACHABLE: no reply in time or the connection broke; whether the request
 * arrived is unknown. The next request goes over a fresh connection.
 * STATUS_MALFORMED: a reply that is none. STATUS_NO_MEMORY. */
enum status connection_ask(struct connection *connection, const char *kind, uint64_t request_id,
                           struct bytes body, int64_t timeout_ms, struct arena *arena,
                           struct bytes *reply, struct complaint *complaint) MUST_CHECK;

/* The same in two halves, neither of which waits, for who has something else to do meanwhile.
 * Send: STATUS_FORBIDDEN and STATUS_UNREACHABLE as above. Hear: STATUS_ABSENT while the reply has
 * not come; otherwise as above, and LATER is a reply like any other. Between the two only this
 * request. Give up when it takes too long: the next request goes over a fresh connection. */
enum status connection_send(struct connection *connection, const char *kind, uint64_t request_id,
                            struct bytes body, struct complaint *complaint) MUST_CHECK;
enum status connection_hear(struct connection *connection, const char *kind, uint64_t request_id,
                            struct arena *arena, struct bytes *reply,
                            struct complaint *complaint) MUST_CHECK;
void connection_give_up(struct connection *connection);

/* The bell: rings when there are new alerts, without saying which. Options as above,
 * with the bell's endpoint as `server`. */
enum status bell_open(struct network *network, const struct connection_options *options,
                      struct bell **bell, struct complaint *complaint) MUST_CHECK;
void bell_close(struct bell **bell);

/* Waits until there may be something to fetch: NEWS, or the bell was (re)connected, or
 * `timeout_ms` passed; all of these are STATUS_OK. STATUS_FORBIDDEN: the daemon does
 * not admit our key. */
enum status bell_wait(struct bell *bell, int64_t timeout_ms) MUST_CHECK;

#endif
