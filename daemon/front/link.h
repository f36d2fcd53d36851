/* What passes between the two halves over their AF_UNIX stream socket: length-framed,
 * bounded messages. Shared by daemon/front and daemon/engine; knows neither libzmq nor
 * the store.
 *
 * Frame: size (4 bytes, big-endian, of what follows) | kind (1) | fields. A frame
 * larger than LINK_MAX_BYTES, an unknown kind or a field that does not fit breaks the
 * link: both sides then start afresh. */
#ifndef WACHTPOST_FRONT_LINK_H
#define WACHTPOST_FRONT_LINK_H

#include "proto/model/arena.h"
#include "proto/model/day.h"
#include "proto/model/limits.h"
#include "proto/model/status.h"

#define LINK_MAX_BYTES (MAX_REPLY_BYTES + 4096)
#define LINK_ROUTE_BYTES 5
#define LINK_KEY_BYTES 32
#define LINK_MAX_DOORS 2

enum link_kind {
    LINK_HELLO = 1, /* engine -> front, first: how to listen */
    LINK_TABLE,     /* engine -> front: CURVE keys that may connect; replaces the last */
    LINK_REQUEST,   /* front -> engine */
    LINK_REPLY,     /* engine -> front */
    LINK_BELL,      /* engine -> front: ring NEWS */
    LINK_REFUSED,   /* front -> engine: what it turned away, and whose it was */
    LINK_PING,      /* front -> engine: are you well? One at a time */
    LINK_PONG,      /* engine -> front: yes, and the store was read to know it */
    LINK_MEASURES,  /* front -> engine: how much it has in hand, now and then */
};

/* Where one key of the server's is served: a socket has one CURVE secret, so a key that
 * is being replaced keeps a door of its own beside the new one's. */
struct link_door {
    struct bytes listen, listen_bell; /* endpoints, no NUL */
    uint8_t curve_secret[LINK_KEY_BYTES];
};

struct link_hello {
    size_t door_count; /* 1 to LINK_MAX_DOORS */
    struct link_door doors[LINK_MAX_DOORS];
    bool virtual_clock; /* for the front's own answers, with `now` */
    instant_t now;
};

struct link_table {
    size_t key_count;
    const uint8_t (*keys)[LINK_KEY_BYTES];
};

struct link_request {
    uint64_t ticket;                   /* chosen by the front, comes back with the reply */
    uint8_t curve_key[LINK_KEY_BYTES]; /* as ZAP authenticated it */
    struct bytes kind;                 /* 1 .. MAX_KIND_BYTES, unjudged */
    uint8_t request_id[REQUEST_ID_BYTES];
    struct bytes body; /* up to MAX_BODY_BYTES */
    uint8_t signature[64];
};

struct link_reply {
    uint64_t ticket;
    instant_t now;     /* the engine's, for the front's own answers on a virtual clock */
    struct bytes body; /* kind and request id the front still knows; empty: say LATER */
};

/* What the front refused by itself, since it started. */
#define LINK_REFUSED_TABLE(X)                                                                      \
    X(LINK_REFUSED_KEY, "key") /* ZAP: unknown key */                                              \
    X(LINK_REFUSED_HANDSHAKE,                                                                      \
      "handshake")                     /* ended before the key could be asked: no CURVE, say */    \
    X(LINK_REFUSED_SLOW, "slow")       /* the same, because it took too long */                    \
    X(LINK_REFUSED_BROKEN, "broken")   /* let in, then said what no frame can be: sealed wrongly,  \
                                          or larger than any may be */                             \
    X(LINK_REFUSED_USER_ID, "user_id") /* message without User-Id */                               \
    X(LINK_REFUSED_ROUTE, "route")     /* routing id chosen by the client */                       \
    X(LINK_REFUSED_FRAMES, "frames")   /* not five frames, or one of a wrong size */               \
    X(LINK_REFUSED_SIZE, "size")       /* body above its limit */                                  \
    X(LINK_REFUSED_CROWD, "crowd")     /* connections above a limit, cut */                        \
    X(LINK_REFUSED_ENDLESS, "endless") /* brought more than one may, and no whole message: cut */  \
    X(LINK_REFUSED_LATER, "later")     /* answered LATER: the engine was away or behind */

enum link_refused {
#define X(code, name) code,
    LINK_REFUSED_TABLE(X)
#undef X
        LINK_REFUSED_COUNT
};
/* As the table has it, for the log, STATUS and the figures; static. */
const char *link_refused_name(enum link_refused why);

struct link_refused_counts {
    uint64_t count[LINK_REFUSED_COUNT];
};

enum { LINK_ADDRESS_UNKNOWN = 0, LINK_ADDRESS_IPV4 = 4, LINK_ADDRESS_IPV6 = 6 };

/* Whose it was, as far as that is known; all zeros: not at all. */
struct link_source {
    uint8_t family;      /* LINK_ADDRESS_ */
    uint8_t address[16]; /* IPv4: the first four, the others zero */
    bool has_key;
    uint8_t key[LINK_KEY_BYTES]; /* whose secret it proved to have; else zeros */
};

/* Some that were turned away, for one reason and of one source. */
struct link_attempts {
    enum link_refused why;
    uint64_t count;
    struct link_source source;
};

/* More than these at once are told without their source. */
#define LINK_MAX_ATTEMPTS 64

struct link_turned_away {
    struct link_refused_counts counts;    /* since the front started */
    size_t attempt_count;                 /* up to LINK_MAX_ATTEMPTS */
    const struct link_attempts *attempts; /* since the front last told anybody */
};

/* Of the front, for whoever watches over the daemon. */
struct link_measures {
    uint64_t memory_bytes; /* memory_of_heap */
    uint64_t connections;
};

struct link_message {
    enum link_kind kind;
    union {
        struct link_hello hello;
        struct link_table table;
        struct link_request request;
        struct link_reply reply;
        struct link_turned_away refused;
        struct link_measures measures;
    };
};

/* Bytes on their way: what stands before `done` has been sent or taken, and is wiped: it
 * was about children, or the server's key. */
struct link_buffer {
    uint8_t *at;
    size_t size, capacity, done;
};
/* Room for `more` bytes at at + size, moving what is left to the front first. */
enum status link_buffer_reserve(struct link_buffer *buffer, size_t more) MUST_CHECK;
struct bytes link_buffer_left(const struct link_buffer *buffer);
/* The next `size` bytes are done; an empty buffer starts again, a large one is freed. */
void link_buffer_finish(struct link_buffer *buffer, size_t size);
void link_buffer_free(struct link_buffer *buffer);

/* Appends one frame. STATUS_TOO_LARGE, STATUS_NO_MEMORY: nothing was appended. */
enum status link_write(struct link_buffer *buffer, const struct link_message *message) MUST_CHECK;

/* Takes one frame off the front of `input`. STATUS_OK: *message points into input,
 * *taken says how many bytes it used. STATUS_ABSENT: not complete yet.
 * STATUS_MALFORMED: break the link. Keys and attempts are copied into the arena. */
enum status link_read(struct bytes input, struct arena *arena, struct link_message *message,
                      size_t *taken) MUST_CHECK;

#endif
