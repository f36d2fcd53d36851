#include "daemon/domain/figures_sweep.h"

struct slice *slices_by_cell(const struct gathering *items, size_t cell_count,
                             struct arena *arena) {
    struct slice *slices = arena_array(arena, cell_count, sizeof *slices);
    uint32_t *order = arena_array(arena, items->count, sizeof *order);
    size_t first = 0;
    if (slices == NULL || order == NULL)
        return NULL;
    for (size_t i = 0; i < items->count; i++)
        slices[((const struct placed *)gathering_at(items, i))->cell].count++;
    for (size_t i = 0; i < cell_count; i++) {
        slices[i].items = items;
        slices[i].order = order;
        slices[i].first = first;
        first += slices[i].count;
        slices[i].count = 0;
    }
    for (size_t i = 0; i < items->count; i++) {
        struct slice *slice = &slices[((const struct placed *)gathering_at(items, i))->cell];
        order[slice->first + slice->count++] = (uint32_t)i;
    }
    return slices;
}

/* Two more than one begin for each period and its end: see count_begins. */
static bool make_by_period(uint32_t period_count, size_t most, struct arena *arena,
                           struct by_period *by) {
    by->begins = arena_array(arena, (size_t)period_count + 3, sizeof *by->begins);
    by->positions = arena_array(arena, most, sizeof *by->positions);
    return by->begins && by->positions;
}

bool sweep_make(uint32_t period_count, size_t most, struct arena *arena, struct sweep *sweep) {
    *sweep = (struct sweep){0};
    return make_by_period(period_count, most, arena, &sweep->arriving) &&
           make_by_period(period_count, most, arena, &sweep->departing);
}

static struct span span_of(const struct slice *slice) {
    struct span all = {UINT32_MAX, 0};
    for (size_t i = 0; i < slice->count; i++) {
        struct span span = ((const struct placed *)slice_at(slice, i))->span;
        if (span.begin < all.begin)
            all.begin = span.begin;
        if (span.end > all.end)
            all.end = span.end;
    }
    return slice->count ? all : (struct span){0, 0};
}

/* Counted two places on, then added up, begins[k + 1] says where period k begins; handing
 * out positions moves it to where k ends, which is where k + 1 begins. */
static void add_up(struct by_period *by, struct span span) {
    for (uint32_t k = span.begin; k <= span.end; k++)
        by->begins[k + 2] += by->begins[k + 1];
}

static void clear(struct by_period *by, struct span span) {
    memset(by->begins + span.begin, 0, (span.end - span.begin + 3) * sizeof *by->begins);
}

void sweep_begin(struct sweep *sweep, struct slice slice) {
    struct by_period *arriving = &sweep->arriving, *departing = &sweep->departing;
    sweep->slice = slice;
    sweep->span = span_of(&slice);
    clear(arriving, sweep->span);
    clear(departing, sweep->span);
    for (size_t i = 0; i < slice.count; i++) {
        const struct placed *placed = slice_at(&slice, i);
        arriving->begins[placed->span.begin + 2]++;
        departing->begins[placed->span.end + 2]++;
    }
    add_up(arriving, sweep->span);
    add_up(departing, sweep->span);
    for (uint32_t i = 0; i < slice.count; i++) {
        const struct placed *placed = slice_at(&slice, i);
        arriving->positions[arriving->begins[placed->span.begin + 1]++] = i;
        departing->positions[departing->begins[placed->span.end + 1]++] = i;
    }
}
