#include "daemon/clock.h"

#include "proto/model/status.h"

#include <time.h>

static instant_t instant_of_clock(clockid_t id) {
    struct timespec now;
    ENSURE(clock_gettime(id, &now) == 0);
    return (instant_t)now.tv_sec * MICROSECONDS_PER_SECOND + now.tv_nsec / 1000;
}

struct timepiece clock_real(void) {
    return (struct timepiece){.is_virtual = false};
}

struct timepiece clock_virtual(instant_t start) {
    return (struct timepiece){.is_virtual = true, .virtual_now = start};
}

instant_t clock_now(const struct timepiece *clock) {
    return clock->is_virtual ? clock->virtual_now : instant_of_clock(CLOCK_REALTIME);
}

void clock_move(struct timepiece *clock, instant_t instant) {
    ENSURE(clock->is_virtual);
    if (instant > clock->virtual_now)
        clock->virtual_now = instant;
}

instant_t clock_monotonic(void) {
    return instant_of_clock(CLOCK_MONOTONIC);
}
