/* The periods of a question as a row of numbers, and stretches of that row. A place is
 * counted on the last day of a period, so what holds on the days a..b holds on the periods
 * whose last day lies there: adding one at the first and taking it off after the last costs
 * the same for a day as for five years. */
#ifndef WACHTPOST_DOMAIN_FIGURES_PERIODS_H
#define WACHTPOST_DOMAIN_FIGURES_PERIODS_H

#include "proto/model/arena.h"
#include "proto/model/figures.h"

/* The periods begin .. end - 1. */
struct span {
    uint32_t begin, end;
};

static inline bool span_empty(struct span span) {
    return span.begin >= span.end;
}

static inline struct span span_both(struct span a, struct span b) {
    return (struct span){a.begin > b.begin ? a.begin : b.begin, a.end < b.end ? a.end : b.end};
}

/* Ascending, apart from each other. */
struct runs {
    size_t count;
    const struct span *at;
};

struct periods {
    uint32_t count;
    const struct period *at;
    instant_t begin;       /* of the first day of the first one */
    const instant_t *ends; /* the first instant after each */
    double per_us;         /* ends in a microsecond, on average */
};

/* Copies `at`. False: no memory. */
bool periods_make(const struct period *at, size_t count, struct arena *arena,
                  struct periods *periods);
static inline struct span periods_all(const struct periods *periods) {
    return (struct span){0, periods->count};
}
/* The first period whose last day is `day` or later; count: none. */
uint32_t periods_from_day(const struct periods *periods, day_t day);
uint32_t periods_search_instant(const struct periods *periods, instant_t instant);
/* The first period that ends after this instant; count: none. Steps are nearly even, so a
 * guess is nearly always right. */
static inline uint32_t periods_from_instant(const struct periods *periods, instant_t instant) {
    const instant_t *ends = periods->ends;
    const uint64_t found = (uint64_t)(int64_t)((double)(instant - ends[0]) * periods->per_us) + 1;
    if (found < periods->count && ends[found - 1] <= instant && instant < ends[found])
        return (uint32_t)found;
    return periods_search_instant(periods, instant);
}
/* The period that holds the day; count: none. */
uint32_t periods_holding(const struct periods *periods, day_t day);
/* The periods whose last day is one of first..last. */
struct span periods_between(const struct periods *periods, day_t first, day_t last);

/* The stretches of `holds` (one for each period) that are true. False: no memory. */
bool runs_make(const bool *holds, size_t count, struct arena *arena, struct runs *runs);

#endif
