/* Every message of the contract as one row: make a random one, and decode it. */
#ifndef WACHTPOST_TESTS_WIRE_SHAPES_H
#define WACHTPOST_TESTS_WIRE_SHAPES_H

#include "tests/wire/values.h"

struct shape {
    const char *name;
    /* A random value's body, in the dice's arena. */
    struct bytes (*make)(struct dice *dice);
    /* A random value encoded into another arena, perhaps a small one. */
    enum status (*encode)(struct dice *dice, struct arena *arena);
    /* decode(encode(x)) == x for a random x, in every field. */
    bool (*returns)(struct dice *dice);
    enum status (*decode)(struct bytes body, struct arena *arena);
};

extern const struct shape shapes[];
extern const size_t shape_count;

#endif
