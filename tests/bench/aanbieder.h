/* An aanbieder of 100 wachtplekken whose pushes are made and signed beforehand. All
 * started so lately that nothing threatens during a run, unless told otherwise. */
#ifndef WACHTPOST_BENCH_AANBIEDER_H
#define WACHTPOST_BENCH_AANBIEDER_H

#include "proto/model/arena.h"
#include "tests/bench/peer.h"

#define PLACES 100
#define CHANGED_PLACES 2

struct aanbieder {
    struct agb agb;
    struct peer *peer; /* who delivers for it */
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    size_t next_change;
    char ids[PLACES][16];
    uint8_t pseudonyms[PLACES][PSEUDONYM_BYTES];
    struct raw_place places[PLACES];
};

/* The AGB-code of the bench's n-th aanbieder. */
struct agb aanbieder_agb(size_t number);

void aanbieder_init(struct aanbieder *aanbieder, size_t number, struct peer *peer, day_t today);
/* Changes two places, each time the next ones. */
void aanbieder_change(struct aanbieder *aanbieder);
void aanbieder_set_start(struct aanbieder *aanbieder, size_t place, day_t start);

/* The next PUSH, as the places are now; its body is in the arena. */
void aanbieder_prepare(struct aanbieder *aanbieder, instant_t peilmoment, struct arena *arena,
                       struct prepared *push);

#endif
