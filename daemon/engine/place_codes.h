/* The codes under which an aanbieder's places stand: one that succeeded others has theirs. */
#ifndef WACHTPOST_ENGINE_PLACE_CODES_H
#define WACHTPOST_ENGINE_PLACE_CODES_H

#include "daemon/engine/state.h"

struct place_codes {
    struct agb now; /* that has the places */
    size_t count;
    const struct agb *at; /* `now` among them */
};
/* Of any code there is, whichever of them it is; in `arena`. STATUS_ABSENT: it was never enrolled.
 */
enum status place_codes_of(struct engine *engine, const struct agb *agb, struct arena *arena,
                           struct place_codes *codes) MUST_CHECK;

#endif
