/* The waits of a life table, over a window that ends on the last day of each period
 * (FIGURES.md 6). An aanbieder whose data are too old on that day has no part in it: its
 * leavings without those who still wait would make help come sooner than it does. */
#ifndef WACHTPOST_DOMAIN_FIGURES_LIVES_H
#define WACHTPOST_DOMAIN_FIGURES_LIVES_H

#include "daemon/domain/figures_sweep.h"
#include "daemon/domain/past.h"
#include "daemon/domain/survival.h"

struct figures_work;

/* A wait that is looked at, at the end of these periods. */
struct life {
    struct placed placed;
    day_t start;
    day_t left_on; /* DAY_NONE: it still waits */
    bool started;
};

/* Keeps the lives of a past of the aanbieder last added. */
void lives_add(struct figures_work *work, const struct past *past);
/* A table with room for the longest of them all. NULL: no memory. */
struct life_table *lives_table(const struct figures_work *work);
/* `room`: for as many as there are lives. */
void lives_write(struct life_table *table, const struct figures_work *work, struct sweep *sweep,
                 struct slice lives, uint32_t *room, struct figures *const *figures);

#endif
