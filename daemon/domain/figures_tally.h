/* Numbers of places by period, kept as differences: a stay is added at its first period and
 * taken off after its last, so that it costs the same however long it lasts. */
#ifndef WACHTPOST_DOMAIN_FIGURES_TALLY_H
#define WACHTPOST_DOMAIN_FIGURES_TALLY_H

#include "daemon/domain/figures_norm.h"
#include "daemon/domain/figures_stay.h"

/* Where each number stands in a row of them. A stay counts once as waiting, and once as
 * beyond, under all its readings together but WAITING_ALL, which everybody has. */
enum {
    TALLY_READINGS = 1 << (WAITING_COUNT - 1),
    TALLY_WAITING = 0,
    TALLY_BEYOND = TALLY_WAITING + TALLY_READINGS,
    TALLY_BANDS = TALLY_BEYOND + TALLY_READINGS,
    TALLY_TAKEN = TALLY_BANDS + BAND_COUNT,
    TALLY_OBSTACLES = TALLY_TAKEN + TAKEN_STATE_COUNT,
    TALLY_WITHOUT_CLOCK = TALLY_OBSTACLES + OBSTACLE_COUNT,
    TALLY_COUNT
};

struct tally {
    uint32_t measures; /* asked; nothing else is counted */
    struct milestone_table *milestones;
    struct span span; /* all that was added lies here */
    uint32_t (*changes)[TALLY_COUNT];
};

/* False: no memory. */
bool tally_make(uint32_t period_count, uint32_t measures, struct milestone_table *milestones,
                struct arena *arena, struct tally *tally);
void tally_add(struct tally *tally, const struct stay *stay);
/* That a stay which was added as not beyond is so in this part of it. */
void tally_add_beyond(struct tally *tally, const struct stay *stay, struct span span);
/* Writes into each period's figures (NULL: nowhere) and is empty again. */
void tally_write(struct tally *tally, struct figures *const *figures);

#endif
