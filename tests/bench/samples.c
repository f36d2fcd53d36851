#include "tests/bench/samples.h"

#include "tests/bench/bench.h"

#include <stdlib.h>

void samples_add(struct samples *samples, double value) {
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity ? 2 * samples->capacity : 64;
        samples->at = reallocarray(samples->at, samples->capacity, sizeof *samples->at);
        NEED(samples->at, "out of memory");
    }
    samples->at[samples->count++] = value;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double samples_percentile(struct samples *samples, unsigned percent) {
    NEED(samples->count > 0, "nothing was measured");
    qsort(samples->at, samples->count, sizeof *samples->at, compare);
    size_t rank = (samples->count * percent + 99) / 100;
    return samples->at[rank > 0 ? rank - 1 : 0];
}

void samples_clear(struct samples *samples) {
    samples->count = 0;
}

void samples_free(struct samples *samples) {
    free(samples->at);
    *samples = (struct samples){0};
}
