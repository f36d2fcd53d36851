#include "daemon/engine/rates.h"

#include <string.h>

#include "proto/model/limits.h"

/* Its own, or in the place of the one that is full soonest: who loses it so early asked as much as
 * all others of its row, and gains a bucket at the most. */
static struct rate *find(struct rates *rates, const uint8_t sender[LINK_KEY_BYTES]) {
    struct rate *row = rates->of[sender[0]], *fullest = row;
    for (size_t i = 0; i < RATES_IN_ROW; i++) {
        if (memcmp(row[i].sender, sender, LINK_KEY_BYTES) == 0)
            return &row[i];
        if (row[i].full_at < fullest->full_at)
            fullest = &row[i];
    }
    *fullest = (struct rate){.full_at = 0};
    memcpy(fullest->sender, sender, LINK_KEY_BYTES);
    return fullest;
}

/* What a request takes out of the bucket, as the time in which that comes back. */
static instant_t cost_us(size_t bytes) {
    return MICROSECONDS_PER_SECOND / MAX_REQUESTS_A_SECOND +
           (instant_t)bytes * MICROSECONDS_PER_SECOND / MAX_REQUEST_BYTES_A_SECOND;
}

bool rates_take(struct rates *rates, const uint8_t sender[LINK_KEY_BYTES], size_t bytes,
                uint64_t batch, instant_t now) {
    struct rate *rate = find(rates, sender);
    const instant_t from = rate->full_at > now ? rate->full_at : now;
    const size_t before = rate->batch == batch ? rate->batch_bytes : 0;
    if (from + cost_us(bytes) > now + MAX_BURST_SECONDS * MICROSECONDS_PER_SECOND ||
        (before > 0 && before + bytes > MAX_BATCH_BYTES_OF_ONE))
        return false;
    rate->full_at = from + cost_us(bytes);
    rate->batch = batch;
    rate->batch_bytes = before + bytes;
    return true;
}
