/* The index: every aanbieder's past in blocks (daemon/domain/block.h), as it is known now
 * and as it was known at every event before.
 *
 * Always true: in every committed state the index of an aanbieder is what its history
 * gives when it is read from the beginning, byte for byte. An ordinary snapshot adds a
 * moment to the last block; whatever reaches further back makes the index anew, and keeps
 * of each block that it changes what that said before. So it is for every event before:
 * what the index tells as known then is what the rows up to then give. */
#ifndef WACHTPOST_ENGINE_INDEX_H
#define WACHTPOST_ENGINE_INDEX_H

#include "daemon/domain/block_roll.h"
#include "daemon/engine/state.h"

/* A snapshot that was applied, after its history was written. */
struct index_news {
    const struct agb *agb;
    uint64_t event;
    const struct snapshot *snapshot;
    const struct applied *applied;
    struct known_places before; /* the open places it found */
    bool late;
};
enum status index_note_snapshot(struct engine *engine, const struct index_news *news) MUST_CHECK;

/* From the history of the places that a snapshot concerns, which may have changed what was said
 * before: from the first block on that can say anything else. */
enum status index_rebuild_after(struct engine *engine, const struct index_news *news) MUST_CHECK;
/* From its history, which the last event of the journal changed. */
enum status index_rebuild(struct engine *engine, const struct agb *agb) MUST_CHECK;
/* From its history up to `event`, which changed it, with so much memory: in parts, of a block
 * at least. STATUS_NO_MEMORY when not even one fits. */
enum status index_rebuild_at(struct engine *engine, const struct agb *agb, uint64_t event,
                             size_t memory_bytes) MUST_CHECK;
/* What index_rebuild takes: what comes of all rows of one aanbieder; a longer history is taken
 * in parts. */
#define INDEX_MEMORY_BYTES ((size_t)256 << 20)
/* index_fill.c: of those that have a history and no index: a store of format 1. Batches of its
 * own. */
enum status index_fill(struct engine *engine) MUST_CHECK;
/* index_fill.c: whether there is none to fill. Also in a transaction that reads. */
enum status index_is_filled(struct engine *engine, bool *filled) MUST_CHECK;

/* index_fill.c: throws away what is not settled and makes it from history, as if there had always
 * been no more than that says: after rows were taken away. Part of a batch. */
enum status index_remake(struct engine *engine, const struct agb *agb) MUST_CHECK;

/* What block_reader_finish gives for this range, as it was known at `event`; UINT64_MAX: now. */
enum status index_past(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, uint64_t event, struct arena *arena,
                       struct past *past) MUST_CHECK;
/* The same, told one way or the other: to `many` where rolls say all of it, which is the
 * present without detail and flows. `arena` for as long as that takes. */
enum status index_tell(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, uint64_t event, struct arena *arena,
                       const struct block_listener *listener) MUST_CHECK;

/* Makes the rolls of this aanbieder that the reader does not keep yet, as long as there is room. */
enum status index_prepare(struct engine *engine, const struct agb *agb) MUST_CHECK;

#endif
