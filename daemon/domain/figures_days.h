/* How long, in whole days: sums and percentiles by nearest rank (rules.md 8.4). */
#ifndef WACHTPOST_DOMAIN_FIGURES_DAYS_H
#define WACHTPOST_DOMAIN_FIGURES_DAYS_H

#include "daemon/domain/figures_stay.h"

/* Sorts `values`. */
struct days days_of_values(uint32_t *values, size_t count);

/* Those who wait now, by start day. Adding, removing and finding the one of a rank take
 * steps in the order of the logarithm of the days (a Fenwick tree). */
struct waiting_days;
/* For start days first..last. NULL: no memory. */
struct waiting_days *waiting_days_new(day_t first, day_t last, struct arena *arena);

/* Fills `days` of each period's figures (NULL: nowhere) from the counted stays with a D of
 * a slice. */
void days_write(struct waiting_days *waiting, struct sweep *sweep, struct slice stays,
                const struct periods *periods, struct figures *const *figures);
/* One aanbieder's stays: counts it among the aanbieders of the share. */
void share_write(struct waiting_days *waiting, struct sweep *sweep, struct slice stays,
                 const struct periods *periods, struct figures *const *figures);

#endif
