/* What the region buys together: a dated table of gemeenten and hulpvormen, for figures
 * only (domain.md section 9). Pure values. */
#ifndef WACHTPOST_DOMAIN_REGIO_H
#define WACHTPOST_DOMAIN_REGIO_H

#include "proto/model/bytes.h"
#include "proto/model/codes.h"

struct regio_rule {
    const char *name;
    size_t gemeente_count;
    const struct bytes *gemeenten; /* four digits each; none: every one of the region that day */
    uint32_t hulpvormen;           /* bits (1 << hulpvorm); 0: all */
    day_t from, until;             /* inclusive; DAY_NONE: without that limit */
};

struct regio {
    size_t count; /* 0: every gemeente of the region that day, every hulpvorm */
    const struct regio_rule *rules;
};

/* Some rule admits it. */
bool regio_holds(const struct regio *regio, const char *gemeente, enum hulpvorm hulpvorm,
                 day_t day);

#endif
