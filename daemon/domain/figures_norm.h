/* When a wait that started on a day comes into each band and beyond the norm, in periods.
 * Many waits share a start day, so the answers are kept. */
#ifndef WACHTPOST_DOMAIN_FIGURES_NORM_H
#define WACHTPOST_DOMAIN_FIGURES_NORM_H

#include "daemon/domain/figures.h"
#include "daemon/domain/figures_periods.h"

enum { MILESTONES_KEPT = 4096 }; /* start days, a power of two: more than ten years */

/* The norm that counts at the end of these periods. */
struct norm_run {
    struct span span;
    const struct norm *norm;
};

struct milestones {
    day_t start;
    uint32_t bands[BAND_COUNT]; /* the first period in that band or a later one */
    uint32_t *beyond;           /* for each run: the first period beyond its norm */
};

struct milestone_table {
    const struct periods *periods;
    size_t run_count;
    const struct norm_run *runs; /* all periods, in order */
    struct milestones *kept;
};

/* False: no memory. Keeps `periods` and the setting's norms. */
bool milestones_begin(const struct figures_setting *setting, const struct periods *periods,
                      struct arena *arena, struct milestone_table *table);
void milestones_reckon(const struct milestone_table *table, day_t start, struct milestones *found);
/* `start` is not DAY_NONE. The answer is good until the next call. */
static inline const struct milestones *milestones_of(struct milestone_table *table, day_t start) {
    struct milestones *found = &table->kept[(uint32_t)start % MILESTONES_KEPT];
    if (found->start != start)
        milestones_reckon(table, start, found);
    return found;
}
/* The norm asked for, or in force on that day. */
const struct norm *norm_asked_on(const struct figures_setting *setting, day_t day);

#endif
