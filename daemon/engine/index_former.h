/* What blocks said before they were made anew (daemon/domain/block_former.h): TABLE_FORMER.
 * Private to index*.c. */
#ifndef WACHTPOST_ENGINE_INDEX_FORMER_H
#define WACHTPOST_ENGINE_INDEX_FORMER_H

#include "daemon/domain/block_former.h"
#include "daemon/engine/index_keys.h"

/* That `after`, by this event, takes the place of `before`, when there is anything that the block
 * says no longer. Memory is taken from `arena`. */
enum status former_keep(struct engine *engine, const struct agb *agb, uint64_t event,
                        const struct block_record *before, const struct block_record *after,
                        struct arena *arena) MUST_CHECK;

/* *record, which is the block that is there, becomes the version that was known at `event`, up to
 * the first moment of a later one. Made in `arena`. */
enum status former_find(struct engine *engine, const struct agb *agb, uint64_t event,
                        struct arena *arena, struct block_record *record) MUST_CHECK;

#endif
