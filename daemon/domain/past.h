/* One aanbieder's past as it was known at some event: what figures are counted from.
 * Built from the rows of TABLE_HISTORY, of which the last recorded one that covers a
 * peilmoment says what was so then. Pure; all memory in an arena.
 *
 * The *states in force* are those at the applied peilmomenten (rules.md 8.1); an arrival
 * or a departure is a difference between two that follow each other. */
#ifndef WACHTPOST_DOMAIN_PAST_H
#define WACHTPOST_DOMAIN_PAST_H

#include "daemon/domain/pack.h"
#include "daemon/domain/traits.h"
#include "proto/model/taken.h"

/* A peilmoment that was applied, with the event that said the last word about it. */
struct peil {
    instant_t peilmoment;
    uint64_t event;
    bool inherited;         /* delivered under the code this one succeeded */
    const uint8_t *aanname; /* of HULPVORM_COUNT: enum aanname, as that snapshot said */
};

/* What was said of one wait by coordinators, in order. */
struct taking {
    uint64_t event;
    instant_t recorded_at;
    uint64_t wait;
    enum taken_state state;
    enum obstacle obstacle;
    struct bytes who;
};

/* Stands for a place id; the same for the same id only. */
struct place_key {
    uint8_t bytes[16];
};

/* A wait that was open, with the same fields all the while. Sorted by place id, then
 * `from`. It is so on the days day_of_instant(from) .. day_of_instant(until) - 1. */
struct spell {
    const struct place *place; /* NULL out of blocks without detail: then only */
    struct traits traits;      /* ... these are known, and neither key nor wait */
    const struct place_key *key;
    uint64_t wait;
    day_t start;
    instant_t from, until; /* until: INSTANT_MAX for until further notice */
    bool reinstated;       /* this wait had left before */
    size_t taking_count;
    const struct taking *takings; /* of this wait, as known */
};

/* Somebody came, or left. `place` as it was when last (or first) seen. */
struct flow {
    bool left;                 /* else: came */
    const struct place *place; /* NULL out of blocks without detail: then only */
    struct traits traits;      /* ... these are known, and neither key nor wait */
    const struct place_key *key;
    uint64_t wait;
    day_t start;
    instant_t shown_at;        /* the peilmoment that showed it */
    day_t shown;               /* its civil day */
    enum uitstroomreden reden; /* left */
    day_t datum;               /* left: the date of leaving; DAY_NONE when nobody said */
    /* left: no later leaving of this wait under this code, in whose last state it is not open
     * again. What happened under a successor, past_heed_successor tells. */
    bool last;
};

struct past {
    struct agb agb;
    bool expected;          /* in the configuration, as known */
    uint32_t interval_days; /* as known */
    /* The days on which this code has the places: a successor from its succession on, a
     * code that was succeeded until the day before. DAY_NONE: without that limit. */
    day_t first_day, last_day;
    uint64_t first_event, last_event; /* ... and which event said so, where there is one */
    size_t peil_count, spell_count, flow_count;
    const struct peil *peils; /* ascending by peilmoment, each once */
    const struct spell *spells;
    const struct flow *flows; /* in no order */
};

/* Who hears a past piece by piece instead of having it as a whole. First `days`, when anything
 * is told at all; a spell only after every peilmoment before its end. What is told lives until
 * the call returns, but for `aanname`, which the teller keeps. */
struct past_listener {
    void *context;
    void (*days)(void *context, day_t first_day, day_t last_day); /* as in struct past */
    void (*peil)(void *context, const struct peil *peil);         /* ascending */
    void (*spell)(void *context, const struct spell *spell);
    void (*flow)(void *context, const struct flow *flow);
};

/* Whether this code has the places on `day`. */
bool past_has_day(const struct past *past, day_t day);
/* The peilmoment in force at the end of `day`; NULL: none, or a day of another code. */
const struct peil *past_in_force(const struct past *past, day_t day);
/* What counting asks of a place, wherever it comes from. */
static inline struct traits spell_traits(const struct spell *spell) {
    return spell->place ? traits_of(spell->place) : spell->traits;
}
static inline struct traits flow_traits(const struct flow *flow) {
    return flow->place ? traits_of(flow->place) : flow->traits;
}
/* What was last said of a spell's wait at the end of `day`; NULL: nothing. */
const struct taking *spell_taking(const struct spell *spell, day_t day);
/* Under `later`, which succeeded the code of `past`, some who had left came back: they left not
 * for the last time. Both with keys and all flows; `later` with the spells of its last state.
 * Flows are made anew in `arena`. STATUS_NO_MEMORY only. */
enum status past_heed_successor(struct past *past, const struct past *later,
                                struct arena *arena) MUST_CHECK;

/* Of one place, or of the snapshots themselves; in the order of recording. */
struct past_rows {
    size_t count;
    const struct history_row *at;
};

/* In the order of the store: by place id (blind), then event, which stands in each. */
struct past_takings {
    size_t count;
    const struct taking *at;
    const struct place_key *keys; /* of the place each is about; only where there are several */
};

/* What of a past is asked for. */
struct past_range {
    day_t first, last;
    bool flows;     /* those shown on these days */
    bool all_flows; /* those of all days */
    bool joined; /* a wait that changed in nothing that is counted (block.h) is one spell still */
};

/* One aanbieder's past in the making, one place after the other. What stays of each is what
 * the range asks for, so that memory goes by that and not by how often places changed. */
struct past_builder;

/* What was known at `known_event`: later rows and takings are passed over. `of_snapshots`:
 * the rows that are about no place. Keeps `range`, copies all else it needs into `arena`.
 * STATUS_NO_MEMORY only. */
enum status past_builder_new(const struct past_range *range, uint64_t known_event,
                             const struct past_rows *of_snapshots, struct arena *arena,
                             struct past_builder **builder) MUST_CHECK;
/* All rows of one place and all that was said of it; places ascending by key. Nothing given
 * or made in `scratch` is needed afterwards. STATUS_NO_MEMORY only. */
enum status past_builder_add(struct past_builder *builder, const struct place_key *key,
                             const struct past_rows *rows, const struct past_takings *takings,
                             struct arena *scratch) MUST_CHECK;
/* Fills everything but agb, expected and interval_days; right for the range. */
void past_builder_finish(const struct past_builder *builder, struct past *past);

#endif
