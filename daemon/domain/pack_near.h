/* Values packed as their difference to others of their kind; private to pack*.c. */
#ifndef WACHTPOST_DOMAIN_PACK_NEAR_H
#define WACHTPOST_DOMAIN_PACK_NEAR_H

#include "daemon/domain/codec.h"
#include "proto/model/place.h"

/* Any number, as what is to be taken from a mostly larger one. */
void codec_u64_before(struct codec *codec, uint64_t *value, uint64_t later);
/* A size that is at most `most`. */
void codec_size(struct codec *codec, size_t *value, size_t most);
/* Any day, DAY_NONE too, and any other. */
void codec_day_near(struct codec *codec, day_t *day, day_t near);
/* Any two instants: the difference in minutes or seconds when it is whole. */
void codec_instant_near(struct codec *codec, instant_t *instant, instant_t near);

/* A day not far from an instant, for what happened then: no calendar is needed for it. */
static inline day_t day_near(instant_t instant) {
    return (day_t)(instant / MICROSECONDS_PER_DAY);
}

/* What differs from `before`, an earlier state of the same place; days as near to `near`. */
void code_place_near(struct codec *codec, struct place *place, const struct place *before,
                     day_t near);

#endif
