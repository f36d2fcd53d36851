/* Who takes part in a bench: the aanbieders, the coordinators and the clock, and the
 * phases that each round lets them go through. */
#ifndef WACHTPOST_BENCH_REGION_H
#define WACHTPOST_BENCH_REGION_H

#include "tests/bench/aanbieder.h"
#include "tests/bench/coordinators.h"
#include "tests/bench/report.h"

#define CONNECTIONS 64
#define CROSSINGS 2000
#define CROSSING_AANBIEDERS (CROSSINGS / PLACES)
/* Alerts one by one that fit in a whole run, besides those that warm up. */
#define MAX_ALARMS 80

/* How much one round does. */
struct effort {
    size_t rounds;
    size_t disk_writes, lone_pushes, pushes_each, alerts;
};

struct region;

/* Enrols everybody, starts the daemon and delivers everybody's first wachtlijst. */
struct region *region_open(struct installation *installation, const struct effort *effort);
void region_close(struct region **region);

/* One small push's bytes, for the record. */
size_t region_body_bytes(const struct region *region);

/* Each measures once and adds to the report; in this order. */
void region_lone(struct region *region, struct report *report);
void region_crowd(struct region *region, struct report *report);
void region_alerts(struct region *region, struct report *report);
void region_midnight(struct region *region, struct report *report);
void region_memory(const struct region *region, struct report *report);

#endif
