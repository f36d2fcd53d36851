/* Forgetting (domain.md section 8): what is too old goes, in an event RETAIN after the day on
 * which it became so; and what was kept of one place goes at once, in an event WIS. Both are
 * decided by what stands in the store and by nothing else, so that a journal that is folded
 * again forgets the same.
 *
 * What goes leaves no name behind: bodies (store.h), rows of history and what was said of a
 * place, what receipts and alerts say of it, and its name in the index. What stays are counts.
 * Functions return the store's status. */
#ifndef WACHTPOST_ENGINE_RETAIN_H
#define WACHTPOST_ENGINE_RETAIN_H

#include "daemon/domain/past.h"
#include "daemon/engine/state.h"

/* What goes on a day. Zeros, and DAY_NONE: nothing of that kind. */
struct retain_plan {
    day_t day;
    uint64_t bodies;     /* up to this event */
    uint64_t stripped;   /* receipts up to this event name no place any more */
    day_t settled_until; /* places of which the last was said before this day */
};

/* What is too old on the day that was evaluated last; an event of its own when there is any. */
enum status engine_retain(struct engine *engine) MUST_CHECK;

/* All that is kept of one place, under whichever code, in an event of its own; on a day that was
 * evaluated. *why: nothing was done, and why not, in Dutch; NULL: it is gone. In the index it is as
 * if it had never been, but in settled blocks, where it is counted without a name. */
enum status engine_erase_place(struct engine *engine, const struct agb *agb,
                               const struct place_key *key, const char **why) MUST_CHECK;
/* The same, out of the event's body. STATUS_DAMAGED: it cannot be done. */
enum status engine_erase_again(struct engine *engine, struct bytes body) MUST_CHECK;

#endif
