/* Only the total of places is asked, which needs no stays: spells are added up as they come. */
#ifndef WACHTPOST_DOMAIN_FIGURES_COUNT_H
#define WACHTPOST_DOMAIN_FIGURES_COUNT_H

#include "daemon/domain/figures_periods.h"
#include "daemon/domain/past.h"

struct figures_work;
/* A spell of the aanbieder last added; the same as stays_add where no stays are kept. */
void count_spell(struct figures_work *work, const struct spell *spell, struct span span);

#endif
