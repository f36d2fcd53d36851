/* Numbers of places by period, kept as differences: a stay is added at its first period and
 * taken off after its last, so that it costs the same however long it lasts. */
#ifndef WACHTPOST_DOMAIN_FIGURES_TALLY_H
#define WACHTPOST_DOMAIN_FIGURES_TALLY_H

#include "daemon/domain/figures_norm.h"
#include "daemon/domain/figures_stay.h"

/* Where each number stands in a row of them. A stay counts once as waiting, and once as
 * beyond, under all its readings together but WAITING_ALL, which everybody has. */
enum {
    TALLY_READINGS = 1 << (WAITING_COUNT - 1),
    TALLY_WAITING = 0,
    TALLY_BEYOND = TALLY_WAITING + TALLY_READINGS,
    TALLY_REACHED = TALLY_BEYOND + TALLY_READINGS, /* by band: in that one or a later one */
    TALLY_WITHOUT_CLOCK = TALLY_REACHED + BAND_COUNT,
    TALLY_TAKEN, /* these only where they are asked */
    TALLY_OBSTACLES = TALLY_TAKEN + TAKEN_STATE_COUNT,
    TALLY_COUNT = TALLY_OBSTACLES + OBSTACLE_COUNT
};

struct tally {
    uint32_t measures; /* asked; nothing else is counted */
    struct milestone_table *milestones;
    struct span span; /* all that was added lies here */
    size_t row_size;
    uint32_t *changes; /* a row for each period, and one after the last */
};

/* False: no memory. */
bool tally_make(uint32_t period_count, uint32_t measures, struct milestone_table *milestones,
                struct arena *arena, struct tally *tally);

static inline bool tally_asks(const struct tally *tally, enum measure measure) {
    return tally->measures & MEASURE_BIT(measure);
}

static inline uint32_t *tally_row(const struct tally *tally, uint32_t period) {
    return tally->changes + period * tally->row_size;
}

/* In these periods; an end that is the beginning too adds nothing. */
static inline void tally_add_number(struct tally *tally, unsigned number, struct span span) {
    tally_row(tally, span.begin)[number]++;
    tally_row(tally, span.end)[number]--; /* below zero wraps, and back when added up */
}

/* Of bits (1 << enum waiting): all but WAITING_ALL. */
static inline unsigned tally_readings(uint8_t readings) {
    return readings >> 1;
}

/* Each band as its time comes: `begins` as in struct milestones. */
static inline void tally_add_bands(struct tally *tally, const uint32_t begins[BAND_COUNT],
                                   struct span span) {
    tally_add_number(tally, TALLY_REACHED, span);
    for (unsigned band = 1; band < BAND_COUNT && begins[band] < span.end; band++) {
        const uint32_t from = begins[band] > span.begin ? begins[band] : span.begin;
        tally_add_number(tally, TALLY_REACHED + band, (struct span){from, span.end});
    }
}

static inline void tally_add_waiting(struct tally *tally, const struct stay *stay) {
    const unsigned readings = tally_readings(stay->readings);
    const struct span span = stay->placed.span;
    tally_add_number(tally, TALLY_WAITING + readings, span);
    if (stay->beyond)
        tally_add_number(tally, TALLY_BEYOND + readings, span);
    if (stay->start == DAY_NONE)
        tally_add_number(tally, TALLY_WITHOUT_CLOCK, span);
    else
        tally_add_bands(tally, milestones_of(tally->milestones, stay->start)->bands, span);
}

static inline void tally_add(struct tally *tally, const struct stay *stay) {
    const struct span span = stay->placed.span;
    if (tally_asks(tally, MEASURE_WAITING))
        tally_add_waiting(tally, stay);
    if (tally_asks(tally, MEASURE_TAKEN)) {
        tally_add_number(tally, TALLY_TAKEN + stay->state, span);
        tally_add_number(tally, TALLY_OBSTACLES + stay->obstacle, span);
    }
    if (span.begin < tally->span.begin)
        tally->span.begin = span.begin;
    if (span.end > tally->span.end)
        tally->span.end = span.end;
}

/* All that was added to `part` too. */
void tally_add_all(struct tally *tally, const struct tally *part);
/* Writes into each period's figures (NULL: nowhere) and is empty again. */
void tally_write(struct tally *tally, struct figures *const *figures);

#endif
