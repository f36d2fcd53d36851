#include "daemon/domain/figures_periods.h"

bool periods_make(const struct period *at, size_t count, struct arena *arena,
                  struct periods *periods) {
    struct period *copy = arena_array(arena, count, sizeof *copy);
    instant_t *ends = arena_array(arena, count, sizeof *ends);
    ENSURE(count > 0 && count < UINT32_MAX);
    if (copy == NULL || ends == NULL)
        return false;
    memcpy(copy, at, count * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        ends[i] = instant_of_day(at[i].on + 1);
    *periods = (struct periods){.count = (uint32_t)count,
                                .at = copy,
                                .begin = instant_of_day(at[0].from),
                                .ends = ends,
                                .per_us = 1.0 / (double)MICROSECONDS_PER_DAY};
    if (count > 1 && ends[count - 1] > ends[0])
        periods->per_us = (double)(count - 1) / (double)(ends[count - 1] - ends[0]);
    return true;
}

uint32_t periods_from_day(const struct periods *periods, day_t day) {
    uint32_t begin = 0, end = periods->count;
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (periods->at[middle].on < day)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

uint32_t periods_search_instant(const struct periods *periods, instant_t instant) {
    uint32_t begin = 0, end = periods->count;
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (periods->ends[middle] <= instant)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

uint32_t periods_holding(const struct periods *periods, day_t day) {
    uint32_t found = periods_from_day(periods, day);
    return found < periods->count && periods->at[found].from <= day ? found : periods->count;
}

struct span periods_between(const struct periods *periods, day_t first, day_t last) {
    return (struct span){periods_from_day(periods, first), periods_from_day(periods, last + 1)};
}

bool runs_make(const bool *holds, size_t count, struct arena *arena, struct runs *runs) {
    size_t begins = 0;
    for (size_t i = 0; i < count; i++)
        begins += holds[i] && (i == 0 || !holds[i - 1]);
    struct span *at = arena_array(arena, begins, sizeof *at);
    if (at == NULL)
        return false;
    *runs = (struct runs){0, at};
    for (uint32_t i = 0; i < count; i++) {
        if (!holds[i])
            continue;
        if (i == 0 || !holds[i - 1])
            at[runs->count++].begin = i;
        at[runs->count - 1].end = i + 1;
    }
    return true;
}
