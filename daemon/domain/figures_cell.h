/* The cells of a question: which there are, and in which periods something is in them. */
#ifndef WACHTPOST_DOMAIN_FIGURES_CELL_H
#define WACHTPOST_DOMAIN_FIGURES_CELL_H

#include "daemon/domain/figures_intern.h"
#include "daemon/domain/figures_periods.h"

struct cells {
    struct intern keys;
    struct gathering present; /* of bool *, by number: one for each period */
    uint32_t period_count;
    uint32_t *per_period; /* how many cells each period has */
    size_t count;         /* over all periods */
};

/* False: no memory. */
bool cells_make(uint32_t period_count, struct arena *arena, struct cells *cells);
/* The number of the cell with this key. */
bool cells_number(struct cells *cells, struct bytes key, uint32_t *number);
/* Something is in it during these periods. */
void cells_mark(struct cells *cells, uint32_t number, struct span span);

static inline const bool *cells_present(const struct cells *cells, uint32_t number) {
    return *(bool *const *)gathering_at(&cells->present, number);
}

/* The numbers of all cells, by key. False: no memory. */
bool cells_sorted(const struct cells *cells, uint32_t **numbers);

#endif
