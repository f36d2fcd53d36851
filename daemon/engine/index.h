/* The index: every aanbieder's past as it is known now, in blocks (daemon/domain/block.h).
 *
 * Always true: in every committed state the index of an aanbieder is what its history
 * gives when it is read from the beginning, byte for byte. An ordinary snapshot adds a
 * moment to the last block; whatever reaches further back makes the index anew. */
#ifndef WACHTPOST_ENGINE_INDEX_H
#define WACHTPOST_ENGINE_INDEX_H

#include "daemon/domain/block.h"
#include "daemon/engine/state.h"

/* A snapshot that was applied, after its history was written. */
struct index_news {
    const struct agb *agb;
    const struct snapshot *snapshot;
    const struct applied *applied;
    struct known_places before; /* the open places it found */
    bool late;
};
enum status index_note_snapshot(struct engine *engine, const struct index_news *news) MUST_CHECK;

/* From its history, which something other than a snapshot changed. */
enum status index_rebuild(struct engine *engine, const struct agb *agb) MUST_CHECK;
/* The same with so much memory: in parts, of a block at least. STATUS_NO_MEMORY when not even
 * one fits. */
enum status index_rebuild_within(struct engine *engine, const struct agb *agb,
                                 size_t memory_bytes) MUST_CHECK;
/* index_fill.c: of those that have a history and no index: a store of format 1. Batches of its
 * own. */
enum status index_fill(struct engine *engine) MUST_CHECK;

/* Whether the index still says what was known at `event`: nothing became known of this
 * aanbieder since. */
enum status index_is_as_known(struct engine *engine, const struct agb *agb, uint64_t event,
                              bool *is) MUST_CHECK;
/* What block_reader_finish gives, for this range. */
enum status index_past(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, struct arena *arena,
                       struct past *past) MUST_CHECK;
/* The same, told; `arena` for as long as that takes. */
enum status index_tell(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, struct arena *arena,
                       const struct past_listener *listener) MUST_CHECK;

#endif
