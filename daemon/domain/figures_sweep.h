/* Going through the periods once, with who arrives and who departs at each: what is in a
 * cell is kept up to date instead of looked up anew for every day. */
#ifndef WACHTPOST_DOMAIN_FIGURES_SWEEP_H
#define WACHTPOST_DOMAIN_FIGURES_SWEEP_H

#include "daemon/domain/figures_gather.h"
#include "daemon/domain/figures_periods.h"

/* How everything that is gathered for a cell begins. */
struct placed {
    uint32_t cell;
    struct span span; /* not empty */
};

/* Some of what was gathered, in the order in which it came. */
struct slice {
    const struct gathering *items;
    const uint32_t *order; /* which ones; NULL: `first` and those after it */
    size_t first, count;
};

static inline void *slice_at(const struct slice *slice, size_t index) {
    size_t at = slice->first + index;
    return gathering_at(slice->items, slice->order ? slice->order[at] : at);
}
static inline struct slice slice_all(const struct gathering *items) {
    return (struct slice){items, NULL, 0, items->count};
}
static inline struct slice slice_part(const struct slice *slice, size_t first, size_t count) {
    return (struct slice){slice->items, slice->order, slice->first + first, count};
}

/* What was gathered, cell by cell: slices[n] is cell n's. NULL: no memory. */
struct slice *slices_by_cell(const struct gathering *items, size_t cell_count, struct arena *arena);

/* Positions in a slice. */
struct positions {
    const uint32_t *at;
    size_t count;
};

/* Items by period: positions[begins[k]] .. positions[begins[k + 1] - 1] are period k's. */
struct by_period {
    uint32_t *begins, *positions;
};

struct sweep {
    struct slice slice;
    struct span span; /* the periods in which something is there */
    struct by_period arriving, departing;
};

/* Room for slices of up to `most` items. False: no memory. */
bool sweep_make(uint32_t period_count, size_t most, struct arena *arena, struct sweep *sweep);
void sweep_begin(struct sweep *sweep, struct slice slice);

/* Who is there from this period on, and who no longer is. `period` within sweep->span, or
 * its end. */
static inline struct positions sweep_arriving(const struct sweep *sweep, uint32_t period) {
    const uint32_t *begins = sweep->arriving.begins;
    return (struct positions){sweep->arriving.positions + begins[period],
                              begins[period + 1] - begins[period]};
}
static inline struct positions sweep_departing(const struct sweep *sweep, uint32_t period) {
    const uint32_t *begins = sweep->departing.begins;
    return (struct positions){sweep->departing.positions + begins[period],
                              begins[period + 1] - begins[period]};
}

#endif
