/* What a change becomes in history. Pure. */
#ifndef WACHTPOST_DOMAIN_HISTORY_H
#define WACHTPOST_DOMAIN_HISTORY_H

#include "daemon/domain/apply.h"
#include "daemon/domain/pack.h"

/* What history keeps of a place: nothing of what was told, and of the snapshot that opened a
 * wait its event, whose receipt has the rest. `kept` is another; its lists are in `arena`.
 * STATUS_NO_MEMORY. */
enum status history_place(const struct known_place *known, struct arena *arena,
                          struct known_place *kept) MUST_CHECK;

/* The row of a change by `event`, true from `from` until before `until`. Its lists are in `arena`
 * or the change's own. STATUS_NO_MEMORY. */
enum status history_row_of(const struct change *change, uint64_t event, instant_t from,
                           instant_t until, struct arena *arena,
                           struct history_row *row) MUST_CHECK;

#endif
