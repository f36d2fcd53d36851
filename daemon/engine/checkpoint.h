/* What the store held at an event, in a hash that the journal keeps: since bodies are forgotten,
 * the journal cannot be folded from its beginning any more, but from a backup that gives a
 * checkpoint's hash it can, and every checkpoint on the way is held against what was folded. */
#ifndef WACHTPOST_ENGINE_CHECKPOINT_H
#define WACHTPOST_ENGINE_CHECKPOINT_H

#include "daemon/engine/inside.h"

struct checkpoint {
    uint64_t event; /* the last one before it */
    uint8_t hash[HASH_BYTES];
};

/* Part of a batch: of everything that the canonical dump shows (dump.h), now. */
enum status checkpoint_take(struct engine *engine, struct checkpoint *checkpoint) MUST_CHECK;
/* An event with it, when bodies were forgotten and the last one is a month ago. */
enum status engine_checkpoint(struct engine *engine) MUST_CHECK;
/* Out of an event's body: the same again. *same is false when the store is another now; then
 * nothing was written. STATUS_DAMAGED: it is none. */
enum status engine_checkpoint_again(struct engine *engine, struct bytes body,
                                    bool *same) MUST_CHECK;

#endif
