/* Fifty coordinators without a limit to their scope, each with a connection for
 * requests and one to the bell, each fetching when it rings. */
#ifndef WACHTPOST_BENCH_COORDINATORS_H
#define WACHTPOST_BENCH_COORDINATORS_H

#include "proto/wire/wire.h"
#include "tests/bench/peer.h"
#include "tests/bench/samples.h"

#define COORDINATORS 50
#define MAX_ALERTS_REQUEST_BYTES 128

struct coordinator {
    struct peer requests, bell;
    struct cursor cursor;
    uint64_t alerts; /* received so far */
    bool wants, in_flight;
    struct prepared fetch; /* ready to go */
    uint8_t fetch_body[MAX_ALERTS_REQUEST_BYTES];
    double in_hand_us; /* when the alerts waited for were there */
};

struct coordinators {
    struct coordinator all[COORDINATORS];
    struct arena *arena;
    int waiting;
    instant_t made_at; /* what their requests are dated with */
    uint64_t head;     /* the last alert everybody has */
};

/* Keys first: each coordinator's keys are set in all[].requests and all[].bell. */
void coordinators_open(struct coordinators *coordinators, void *context,
                       const struct installation *installation);
void coordinators_close(struct coordinators *coordinators);

/* The virtual clock stands here now. */
void coordinators_set_clock(struct coordinators *coordinators, instant_t now);

/* What happened, in microseconds of the monotonic clock. */
struct story {
    double sent_us, answered_us;
    struct samples in_hand_us; /* one per coordinator; starts as {0} */
    size_t unrung;             /* fetches because the bell was not heard for a second */
};

/* Sends a request that causes this many alerts and returns when it was answered and
 * everybody has them. The reply lives until the peer's next one. */
void coordinators_follow(struct coordinators *coordinators, struct peer *peer,
                         const struct prepared *request, uint64_t alerts, struct story *story,
                         struct bytes *reply);

#endif
