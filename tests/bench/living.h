/* An aanbieder's wachtlijst that lives on from day to day: of its 100 places one leaves,
 * one comes and one changes every day, so that two in a hundred changed. Made by numbers
 * that only look random: the same at every run, so that a store can be kept and what is in
 * it is still known. */
#ifndef WACHTPOST_BENCH_LIVING_H
#define WACHTPOST_BENCH_LIVING_H

#include "proto/model/arena.h"
#include "proto/model/snapshot.h"

#define LIVING_PLACES 100
#define LIVING_ID_SIZE 10 /* eight characters, a check character and a NUL */

/* Who waits, and since when this is what is known of it. */
struct living_place {
    char id[LIVING_ID_SIZE];
    uint8_t pseudonym[PSEUDONYM_BYTES];
    struct raw_place place; /* but for its id and pseudonym; jeugdige_epoch 0: it has none */
    day_t since;
};

struct living {
    struct agb agb;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence, random, children;
    int32_t hulpvormen[3];                     /* what it offers */
    struct living_place places[LIVING_PLACES]; /* sorted by id */
    char left_id[LIVING_ID_SIZE];              /* who left last, */
    int32_t left_reason;                       /* why, */
    day_t left_on;                             /* and when */
    size_t left_count; /* 0: nobody, or somebody who vanished without a word */
};

/* The wachtlijst of aanbieder_agb(number) on its first day. */
void living_init(struct living *list, size_t number, day_t today);

/* Shows a version of a place that was so from `since` to the day before `until`. */
typedef void living_visit(void *context, const struct living *list,
                          const struct living_place *version, day_t until);

/* The next day has come; both versions that end with it are shown first. `visit` may be
 * NULL. A day may be lived twice: then more changed on it. */
void living_day(struct living *list, day_t today, living_visit *visit, void *context);

/* Its next snapshot's bytes, in the arena. */
struct bytes living_encode(struct living *list, instant_t peilmoment, struct arena *arena);

/* The day its clock started (rules.md 1.2). */
day_t living_start(const struct raw_place *place);

#endif
