/* How old an aanbieder's data are at the end of each period, whether its places count
 * then, and how that adds up next to a total (rules.md 8.5). */
#ifndef WACHTPOST_DOMAIN_COVERAGE_H
#define WACHTPOST_DOMAIN_COVERAGE_H

#include "daemon/domain/figures_periods.h"
#include "daemon/domain/past.h"

/* One aanbieder; all but `agb` and the like by period. */
struct attendance {
    struct agb agb;
    bool expected;
    uint32_t interval_days;
    day_t *peil_days; /* civil day of the peilmoment in force; DAY_NONE: none */
    uint32_t *deliveries;
    struct runs counted; /* where the data are fresh or stale */
};

enum freshness { FRESH, STALE, DROPPED };

/* False: no memory. */
bool attendance_make(const struct past *past, const struct periods *periods, struct arena *arena,
                     struct attendance *attendance);
enum freshness attendance_freshness(const struct attendance *attendance, uint32_t period, day_t on);
/* Counts the aanbieder among those that a cell or total speaks of; not as expected. */
void coverage_count(struct coverage *coverage, const struct attendance *attendance, uint32_t period,
                    day_t on);

#endif
