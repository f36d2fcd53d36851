#include "proto/model/question.h"

bool filter_admits_aanbieder(const struct filter *filter, const struct agb *agb) {
    for (size_t i = 0; i < filter->aanbieder_count; i++)
        if (strcmp(filter->aanbieders[i].text, agb->text) == 0)
            return true;
    return filter->aanbieder_count == 0;
}

static bool admits_gemeente(const struct filter *filter, const char *gemeente) {
    for (size_t i = 0; i < filter->gemeente_count; i++)
        if (bytes_equal(filter->gemeenten[i], bytes_of_text(gemeente)))
            return true;
    return filter->gemeente_count == 0;
}

static bool admits_gi(const struct filter *filter, const struct agb *gi) {
    for (size_t i = 0; i < filter->gi_count; i++)
        if (strcmp(filter->gis[i].text, gi->text) == 0)
            return true;
    return filter->gi_count == 0;
}

static bool admits_code(uint32_t bits, unsigned code) {
    return bits == 0 || (bits & (UINT32_C(1) << code));
}

bool filter_admits_place(const struct filter *filter, const struct place *place) {
    return admits_code(filter->hulpvormen, place->hulpvorm) &&
           admits_code(filter->maatregelen, place->maatregel) &&
           admits_code(filter->urgenties, place->urgentie) &&
           admits_gemeente(filter, place->gemeente) && admits_gi(filter, &place->gi);
}
