/* What coordinators said of places. */
#ifndef WACHTPOST_ENGINE_TAKINGS_H
#define WACHTPOST_ENGINE_TAKINGS_H

#include "daemon/domain/past.h"
#include "daemon/engine/state.h"
#include "proto/model/taken.h"

struct alerts_reply;

/* Of one place id, in order, of every wait. Lists and names are in `arena`. */
enum status takings_of(struct engine *engine, const struct agb *agb, struct bytes id,
                       struct arena *arena, const struct taking **takings,
                       size_t *count) MUST_CHECK;
/* Whether anything was ever said of an aanbieder's places: nearly always it was not. */
enum status takings_any(struct engine *engine, struct bytes agb, bool *any) MUST_CHECK;
/* Fills in who has the places that the reply's alerts are about; `agbs` names the aanbieder of
 * each alert. Lists are in engine->work. */
enum status takings_with_alerts(struct engine *engine, const struct agb *agbs,
                                struct alerts_reply *reply) MUST_CHECK;
/* As it travels; NULL: nobody. */
struct taken taken_of(const struct taking *taking);

#endif
