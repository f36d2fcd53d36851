/* Two aanbieders that live through anything: snapshots on time, late, of the same moment,
 * held and confirmed; places that come, change, leave, pass, come back, never were; leavings
 * completed later; places taken by a coordinator; silence for months. */
#ifndef WACHTPOST_TESTS_ENGINE_RANDOM_HOUSE_H
#define WACHTPOST_TESTS_ENGINE_RANDOM_HOUSE_H

#include "tests/engine/house.h"

enum { RANDOM_IDS = 24 };

struct random_place {
    bool open, seen;
    struct raw_place raw, before; /* before the newest moment */
};

struct random_list {
    enum who who;
    const char *agb;
    uint64_t sequence;
    instant_t newest, before; /* peilmomenten of the last two applied */
    struct receipt held;      /* of the last one that was held */
    struct random_place places[RANDOM_IDS];
};

struct random_house {
    struct house house;
    uint64_t seed;
    struct random_list lists[2];
    unsigned generation;
    size_t outcomes[ANSWER_COUNT], late_count; /* what became of the snapshots */
};

void random_house_build(struct random_house *random, uint64_t seed);
/* Time passes, and one of them pushes, or a place is taken. */
void random_house_step(struct random_house *random);
/* De Maan's list goes on under a code of its own: "06010715". */
#define RANDOM_HEIR_AGB "06010715"
void random_house_succeed(struct random_house *random);

/* From now on it is about other children: those who waited so far leave without a word. */
void random_house_grow_up(struct random_house *random);

uint32_t random_below(struct random_house *random, uint32_t limit);

#endif
