/* Which earlier snapshot's body the next one is packed against in the journal.
 *
 * Counted from 0, the prefix of the k-th is the one whose number is k with the last octal digit
 * that is not 0 one less: 1 to 7 hang each on the one before, 8 on 0, 9 on 8, 64 on 0 and 72 on
 * 64. So seven of eight hang on their neighbour, with which they have nearly all in common, and
 * yet none takes more others to read than its digits add up to. Pure. */
#ifndef WACHTPOST_DOMAIN_BODIES_H
#define WACHTPOST_DOMAIN_BODIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* After so many (0 to octal 277) counting starts anew, with one that hangs on nothing; which
 * bounds what it takes to read one, to 2 + 7 + 7 others. */
#define MAX_BODIES_COUNTED 192
#define BODY_LEVELS 3
#define MAX_BODY_PREFIXES 16

/* Of one aanbieder. Zeros: there was no snapshot yet. */
struct bodies {
    uint32_t count; /* since the one that hangs on nothing, itself included */
    /* The events of the last ones whose number is a multiple of 1, of 8 and of 64. */
    uint64_t last[BODY_LEVELS];
};

/* The event that the next snapshot will hang on; 0: none. */
uint64_t bodies_prefix(const struct bodies *bodies);
/* Whether one to come may hang on this event. */
bool bodies_need(const struct bodies *bodies, uint64_t event);
/* The next snapshot was recorded, as this event. */
void bodies_add(struct bodies *bodies, uint64_t event);

#endif
