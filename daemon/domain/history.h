/* What a change becomes in history. Pure. */
#ifndef WACHTPOST_DOMAIN_HISTORY_H
#define WACHTPOST_DOMAIN_HISTORY_H

#include "daemon/domain/apply.h"
#include "daemon/domain/pack.h"

/* The row of a change by `event`, true from `from` until before `until`. Its lists are in `arena`
 * or the change's own. STATUS_NO_MEMORY. */
enum status history_row_of(const struct change *change, uint64_t event, instant_t from,
                           instant_t until, struct arena *arena,
                           struct history_row *row) MUST_CHECK;

#endif
