/* On which periods the region's table admits a gemeente and hulpvorm. */
#ifndef WACHTPOST_DOMAIN_FIGURES_REGIO_H
#define WACHTPOST_DOMAIN_FIGURES_REGIO_H

#include "daemon/domain/figures_intern.h"
#include "daemon/domain/figures_periods.h"
#include "daemon/domain/regio.h"
#include "daemon/domain/traits.h"

/* There are few kinds and many places. */
enum { REGIO_KEPT_BITS = 8 };

struct regio_kept {
    uint32_t where;
    const struct runs *runs; /* NULL: none kept */
};

struct regio_calendar {
    const struct regio *regio;
    const struct periods *periods;
    day_t region_day;        /* DAY_NONE: each day has its own table */
    bool *turns;             /* by period: may differ from the one before */
    bool *holds;             /* scratch, by period */
    struct intern kinds;     /* gemeente and hulpvorm */
    struct gathering runs;   /* of struct runs, by kind */
    struct regio_kept *kept; /* the last answers */
};

/* Keeps `regio` and `periods`. False: no memory. */
bool regio_calendar_make(const struct regio *regio, day_t region_day, const struct periods *periods,
                         struct arena *arena, struct regio_calendar *calendar);
const struct runs *regio_calendar_find(struct regio_calendar *calendar, uint32_t where);
/* By the table on the last day of each period. NULL: no memory. */
static inline const struct runs *regio_calendar_runs(struct regio_calendar *calendar,
                                                     struct traits traits) {
    const uint32_t where = traits_where(traits);
    struct regio_kept *kept =
        &calendar->kept[where * UINT32_C(0x9e3779b1) >> (32 - REGIO_KEPT_BITS)];
    if (kept->runs == NULL || kept->where != where)
        *kept = (struct regio_kept){where, regio_calendar_find(calendar, where)};
    return kept->runs;
}
/* By the table on a day. */
bool regio_calendar_holds(const struct regio_calendar *calendar, struct traits traits, day_t day);

#endif
