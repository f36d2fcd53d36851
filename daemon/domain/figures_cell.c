#include "daemon/domain/figures_cell.h"

#include <stdlib.h>

bool cells_make(uint32_t period_count, struct arena *arena, struct cells *cells) {
    *cells = (struct cells){.keys = intern_of(arena),
                            .present = gathering_of(arena, sizeof(bool *)),
                            .period_count = period_count,
                            .per_period = arena_array(arena, period_count, sizeof(uint32_t))};
    return cells->per_period != NULL;
}

bool cells_number(struct cells *cells, struct bytes key, uint32_t *number) {
    if (!intern_number(&cells->keys, key, number))
        return false;
    if (*number < cells->present.count)
        return true;
    bool *present = arena_array(cells->keys.names.arena, cells->period_count, sizeof *present);
    bool **at = present ? gathering_add(&cells->present) : NULL;
    if (at)
        *at = present;
    return at != NULL;
}

void cells_mark(struct cells *cells, uint32_t number, struct span span) {
    bool *present = *(bool **)gathering_at(&cells->present, number);
    for (uint32_t i = span.begin; i < span.end; i++) {
        if (present[i])
            continue;
        present[i] = true;
        cells->per_period[i]++;
        cells->count++;
    }
}

struct named {
    struct bytes key;
    uint32_t number;
};

static int compare_keys(const void *a, const void *b) {
    return bytes_compare(((const struct named *)a)->key, ((const struct named *)b)->key);
}

bool cells_sorted(const struct cells *cells, uint32_t **numbers) {
    size_t count = intern_count(&cells->keys);
    struct arena *arena = cells->keys.names.arena;
    struct named *named = arena_array(arena, count, sizeof *named);
    uint32_t *sorted = arena_array(arena, count, sizeof *sorted);
    if (named == NULL || sorted == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        named[i] = (struct named){intern_name(&cells->keys, i), i};
    if (count > 1)
        qsort(named, count, sizeof *named, compare_keys);
    for (size_t i = 0; i < count; i++)
        sorted[i] = named[i].number;
    *numbers = sorted;
    return true;
}
