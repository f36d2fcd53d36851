#include "client/clock.h"

#include <time.h>

instant_t clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (instant_t)now.tv_sec * MICROSECONDS_PER_SECOND + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_sleep_ms(int64_t duration_ms) {
    if (duration_ms <= 0)
        return;
    struct timespec left = {.tv_sec = (time_t)(duration_ms / 1000),
                            .tv_nsec = (long)(duration_ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0)
        continue;
}
