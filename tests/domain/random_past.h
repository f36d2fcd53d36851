/* Random pasts around the change of 1 January 2024, and random questions about them. */
#ifndef WACHTPOST_TESTS_DOMAIN_RANDOM_PAST_H
#define WACHTPOST_TESTS_DOMAIN_RANDOM_PAST_H

#include "tests/domain/counting.h"

enum { MOST_PASTS = 4 };

/* What a random question points to. */
struct rules {
    struct norm norms[3];
    struct bytes gemeenten[2];
    struct regio_rule regio[3];
    struct agb agbs[2];
    struct bytes filter_gemeenten[2];
    struct agb gis[1];
};

/* 0 .. limit - 1. */
uint32_t below(uint64_t *seed, uint32_t limit);
/* `index` below MOST_PASTS: which aanbieder it is. */
void random_past(uint64_t *seed, struct made_past *made, size_t index);
/* To be ended by counting_end; points into `rules`. */
struct counting random_question(uint64_t *seed, struct rules *rules);

#endif
