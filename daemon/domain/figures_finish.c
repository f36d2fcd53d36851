#include "daemon/domain/figures_days.h"
#include "daemon/domain/figures_work.h"

/* What was gathered for a cell, or for the total. */
struct slices {
    struct slice stays, flows, realised, lives;
};

/* What counting needs, used for one cell after the other. */
struct tools {
    struct sweep sweep;
    struct tally tally;
    struct jeugdigen_count *jeugdigen; /* NULL: not asked */
    struct waiting_days *waiting;      /* NULL: not asked, or nobody to ask about */
    struct life_table *lives;          /* NULL: not asked */
    uint32_t *room;
    struct figures **figures; /* by period: those of the cell; NULL: not there, or cut off */
};

/* ---- tools */

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static bool make_waiting(struct figures_work *work, struct tools *tools) {
    day_t first = INT32_MAX, last = DAY_NONE;
    for (size_t i = 0; i < work->stays.count; i++) {
        const struct stay *stay = gathering_at(&work->stays, i);
        if (!stay->counted || stay->start == DAY_NONE || stay->ahead)
            continue;
        first = stay->start < first ? stay->start : first;
        last = stay->start > last ? stay->start : last;
    }
    if (last == DAY_NONE) /* at most some whose start day lies ahead */
        first = last = 0;
    tools->waiting = waiting_days_new(first, last, work->arena);
    return tools->waiting != NULL;
}

static bool make_counters(struct figures_work *work, struct tools *tools) {
    if (work_asks(work, MEASURE_JEUGDIGEN)) {
        tools->jeugdigen = jeugdigen_count_new(&work->jeugdigen, work->arena);
        if (tools->jeugdigen == NULL)
            return false;
    }
    if (work_asks(work, MEASURE_SURVIVAL)) {
        tools->lives = lives_table(work);
        if (tools->lives == NULL)
            return false;
    }
    return !work_asks(work, MEASURE_DAYS) || make_waiting(work, tools);
}

static bool make_tools(struct figures_work *work, struct tools *tools) {
    size_t most = larger(larger(work->stays.count, work->flows.count),
                         larger(work->realised.count, work->lives.count));
    uint32_t period_count = work->periods.count;
    *tools =
        (struct tools){.room = arena_array(work->arena, most, sizeof(uint32_t)),
                       .figures = arena_array(work->arena, period_count, sizeof(struct figures *))};
    return tools->room && tools->figures &&
           sweep_make(period_count, most, work->arena, &tools->sweep) &&
           tally_make(period_count, work->question->measures, &work->milestones, work->arena,
                      &tools->tally) &&
           make_counters(work, tools);
}

/* ---- one cell, or the total */

/* How many stays from `first` on are of one aanbieder; they came one aanbieder after the
 * other. */
static size_t count_same(const struct slice *stays, size_t first) {
    uint32_t aanbieder = ((const struct stay *)slice_at(stays, first))->aanbieder;
    size_t end = first + 1;
    while (end < stays->count &&
           ((const struct stay *)slice_at(stays, end))->aanbieder == aanbieder)
        end++;
    return end - first;
}

static void write_shares(struct figures_work *work, struct tools *tools, struct slice stays) {
    for (size_t i = 0, count; i < stays.count; i += count) {
        count = count_same(&stays, i);
        share_write(tools->waiting, &tools->sweep, slice_part(&stays, i, count), &work->periods,
                    tools->figures);
    }
}

static void write_counts(struct figures_work *work, struct tools *tools,
                         const struct slices *slices) {
    flows_write(slices->flows, tools->figures);
    realised_write(&tools->sweep, slices->realised, tools->room, tools->figures);
    if (tools->jeugdigen)
        jeugdigen_write(tools->jeugdigen, &tools->sweep, slices->stays, tools->figures);
    if (tools->waiting) {
        days_write(tools->waiting, &tools->sweep, slices->stays, &work->periods, tools->figures);
        write_shares(work, tools, slices->stays);
    }
    if (tools->lives)
        lives_write(tools->lives, work, &tools->sweep, slices->lives, tools->room, tools->figures);
}

static void write_total(struct figures_work *work, struct tools *tools) {
    const struct slices all = {slice_all(&work->stays), slice_all(&work->flows),
                               slice_all(&work->realised), slice_all(&work->lives)};
    for (uint32_t i = 0; i < work->point_count; i++) {
        work->points[i].total.coverage = work->coverage[i];
        tools->figures[i] = &work->points[i].total;
    }
    tally_write(&work->total, tools->figures);
    write_counts(work, tools, &all);
}

