/* Lots that fall the same way for the same seed: xoshiro256** filled by splitmix64.
 * For a demonstration only; nothing secret comes from here but the demo's own keys. */
#ifndef WACHTPOST_DEMO_CHANCE_H
#define WACHTPOST_DEMO_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state[4];
};

struct chance chance_from(uint64_t seed);

uint64_t chance_bits(struct chance *chance);
double chance_uniform(struct chance *chance);                 /* [0, 1) */
uint32_t chance_below(struct chance *chance, uint32_t limit); /* [0, limit), limit > 0 */
bool chance_hits(struct chance *chance, double probability);
double chance_normal(struct chance *chance);                 /* mean 0, standard deviation 1 */
uint32_t chance_poisson(struct chance *chance, double mean); /* mean at most 200 */
/* An index, in proportion to its weight; the weights are not all zero. */
size_t chance_weighted(struct chance *chance, const double *weights, size_t count);
void chance_fill(struct chance *chance, uint8_t *bytes, size_t size);

#endif
