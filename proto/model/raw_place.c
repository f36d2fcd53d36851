#include "proto/model/snapshot.h"

struct raw_place raw_of_place(const struct place *place) {
    return (struct raw_place){
        .id = place->id,
        .gemeente = bytes_of_text(place->gemeente),
        .hulpvorm = (int32_t)place->hulpvorm,
        .productcategorie = place->productcategorie,
        .verwijzer = place->verwijzer,
        .maatregel = (int32_t)place->maatregel,
        .maatregel_start = day_to_number(place->maatregel_start),
        .gi = bytes_of_text(place->gi.text),
        .machtiging_uithuisplaatsing = place->machtiging_uithuisplaatsing,
        .urgentie = (int32_t)place->urgentie,
        .urgentie_datum = day_to_number(place->urgentie_datum),
        .overbrugging = (int32_t)place->overbrugging,
        .overbrugging_sinds = day_to_number(place->overbrugging_sinds),
        .leeftijdsband = (int32_t)place->leeftijdsband,
        .regie = (int32_t)place->regie,
        .eigen_wens = place->eigen_wens,
        .laatst_geverifieerd = day_to_number(place->laatst_geverifieerd),
        .oorspronkelijke_aanmelddatum = day_to_number(place->oorspronkelijke_aanmelddatum),
        .aanmelddatum = day_to_number(place->aanmelddatum),
        .verwijsdatum = day_to_number(place->verwijsdatum),
        .toewijzingsdatum = day_to_number(place->toewijzingsdatum),
        .compleet_datum = day_to_number(place->compleet_datum),
        .intakedatum = day_to_number(place->intakedatum),
    };
}
