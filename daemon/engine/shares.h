/* How much of the loop's time each sender has had since the loop last had a pause: whoever
 * sends more than can be decided at once must not keep up everybody else. Who waits for one
 * answer before the next request has never more than one in a batch, and that is decided. */
#ifndef WACHTPOST_ENGINE_SHARES_H
#define WACHTPOST_ENGINE_SHARES_H

#include "daemon/front/link.h"

/* At once, and in every second after that: so long may another's flood keep a receipt
 * waiting, but for the one request that took longer. */
#define SHARE_US INT64_C(250000)
/* Senders without a pause; beyond that all begin anew. */
#define MAX_SHARES 256

struct share {
    uint8_t sender[LINK_KEY_BYTES];
    instant_t used_us;
    uint64_t batch; /* the last one it had something in */
};

struct shares {
    instant_t since; /* the last second was given, on the monotonic clock */
    uint64_t batch;  /* this one */
    size_t count;
    struct share of[MAX_SHARES];
};

/* Everybody has a whole share again. */
void shares_begin(struct shares *shares, instant_t now);
void shares_next_batch(struct shares *shares);
/* Whether this sender has had his, and one in this batch. */
bool shares_is_used(struct shares *shares, const uint8_t sender[LINK_KEY_BYTES], instant_t now);
void shares_note(struct shares *shares, const uint8_t sender[LINK_KEY_BYTES], instant_t used_us);

#endif
