/* How many jeugdigen: one child may hold several places (rules.md 8.2). Pseudonyms become
 * small numbers, exactly; where one has none, the place counts as itself, so the count has
 * a lower and an upper bound. */
#ifndef WACHTPOST_DOMAIN_JEUGDIGEN_H
#define WACHTPOST_DOMAIN_JEUGDIGEN_H

#include "daemon/domain/figures_intern.h"
#include "daemon/domain/figures_stay.h"

struct jeugdigen {
    struct intern pseudonyms; /* with their epoch */
    struct intern epochs;
    struct gathering epoch_of; /* of uint32_t: by pseudonym, the number of its epoch */
    uint32_t last;             /* number of the last one asked, often asked again */
};

struct jeugdigen jeugdigen_of(struct arena *arena);
/* JEUGDIGE_UNKNOWN for a place without. False: no memory. */
bool jeugdigen_number(struct jeugdigen *jeugdigen, const struct place *place, uint32_t *number);

/* Who has places now, while a sweep goes by. */
struct jeugdigen_count;
/* For all that have a number by now. NULL: no memory. */
struct jeugdigen_count *jeugdigen_count_new(const struct jeugdigen *jeugdigen, struct arena *arena);
/* Fills the bounds of each period's figures (NULL: nowhere) from the counted stays of a
 * slice. */
void jeugdigen_write(struct jeugdigen_count *count, struct sweep *sweep, struct slice stays,
                     struct figures *const *figures);

#endif
