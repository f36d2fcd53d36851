/* Bodies that were read lately, for whoever reads all of them in order: what one hangs on was
 * mostly read not long before, and then its own prefixes need not be unpacked again. */
#ifndef WACHTPOST_STORE_KEPT_H
#define WACHTPOST_STORE_KEPT_H

#include "store/store.h"

struct kept;

/* NULL: no memory. */
struct kept *kept_new(void);
void kept_free(struct kept **kept); /* accepts NULL */
/* A copy of the body of an event, which was held against its header. Without memory, or when it
 * is large, it is not kept. */
void kept_put(struct kept *kept, uint64_t number, struct bytes body);
/* For store_journal_read_knowing; as long as `kept` is there. */
struct known_bodies kept_bodies(struct kept *kept);

#endif
