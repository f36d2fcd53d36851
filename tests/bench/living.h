/* An aanbieder's wachtlijst that lives on from day to day: of its 100 places one leaves,
 * one comes and one changes every day, so that two in a hundred changed. One snapshot in a
 * hundred is held up and arrives 2 to 14 days late. Made by numbers that only look random:
 * the same at every run, so that a store can be kept and what is in it is still known. */
#ifndef WACHTPOST_BENCH_LIVING_H
#define WACHTPOST_BENCH_LIVING_H

#include "proto/model/arena.h"
#include "proto/model/snapshot.h"

#define LIVING_PLACES 100
#define LIVING_ID_SIZE 10 /* eight characters, a check character and a NUL */

/* A version of a place: since when it was so, and since when that was known. */
struct living_place {
    char id[LIVING_ID_SIZE];
    uint8_t pseudonym[PSEUDONYM_BYTES];
    struct raw_place place; /* but for its id and pseudonym; jeugdige_epoch 0: it has none */
    day_t since, recorded;
    day_t untouched_until; /* nothing happens to it up to this day */
};

struct living_leaving {
    char id[LIVING_ID_SIZE];
    int32_t reason;
    day_t on;
};

/* What one snapshot says. */
struct living_state {
    struct living_place places[LIVING_PLACES]; /* sorted by id */
    size_t left_count;                         /* since the snapshot before, those with a word */
    struct living_leaving left[2];             /* sorted by id */
};

struct living {
    struct agb agb;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence, random, children;
    int32_t hulpvormen[3]; /* what it offers */
    day_t last;            /* by then everything has been delivered */
    struct living_state now;
    day_t late_day, late_until; /* whose snapshot is held up until when; DAY_NONE: none is */
    struct living_state late;
};

/* The wachtlijst of aanbieder_agb(number) on its first day. */
void living_init(struct living *list, size_t number, day_t first, day_t last);

/* Shows a version of a place: so from `since` to the day before `until` (DAY_NONE: until
 * further notice), as known from `recorded` to the day before `superseded` (the same). */
typedef void living_visit(void *context, const struct living *list,
                          const struct living_place *version, day_t until, day_t superseded);

/* The next day has come; every version that is now complete is shown. `visit` may be NULL. A
 * day may be lived twice: then more changed on it. */
void living_day(struct living *list, day_t today, living_visit *visit, void *context);
/* Those that are so until further notice. */
void living_rest(const struct living *list, living_visit *visit, void *context);

/* Whether today's snapshot is held up, and whether one that was arrives today, after
 * today's own. */
bool living_is_late(const struct living *list, day_t today);
bool living_late_arrives(const struct living *list, day_t today);

/* Its next snapshot's bytes, in the arena: of this state at this peilmoment. */
struct bytes living_encode(struct living *list, const struct living_state *state,
                           instant_t peilmoment, struct arena *arena);

/* The day its clock started (rules.md 1.2). */
day_t living_start(const struct raw_place *place);

#endif
