/* Places in any state, far more varied than life makes them, and whether two are the same. */
#ifndef WACHTPOST_TESTS_DOMAIN_KNOWN_H
#define WACHTPOST_TESTS_DOMAIN_KNOWN_H

#include "daemon/domain/wachtlijst.h"

/* Lists are in `arena`. */
struct known_place random_known_place(uint64_t *seed, struct arena *arena, bool open);
struct wait random_wait(uint64_t *seed, struct arena *arena);
day_t random_day(uint64_t *seed);

/* A place that left as TABLE_LEFT had it in version 1: all of it. */
struct bytes pack_whole_place(const struct known_place *known, struct arena *arena);

/* In everything, what was told included. */
void assert_same_place(const struct known_place *a, const struct known_place *b);

#endif
