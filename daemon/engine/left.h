/* Places that left, in the store: what their rows of history say, and in TABLE_LEFT what was
 * told (daemon/domain/left.h). Functions return the store's status. */
#ifndef WACHTPOST_ENGINE_LEFT_H
#define WACHTPOST_ENGINE_LEFT_H

#include "daemon/engine/state.h"

/* In engine->work. STATUS_ABSENT: there is no such place, or it is open. */
enum status left_load(struct engine *engine, const struct agb *agb, struct bytes id,
                      struct known_place *known) MUST_CHECK;
/* It left, or its leaving is now another one; after its history was written. */
enum status left_save(struct engine *engine, const struct agb *agb,
                      const struct known_place *known) MUST_CHECK;
/* It is open again. */
enum status left_forget(struct engine *engine, const struct agb *agb, struct bytes id) MUST_CHECK;
/* Its history says otherwise now: a record of version 1, which would say what was, goes. What was
 * told stays. */
enum status left_renew(struct engine *engine, const struct agb *agb, struct bytes id) MUST_CHECK;

#endif
