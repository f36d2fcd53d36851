/* Bodies of late, by their event, so that what the next one is packed against need not be
 * unpacked first. Of bounded size: what was not asked for longest goes first. Nothing is
 * lost with what is not here: the journal has it. */
#ifndef WACHTPOST_ENGINE_CONTENTS_H
#define WACHTPOST_ENGINE_CONTENTS_H

#include "store/store.h"

struct contents;

/* At most so many bytes of bodies. NULL: no memory. */
struct contents *contents_new(size_t max_bytes);
void contents_free(struct contents **contents); /* accepts NULL */

/* A copy of it, in place of what was kept of this event; nothing when it is larger than
 * all that may be kept, or there is no memory. */
void contents_keep(struct contents *contents, uint64_t event, struct bytes body);
/* False: it is not here. The body stays until something else is kept or dropped. */
bool contents_find(struct contents *contents, uint64_t event, struct bytes *body);
/* The same, for store_journal_read_knowing. */
struct known_bodies contents_known(struct contents *contents);
void contents_drop(struct contents *contents, uint64_t event);
void contents_drop_all(struct contents *contents);

/* How many bytes of bodies are here. */
size_t contents_bytes(const struct contents *contents);

#endif
