/* The machine's clock before it may decide anything, and what an operator releases
 * (daemon/domain/hold.h). While it is held no day is evaluated, and what would be an event of a
 * wrong day waits; what only reads goes on. An event there must be all the same (a key that is
 * taken out) follows right after the last one, as if time stood still. */
#ifndef WACHTPOST_ENGINE_HOLD_H
#define WACHTPOST_ENGINE_HOLD_H

#include "daemon/engine/inside.h"

/* In a batch. Reads the clock into engine->now, and notes as an event what came of it. */
enum status engine_watch_clock(struct engine *engine) MUST_CHECK;

/* In a batch. From now on the clock is trusted as it stands, by this user's word. */
enum status engine_release_clock(struct engine *engine, uint32_t uid, struct bytes who) MUST_CHECK;

/* Such an event of a journal again. STATUS_DAMAGED: its body is none. */
enum status engine_fold_clock(struct engine *engine, enum event_kind kind,
                              struct bytes body) MUST_CHECK;

/* Outside a batch: whether somebody set the clock and that is not noted yet. */
bool engine_clock_was_set(const struct engine *engine);

/* What the machine says now. */
struct clock_reading engine_read_clock(const struct engine *engine);

#endif
