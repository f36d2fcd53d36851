#include "daemon/domain/coverage.h"

/* Finding the civil day of an instant takes longer than all else here, and a period of one
 * day says it. */
static day_t civil_day(const struct periods *periods, uint32_t period, instant_t instant) {
    const struct period *at = &periods->at[period];
    instant_t begin = period ? periods->ends[period - 1] : periods->begin;
    if (at->from == at->on && instant >= begin)
        return at->on;
    return day_of_instant(instant);
}

/* Peilmomenten and periods, both ascending, side by side. */
static void walk(const struct past *past, const struct periods *periods,
                 struct attendance *attendance) {
    size_t next = 0;
    for (uint32_t i = 0; i < periods->count; i++) {
        for (; next < past->peil_count && past->peils[next].peilmoment < periods->ends[i]; next++)
            attendance->deliveries[i] +=
                !past->peils[next].inherited && past->peils[next].peilmoment >= periods->begin;
        attendance->peil_days[i] = DAY_NONE;
        if (next == 0 || !past_has_day(past, periods->at[i].on))
            continue;
        attendance->peil_days[i] = civil_day(periods, i, past->peils[next - 1].peilmoment);
    }
}

enum freshness attendance_freshness(const struct attendance *attendance, uint32_t period,
                                    day_t on) {
    day_t peil_day = attendance->peil_days[period];
    if (peil_day == DAY_NONE)
        return DROPPED;
    int64_t age = (int64_t)on - peil_day;
    if (age <= attendance->interval_days)
        return FRESH;
    return age <= 2 * (int64_t)attendance->interval_days ? STALE : DROPPED;
}

bool attendance_make(const struct past *past, const struct periods *periods, struct arena *arena,
                     struct attendance *attendance) {
    bool *counts = arena_array(arena, periods->count, sizeof *counts);
    *attendance =
        (struct attendance){.agb = past->agb,
                            .expected = past->expected,
                            .interval_days = past->interval_days,
                            .peil_days = arena_array(arena, periods->count, sizeof(day_t)),
                            .deliveries = arena_array(arena, periods->count, sizeof(uint32_t))};
    if (!counts || !attendance->peil_days || !attendance->deliveries)
        return false;
    walk(past, periods, attendance);
    for (uint32_t i = 0; i < periods->count; i++)
        counts[i] = attendance_freshness(attendance, i, periods->at[i].on) != DROPPED;
    return runs_make(counts, periods->count, arena, &attendance->counted);
}

void coverage_count(struct coverage *coverage, const struct attendance *attendance, uint32_t period,
                    day_t on) {
    day_t peil_day = attendance->peil_days[period];
    coverage->deliveries += attendance->deliveries[period];
    switch (attendance_freshness(attendance, period, on)) {
    case FRESH:
        coverage->fresh++;
        break;
    case STALE:
        coverage->stale++;
        break;
    case DROPPED:
        coverage->dropped++;
        return;
    }
    if (coverage->oldest == DAY_NONE || peil_day < coverage->oldest)
        coverage->oldest = peil_day;
}
