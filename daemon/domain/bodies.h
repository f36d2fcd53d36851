/* Which earlier snapshot's body the next one is packed against in the journal.
 *
 * Counted from 0 within a month, the prefix of the k-th is the one whose number is k
 * without the lowest bit that is set in it: 1 and 2 hang on 0, 3 on 2, 4 on 0, 5 and 6 on
 * 4, 7 on 6. So most hang on a neighbour, with which they have nearly all in common, and
 * yet none takes more others to read than bits are set in k. The first of a month hangs on
 * nothing: a month's bodies can be forgotten without those of another. Pure. */
#ifndef WACHTPOST_DOMAIN_BODIES_H
#define WACHTPOST_DOMAIN_BODIES_H

#include "proto/model/day.h"

#include <stddef.h>

/* After so many in one month (one every 43 minutes) counting starts anew, which bounds
 * what it takes to read one: at most ten others. */
#define MAX_BODIES_COUNTED 1024
#define MAX_BODY_CHAIN 11

/* An aanbieder's snapshots of the month in which the last one was recorded. Zeros: there
 * was none yet. */
struct bodies {
    uint32_t month; /* as bodies_month gives it */
    uint32_t count; /* since the one that hangs on nothing, itself included */
    /* The events of the last one and of those it hangs on, the eldest first. */
    uint64_t chain[MAX_BODY_CHAIN];
};

/* The month of a day; later ones have higher numbers. */
uint32_t bodies_month(day_t day);
/* How many events are in the chain. */
size_t bodies_chain_length(const struct bodies *bodies);
/* How many of them, from the eldest, the next snapshot will hang on when it is recorded in
 * this month; the last of those is its prefix. What follows them in the chain no later
 * snapshot hangs on. */
size_t bodies_kept(const struct bodies *bodies, uint32_t month);
/* The event of its prefix; 0: none. */
uint64_t bodies_prefix(const struct bodies *bodies, uint32_t month);
/* Whether a snapshot may still hang on the last one. */
bool bodies_last_is_needed(const struct bodies *bodies);
/* The next snapshot was recorded, as this event. */
void bodies_add(struct bodies *bodies, uint32_t month, uint64_t event);

#endif
