#include "tests/domain/roll_keep.h"

struct roll_keeper roll_keeper_of(struct arena *arena) {
    return (struct roll_keeper){past_keeper_of(arena), LIST_OF(arena, struct roll_moment)};
}

static void pass_over_days(void *context, day_t first_day, day_t last_day) {
    (void)context, (void)first_day, (void)last_day;
}

static const struct roll_moment *moment_at(const struct roll_keeper *keeper, size_t number) {
    ENSURE(number < keeper->moments.count);
    return (const struct roll_moment *)keeper->moments.items + number;
}

/* By how many there were before it. */
static uint32_t keep_moment(void *context, const struct roll_moment *moment) {
    struct roll_keeper *keeper = context;
    const size_t number = keeper->moments.count;
    const struct past_listener listener = past_keeper_listener(&keeper->keeper);
    const struct peil peil = {.peilmoment = moment->at, .inherited = moment->inherited};
    struct roll_moment *kept = list_add(&keeper->moments);
    ENSURE(kept != NULL && number < ROLL_ON);
    *kept = *moment;
    if (moment->applied)
        listener.peil(listener.context, &peil);
    return (uint32_t)number;
}

static void keep(struct roll_keeper *keeper, const struct roll_spell *known, instant_t until) {
    const struct past_listener listener = past_keeper_listener(&keeper->keeper);
    const struct spell spell = {.traits = roll_traits(&known->who),
                                .start = known->who.start,
                                .from = moment_at(keeper, known->from)->at,
                                .until = until,
                                .reinstated = known->who.reinstated};
    listener.spell(listener.context, &spell);
}

static void keep_spells(void *context, const struct roll_spell *spells, size_t count) {
    struct roll_keeper *keeper = context;
    for (size_t i = 0; i < count; i++)
        keep(keeper, &spells[i], moment_at(keeper, spells[i].until)->at);
}

static void keep_staying(void *context, const struct roll_spell *spells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ENSURE(spells[i].until == ROLL_ON);
        keep(context, &spells[i], INSTANT_MAX);
    }
}

struct roll_listener roll_keeper_listener(struct roll_keeper *keeper) {
    return (struct roll_listener){keeper, pass_over_days, keep_moment, keep_spells, keep_staying};
}
