#include "tests/wire/shown.h"

#include <stdio.h>

void show_number(json_t *object, const char *key, int64_t value) {
    if (value != 0)
        json_object_set_new(object, key, json_integer(value));
}

void show_flag(json_t *object, const char *key, bool value) {
    if (value)
        json_object_set_new(object, key, json_true());
}

json_t *shown_text(struct bytes text) {
    return json_stringn((const char *)text.at, text.size);
}

void show_text(json_t *object, const char *key, struct bytes text) {
    if (text.size > 0)
        json_object_set_new(object, key, shown_text(text));
}

void show_hex(json_t *object, const char *key, struct bytes data) {
    char text[2 * 64 + 1] = "";
    ENSURE(data.size <= 64);
    for (size_t i = 0; i < data.size; i++)
        snprintf(text + 2 * i, 3, "%02x", data.at[i]);
    show_text(object, key, bytes_of_text(text));
}

void show_code(json_t *object, const char *key, const char *list, int value, const char *name) {
    char text[100];
    snprintf(text, sizeof text, "%s_%s", list, name);
    if (value != 0)
        json_object_set_new(object, key, json_string(text));
}

void show_clock(json_t *object, enum clock clock) {
    static const char *const clocks[CLOCK_COUNT] = {"",
                                                    "OORSPRONKELIJKE_AANMELDDATUM",
                                                    "AANMELDDATUM",
                                                    "VERWIJSDATUM",
                                                    "TOEWIJZINGSDATUM",
                                                    "COMPLEET_DATUM",
                                                    "MAATREGEL_START"};
    show_code(object, "clock", "CLOCK", (int)clock, clocks[clock]);
}

void show_day(json_t *object, const char *key, day_t day) {
    show_number(object, key, day_to_number(day));
}

void show_message(json_t *object, const char *key, json_t *message) {
    if (json_object_size(message) > 0)
        json_object_set(object, key, message);
    json_decref(message);
}

void show_list(json_t *object, const char *key, json_t *list) {
    if (json_array_size(list) > 0)
        json_object_set(object, key, list);
    json_decref(list);
}

static json_t *shown_place(const struct raw_place *place) {
    json_t *object = json_object();
    show_text(object, "id", place->id);
    show_hex(object, "jeugdige", place->jeugdige);
    show_number(object, "jeugdige_epoch", place->jeugdige_epoch);
    show_text(object, "gemeente", place->gemeente);
    show_code(object, "hulpvorm", "HULPVORM", place->hulpvorm,
              hulpvorm_name((enum hulpvorm)place->hulpvorm));
    show_number(object, "productcategorie", place->productcategorie);
    show_number(object, "verwijzer", place->verwijzer);
    show_code(object, "maatregel", "MAATREGEL", place->maatregel,
              maatregel_name((enum maatregel)place->maatregel));
    show_number(object, "maatregel_start", place->maatregel_start);
    show_text(object, "gi", place->gi);
    show_flag(object, "machtiging_uithuisplaatsing", place->machtiging_uithuisplaatsing);
    show_code(object, "urgentie", "URGENTIE", place->urgentie,
              urgentie_name((enum urgentie)place->urgentie));
    show_number(object, "urgentie_datum", place->urgentie_datum);
    show_code(object, "overbrugging", "OVERBRUGGING", place->overbrugging,
              overbrugging_name((enum overbrugging)place->overbrugging));
    show_number(object, "overbrugging_sinds", place->overbrugging_sinds);
    show_code(object, "leeftijdsband", "LEEFTIJDSBAND", place->leeftijdsband,
              leeftijdsband_name((enum leeftijdsband)place->leeftijdsband));
    show_code(object, "regie", "REGIE", place->regie, regie_name((enum regie)place->regie));
    show_flag(object, "eigen_wens", place->eigen_wens);
    show_number(object, "laatst_geverifieerd", place->laatst_geverifieerd);
    show_number(object, "oorspronkelijke_aanmelddatum", place->oorspronkelijke_aanmelddatum);
    show_number(object, "aanmelddatum", place->aanmelddatum);
    show_number(object, "verwijsdatum", place->verwijsdatum);
    show_number(object, "toewijzingsdatum", place->toewijzingsdatum);
    show_number(object, "compleet_datum", place->compleet_datum);
    show_number(object, "intakedatum", place->intakedatum);
    return object;
}

