/* What counting can ask of a place without knowing whose it is: hulpvorm, gemeente,
 * maatregel, overbrugging, eigen wens, urgentie, leeftijdsband, productcategorie and GI,
 * packed into a number of 67 bits. Equal numbers, equal answers. Pure. */
#ifndef WACHTPOST_DOMAIN_TRAITS_H
#define WACHTPOST_DOMAIN_TRAITS_H

#include "proto/model/place.h"

struct traits {
    uint64_t low;  /* 40 bits of code lists, and the lower 24 of the GI */
    uint32_t high; /* the upper 3 of the GI: its digits and 1; 0: onbekend */
};

/* From the lowest bit of `low`. */
enum {
    TRAIT_HULPVORM_BITS = 5,
    TRAIT_GEMEENTE_BITS = 14,
    TRAIT_MAATREGEL_BITS = 4,
    TRAIT_OVERBRUGGING_BITS = 3,
    TRAIT_EIGEN_WENS_BITS = 1,
    TRAIT_URGENTIE_BITS = 3,
    TRAIT_LEEFTIJDSBAND_BITS = 3,
    TRAIT_PRODUCTCATEGORIE_BITS = 7,
    TRAIT_CODES_BITS = 40,
    /* The first two: where a place counts. The next three: how it is read. */
    TRAIT_WHERE_BITS = TRAIT_HULPVORM_BITS + TRAIT_GEMEENTE_BITS,
    TRAIT_READING_BITS = TRAIT_MAATREGEL_BITS + TRAIT_OVERBRUGGING_BITS + TRAIT_EIGEN_WENS_BITS,
    TRAIT_REST_BITS = TRAIT_CODES_BITS - TRAIT_WHERE_BITS,
    TRAIT_GEMEENTE_LIMIT = 10000,
    TRAIT_AGB_LIMIT = 100000000
};

/* The place's gemeente is four digits, its GI none or eight (ENSUREd). */
struct traits traits_of(const struct place *place);
/* A place with these, which are possible, and no more. */
void traits_place(struct traits traits, struct place *place);

/* The lowest bits, which are taken off. */
static inline unsigned traits_pull(uint64_t *bits, unsigned width) {
    unsigned value = (unsigned)(*bits & ((UINT64_C(1) << width) - 1));
    *bits >>= width;
    return value;
}
/* The GI's digits and 1; 0: onbekend. */
static inline uint64_t traits_gi(struct traits traits) {
    return traits.low >> TRAIT_CODES_BITS | (uint64_t)traits.high << (64 - TRAIT_CODES_BITS);
}
/* Whether traits_of can give these. */
static inline bool traits_possible(struct traits traits) {
    uint64_t rest = traits.low;
    bool possible = traits_pull(&rest, TRAIT_HULPVORM_BITS) < HULPVORM_COUNT;
    possible &= traits_pull(&rest, TRAIT_GEMEENTE_BITS) < TRAIT_GEMEENTE_LIMIT;
    possible &= traits_pull(&rest, TRAIT_MAATREGEL_BITS) < MAATREGEL_COUNT;
    possible &= traits_pull(&rest, TRAIT_OVERBRUGGING_BITS) < OVERBRUGGING_COUNT;
    traits_pull(&rest, TRAIT_EIGEN_WENS_BITS);
    possible &= traits_pull(&rest, TRAIT_URGENTIE_BITS) < URGENTIE_COUNT;
    possible &= traits_pull(&rest, TRAIT_LEEFTIJDSBAND_BITS) < LEEFTIJDSBAND_COUNT;
    return possible && traits_gi(traits) <= TRAIT_AGB_LIMIT;
}

static inline bool traits_same(struct traits a, struct traits b) {
    return a.low == b.low && a.high == b.high;
}
/* Gemeente and hulpvorm: the same number for the same two only. */
static inline uint32_t traits_where(struct traits traits) {
    return (uint32_t)(traits.low & ((1U << TRAIT_WHERE_BITS) - 1));
}
/* Maatregel, overbrugging and eigen wens, likewise. */
static inline unsigned traits_reading(struct traits traits) {
    return (unsigned)(traits.low >> TRAIT_WHERE_BITS) & ((1U << TRAIT_READING_BITS) - 1);
}
/* All but those and the GI, likewise. */
static inline uint32_t traits_rest(struct traits traits) {
    return (uint32_t)(traits.low >> TRAIT_WHERE_BITS) & ((1U << TRAIT_REST_BITS) - 1);
}
/* What the three say together; `gi` as traits_gi has it. */
static inline struct traits traits_of_parts(uint32_t where, uint32_t rest, uint32_t gi) {
    return (struct traits){where | (uint64_t)rest << TRAIT_WHERE_BITS |
                               (uint64_t)gi << TRAIT_CODES_BITS,
                           gi >> (64 - TRAIT_CODES_BITS)};
}
static inline struct traits traits_of_where(uint32_t where) {
    return (struct traits){where, 0};
}
static inline struct traits traits_of_reading(unsigned reading) {
    return (struct traits){(uint64_t)reading << TRAIT_WHERE_BITS, 0};
}

#endif
