#include "daemon/domain/bodies.h"

static size_t bits_of(uint32_t number) {
    size_t bits = 0;
    for (; number; number &= number - 1)
        bits++;
    return bits;
}

uint32_t bodies_month(day_t day) {
    const struct civil civil = civil_of_day(day);
    return (uint32_t)(civil.year * 12 + civil.month - 1);
}

size_t bodies_chain_length(const struct bodies *bodies) {
    return bodies->count ? 1 + bits_of(bodies->count - 1) : 0;
}

/* The prefix of number k has one bit less than k and hangs on as many as it has bits. */
size_t bodies_kept(const struct bodies *bodies, uint32_t month) {
    if (bodies->month != month || bodies->count == MAX_BODIES_COUNTED)
        return 0;
    return bits_of(bodies->count);
}

uint64_t bodies_prefix(const struct bodies *bodies, uint32_t month) {
    const size_t kept = bodies_kept(bodies, month);
    return kept ? bodies->chain[kept - 1] : 0;
}

/* An odd number is never what is left when another loses its lowest bit. */
bool bodies_last_is_needed(const struct bodies *bodies) {
    return bodies->count % 2 == 1;
}

void bodies_add(struct bodies *bodies, uint32_t month, uint64_t event) {
    const size_t kept = bodies_kept(bodies, month);
    bodies->chain[kept] = event;
    bodies->count = kept ? bodies->count + 1 : 1;
    bodies->month = month;
}
