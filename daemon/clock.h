/* The only place that asks the time. A real clock is CLOCK_REALTIME, which can be set, beside
 * CLOCK_BOOTTIME, which cannot; a virtual one stands still until somebody moves it. */
#ifndef WACHTPOST_DAEMON_CLOCK_H
#define WACHTPOST_DAEMON_CLOCK_H

#include "proto/model/day.h"

#define BOOT_ID_BYTES 16

/* Where real time comes from: this machine, or what a test makes of it. Called from any thread. */
struct clock_source {
    instant_t (*now)(void *context);
    /* Since the machine was started, its sleep included; nobody sets it. */
    instant_t (*uptime)(void *context);
    /* Whether the kernel says that something keeps its clock right. */
    bool (*is_synchronised)(void *context);
    /* Of this start of the machine; zeros when it is not told. */
    void (*boot_id)(void *context, uint8_t id[BOOT_ID_BYTES]);
    void *context;
};

struct timepiece {
    bool is_virtual;
    instant_t virtual_now;
    const struct clock_source *source; /* of a real one; outlives it */
};

struct timepiece clock_real(void);
struct timepiece clock_of(const struct clock_source *source);
struct timepiece clock_virtual(instant_t start);
instant_t clock_now(const struct timepiece *clock);
/* Virtual only (ENSUREd). Never backwards: an earlier instant is ignored. */
void clock_move(struct timepiece *clock, instant_t instant);

/* Real only: as the source says. */
instant_t clock_uptime(const struct timepiece *clock);
bool clock_is_synchronised(const struct timepiece *clock);
void clock_boot_id(const struct timepiece *clock, uint8_t id[BOOT_ID_BYTES]);

/* CLOCK_MONOTONIC in microseconds, for durations and timers. */
instant_t clock_monotonic(void);

#endif