/* ---- cells */

/* One aanbieder with places in the cell, dropped or not. */
static void cover(struct figures_work *work, struct tools *tools, struct slice stays) {
    const struct stay *first = slice_at(&stays, 0);
    const struct attendance *attendance = gathering_at(&work->aanbieders, first->aanbieder);
    struct span all = first->placed.span;
    for (size_t i = 0; i < stays.count; i++) {
        struct span span = ((const struct stay *)slice_at(&stays, i))->placed.span;
        memset(work->present + span.begin, true, span.end - span.begin);
        all.begin = span.begin < all.begin ? span.begin : all.begin;
        all.end = span.end > all.end ? span.end : all.end;
    }
    for (uint32_t k = all.begin; k < all.end; k++) {
        struct figures *figures = tools->figures[k];
        if (work->present[k] && figures) {
            figures->coverage.expected++;
            coverage_count(&figures->coverage, attendance, k, work->periods.at[k].on);
        }
        work->present[k] = false;
    }
}

static void write_cell(struct figures_work *work, struct tools *tools,
                       const struct slices *slices) {
    for (size_t i = 0, count; i < slices->stays.count; i += count) {
        count = count_same(&slices->stays, i);
        cover(work, tools, slice_part(&slices->stays, i, count));
    }
    for (size_t i = 0; i < slices->stays.count; i++) {
        const struct stay *stay = slice_at(&slices->stays, i);
        if (stay->counted)
            tally_add(&tools->tally, stay);
    }
    tally_add_all(&work->total, &tools->tally);
    tally_write(&tools->tally, tools->figures);
    write_counts(work, tools, slices);
}

/* Rows of cells, one for each period, that are filled in the order of the keys. */
static struct figure_cell **make_rows(struct figures_work *work) {
    struct figure_cell **rows =
        arena_array(work->arena, work->periods.count, sizeof(struct figure_cell *));
    for (uint32_t i = 0; rows && i < work->point_count; i++) {
        rows[i] = arena_array(work->arena, work->cells.per_period[i], sizeof *rows[i]);
        if (rows[i] == NULL)
            return NULL;
        work->points[i].cells = rows[i];
    }
    return rows;
}

/* Its place in the row of each period in which something is in it. */
static void place_cell(struct figures_work *work, struct tools *tools, uint32_t number,
                       struct figure_cell **rows) {
    const bool *present = cells_present(&work->cells, number);
    struct bytes texts[DIMENSION_COUNT] = {{NULL, 0}};
    key_read(intern_name(&work->cells.keys, number), work->question->by_count, texts);
    for (uint32_t i = 0; i < work->periods.count; i++) {
        tools->figures[i] = NULL;
        if (!present[i] || i >= work->point_count)
            continue;
        struct figure_cell *cell = &rows[i][work->points[i].cell_count++];
        memcpy(cell->key, texts, sizeof cell->key);
        cell->figures.coverage.oldest = DAY_NONE;
        tools->figures[i] = &cell->figures;
    }
}

static bool write_cells(struct figures_work *work, struct tools *tools) {
    size_t count = intern_count(&work->cells.keys);
    const struct slice *stays = slices_by_cell(&work->stays, count, work->arena);
    const struct slice *flows = slices_by_cell(&work->flows, count, work->arena);
    const struct slice *realised = slices_by_cell(&work->realised, count, work->arena);
    const struct slice *lives = slices_by_cell(&work->lives, count, work->arena);
    struct figure_cell **rows = make_rows(work);
    uint32_t *numbers;
    if (!stays || !flows || !realised || !lives || !rows || !cells_sorted(&work->cells, &numbers))
        return false;
    memset(work->present, false, work->periods.count);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = numbers[i];
        const struct slices of_cell = {stays[number], flows[number], realised[number],
                                       lives[number]};
        place_cell(work, tools, number, rows);
        write_cell(work, tools, &of_cell);
    }
    return true;
}

enum status figures_finish(struct figures_work *work, struct figure_point **points) {
    struct tools tools;
    if (work->out_of_memory || !make_tools(work, &tools))
        return STATUS_NO_MEMORY;
    if (work_has_cells(work) && !write_cells(work, &tools))
        return STATUS_NO_MEMORY;
    write_total(work, &tools);
    if (!aanname_write(work))
        return STATUS_NO_MEMORY;
    *points = work->points;
    return STATUS_OK;
}
