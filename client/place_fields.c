#include "client/place_fields.h"

/* The layout's columns without the pseudonym's two and the outflow line's two. */
enum { COLUMN_JEUGDIGE = 1, PSEUDONYM_COLUMNS = 2, PLACE_COLUMNS = COLUMN_UITSTROOMREDEN };

static size_t column_of(size_t field) {
    return field < COLUMN_JEUGDIGE ? field : field + PSEUDONYM_COLUMNS;
}

size_t place_field_count(void) {
    return PLACE_COLUMNS - PSEUDONYM_COLUMNS;
}

const char *place_field_name(size_t field) {
    return csv_column_name(column_of(field));
}

static struct raw_place raw_of(const struct place *place) {
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

struct bytes place_field_text(size_t field, const struct place *place, char room[CSV_TEXT_SIZE]) {
    const struct csv_line line = {.place = raw_of(place)};
    return csv_column_text(column_of(field), &line, room);
}
