#include "proto/model/place.h"

#include "proto/model/text.h"

bool agb_parse(struct bytes text, struct agb *agb) {
    if (!text_is_digits(text, AGB_DIGITS))
        return false;
    memcpy(agb->text, text.at, AGB_DIGITS);
    agb->text[AGB_DIGITS] = '\0';
    return true;
}

day_t place_start(const struct place *place, enum clock *clock) {
    const struct {
        day_t day;
        enum clock clock;
    } candidates[] = {
        {place->oorspronkelijke_aanmelddatum, CLOCK_OORSPRONKELIJKE_AANMELDDATUM},
        {place->aanmelddatum, CLOCK_AANMELDDATUM},
        {place->verwijsdatum, CLOCK_VERWIJSDATUM},
        {place->toewijzingsdatum, CLOCK_TOEWIJZINGSDATUM},
    };
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        if (candidates[i].day != DAY_NONE) {
            *clock = candidates[i].clock;
            return candidates[i].day;
        }
    }
    *clock = CLOCK_NONE;
    return DAY_NONE;
}

static bool same_jeugdige(const struct place *a, const struct place *b) {
    if (a->has_pseudonym != b->has_pseudonym || a->pseudonym_epoch != b->pseudonym_epoch)
        return false;
    return !a->has_pseudonym || memcmp(a->pseudonym, b->pseudonym, PSEUDONYM_BYTES) == 0;
}

static bool same_help(const struct place *a, const struct place *b) {
    return strcmp(a->gemeente, b->gemeente) == 0 && a->hulpvorm == b->hulpvorm &&
           a->productcategorie == b->productcategorie && a->verwijzer == b->verwijzer &&
           a->maatregel == b->maatregel && strcmp(a->gi.text, b->gi.text) == 0 &&
           a->machtiging_uithuisplaatsing == b->machtiging_uithuisplaatsing &&
           a->urgentie == b->urgentie && a->overbrugging == b->overbrugging &&
           a->leeftijdsband == b->leeftijdsband && a->regie == b->regie &&
           a->eigen_wens == b->eigen_wens;
}

static bool same_days(const struct place *a, const struct place *b) {
    return a->maatregel_start == b->maatregel_start && a->urgentie_datum == b->urgentie_datum &&
           a->overbrugging_sinds == b->overbrugging_sinds &&
           a->laatst_geverifieerd == b->laatst_geverifieerd &&
           a->oorspronkelijke_aanmelddatum == b->oorspronkelijke_aanmelddatum &&
           a->aanmelddatum == b->aanmelddatum && a->verwijsdatum == b->verwijsdatum &&
           a->toewijzingsdatum == b->toewijzingsdatum && a->compleet_datum == b->compleet_datum &&
           a->intakedatum == b->intakedatum;
}

bool place_equal(const struct place *a, const struct place *b) {
    return bytes_equal(a->id, b->id) && same_jeugdige(a, b) && same_help(a, b) && same_days(a, b);
}

struct place place_without_dates(void) {
    return (struct place){.maatregel_start = DAY_NONE,
                          .urgentie_datum = DAY_NONE,
                          .overbrugging_sinds = DAY_NONE,
                          .laatst_geverifieerd = DAY_NONE,
                          .oorspronkelijke_aanmelddatum = DAY_NONE,
                          .aanmelddatum = DAY_NONE,
                          .verwijsdatum = DAY_NONE,
                          .toewijzingsdatum = DAY_NONE,
                          .compleet_datum = DAY_NONE,
                          .intakedatum = DAY_NONE};
}
