/* How much each key asks: so many requests and bytes a second, more for a while, and of one batch
 * no more than leaves room for others (proto/model/limits.h). Beside shares.h, which looks at how
 * long they took once they were answered, this looks at them before anything is done.
 *
 * A bucket is one number, the time at which it will be full again, so that a full one is the same
 * as none and its place can be had by another. The table has a fixed size, and a key always
 * stands in the same few places of it. */
#ifndef WACHTPOST_ENGINE_RATES_H
#define WACHTPOST_ENGINE_RATES_H

#include "daemon/front/link.h"

/* 2,048 keys that ask at one time: a region's, ten times over. In a row stand those whose keys
 * begin with the same byte; keys are points of a curve, whose bytes are as good as chance. */
enum { RATE_ROWS = 256, RATES_IN_ROW = 8 };

struct rate {
    uint8_t sender[LINK_KEY_BYTES];
    instant_t full_at; /* on the monotonic clock */
    uint64_t batch;    /* the last one it brought something into */
    size_t batch_bytes;
};

struct rates {
    struct rate of[RATE_ROWS][RATES_IN_ROW];
};

/* Whether this sender may bring a request of so many bytes into this batch (from 1) now, which is
 * then written down. */
bool rates_take(struct rates *rates, const uint8_t sender[LINK_KEY_BYTES], size_t bytes,
                uint64_t batch, instant_t now);

#endif
