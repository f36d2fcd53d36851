/* Numbers of places by period, kept as differences: a stay is added at its first period and
 * taken off after its last, so that it costs the same however long it lasts.
 *
 * Each number has a row of its own. Aanbieders are counted one after the other, from the first
 * period to the last each; so what is touched over and over is the rows that are used at all,
 * and of these a few periods at a time, which stay in the cache. */
#ifndef WACHTPOST_DOMAIN_FIGURES_TALLY_H
#define WACHTPOST_DOMAIN_FIGURES_TALLY_H

#include "daemon/domain/figures_norm.h"
#include "daemon/domain/figures_stay.h"

/* Which number. A stay counts once as waiting, and once as beyond, under all its readings
 * together but WAITING_ALL, which everybody has. */
enum {
    TALLY_READINGS = 1 << (WAITING_COUNT - 1),
    TALLY_WAITING = 0,
    TALLY_BEYOND = TALLY_WAITING + TALLY_READINGS,
    TALLY_BANDS = TALLY_BEYOND + TALLY_READINGS,
    TALLY_WITHOUT_CLOCK = TALLY_BANDS + BAND_COUNT,
    TALLY_TAKEN, /* these only where they are asked */
    TALLY_OBSTACLES = TALLY_TAKEN + TAKEN_STATE_COUNT,
    TALLY_COUNT = TALLY_OBSTACLES + OBSTACLE_COUNT
};

struct tally {
    uint32_t measures; /* asked; nothing else is counted */
    struct milestone_table *milestones;
    struct span span; /* all that was added lies here */
    unsigned count;   /* of numbers: TALLY_TAKEN or TALLY_COUNT */
    size_t row_size;  /* a change for each period, and one after the last */
    uint32_t *changes;
};

/* False: no memory. */
bool tally_make(uint32_t period_count, uint32_t measures, struct milestone_table *milestones,
                struct arena *arena, struct tally *tally);

static inline bool tally_asks(const struct tally *tally, enum measure measure) {
    return tally->measures & MEASURE_BIT(measure);
}

static inline uint32_t *tally_row(const struct tally *tally, unsigned number) {
    return tally->changes + number * tally->row_size;
}

/* In these periods; an end that is the beginning too adds nothing. */
static inline void tally_add_number(struct tally *tally, unsigned number, struct span span) {
    uint32_t *row = tally_row(tally, number);
    row[span.begin]++;
    row[span.end]--; /* below zero wraps, and back when added up */
}

/* Of bits (1 << enum waiting): all but WAITING_ALL. */
static inline unsigned tally_readings(uint8_t readings) {
    return readings >> 1;
}

/* From band to band as their times come: `begins` as in struct milestones. Through all of them,
 * also where one ends as it begins, since how many there are is what a processor does not foresee.
 */
static inline void tally_add_bands(struct tally *tally, const uint32_t begins[BAND_COUNT],
                                   struct span span) {
    uint32_t *row = tally_row(tally, TALLY_BANDS);
    row[span.begin]++;
    for (unsigned band = 1; band < BAND_COUNT; band++) {
        const uint32_t before_end = begins[band] < span.end ? begins[band] : span.end;
        const uint32_t at = before_end > span.begin ? before_end : span.begin;
        row[at]--;
        row += tally->row_size;
        row[at]++;
    }
    row[span.end]--;
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
