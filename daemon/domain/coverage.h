/* How old an aanbieder's data are at the end of each period, whether its places count
 * then, and how that adds up next to a total (rules.md 8.5). */
#ifndef WACHTPOST_DOMAIN_COVERAGE_H
#define WACHTPOST_DOMAIN_COVERAGE_H

#include "daemon/domain/figures_periods.h"
#include "daemon/domain/past.h"

/* One aanbieder; all but `agb` and the like by period. While its peilmomenten are told, one
 * after the other, the periods that ended before the last one are settled. */
struct attendance {
    struct agb agb;
    bool expected;
    uint32_t interval_days;
    day_t first_day, last_day; /* as in struct past */
    day_t *peil_days;          /* civil day of the peilmoment in force; DAY_NONE: none */
    uint32_t *deliveries;
    struct span *counted; /* where the data are fresh or stale: ascending, apart */
    uint32_t counted_count;
    uint32_t settled; /* so many periods */
    bool delivered;
    instant_t in_force; /* the last peilmoment that was told, when `delivered` */
};

enum freshness { FRESH, STALE, DROPPED };

/* Room for one aanbieder after the other. False: no memory. */
bool attendance_make(const struct periods *periods, struct arena *arena,
                     struct attendance *attendance);
/* Nothing of the past is told yet; of `about` all that is no list counts. */
void attendance_begin(struct attendance *attendance, const struct periods *periods,
                      const struct past *about);
/* The next peilmoment. */
void attendance_peil(struct attendance *attendance, const struct periods *periods,
                     const struct peil *peil);
void attendance_settle_next(struct attendance *attendance, const struct periods *periods);
/* Nothing is told any more of what was before `until`. */
static inline void attendance_settle(struct attendance *attendance, const struct periods *periods,
                                     instant_t until) {
    while (attendance->settled < periods->count && periods->ends[attendance->settled] <= until)
        attendance_settle_next(attendance, periods);
}
/* Of a settled period. */
static inline enum freshness attendance_freshness(const struct attendance *attendance,
                                                  uint32_t period, day_t on) {
    const day_t peil_day = attendance->peil_days[period];
    const int64_t age = (int64_t)on - peil_day, interval = attendance->interval_days;
    if (peil_day == DAY_NONE || age > 2 * interval)
        return DROPPED;
    return age <= interval ? FRESH : STALE;
}
/* The first run that goes on after the beginning of `span`: nearly always one of the last that
 * are known. */
static inline uint32_t attendance_first_run(const struct attendance *attendance, struct span span) {
    uint32_t run = attendance->counted_count;
    while (run > 0 && attendance->counted[run - 1].end > span.begin)
        run--;
    return run;
}
/* Counts the aanbieder among those that a cell or total speaks of; not as expected. */
static inline void coverage_count(struct coverage *coverage, const struct attendance *attendance,
                                  uint32_t period, day_t on) {
    const enum freshness freshness = attendance_freshness(attendance, period, on);
    const day_t peil_day = attendance->peil_days[period];
    coverage->deliveries += attendance->deliveries[period];
    coverage->fresh += freshness == FRESH;
    coverage->stale += freshness == STALE;
    coverage->dropped += freshness == DROPPED;
    if (freshness != DROPPED && (coverage->oldest == DAY_NONE || peil_day < coverage->oldest))
        coverage->oldest = peil_day;
}

#endif
