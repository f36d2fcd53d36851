/* Which deliveries name a place, as far as they are still kept. */
#ifndef WACHTPOST_ENGINE_SOME_BODIES_H
#define WACHTPOST_ENGINE_SOME_BODIES_H

#include "daemon/engine/rows.h"
#include "daemon/engine/state.h"
#include "proto/model/list.h"

/* Adds the event (uint64_t) of each of this aanbieder's kept deliveries in which the place stands,
 * on a line that was refused too, to `events`, ascending. Works in engine->scratch. */
enum status bodies_with_place(struct engine *engine, const struct agb *agb,
                              const struct place_key *key, struct list *events) MUST_CHECK;
/* The first and the last of them; zeros: there is none. */
enum status bodies_naming(struct engine *engine, const struct agb *agb, const struct place_key *key,
                          struct arena *arena, uint64_t *first, uint64_t *last) MUST_CHECK;

#endif
