/* Memory that is given out piecemeal and taken back as a whole: one per request
 * or per batch. It never exceeds its budget, so that what a peer sends cannot
 * grow us; a NULL from it is an ordinary, survivable answer. */
#ifndef WACHTPOST_MODEL_ARENA_H
#define WACHTPOST_MODEL_ARENA_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

struct arena;

/* NULL when even the first block cannot be had. */
struct arena *arena_new(size_t budget_bytes);
void arena_free(struct arena **arena);
/* Overwrites first all that was given out since the last reset: it may have held a BSN. */
void arena_free_wiped(struct arena **arena);

/* Forgets everything given out, keeps one block for reuse. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type, valid until reset or free. Size 0 gives a
 * non-NULL pointer. NULL: the budget or the machine is exhausted. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy in the arena; `at` is NULL when there is no room. */
struct bytes arena_copy(struct arena *arena, struct bytes bytes);

/* Bytes given out since the last reset. */
size_t arena_used(const struct arena *arena);

#endif
