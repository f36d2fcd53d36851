#include "daemon/domain/figures_days.h"

#include <stdlib.h>

/* The place in line, from 1, of the smallest value with at least this share at or below. */
static size_t nearest_rank(size_t percent, size_t count) {
    return (percent * count + 99) / 100;
}

static int compare_values(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

struct days days_of_values(uint32_t *values, size_t count) {
    struct days days = {.count = (uint32_t)count};
    if (count == 0)
        return days;
    qsort(values, count, sizeof *values, compare_values);
    for (size_t i = 0; i < count; i++)
        days.sum += values[i];
    days.median = values[nearest_rank(50, count) - 1];
    days.p80 = values[nearest_rank(80, count) - 1];
    days.p92 = values[nearest_rank(92, count) - 1];
    days.longest = values[count - 1];
    return days;
}

struct waiting_days {
    day_t last;
    uint32_t size;     /* start days; the tree counts down from the last one */
    uint32_t top;      /* the largest power of two in `size` */
    uint32_t *tree;    /* from 1 */
    uint32_t count;    /* with a start day that has come */
    uint32_t ahead;    /* with one that has not: they waited 0 days */
    int64_t start_sum; /* of the start days of `count` */
};

struct waiting_days *waiting_days_new(day_t first, day_t last, struct arena *arena) {
    struct waiting_days *waiting = arena_alloc(arena, sizeof *waiting);
    if (waiting == NULL)
        return NULL;
    *waiting = (struct waiting_days){.last = last, .size = (uint32_t)(last - first) + 1, .top = 1};
    while (waiting->top <= waiting->size / 2)
        waiting->top *= 2;
    waiting->tree = arena_array(arena, (size_t)waiting->size + 1, sizeof *waiting->tree);
    return waiting->tree ? waiting : NULL;
}

/* `by` is 1, or UINT32_MAX to take one off. */
static void change(struct waiting_days *waiting, const struct stay *stay, uint32_t by) {
    if (!stay->counted || stay->start == DAY_NONE)
        return;
    if (stay->ahead) {
        waiting->ahead += by;
        return;
    }
    waiting->count += by;
    waiting->start_sum += by == 1 ? stay->start : -(int64_t)stay->start;
    for (uint32_t i = (uint32_t)(waiting->last - stay->start) + 1; i <= waiting->size; i += i & -i)
        waiting->tree[i] += by;
}

/* How long the one of this rank (from 1, by days waited) waits on day x. */
static uint32_t waited_of_rank(const struct waiting_days *waiting, size_t rank, day_t x) {
    if (rank <= waiting->ahead)
        return 0;
    uint32_t before = 0, left = (uint32_t)rank - waiting->ahead;
    for (uint32_t step = waiting->top; step > 0; step /= 2) {
        if (before + step <= waiting->size && waiting->tree[before + step] < left) {
            before += step;
            left -= waiting->tree[before];
        }
    }
    return (uint32_t)(x - (waiting->last - (day_t)before));
}

static size_t count_all(const struct waiting_days *waiting) {
    return (size_t)waiting->count + waiting->ahead;
}

static uint64_t sum_of(const struct waiting_days *waiting, day_t x) {
    return (uint64_t)((int64_t)waiting->count * x - waiting->start_sum);
}

static struct days days_on(const struct waiting_days *waiting, day_t x) {
    size_t count = count_all(waiting);
    if (count == 0)
        return (struct days){0};
    return (struct days){.count = (uint32_t)count,
                         .sum = sum_of(waiting, x),
                         .median = waited_of_rank(waiting, nearest_rank(50, count), x),
                         .p80 = waited_of_rank(waiting, nearest_rank(80, count), x),
                         .p92 = waited_of_rank(waiting, nearest_rank(92, count), x),
                         .longest = waited_of_rank(waiting, count, x)};
}

/* Three months or more, by mean, longest and 80th percentile. */
static void count_share(const struct waiting_days *waiting, day_t x, struct figures *figures) {
    size_t count = count_all(waiting);
    uint32_t three_months = (uint32_t)(x - day_add_months(x, -3));
    if (count == 0)
        return;
    figures->aanbieders++;
    figures->aanbieders_mean += sum_of(waiting, x) >= (uint64_t)three_months * count;
    figures->aanbieders_longest += waited_of_rank(waiting, count, x) >= three_months;
    figures->aanbieders_p80 += waited_of_rank(waiting, nearest_rank(80, count), x) >= three_months;
}

static void turn(struct waiting_days *waiting, const struct sweep *sweep, uint32_t period) {
    struct positions departing = sweep_departing(sweep, period);
    struct positions arriving = sweep_arriving(sweep, period);
    for (size_t i = 0; i < departing.count; i++)
        change(waiting, slice_at(&sweep->slice, departing.at[i]), UINT32_MAX);
    for (size_t i = 0; i < arriving.count; i++)
        change(waiting, slice_at(&sweep->slice, arriving.at[i]), 1);
}

typedef void on_day(const struct waiting_days *waiting, day_t x, struct figures *figures);

static void write_days(const struct waiting_days *waiting, day_t x, struct figures *figures) {
    figures->days = days_on(waiting, x);
}

static void each_day(struct waiting_days *waiting, struct sweep *sweep, struct slice stays,
                     const struct periods *periods, struct figures *const *figures, on_day *tell) {
    sweep_begin(sweep, stays);
    for (uint32_t k = sweep->span.begin; k < sweep->span.end; k++) {
        turn(waiting, sweep, k);
        if (figures[k])
            tell(waiting, periods->at[k].on, figures[k]);
    }
    if (stays.count > 0)
        turn(waiting, sweep, sweep->span.end);
}

void days_write(struct waiting_days *waiting, struct sweep *sweep, struct slice stays,
                const struct periods *periods, struct figures *const *figures) {
    each_day(waiting, sweep, stays, periods, figures, write_days);
}

void share_write(struct waiting_days *waiting, struct sweep *sweep, struct slice stays,
                 const struct periods *periods, struct figures *const *figures) {
    each_day(waiting, sweep, stays, periods, figures, count_share);
}
