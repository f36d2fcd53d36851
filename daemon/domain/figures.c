/* Counting goes by spells, not by days: where a spell begins and ends to count is found
 * once (figures_listen.c, figures_stay.c) and noted, and the periods between cost nothing. What is
 * asked of cells, jeugdigen and days is worked out when all pasts are in (figures_finish.c). */
#include "daemon/domain/figures.h"

#include "daemon/domain/figures_work.h"

static bool make_points(struct figures_work *work) {
    const struct periods *periods = &work->periods;
    work->points = arena_array(work->arena, periods->count, sizeof *work->points);
    work->coverage = arena_array(work->arena, periods->count, sizeof *work->coverage);
    work->point_count = periods->count;
    if (work->points == NULL || work->coverage == NULL)
        return false;
    for (uint32_t i = 0; i < periods->count; i++) {
        const struct norm *norm = norm_asked_on(work->setting, periods->at[i].on);
        struct bytes id = bytes_of_text(norm->id);
        bool same = i > 0 && bytes_equal(work->points[i - 1].norm_id, id);
        work->points[i].period = periods->at[i];
        work->points[i].norm_id = same ? work->points[i - 1].norm_id : arena_copy(work->arena, id);
        work->coverage[i].oldest = DAY_NONE;
        if (work->points[i].norm_id.at == NULL)
            return false;
    }
    return true;
}

static void make_gatherings(struct figures_work *work) {
    work->jeugdigen = jeugdigen_of(work->arena);
    work->aanbieders = gathering_of(work->arena, sizeof(struct attendance));
    work->stays = gathering_of(work->arena, sizeof(struct stay));
    work->flows = gathering_of(work->arena, sizeof(struct flow_item));
    work->realised = gathering_of(work->arena, sizeof(struct realised_item));
    work->lives = gathering_of(work->arena, sizeof(struct life));
    work->aanname = aanname_gathering(work->arena);
}

/* What is asked of every place, answered once. */
static void make_answers(struct figures_work *work) {
    const struct filter *filter = &work->question->filter;
    work->admits_all = !filter->gemeente_count && !filter->gi_count && !filter->hulpvormen &&
                       !filter->maatregelen && !filter->urgenties;
    work->one_cell = work->question->by_count == 1 && work->question->by[0] == BY_AANBIEDER;
    work->keeps_stays =
        work_has_cells(work) || work_asks(work, MEASURE_JEUGDIGEN) || work_asks(work, MEASURE_DAYS);
    work->only_counts = !work->keeps_stays && !work_asks(work, MEASURE_TAKEN);
    for (unsigned i = 0; i < sizeof work->readings; i++) {
        const struct traits traits = traits_of_reading(i);
        struct place place;
        if (!traits_possible(traits))
            continue;
        traits_place(traits, &place);
        work->readings[i] = place_readings(&place);
    }
}

bool work_filter_admits(const struct figures_work *work, struct traits traits) {
    struct place place;
    traits_place(traits, &place);
    return filter_admits_place(&work->question->filter, &place);
}

enum status figures_begin(const struct figures_setting *setting, const struct period *periods,
                          size_t period_count, struct arena *arena, struct figures_work **work) {
    struct figures_work *made = arena_alloc(arena, sizeof *made);
    if (made == NULL)
        return STATUS_NO_MEMORY;
    made->arena = arena;
    made->setting = setting;
    made->question = setting->question;
    make_gatherings(made);
    make_answers(made);
    made->present = arena_array(arena, period_count, sizeof *made->present);
    if (!made->present || !periods_make(periods, period_count, arena, &made->periods) ||
        !milestones_begin(setting, &made->periods, arena, &made->milestones) ||
        !regio_calendar_make(setting->regio, setting->question->region_day, &made->periods, arena,
                             &made->regio) ||
        !cells_make(made->periods.count, arena, &made->cells) ||
        !tally_make(made->periods.count, made->question->measures, &made->milestones, arena,
                    &made->total) ||
        !make_points(made))
        return STATUS_NO_MEMORY;
    if (made->only_counts)
        made->total.span = periods_all(&made->periods);
    *work = made;
    return STATUS_OK;
}

bool work_find_cell(struct figures_work *work, struct traits traits, uint32_t *cell) {
    struct place place;
    struct key key;
    traits_place(traits, &place);
    key_write(&key, work->question, &work->aanbieder->agb, &place);
    work->cell_known = cells_number(&work->cells, key_bytes(&key), &work->cell);
    work->out_of_memory |= !work->cell_known;
    *cell = work->cell;
    return !work->out_of_memory;
}

void *work_gather(struct figures_work *work, struct gathering *gathering, struct placed placed) {
    struct placed *added = gathering_add(gathering);
    if (added == NULL) {
        work->out_of_memory = true;
        return NULL;
    }
    *added = placed;
    if (work_has_cells(work))
        cells_mark(&work->cells, placed.cell, placed.span);
    return added;
}

size_t figures_cell_count(const struct figures_work *work) {
    return work->cells.count;
}

size_t figures_cut(struct figures_work *work, size_t most) {
    size_t cells = 0;
    uint32_t left = 0;
    while (left < work->point_count && work->cells.per_period[left] <= most - cells)
        cells += work->cells.per_period[left++];
    work->point_count = left;
    return left;
}
