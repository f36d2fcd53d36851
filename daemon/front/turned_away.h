/* What the front turned away by itself, and whose it was, until the engine is told: it is the
 * engine's to put on record. Strangers choose how much that is, so its size is fixed: of the
 * first sources since the engine was told each is counted by itself, of all others only how many
 * there were for each reason. */
#ifndef WACHTPOST_FRONT_TURNED_AWAY_H
#define WACHTPOST_FRONT_TURNED_AWAY_H

#include "daemon/front/link.h"

/* All zeros: nothing yet. */
struct turned_away {
    struct link_refused_counts counts, told; /* since the start; until the engine was told */
    size_t used;
    struct link_attempts of[LINK_MAX_ATTEMPTS];
};

/* `source` NULL: it is not known at all. */
void turned_away_note(struct turned_away *away, enum link_refused why,
                      const struct link_source *source);
/* An engine that knows nothing: it is told the counts, but of attempts only what nobody was told.
 */
void turned_away_begin(struct turned_away *away);
bool turned_away_is_told(const struct turned_away *away);
/* What is to be said; it points into `away`. */
struct link_message turned_away_message(const struct turned_away *away);
/* That message was said. */
void turned_away_tell(struct turned_away *away);

#endif
