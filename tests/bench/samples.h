/* Numbers as they were measured, and their percentiles by nearest rank. */
#ifndef WACHTPOST_BENCH_SAMPLES_H
#define WACHTPOST_BENCH_SAMPLES_H

#include <stddef.h>

/* Starts as {0}. */
struct samples {
    size_t count, capacity;
    double *at;
};

void samples_add(struct samples *samples, double value);
/* Sorts them; there must be one at least. */
double samples_percentile(struct samples *samples, unsigned percent);
void samples_clear(struct samples *samples);
void samples_free(struct samples *samples);

#endif
