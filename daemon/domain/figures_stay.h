/* A stay: periods at the end of which a wait is in a cell, with everything that counts the
 * same all the while. A spell is cut into stays where the region's table, the age of the
 * data, what a coordinator said and the norm turn; whatever is counted, is counted from
 * stays. */
#ifndef WACHTPOST_DOMAIN_FIGURES_STAY_H
#define WACHTPOST_DOMAIN_FIGURES_STAY_H

#include "daemon/domain/figures_sweep.h"
#include "daemon/domain/past.h"

#define JEUGDIGE_UNKNOWN UINT32_MAX

struct stay {
    struct placed placed;
    uint32_t aanbieder;
    uint32_t jeugdige; /* a number; JEUGDIGE_UNKNOWN: without a pseudonym */
    day_t start;       /* D of FIGURES.md 3; DAY_NONE: without the clock asked for */
    uint8_t readings;  /* bits (1 << enum waiting) */
    uint8_t state;     /* enum taken_state */
    uint8_t obstacle;  /* enum obstacle */
    bool counted;      /* false: there, but the data are too old */
    bool beyond;
    bool ahead; /* D lies after these days */
};

/* The date of that name, or the start day. */
day_t clock_day(const struct place *place, day_t start, enum clock clock);

struct figures_work;
/* Cuts a spell of the aanbieder last added and keeps what comes of it. */
void stays_add(struct figures_work *work, const struct spell *spell, struct span span);

/* How a place is read besides: bits (1 << enum waiting). */
uint8_t place_readings(const struct place *place);

#endif
