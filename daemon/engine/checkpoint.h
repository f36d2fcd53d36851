/* What the store held after an event, in a hash that the journal keeps: since bodies are forgotten,
 * the journal cannot be folded from its beginning any more, but from a backup it can. Whoever makes
 * a backup reads all of it again anyhow; he hashes what it holds, and an event says so. So what
 * a fold begins with is held against the journal, and so is what it comes to at every other backup
 * on its way. The daemon itself never goes over all of its store for this. */
#ifndef WACHTPOST_ENGINE_CHECKPOINT_H
#define WACHTPOST_ENGINE_CHECKPOINT_H

#include "store/store.h"

#define CHECKPOINT_HASH_BYTES 32

struct checkpoint {
    uint64_t event; /* the last one of what was hashed */
    uint8_t hash[CHECKPOINT_HASH_BYTES];
};

/* Of everything that the canonical dump shows (dump.h), as this transaction sees it. */
enum status checkpoint_take(struct store_txn *txn, struct checkpoint *checkpoint) MUST_CHECK;
/* The same of a backup's file, or of a store beside its daemon; `complaint` names what is wrong.
 * STATUS_BUSY: it had an older format, and no daemon has filled it in to its end. */
enum status checkpoint_of(const struct store_options *options, struct checkpoint *checkpoint,
                          struct complaint *complaint) MUST_CHECK;
bool checkpoint_equal(const struct checkpoint *a, const struct checkpoint *b);

/* The body of an event CHECKPOINT. STATUS_DAMAGED: it is none. */
enum status checkpoint_unpack(struct bytes body, struct arena *arena,
                              struct checkpoint *checkpoint) MUST_CHECK;
/* Appends such an event, a microsecond after the last one: it decides nothing, so nobody need know
 * what time it is. STATUS_BAD_INPUT: it tells of an event that there is not. */
enum status checkpoint_append(struct store_txn *txn, const struct checkpoint *checkpoint,
                              struct arena *arena) MUST_CHECK;
/* The same in the engine's batch. */
struct engine;
enum status engine_checkpoint(struct engine *engine,
                              const struct checkpoint *checkpoint) MUST_CHECK;
/* The same in a transaction of its own, durable when STATUS_OK, in a store that no daemon has. */
enum status checkpoint_record(struct store *store, const struct checkpoint *checkpoint) MUST_CHECK;

#endif
