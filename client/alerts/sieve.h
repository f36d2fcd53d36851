/* Which alerts somebody wants to see: narrower than what the server lets them see. Pure. */
#ifndef WACHTPOST_CLIENT_ALERTS_SIEVE_H
#define WACHTPOST_CLIENT_ALERTS_SIEVE_H

#include "proto/model/alert.h"
#include "proto/model/question.h"

/* Within one dimension any match counts, across dimensions all must match, an absent one (0)
 * admits everything. */
struct sieve {
    uint32_t kinds;  /* bits (1 << enum alert_kind) */
    uint32_t levels; /* bits (1 << months) */
    struct filter filter;
};

/* An alert about an aanbieder has no hulpvorm, gemeente, maatregel, GI, urgentie or level, and
 * no sieve that asks for one admits it. A level is that of a NIVEAU or the one reached by an
 * OVERSCHRIJDING; INGETROKKEN and VAN_LIJST pass it, since whoever was told of the beginning
 * must hear of the end. */
bool sieve_admits(const struct sieve *sieve, const struct alert *alert);

#endif
