/* What somebody asks, narrowed to what that person may see. Pure. */
#ifndef WACHTPOST_DOMAIN_NARROW_H
#define WACHTPOST_DOMAIN_NARROW_H

#include "daemon/domain/participant.h"
#include "proto/model/arena.h"
#include "proto/model/question.h"

/* `filter` and the scope together, in place; lists in the arena. *nothing: no place can
 * match both. STATUS_NO_MEMORY only. */
enum status narrow_to_scope(struct filter *filter, const struct scope *scope, struct arena *arena,
                            bool *nothing) MUST_CHECK;
/* `filter` and a participant's own AGB-codes. */
enum status narrow_to_own(struct filter *filter, const struct participant *participant,
                          struct arena *arena, bool *nothing) MUST_CHECK;

#endif
