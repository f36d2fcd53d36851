/* Figures in the making. Private to figures*.c.
 *
 * While pasts are added, spells and flows become *stays*, *flow items* and so on: small
 * values that say in which cell and periods something counts. Totals of places grow on the
 * way; whatever else is asked is counted from those values at the end, for the total and
 * for one cell after the other, by the same functions. */
#ifndef WACHTPOST_DOMAIN_FIGURES_WORK_H
#define WACHTPOST_DOMAIN_FIGURES_WORK_H

#include "daemon/domain/coverage.h"
#include "daemon/domain/figures.h"
#include "daemon/domain/figures_aanname.h"
#include "daemon/domain/figures_cell.h"
#include "daemon/domain/figures_flows.h"
#include "daemon/domain/figures_key.h"
#include "daemon/domain/figures_lives.h"
#include "daemon/domain/figures_norm.h"
#include "daemon/domain/figures_regio.h"
#include "daemon/domain/figures_tally.h"
#include "daemon/domain/jeugdigen.h"

struct figures_work {
    struct arena *arena;
    const struct figures_setting *setting;
    const struct figures_question *question;
    struct periods periods;
    struct milestone_table milestones;
    struct regio_calendar regio;
    struct jeugdigen jeugdigen;
    struct cells cells;
    struct gathering aanbieders;  /* of struct attendance; without cells only one, used again */
    struct attendance *aanbieder; /* the last one */
    uint32_t aanbieder_number;    /* its own */
    struct span days;             /* the periods on whose last day its code has the places */
    struct coverage *coverage;    /* by period: of the total */
    bool *present;                /* by period: it has places then, though it is not expected */
    struct gathering stays, flows, realised, lives, aanname;
    uint8_t readings[1 << TRAIT_READING_BITS]; /* by traits_reading */
    bool keeps_stays;                          /* more than the total of places is asked, */
    bool only_counts;                          /* ... or no more than how many wait */
    bool admits_all;                           /* the filter limits no place */
    bool one_cell;                             /* all places of an aanbieder are in one, */
    bool cell_known;                           /* ... that of the last aanbieder here */
    uint32_t cell;
    struct tally total;
    struct figure_point *points;
    uint32_t point_count; /* the first so many periods are written */
    bool out_of_memory;   /* asked once a past, and at the end */
};

static inline bool work_asks(const struct figures_work *work, enum measure measure) {
    return work->question->measures & MEASURE_BIT(measure);
}
/* Anything is counted by cell. */
static inline bool work_has_cells(const struct figures_work *work) {
    return work->question->by_count > 0;
}
bool work_find_cell(struct figures_work *work, struct traits traits, uint32_t *cell);
/* The number of the cell a place of the aanbieder last added is in; 0 without cells.
 * False: no memory, remembered. */
static inline bool work_cell(struct figures_work *work, struct traits traits, uint32_t *cell) {
    *cell = work->cell;
    return !work_has_cells(work) || (work->one_cell && work->cell_known) ||
           work_find_cell(work, traits, cell);
}
bool work_filter_admits(const struct figures_work *work, struct traits traits);
/* Whether the question is about places like these. */
static inline bool work_admits(const struct figures_work *work, struct traits traits) {
    return work->admits_all || work_filter_admits(work, traits);
}
/* The periods at whose end a spell of the aanbieder last added is there. */
static inline struct span work_spell_span(const struct figures_work *work,
                                          const struct spell *spell) {
    const struct periods *periods = &work->periods;
    const struct span span = {
        periods_from_instant(periods, spell->from),
        spell->until == INSTANT_MAX ? periods->count : periods_from_instant(periods, spell->until)};
    return span_both(span, work->days);
}
/* Where an aanbieder has places it counts, though it is not expected. */
static inline void work_note_present(struct figures_work *work, struct span span) {
    if (!work->aanbieder->expected)
        memset(work->present + span.begin, true, span.end - span.begin);
}
/* D of FIGURES.md 3. */
static inline day_t work_clock_day(const struct figures_work *work, const struct spell *spell) {
    const enum clock clock = work->question->clock;
    return clock == CLOCK_NONE ? spell->start : clock_day(spell->place, spell->start, clock);
}
/* A copy of `placed` at the beginning of a new item, noted in its cell. NULL: no memory,
 * remembered. */
void *work_gather(struct figures_work *work, struct gathering *gathering, struct placed placed);

#endif
