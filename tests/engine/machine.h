/* A made-up machine with a house and a real store on it: its clock can be set, it sleeps, and it
 * can be started again. */
#ifndef WACHTPOST_TESTS_ENGINE_MACHINE_H
#define WACHTPOST_TESTS_ENGINE_MACHINE_H

#include "tests/engine/house.h"

#define MINUTE_US (60 * MICROSECONDS_PER_SECOND)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

struct machine {
    instant_t now, uptime;
    uint8_t boot;
    bool synchronised;
    struct clock_source source;
    struct house house;
    uint64_t sequence;
};

/* At 2025-03-20T08:00Z, with a daemon that is at work. */
struct machine *machine_new(bool synchronised);
/* Its journal, folded again, must give the same store. */
void machine_end(struct machine *m);

void machine_pass(struct machine *m, instant_t time);
void machine_set_clock(struct machine *m, instant_t by);
/* Off for so long by its clock; the daemon is started with it. */
void machine_start_again(struct machine *m, instant_t off);
void machine_restart_daemon(struct machine *m);

#endif
