/* Only the total of places is asked, which needs no stays: spells are added up as they come. */
#ifndef WACHTPOST_DOMAIN_FIGURES_COUNT_H
#define WACHTPOST_DOMAIN_FIGURES_COUNT_H

#include "daemon/domain/block_roll.h"
#include "daemon/domain/figures_periods.h"

struct figures_work;
/* Of a spell of the aanbieder last added: D of FIGURES.md 3, and the periods at whose end it is
 * there. The same as stays_add where no stays are kept. */
void count_spell(struct figures_work *work, struct traits traits, day_t start, struct span span);
/* Each from its period `from` on, before its period `until`. */
void count_spells(struct figures_work *work, const struct roll_spell *spells, size_t spell_count);

#endif
