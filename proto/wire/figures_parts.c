#include "proto/wire/figures_parts.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Days DaysMessage;
typedef Wachtpost__V1__Coverage CoverageMessage;

DaysMessage *days_to_message(struct conversion *c, const struct days *from) {
    DaysMessage *to = convert_message(c, &wachtpost__v1__days__descriptor);
    if (to == NULL)
        return NULL;
    to->count = from->count;
    to->sum = from->sum;
    to->median = from->median;
    to->p80 = from->p80;
    to->p92 = from->p92;
    to->longest = from->longest;
    return to;
}

void days_from_message(const DaysMessage *from, struct days *to) {
    *to = (struct days){0};
    if (from)
        *to = (struct days){from->count, from->sum, from->median,
                            from->p80,   from->p92, from->longest};
}

CoverageMessage *coverage_to_message(struct conversion *c, const struct coverage *from) {
    CoverageMessage *to = convert_message(c, &wachtpost__v1__coverage__descriptor);
    if (to == NULL)
        return NULL;
    to->expected = from->expected;
    to->fresh = from->fresh;
    to->stale = from->stale;
    to->dropped = from->dropped;
    to->oldest = day_to_number(from->oldest);
    to->deliveries = from->deliveries;
    return to;
}

void coverage_from_message(struct conversion *c, const CoverageMessage *from, struct coverage *to) {
    *to = (struct coverage){.oldest = DAY_NONE};
    if (from == NULL)
        return;
    to->expected = from->expected;
    to->fresh = from->fresh;
    to->stale = from->stale;
    to->dropped = from->dropped;
    to->oldest = convert_day(c, from->oldest);
    to->deliveries = from->deliveries;
}
