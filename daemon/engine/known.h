/* The store as it was known at an instant: up to which event, and under which
 * configuration. Reads only. */
#ifndef WACHTPOST_ENGINE_KNOWN_H
#define WACHTPOST_ENGINE_KNOWN_H

#include "daemon/domain/block.h"
#include "daemon/engine/rulebook.h"
#include "daemon/engine/some_places.h"

struct known {
    instant_t instant; /* asks for the same again */
    uint64_t event;    /* the last one at or before it */
    const struct rules_settings *rules;
    const struct rulebook *rulebook; /* they are in it */
    struct rulebook *own;            /* when they are not the present ones; nobody else holds it */
};

/* `as_known_at` 0: now, which is the last event's instant. The configuration is the one last
 * adopted then (before the first: the first). Close it in any case. */
enum status known_open(struct engine *engine, instant_t as_known_at,
                       struct known *known) MUST_CHECK;
void known_close(struct known *known);

/* The norm with this id; NULL: there is none. */
const struct norm *known_norm(const struct known *known, struct bytes id);

/* One aanbieder's past as known, right for a range of days; out of the index. With all flows and
 * detail it heeds its successors. Everything is in `arena`. STATUS_NO_MEMORY, or the store's
 * failure. */
enum status known_past(struct engine *engine, const struct known *known, const struct agb *agb,
                       const struct block_range *range, struct arena *arena,
                       struct past *past) MUST_CHECK;
/* Fills in `expected` and `interval_days` of a past whose agb and last day are known. */
enum status known_agreement(struct engine *engine, const struct known *known,
                            struct past *past) MUST_CHECK;
/* The same from the rows of its history, which takes memory by the range and not by the
 * history; without what the configuration says of it. */
enum status known_rows(struct engine *engine, const struct agb *agb, const struct past_range *range,
                       uint64_t event, struct arena *arena, struct past *past) MUST_CHECK;
/* The same of some places only, or of all when `some` is NULL. */
enum status known_rows_of(struct engine *engine, const struct agb *agb, struct some_places *some,
                          const struct past_range *range, uint64_t event, struct arena *arena,
                          struct past *past) MUST_CHECK;
/* What the index says of one wait that was open on `day`, with all fields of its place and its
 * whole key, which no block knows: from the rows of that place. STATUS_DAMAGED: they know
 * nothing of it; STATUS_BUSY: any more, in a newer snapshot than the index was read in. */
enum status known_spell(struct engine *engine, const struct known *known, const struct agb *agb,
                        const struct spell *indexed, day_t day, struct arena *arena,
                        struct spell *spell) MUST_CHECK;

#endif
