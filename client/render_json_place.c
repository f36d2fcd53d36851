#include "client/render_json_place.h"

static void put_circumstances(struct json_builder *b, const struct place *place) {
    json_put_name(b, "maatregel", maatregel_name(place->maatregel));
    json_put_day(b, "maatregel_start", place->maatregel_start);
    json_put_name(b, "gi", place->gi.text);
    json_put_bool(b, "machtiging_uithuisplaatsing", place->machtiging_uithuisplaatsing);
    json_put_name(b, "urgentie", urgentie_name(place->urgentie));
    json_put_day(b, "urgentie_datum", place->urgentie_datum);
    json_put_name(b, "overbrugging", overbrugging_name(place->overbrugging));
    json_put_day(b, "overbrugging_sinds", place->overbrugging_sinds);
    json_put_name(b, "leeftijdsband", leeftijdsband_name(place->leeftijdsband));
    json_put_name(b, "regie", regie_name(place->regie));
    json_put_bool(b, "eigen_wens", place->eigen_wens);
    json_put_day(b, "laatst_geverifieerd", place->laatst_geverifieerd);
}

json_t *json_place(const struct place *place) {
    struct json_builder b = json_builder_new();
    json_put_text(&b, "id", place->id);
    json_put_name(&b, "gemeente", place->gemeente);
    json_put_name(&b, "hulpvorm", hulpvorm_name(place->hulpvorm));
    json_put_count(&b, "productcategorie", place->productcategorie);
    json_put_count(&b, "verwijzer", place->verwijzer);
    put_circumstances(&b, place);
    json_put_day(&b, "oorspronkelijke_aanmelddatum", place->oorspronkelijke_aanmelddatum);
    json_put_day(&b, "aanmelddatum", place->aanmelddatum);
    json_put_day(&b, "verwijsdatum", place->verwijsdatum);
    json_put_day(&b, "toewijzingsdatum", place->toewijzingsdatum);
    json_put_day(&b, "compleet_datum", place->compleet_datum);
    json_put_day(&b, "intakedatum", place->intakedatum);
    return json_builder_take(&b);
}

json_t *json_taken(const struct taken *taken) {
    if (taken->state == TAKEN_NOBODY)
        return json_null();
    struct json_builder b = json_builder_new();
    json_put_name(&b, "state", taken_state_name(taken->state));
    json_put_name(&b, "obstacle", obstacle_name(taken->obstacle));
    json_put_text(&b, "who", taken->who);
    json_put_instant(&b, "recorded_at", taken->recorded_at);
    json_put_count(&b, "event", taken->event);
    return json_builder_take(&b);
}
