#include "client/demo/chance.h"

#include <math.h>

static uint64_t splitmix(uint64_t *state) {
    uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

static uint64_t rotate(uint64_t bits, int by) {
    return (bits << by) | (bits >> (64 - by));
}

struct chance chance_from(uint64_t seed) {
    struct chance chance;
    for (size_t i = 0; i < 4; i++)
        chance.state[i] = splitmix(&seed);
    return chance;
}

uint64_t chance_bits(struct chance *chance) {
    uint64_t *s = chance->state;
    uint64_t bits = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return bits;
}

double chance_uniform(struct chance *chance) {
    return (double)(chance_bits(chance) >> 11) * 0x1p-53;
}

uint32_t chance_below(struct chance *chance, uint32_t limit) {
    return (uint32_t)(chance_uniform(chance) * limit);
}

bool chance_hits(struct chance *chance, double probability) {
    return chance_uniform(chance) < probability;
}

/* Box-Muller; the second of the pair is dropped, so that every call stands alone. */
double chance_normal(struct chance *chance) {
    double radius = sqrt(-2 * log(1 - chance_uniform(chance)));
    return radius * cos(2 * M_PI * chance_uniform(chance));
}

uint32_t chance_poisson(struct chance *chance, double mean) {
    double floor = exp(-mean), product = chance_uniform(chance);
    uint32_t count = 0;
    for (; product > floor; count++)
        product *= chance_uniform(chance);
    return count;
}

size_t chance_weighted(struct chance *chance, const double *weights, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    double mark = chance_uniform(chance) * sum;
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] <= 0)
            continue;
        last = i;
        mark -= weights[i];
        if (mark < 0)
            break;
    }
    return last;
}

void chance_fill(struct chance *chance, uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(chance_bits(chance) >> 56);
}
