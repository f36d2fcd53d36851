#include "proto/model/figures.h"

const char *const band_names[BAND_COUNT] = {"0-1", "1-2", "2-3", "3-6", "6-9", "9-12", "12+"};
const uint32_t band_months[BAND_COUNT] = {0, 1, 2, 3, 6, 9, 12};

/* 1970-01-01 was a Thursday. */
static day_t sunday_of(day_t day) {
    int since_monday = (int)(((int64_t)day + 3) % 7);
    if (since_monday < 0)
        since_monday += 7;
    return day + 6 - since_monday;
}

static day_t month_end(day_t day, int months) {
    struct civil civil = civil_of_day(day);
    int first = (civil.month - 1) / months * months + 1;
    return day_add_months(day_of_civil(civil.year, first, 1), months) - 1;
}

static day_t period_end(enum step step, day_t from, day_t until) {
    switch (step) {
    case STEP_DAY:
        return from;
    case STEP_WEEK:
        return sunday_of(from);
    case STEP_MONTH:
        return month_end(from, 1);
    case STEP_QUARTER:
        return month_end(from, 3);
    case STEP_ONE:
    case STEP_COUNT:
        break;
    }
    return until;
}

struct period period_at(enum step step, day_t from, day_t until) {
    day_t on = period_end(step, from, until);
    return (struct period){from, on < until ? on : until};
}
