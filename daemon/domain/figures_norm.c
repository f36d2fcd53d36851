#include "daemon/domain/figures_norm.h"

const struct norm *norm_asked_on(const struct figures_setting *setting, day_t day) {
    if (setting->norm)
        return setting->norm;
    return norm_on(setting->norms, setting->norm_count, day);
}

static size_t count_runs(const struct figures_setting *setting, const struct periods *periods) {
    size_t count = 1;
    for (uint32_t i = 1; i < periods->count; i++)
        count += norm_asked_on(setting, periods->at[i].on) !=
                 norm_asked_on(setting, periods->at[i - 1].on);
    return count;
}

static void fill_runs(const struct figures_setting *setting, const struct periods *periods,
                      struct norm_run *runs) {
    size_t count = 0;
    for (uint32_t i = 0; i < periods->count; i++) {
        const struct norm *norm = norm_asked_on(setting, periods->at[i].on);
        if (count == 0 || runs[count - 1].norm != norm)
            runs[count++] = (struct norm_run){{i, i}, norm};
        runs[count - 1].span.end = i + 1;
    }
}

bool milestones_begin(const struct figures_setting *setting, const struct periods *periods,
                      struct arena *arena, struct milestone_table *table) {
    size_t count = count_runs(setting, periods);
    struct norm_run *runs = arena_array(arena, count, sizeof *runs);
    struct milestones *kept = arena_array(arena, MILESTONES_KEPT, sizeof *kept);
    uint32_t *beyond = arena_array(arena, MILESTONES_KEPT * count, sizeof *beyond);
    if (runs == NULL || kept == NULL || beyond == NULL)
        return false;
    fill_runs(setting, periods, runs);
    for (size_t i = 0; i < MILESTONES_KEPT; i++) {
        kept[i].start = DAY_NONE;
        kept[i].beyond = beyond + i * count;
    }
    *table = (struct milestone_table){periods, count, runs, kept};
    return true;
}

/* Bands follow `3m`, whatever the norm (rules.md 8.3). */
void milestones_reckon(const struct milestone_table *table, day_t start, struct milestones *found) {
    found->start = start;
    for (size_t i = 1; i < BAND_COUNT; i++)
        found->bands[i] =
            periods_from_day(table->periods, day_add_months(start, (int)band_months[i]) + 1);
    for (size_t i = 0; i < table->run_count; i++)
        found->beyond[i] =
            periods_from_day(table->periods, norm_crossing(table->runs[i].norm, start));
}
