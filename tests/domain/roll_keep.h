/* Keeps what is told of rolls as a past_keeper keeps what is told piece by piece, so that both
 * can be held against each other. */
#ifndef WACHTPOST_TESTS_ROLL_KEEP_H
#define WACHTPOST_TESTS_ROLL_KEEP_H

#include "daemon/domain/block_roll.h"
#include "daemon/domain/past_keep.h"

struct roll_keeper {
    struct past_keeper keeper; /* what was kept; past_keeper_finish */
    struct list moments;       /* struct roll_moment, as they were told */
};

struct roll_keeper roll_keeper_of(struct arena *arena);
/* Who listens for it. Keeps `keeper`. */
struct roll_listener roll_keeper_listener(struct roll_keeper *keeper);

#endif
