/* Who takes new children, and who does not: a closed intake must not look like a short
 * queue (domain.md section 4). */
#ifndef WACHTPOST_DOMAIN_FIGURES_AANNAME_H
#define WACHTPOST_DOMAIN_FIGURES_AANNAME_H

#include "daemon/domain/figures_gather.h"
#include "daemon/domain/past.h"

struct figures_work;

/* For what is kept: one thing for each aanbieder, hulpvorm and period. */
struct gathering aanname_gathering(struct arena *arena);
/* Keeps what the aanbieder last added says at the end of a period in which it counts. */
void aanname_add(struct figures_work *work, const struct past *past, uint32_t period);
/* Hands each point its rows, sorted. False: no memory. */
bool aanname_write(struct figures_work *work);

#endif
