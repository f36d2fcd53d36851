/* A past that is made up, moment by moment, and its blocks. */
#ifndef WACHTPOST_TESTS_BLOCK_STORY_H
#define WACHTPOST_TESTS_BLOCK_STORY_H

#include "daemon/domain/block.h"

enum { PLACES = 12, MOMENTS = 80, MOST = PLACES * MOMENTS };

/* Everybody is there or is not, moment after moment. */
struct story {
    struct arena *arena;
    uint64_t seed;
    instant_t at, step;
    bool there[PLACES];
    struct spell now[PLACES];
    struct place_key keys[PLACES];
    struct peil peils[MOMENTS];
    struct spell spells[MOST];
    struct flow flows[2 * MOST];
    struct past past;
    struct block_record record; /* made moment by moment */
    struct block_turn turns[2 * PLACES];
    size_t turn_count;
};

/* The whole of it, and its blocks. */
struct story *story_lived(uint64_t seed, struct block_record **records, size_t *count);
void story_free(struct story *story);

/* 0 .. limit - 1. */
uint32_t story_below(struct story *story, uint32_t limit);
struct block_entry story_entry(const struct spell *spell);
/* Who is there at its end. */
void story_open(const struct story *story, struct block_entry *open, size_t *count);

struct past story_read(const struct block_record *records, size_t count,
                       const struct block_range *range, struct arena *arena);
/* `seam`: the first block that is not settled. */
struct past story_read_across(const struct block_record *records, size_t count, day_t seam,
                              const struct block_range *range, struct arena *arena);

#endif
