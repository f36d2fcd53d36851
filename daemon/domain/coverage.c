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

static bool has_day(const struct attendance *attendance, day_t day) {
    return (attendance->first_day == DAY_NONE || day >= attendance->first_day) &&
           (attendance->last_day == DAY_NONE || day <= attendance->last_day);
}

/* Neighbours of those that count are one run. */
static void count_period(struct attendance *attendance, uint32_t period) {
    struct span *last = attendance->counted + attendance->counted_count;
    if (attendance->counted_count > 0 && last[-1].end == period)
        last[-1].end++;
    else
        attendance->counted[attendance->counted_count++] = (struct span){period, period + 1};
}

void attendance_settle_next(struct attendance *attendance, const struct periods *periods) {
    uint32_t period = attendance->settled++;
    day_t on = periods->at[period].on;
    attendance->peil_days[period] = DAY_NONE;
    if (!attendance->delivered || !has_day(attendance, on))
        return;
    attendance->peil_days[period] = civil_day(periods, period, attendance->in_force);
    if (attendance_freshness(attendance, period, on) != DROPPED)
        count_period(attendance, period);
}

void attendance_peil(struct attendance *attendance, const struct periods *periods,
                     const struct peil *peil) {
    attendance_settle(attendance, periods, peil->peilmoment);
    if (attendance->settled < periods->count && peil->peilmoment >= periods->begin)
        attendance->deliveries[attendance->settled] += !peil->inherited;
    attendance->delivered = true;
    attendance->in_force = peil->peilmoment;
}

bool attendance_make(const struct periods *periods, struct arena *arena,
                     struct attendance *attendance) {
    const size_t most_runs = ((size_t)periods->count + 1) / 2;
    *attendance = (struct attendance){
        .peil_days = arena_array(arena, periods->count, sizeof *attendance->peil_days),
        .deliveries = arena_array(arena, periods->count, sizeof *attendance->deliveries),
        .counted = arena_array(arena, most_runs, sizeof *attendance->counted)};
    return attendance->peil_days && attendance->deliveries && attendance->counted;
}

void attendance_begin(struct attendance *attendance, const struct periods *periods,
                      const struct past *about) {
    attendance->agb = about->agb;
    attendance->expected = about->expected;
    attendance->interval_days = about->interval_days;
    attendance->first_day = about->first_day;
    attendance->last_day = about->last_day;
    memset(attendance->deliveries, 0, periods->count * sizeof *attendance->deliveries);
    attendance->counted_count = attendance->settled = 0;
    attendance->delivered = false;
}
