#include "daemon/domain/figures_aanname.h"

#include <stdlib.h>

#include "daemon/domain/figures_work.h"

struct aanname_item {
    uint32_t period;
    struct aanname_row row;
};

struct gathering aanname_gathering(struct arena *arena) {
    return gathering_of(arena, sizeof(struct aanname_item));
}

static bool is_asked(const struct figures_work *work, unsigned hulpvorm) {
    uint32_t bits = work->question->filter.hulpvormen;
    return bits == 0 || (bits & (UINT32_C(1) << hulpvorm));
}

void aanname_add(struct figures_work *work, const struct past *past, uint32_t period) {
    const struct peil *peil = past_in_force(past, work->periods.at[period].on);
    for (unsigned i = 1; peil && peil->aanname && i < HULPVORM_COUNT; i++) {
        if (peil->aanname[i] == AANNAME_ONBEKEND || !is_asked(work, i))
            continue;
        struct aanname_item *item = gathering_add(&work->aanname);
        if (item == NULL) {
            work->out_of_memory = true;
            return;
        }
        *item = (struct aanname_item){period,
                                      {.agb = past->agb,
                                       .hulpvorm = (enum hulpvorm)i,
                                       .status = (enum aanname)peil->aanname[i],
                                       .peilmoment = peil->peilmoment}};
    }
}

static int compare_items(const void *a, const void *b) {
    const struct aanname_item *left = *(const struct aanname_item *const *)a;
    const struct aanname_item *right = *(const struct aanname_item *const *)b;
    if (left->period != right->period)
        return left->period < right->period ? -1 : 1;
    int order = strcmp(left->row.agb.text, right->row.agb.text);
    return order ? order : (int)left->row.hulpvorm - (int)right->row.hulpvorm;
}

bool aanname_write(struct figures_work *work) {
    size_t count = work->aanname.count;
    const struct aanname_item **items = arena_array(work->arena, count, sizeof *items);
    struct aanname_row *rows = arena_array(work->arena, count, sizeof *rows);
    if (items == NULL || rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        items[i] = gathering_at(&work->aanname, i);
    if (count > 1)
        qsort(items, count, sizeof(const struct aanname_item *), compare_items);
    for (size_t i = 0; i < count; i++) {
        struct figure_point *point = &work->points[items[i]->period];
        rows[i] = items[i]->row;
        if (point->aanname_count++ == 0)
            point->aanname = &rows[i];
    }
    return true;
}
