/* Bodies like a wachtlijst's: nothing in one repeats itself, most of it stands in another. */
#ifndef WACHTPOST_TESTS_STORE_SIMILAR_H
#define WACHTPOST_TESTS_STORE_SIMILAR_H

#include <stddef.h>
#include <stdint.h>

static inline void fill_at_random(uint64_t seed, uint8_t *at, size_t size) {
    uint64_t dice = seed * 0x9e3779b97f4a7c15 + 1;
    for (size_t i = 0; i < size; i++) {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        at[i] = (uint8_t)(dice >> 32);
    }
}

/* The n-th of a row: one part in sixteen differs from every other of the row. */
static inline void fill_similar(uint64_t row, uint64_t n, uint8_t *at, size_t size) {
    const size_t part = size / 16;
    fill_at_random(row, at, size);
    fill_at_random(row + (n + 1) * 1000003, at + n % 16 * part, part);
}

#endif
