/* Half a year of a house in which everything happens that an event can say. */
#ifndef WACHTPOST_TESTS_ENGINE_LIFE_H
#define WACHTPOST_TESTS_ENGINE_LIFE_H

#include "tests/engine/house.h"

/* De Maan's key changes on the way: to the seed that begins with this, all else zeros. */
#define LIFE_LAST_SEED_OF_MAAN 77

/* From building the house to its last day; it is open. Late, held, confirmed, discarded,
 * replaced and rejected snapshots, a second epoch, what came, left, was completed, came back,
 * passed and never was, silence, days caught up, takings, duiding, publications, another norm,
 * other keys, a succession, and reads on record. */
void life_of_a_house(struct house *house);

#endif
