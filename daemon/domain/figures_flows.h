/* Who came and left, and how long those who started had waited (FIGURES.md 4 and 5). */
#ifndef WACHTPOST_DOMAIN_FIGURES_FLOWS_H
#define WACHTPOST_DOMAIN_FIGURES_FLOWS_H

#include "daemon/domain/figures_sweep.h"
#include "daemon/domain/past.h"

struct figures_work;

/* Somebody came or left, in one period. */
struct flow_item {
    struct placed placed;
    bool left;
    enum uitstroomreden reden;
};

#define PHASE_UNKNOWN UINT32_MAX

/* Help began, in one period. */
struct realised_item {
    struct placed placed;
    bool has_waited; /* false: without the clock asked for */
    bool within;
    uint32_t waited;
    uint32_t phases[PHASE_COUNT]; /* days; PHASE_UNKNOWN */
};

/* Keeps what is asked of a flow of the aanbieder last added. */
void flows_add(struct figures_work *work, const struct flow *flow);
/* Into each period's figures (NULL: nowhere). */
void flows_write(struct slice flows, struct figures *const *figures);
/* `room`: for as many values as there are items. */
void realised_write(struct sweep *sweep, struct slice realised, uint32_t *room,
                    struct figures *const *figures);

#endif
