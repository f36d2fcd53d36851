#include "daemon/domain/figures_flows.h"

#include "daemon/domain/figures_days.h"
#include "daemon/domain/figures_work.h"

static uint32_t phase_days(day_t begin, day_t end) {
    if (begin == DAY_NONE || end == DAY_NONE || end < begin)
        return PHASE_UNKNOWN;
    return (uint32_t)(end - begin);
}

static void fill_phases(const struct place *place, day_t left_on, uint32_t phases[PHASE_COUNT]) {
    phases[PHASE_VERWIJZING] = phase_days(place->verwijsdatum, place->aanmelddatum);
    phases[PHASE_AANMELDING] = phase_days(place->aanmelddatum, place->compleet_datum);
    phases[PHASE_TOEWIJZING] = phase_days(place->compleet_datum, place->toewijzingsdatum);
    phases[PHASE_INTAKE] = phase_days(place->toewijzingsdatum, place->intakedatum);
    phases[PHASE_START] = phase_days(place->intakedatum, left_on);
}

static bool has_phases(const uint32_t phases[PHASE_COUNT]) {
    bool any = false;
    for (size_t i = 0; i < PHASE_COUNT; i++)
        any |= phases[i] != PHASE_UNKNOWN;
    return any;
}

/* Without the clock asked for it counts for its phases; without those in nothing. */
static void add_realised(struct figures_work *work, const struct flow *flow, struct placed placed) {
    day_t start = clock_day(flow->place, flow->start, work->question->clock);
    uint32_t phases[PHASE_COUNT];
    fill_phases(flow->place, flow->datum, phases);
    if (start == DAY_NONE && !has_phases(phases))
        return;
    struct realised_item *item = work_gather(work, &work->realised, placed);
    if (item == NULL)
        return;
    memcpy(item->phases, phases, sizeof item->phases);
    if (start == DAY_NONE)
        return;
    item->has_waited = true;
    item->waited = flow->datum > start ? (uint32_t)(flow->datum - start) : 0;
    item->within = flow->datum < norm_crossing(norm_asked_on(work->setting, flow->datum), start);
}

static void add_flow(struct figures_work *work, const struct flow *flow, struct placed placed) {
    struct flow_item *item = work_gather(work, &work->flows, placed);
    if (item) {
        item->left = flow->left;
        item->reden = flow->reden;
    }
}

/* Of the flows of all days, the last leaving of a wait whose help began on a known date. */
static bool is_realised(const struct flow *flow) {
    return flow->left && flow->last && flow->reden == GESTART && flow->datum != DAY_NONE;
}

void flows_add(struct figures_work *work, const struct flow *flow) {
    uint32_t none = work->periods.count, shown = none, realised = none;
    struct placed placed = {0};
    struct traits traits;
    if (work_asks(work, MEASURE_FLOWS))
        shown = periods_holding(&work->periods, flow->shown);
    if (work_asks(work, MEASURE_REALISED) && is_realised(flow))
        realised = periods_holding(&work->periods, flow->datum);
    if ((shown == none && realised == none) || !work_admits(work, traits = flow_traits(flow)) ||
        !regio_calendar_holds(&work->regio, traits, flow->shown) ||
        !work_cell(work, traits, &placed.cell))
        return;
    placed.span = (struct span){shown, shown + 1};
    if (shown != none)
        add_flow(work, flow, placed);
    placed.span = (struct span){realised, realised + 1};
    if (realised != none)
        add_realised(work, flow, placed);
}

void flows_write(struct slice flows, struct figures *const *figures) {
    for (size_t i = 0; i < flows.count; i++) {
        const struct flow_item *item = slice_at(&flows, i);
        struct figures *at = figures[item->placed.span.begin];
        if (at == NULL)
            continue;
        if (item->left)
            at->left[item->reden]++;
        else
            at->inflow++;
    }
}

static void count_phases(const struct realised_item *item, struct figures *figures) {
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        if (item->phases[i] == PHASE_UNKNOWN)
            continue;
        figures->phases[i].count++;
        figures->phases[i].sum += item->phases[i];
    }
}

void realised_write(struct sweep *sweep, struct slice realised, uint32_t *room,
                    struct figures *const *figures) {
    sweep_begin(sweep, realised);
    for (uint32_t k = sweep->span.begin; k < sweep->span.end; k++) {
        struct positions started = sweep_arriving(sweep, k);
        size_t count = 0;
        if (figures[k] == NULL)
            continue;
        for (size_t i = 0; i < started.count; i++) {
            const struct realised_item *item = slice_at(&realised, started.at[i]);
            count_phases(item, figures[k]);
            if (item->has_waited)
                room[count++] = item->waited;
            figures[k]->realised_within += item->within;
        }
        if (started.count > 0)
            figures[k]->realised = days_of_values(room, count);
    }
}
