/* What a question about places and figures is limited to. Plain values; lists belong to
 * whoever made them. */
#ifndef WACHTPOST_MODEL_QUESTION_H
#define WACHTPOST_MODEL_QUESTION_H

#include "proto/model/place.h"

/* Within one dimension any match counts, across dimensions all must match, an absent
 * one (count or bits 0) matches everything. Bit 0 of a code list is onbekend. */
struct filter {
    size_t aanbieder_count, gemeente_count, gi_count;
    const struct agb *aanbieders;
    const struct bytes *gemeenten;               /* four digits each */
    const struct agb *gis;                       /* empty text: GI onbekend */
    uint32_t hulpvormen, maatregelen, urgenties; /* bits (1 << code) */
};

bool filter_admits_aanbieder(const struct filter *filter, const struct agb *agb);
/* Every dimension but the aanbieder. */
bool filter_admits_place(const struct filter *filter, const struct place *place);

/* "hulpvormen=KDC,CRISIS gemeenten=0518", for the record; "" when nothing is limited, cut off
 * with "..." when there is more than fits. Returns `text`. */
const char *filter_text(const struct filter *filter, char *text, size_t size);

#endif
