#include "daemon/domain/bodies.h"

enum { STEPS = 8 }; /* of a level that are one of the next */

static const uint32_t step[BODY_LEVELS] = {1, STEPS, STEPS *STEPS};

/* The next snapshot's own number. */
static uint32_t next_number(const struct bodies *bodies) {
    return bodies->count == MAX_BODIES_COUNTED ? 0 : bodies->count;
}

uint64_t bodies_prefix(const struct bodies *bodies) {
    const uint32_t number = next_number(bodies);
    size_t level = BODY_LEVELS - 1;
    if (number == 0)
        return 0;
    while (number % step[level] != 0)
        level--;
    return bodies->last[level];
}

/* Until the next level's own number comes. */
static bool need_last(const struct bodies *bodies, size_t level) {
    const uint32_t taken = (bodies->count + step[level] - 1) / step[level];
    return taken * step[level] < MAX_BODIES_COUNTED && taken % STEPS != 0;
}

bool bodies_need(const struct bodies *bodies, uint64_t event) {
    for (size_t level = 0; level < BODY_LEVELS; level++)
        if (bodies->last[level] == event && need_last(bodies, level))
            return true;
    return false;
}

void bodies_add(struct bodies *bodies, uint64_t event) {
    const uint32_t number = next_number(bodies);
    for (size_t level = 0; level < BODY_LEVELS; level++)
        if (number % step[level] == 0)
            bodies->last[level] = event;
    bodies->count = number + 1;
}
