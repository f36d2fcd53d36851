/* The bell: tells whoever listens that there is something to fetch, and every ten
 * seconds that it still works. Never what: PUB can neither authorise nor be audited. */
#ifndef WACHTPOST_FRONT_BELL_H
#define WACHTPOST_FRONT_BELL_H

#include "daemon/front/connections.h"

/* A listener that does not keep up misses it, and fetches by the clock. */
void bell_ring_news(void *bell);
void bell_ring_alive(void *bell);
/* Who subscribes: remembered, so that it can be cut; cut at once when not admitted. */
void bell_note_listeners(void *bell, size_t door, struct connections *connections,
                         const struct admission *admission);

#endif
