/* The only place that asks the time. A real clock is CLOCK_REALTIME; a virtual one
 * stands still until somebody moves it. */
#ifndef WACHTPOST_DAEMON_CLOCK_H
#define WACHTPOST_DAEMON_CLOCK_H

#include "proto/model/day.h"

struct timepiece {
    bool is_virtual;
    instant_t virtual_now;
};

struct timepiece clock_real(void);
struct timepiece clock_virtual(instant_t start);
instant_t clock_now(const struct timepiece *clock);
/* Virtual only (ENSUREd). Never backwards: an earlier instant is ignored. */
void clock_move(struct timepiece *clock, instant_t instant);
/* CLOCK_MONOTONIC in microseconds, for durations and timers. */
instant_t clock_monotonic(void);

#endif
