#include "daemon/engine/shares.h"

#include <string.h>

static struct share *find(struct shares *shares, const uint8_t sender[LINK_KEY_BYTES]) {
    for (size_t i = 0; i < shares->count; i++)
        if (memcmp(shares->of[i].sender, sender, LINK_KEY_BYTES) == 0)
            return &shares->of[i];
    return NULL;
}

/* Who has used nothing is forgotten. */
static void give_seconds(struct shares *shares, int64_t seconds) {
    size_t kept = 0;
    for (size_t i = 0; i < shares->count; i++)
        if (shares->of[i].used_us > seconds * SHARE_US) {
            shares->of[kept] = shares->of[i];
            shares->of[kept++].used_us -= seconds * SHARE_US;
        }
    shares->count = kept;
    shares->since += seconds * MICROSECONDS_PER_SECOND;
}

void shares_begin(struct shares *shares, instant_t now) {
    shares->since = now;
    shares->count = 0;
}

void shares_next_batch(struct shares *shares) {
    shares->batch++;
}

bool shares_is_used(struct shares *shares, const uint8_t sender[LINK_KEY_BYTES], instant_t now) {
    give_seconds(shares, (now - shares->since) / MICROSECONDS_PER_SECOND);
    const struct share *share = find(shares, sender);
    return share && share->used_us >= SHARE_US && share->batch == shares->batch;
}

void shares_note(struct shares *shares, const uint8_t sender[LINK_KEY_BYTES], instant_t used_us) {
    struct share *share = find(shares, sender);
    if (share == NULL && shares->count == MAX_SHARES)
        shares->count = 0;
    if (share == NULL) {
        share = &shares->of[shares->count++];
        *share = (struct share){.used_us = 0};
        memcpy(share->sender, sender, LINK_KEY_BYTES);
    }
    share->used_us += used_us;
    share->batch = shares->batch;
}