static json_t *shown_places(const struct snapshot *snapshot) {
    json_t *list = json_array();
    for (size_t i = 0; i < snapshot->place_count; i++)
        json_array_append_new(list, shown_place(&snapshot->places[i]));
    return list;
}

static json_t *shown_outflow(const struct snapshot *snapshot) {
    json_t *list = json_array();
    for (size_t i = 0; i < snapshot->outflow_count; i++) {
        const struct raw_outflow *line = &snapshot->outflow[i];
        json_t *object = json_object();
        show_text(object, "id", line->id);
        show_code(object, "reden", "UITSTROOMREDEN", line->reden,
                  uitstroomreden_name((enum uitstroomreden)line->reden));
        show_number(object, "datum", line->datum);
        if (line->place)
            json_object_set_new(object, "place", shown_place(line->place));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *shown_aanname(const struct snapshot *snapshot) {
    json_t *list = json_array();
    for (size_t i = 0; i < snapshot->aanname_count; i++) {
        const struct raw_aanname *line = &snapshot->aanname[i];
        json_t *object = json_object();
        show_code(object, "hulpvorm", "HULPVORM", line->hulpvorm,
                  hulpvorm_name((enum hulpvorm)line->hulpvorm));
        show_code(object, "status", "AANNAME_STATUS", line->status,
                  aanname_name((enum aanname)line->status));
        json_array_append_new(list, object);
    }
    return list;
}

json_t *shown_snapshot(const struct snapshot *snapshot) {
    json_t *object = json_object(), *system = json_object();
    show_text(object, "agb_code", snapshot->agb_code);
    show_hex(object, "epoch", bytes_of(snapshot->epoch, EPOCH_BYTES));
    show_number(object, "sequence", (int64_t)snapshot->sequence);
    if (snapshot->supersedes)
        show_hex(object, "superseded_epoch", bytes_of(snapshot->superseded_epoch, EPOCH_BYTES));
    show_number(object, "superseded_sequence", (int64_t)snapshot->superseded_sequence);
    show_number(object, "peilmoment", snapshot->peilmoment);
    show_list(object, "places", shown_places(snapshot));
    show_list(object, "outflow", shown_outflow(snapshot));
    show_list(object, "aanname", shown_aanname(snapshot));
    show_text(system, "name", snapshot->system_name);
    show_text(system, "version", snapshot->system_version);
    if (json_object_size(system) > 0)
        json_object_set(object, "system", system);
    json_decref(system);
    return object;
}

json_t *with_head(instant_t made_at) {
    json_t *object = json_object(), *head = json_object();
    show_number(head, "made_at", made_at);
    json_object_set_new(object, "head", head);
    return object;
}

json_t *shown_confirm(const struct confirm_request *request) {
    json_t *object = with_head(request->made_at);
    show_text(object, "agb_code", request->agb_code);
    show_hex(object, "epoch", bytes_of(request->epoch, EPOCH_BYTES));
    show_number(object, "sequence", (int64_t)request->sequence);
    show_hex(object, "content_hash", bytes_of(request->content_hash, HASH_BYTES));
    show_code(object, "action", "CONFIRM_ACTION", (int)request->action,
              request->action == CONFIRM_APPLY ? "APPLY" : "DISCARD");
    return object;
}

void show_cursor(json_t *object, const struct cursor *cursor) {
    json_t *shown = json_object();
    show_hex(shown, "incarnation", bytes_of(cursor->incarnation, INCARNATION_BYTES));
    show_number(shown, "number", (int64_t)cursor->number);
    if (cursor->present)
        json_object_set(object, "cursor", shown);
    json_decref(shown);
}

json_t *shown_alerts_request(const struct alerts_request *request) {
    json_t *object = with_head(request->made_at);
    show_cursor(object, &request->cursor);
    show_number(object, "limit", request->limit);
    return object;
}

json_t *shown_status_request(instant_t made_at) {
    return with_head(made_at);
}

json_t *shown_clock_request(const struct clock_request *request) {
    json_t *object = with_head(request->made_at);
    show_number(object, "instant", request->instant);
    return object;
}
