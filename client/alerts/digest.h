/* What was told lately, as the text of an e-mail: counts, and no child.
 *
 * An e-mail leaves the circle: it lies on servers of others, and is forwarded. So what leaves it
 * holds here (domain.md section 8): a count of 1 to 4 children is not shown, any other is rounded
 * to five, and there is one table and no total, so that nothing can be subtracted, also not the
 * e-mails of two readers from each other. No place, date, gemeente, hulpvorm or name of an
 * aanbieder; how many aanbieders fell silent or have a snapshot held says nothing about a child
 * and is exact. Who it is about stands in the worklist. */
#ifndef WACHTPOST_CLIENT_ALERTS_DIGEST_H
#define WACHTPOST_CLIENT_ALERTS_DIGEST_H

#include "proto/model/alert.h"

#include <stdio.h>

struct digest {
    const instant_t *now; /* the server's, known from its first reply on */
    bool first;           /* there was none before: of the last 24 hours only */
    bool virtual_clock;   /* nothing of it is real */
    uint32_t over, levels, near, left_helped, left_without, withdrawn;
    uint32_t silent, heard, held, settled;
};

void digest_count(struct digest *digest, const struct alert *alert);

/* An RFC 5322 message without From, To and Date: those are whoever's who sends it. Lines end in
 * LF, as sendmail wants them, and are shorter than 78 characters; ASCII only. */
void render_digest(FILE *out, const struct digest *digest);

#endif
