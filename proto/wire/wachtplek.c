#include "proto/wire/wachtplek.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Wachtplek PlaceMessage;

/* ---- as a snapshot brings it */

PlaceMessage *wachtplek_from_raw(struct conversion *c, const struct raw_place *from) {
    PlaceMessage *to = convert_message(c, &wachtpost__v1__wachtplek__descriptor);
    if (to == NULL)
        return NULL;
    to->id = convert_data(from->id);
    to->jeugdige = convert_data(from->jeugdige);
    to->jeugdige_epoch = from->jeugdige_epoch;
    to->gemeente = convert_text(c, from->gemeente);
    to->hulpvorm = (Wachtpost__V1__Hulpvorm)from->hulpvorm;
    to->productcategorie = from->productcategorie;
    to->verwijzer = from->verwijzer;
    to->maatregel = (Wachtpost__V1__Maatregel)from->maatregel;
    to->maatregel_start = from->maatregel_start;
    to->gi = convert_text(c, from->gi);
    to->machtiging_uithuisplaatsing = from->machtiging_uithuisplaatsing;
    to->urgentie = (Wachtpost__V1__Urgentie)from->urgentie;
    to->urgentie_datum = from->urgentie_datum;
    to->overbrugging = (Wachtpost__V1__Overbrugging)from->overbrugging;
    to->overbrugging_sinds = from->overbrugging_sinds;
    to->leeftijdsband = (Wachtpost__V1__Leeftijdsband)from->leeftijdsband;
    to->regie = (Wachtpost__V1__Regie)from->regie;
    to->eigen_wens = from->eigen_wens;
    to->laatst_geverifieerd = from->laatst_geverifieerd;
    to->oorspronkelijke_aanmelddatum = from->oorspronkelijke_aanmelddatum;
    to->aanmelddatum = from->aanmelddatum;
    to->verwijsdatum = from->verwijsdatum;
    to->toewijzingsdatum = from->toewijzingsdatum;
    to->compleet_datum = from->compleet_datum;
    to->intakedatum = from->intakedatum;
    return to;
}

void wachtplek_to_raw(const PlaceMessage *from, struct raw_place *place) {
    *place = (struct raw_place){
        .id = convert_bytes(from->id),
        .jeugdige = convert_bytes(from->jeugdige),
        .jeugdige_epoch = from->jeugdige_epoch,
        .gemeente = bytes_of_text(from->gemeente),
        .hulpvorm = (int32_t)from->hulpvorm,
        .productcategorie = from->productcategorie,
        .verwijzer = from->verwijzer,
        .maatregel = (int32_t)from->maatregel,
        .maatregel_start = from->maatregel_start,
        .gi = bytes_of_text(from->gi),
        .machtiging_uithuisplaatsing = from->machtiging_uithuisplaatsing,
        .urgentie = (int32_t)from->urgentie,
        .urgentie_datum = from->urgentie_datum,
        .overbrugging = (int32_t)from->overbrugging,
        .overbrugging_sinds = from->overbrugging_sinds,
        .leeftijdsband = (int32_t)from->leeftijdsband,
        .regie = (int32_t)from->regie,
        .eigen_wens = from->eigen_wens,
        .laatst_geverifieerd = from->laatst_geverifieerd,
        .oorspronkelijke_aanmelddatum = from->oorspronkelijke_aanmelddatum,
        .aanmelddatum = from->aanmelddatum,
        .verwijsdatum = from->verwijsdatum,
        .toewijzingsdatum = from->toewijzingsdatum,
        .compleet_datum = from->compleet_datum,
        .intakedatum = from->intakedatum,
    };
}

/* ---- as the daemon tells of it */

PlaceMessage *wachtplek_from_place(struct conversion *c, const struct place *place) {
    struct raw_place raw = raw_of_place(place);
    return wachtplek_from_raw(c, &raw);
}

static void read_codes(struct conversion *c, const PlaceMessage *from, struct place *to) {
    to->hulpvorm = (enum hulpvorm)convert_code(c, (int)from->hulpvorm, HULPVORM_COUNT);
    to->maatregel = (enum maatregel)convert_code(c, (int)from->maatregel, MAATREGEL_COUNT);
    to->urgentie = (enum urgentie)convert_code(c, (int)from->urgentie, URGENTIE_COUNT);
    to->overbrugging =
        (enum overbrugging)convert_code(c, (int)from->overbrugging, OVERBRUGGING_COUNT);
    to->leeftijdsband =
        (enum leeftijdsband)convert_code(c, (int)from->leeftijdsband, LEEFTIJDSBAND_COUNT);
    to->regie = (enum regie)convert_code(c, (int)from->regie, REGIE_COUNT);
    if (!productcategorie_known(from->productcategorie) || !verwijzer_known(from->verwijzer))
        convert_fail(c, STATUS_MALFORMED);
    to->productcategorie = from->productcategorie;
    to->verwijzer = from->verwijzer;
}

static void read_dates(struct conversion *c, const PlaceMessage *from, struct place *to) {
    to->maatregel_start = convert_day(c, from->maatregel_start);
    to->urgentie_datum = convert_day(c, from->urgentie_datum);
    to->overbrugging_sinds = convert_day(c, from->overbrugging_sinds);
    to->laatst_geverifieerd = convert_day(c, from->laatst_geverifieerd);
    to->oorspronkelijke_aanmelddatum = convert_day(c, from->oorspronkelijke_aanmelddatum);
    to->aanmelddatum = convert_day(c, from->aanmelddatum);
    to->verwijsdatum = convert_day(c, from->verwijsdatum);
    to->toewijzingsdatum = convert_day(c, from->toewijzingsdatum);
    to->compleet_datum = convert_day(c, from->compleet_datum);
    to->intakedatum = convert_day(c, from->intakedatum);
}

void wachtplek_to_place(struct conversion *c, const PlaceMessage *from, struct place *to) {
    *to = (struct place){0};
    if (from == NULL || from->jeugdige.len > 0 || from->jeugdige_epoch > 0) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    to->id = convert_bytes(from->id);
    convert_gemeente(c, from->gemeente, to->gemeente);
    convert_agb(c, from->gi, &to->gi);
    to->machtiging_uithuisplaatsing = from->machtiging_uithuisplaatsing;
    to->eigen_wens = from->eigen_wens;
    read_codes(c, from, to);
    read_dates(c, from, to);
}
