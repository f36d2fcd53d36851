/* Some of an aanbieder's places, so that what is asked about a few of them need not read
 * the history of all: it has years of places that left long ago. */
#ifndef WACHTPOST_ENGINE_SOME_PLACES_H
#define WACHTPOST_ENGINE_SOME_PLACES_H

#include "daemon/domain/block.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/state.h"
#include "proto/model/list.h"

/* By the first BLOCK_NAME_BYTES of their keys, which is what blocks know of them. */
struct some_places {
    struct list keys; /* struct place_key */
};

struct some_places some_places_in(struct arena *arena);
void some_places_add(struct some_places *some, const struct place_key *key);
/* Those that were on the list at some time from `first` to `last`, as known now, and perhaps
 * more; out of the index, which must be right and, for an aanbieder that delivered, there. Works
 * in `arena`. */
enum status some_places_add_days(struct some_places *some, struct engine *engine,
                                 const struct agb *agb, day_t first, day_t last,
                                 struct arena *arena) MUST_CHECK;

/* As rows_walk: the rows of the aanbieder itself, then those of these places, ascending. Puts
 * the keys in order. STATUS_NO_MEMORY also when one was lost. */
enum status some_places_walk(struct some_places *some, struct store_txn *txn, const struct agb *agb,
                             struct arena *arena, rows_visit *visit, void *context) MUST_CHECK;

#endif
