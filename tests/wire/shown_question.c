/* Questions about places and their answers; duiding and publications. */
#include "tests/wire/shown.h"

static json_t *shown_texts(const struct bytes *texts, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, shown_text(texts[i]));
    return list;
}

static json_t *shown_agbs(const struct agb *agbs, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(agbs[i].text));
    return list;
}

/* Codes of a list by name; 0 is UNSPECIFIED on the wire. */
#define SHOWN_CODES(type, prefix, count)                                                           \
    static json_t *shown_##type##_codes(uint32_t bits) {                                           \
        json_t *list = json_array();                                                               \
        for (int code = 0; code < count; code++)                                                   \
            if (bits & (UINT32_C(1) << code))                                                      \
                json_array_append_new(                                                             \
                    list, json_sprintf(prefix "_%s",                                               \
                                       code ? type##_name((enum type)code) : "UNSPECIFIED"));      \
        return list;                                                                               \
    }
SHOWN_CODES(hulpvorm, "HULPVORM", HULPVORM_COUNT)
SHOWN_CODES(maatregel, "MAATREGEL", MAATREGEL_COUNT)
SHOWN_CODES(urgentie, "URGENTIE", URGENTIE_COUNT)
#undef SHOWN_CODES

void show_filter(json_t *object, const struct filter *filter) {
    json_t *shown = json_object();
    show_list(shown, "aanbieders", shown_agbs(filter->aanbieders, filter->aanbieder_count));
    show_list(shown, "hulpvormen", shown_hulpvorm_codes(filter->hulpvormen));
    show_list(shown, "gemeenten", shown_texts(filter->gemeenten, filter->gemeente_count));
    show_list(shown, "maatregelen", shown_maatregel_codes(filter->maatregelen));
    show_list(shown, "gis", shown_agbs(filter->gis, filter->gi_count));
    show_list(shown, "urgenties", shown_urgentie_codes(filter->urgenties));
    show_message(object, "filter", shown);
}

static json_t *shown_taken(const struct taken *taken) {
    json_t *object = json_object();
    show_code(object, "state", "TAKEN_STATE", (int)taken->state, taken_state_name(taken->state));
    show_code(object, "obstacle", "OBSTACLE", (int)taken->obstacle, obstacle_name(taken->obstacle));
    show_text(object, "who", taken->who);
    show_number(object, "recorded_at", taken->recorded_at);
    show_number(object, "event", (int64_t)taken->event);
    return object;
}

static void show_dates(json_t *object, const struct place *place) {
    show_day(object, "maatregel_start", place->maatregel_start);
    show_day(object, "urgentie_datum", place->urgentie_datum);
    show_day(object, "overbrugging_sinds", place->overbrugging_sinds);
    show_day(object, "laatst_geverifieerd", place->laatst_geverifieerd);
    show_day(object, "oorspronkelijke_aanmelddatum", place->oorspronkelijke_aanmelddatum);
    show_day(object, "aanmelddatum", place->aanmelddatum);
    show_day(object, "verwijsdatum", place->verwijsdatum);
    show_day(object, "toewijzingsdatum", place->toewijzingsdatum);
    show_day(object, "compleet_datum", place->compleet_datum);
    show_day(object, "intakedatum", place->intakedatum);
}

static json_t *shown_told_place(const struct place *place) {
    json_t *object = json_object();
    show_text(object, "id", place->id);
    show_text(object, "gemeente", bytes_of_text(place->gemeente));
    show_code(object, "hulpvorm", "HULPVORM", (int)place->hulpvorm, hulpvorm_name(place->hulpvorm));
    show_number(object, "productcategorie", place->productcategorie);
    show_number(object, "verwijzer", place->verwijzer);
    show_code(object, "maatregel", "MAATREGEL", (int)place->maatregel,
              maatregel_name(place->maatregel));
    show_text(object, "gi", bytes_of_text(place->gi.text));
    show_flag(object, "machtiging_uithuisplaatsing", place->machtiging_uithuisplaatsing);
    show_code(object, "urgentie", "URGENTIE", (int)place->urgentie, urgentie_name(place->urgentie));
    show_code(object, "overbrugging", "OVERBRUGGING", (int)place->overbrugging,
              overbrugging_name(place->overbrugging));
    show_code(object, "leeftijdsband", "LEEFTIJDSBAND", (int)place->leeftijdsband,
              leeftijdsband_name(place->leeftijdsband));
    show_code(object, "regie", "REGIE", (int)place->regie, regie_name(place->regie));
    show_flag(object, "eigen_wens", place->eigen_wens);
    show_dates(object, place);
    return object;
}

json_t *shown_take_request(const struct take_request *request) {
    json_t *object = with_head(request->made_at);
    show_text(object, "agb_code", bytes_of_text(request->agb.text));
    show_text(object, "place_id", request->place_id);
    show_code(object, "state", "TAKEN_STATE", (int)request->state,
              taken_state_name(request->state));
    show_code(object, "obstacle", "OBSTACLE", (int)request->obstacle,
              obstacle_name(request->obstacle));
    return object;
}

json_t *shown_take_reply(const struct take_reply *reply) {
    json_t *object = with_reply_head(&reply->head);
    show_message(object, "taken", shown_taken(&reply->taken));
    return object;
}

json_t *shown_places_request(const struct places_request *request) {
    json_t *object = with_head(request->made_at);
    show_day(object, "on", request->on);
    show_number(object, "as_known_at", request->as_known_at);
    show_filter(object, &request->filter);
    show_text(object, "norm_id", request->norm_id);
    show_flag(object, "beyond_only", request->beyond_only);
    show_number(object, "offset", request->offset);
    show_number(object, "limit", request->limit);
    show_number(object, "other_places_of", (int64_t)request->other_places_of);
    show_code(object, "purpose", "PURPOSE", (int)request->purpose, purpose_name(request->purpose));
    return object;
}

static json_t *shown_row(const struct place_row *row) {
    json_t *object = json_object();
    show_text(object, "agb_code", bytes_of_text(row->agb.text));
    show_text(object, "aanbieder", row->aanbieder);
    show_text(object, "telefoon", row->telefoon);
    show_text(object, "mail", row->mail);
    json_object_set_new(object, "place", shown_told_place(&row->place));
    show_day(object, "start_day", row->start);
    show_clock(object, row->clock);
    show_day(object, "crossing", row->crossing);
    show_number(object, "days_waited", row->days_waited);
    show_flag(object, "other_places_known", row->other_places_known);
    show_number(object, "other_places", row->other_places);
    show_number(object, "rank", row->rank);
    show_code(object, "rank_reason", "RANK_REASON", (int)row->rank_reason,
              rank_reason_name(row->rank_reason));
    show_text(object, "rank_sentence", row->rank_sentence);
    show_number(object, "data_peilmoment", row->data_peilmoment);
    show_number(object, "data_age_days", row->data_age_days);
    show_flag(object, "stale", row->stale);
    show_message(object, "taken", shown_taken(&row->taken));
    show_flag(object, "reinstated", row->reinstated);
    return object;
}

json_t *shown_places_reply(const struct places_reply *reply) {
    json_t *object = with_reply_head(&reply->head), *rows = json_array();
    for (size_t i = 0; i < reply->row_count; i++)
        json_array_append_new(rows, shown_row(&reply->rows[i]));
    show_list(object, "rows", rows);
    show_number(object, "count", reply->count);
    show_number(object, "next_offset", reply->next_offset);
    show_number(object, "as_known_at", reply->as_known_at);
    show_day(object, "on", reply->on);
    show_text(object, "norm_id", reply->norm_id);
    return object;
}

json_t *shown_history_request(const struct history_request *request) {
    json_t *object = with_head(request->made_at);
    show_text(object, "agb_code", bytes_of_text(request->agb.text));
    show_text(object, "place_id", request->place_id);
    return object;
}

static json_t *shown_version(const struct place_version *version) {
    static const char *const kinds[VERSION_KIND_COUNT] = {"", "OPEN", "LEFT", "COMPLETED",
                                                          "PASSED"};
    json_t *object = json_object();
    show_code(object, "kind", "VERSION_KIND", (int)version->kind, kinds[version->kind]);
    show_number(object, "valid_from", version->valid_from);
    if (version->valid_until != INSTANT_MAX)
        show_number(object, "valid_until", version->valid_until);
    show_number(object, "recorded_at", version->recorded_at);
    show_number(object, "event", (int64_t)version->event);
    show_flag(object, "late", version->late);
    show_number(object, "wait", (int64_t)version->wait);
    show_day(object, "start_day", version->start);
    show_clock(object, version->clock);
    if (version->has_place)
        json_object_set_new(object, "place", shown_told_place(&version->place));
    show_code(object, "reden", "UITSTROOMREDEN", (int)version->reden,
              uitstroomreden_name(version->reden));
    show_day(object, "left_on", version->left_on);
    return object;
}

json_t *shown_history_reply(const struct history_reply *reply) {
    json_t *object = with_reply_head(&reply->head);
    json_t *versions = json_array(), *taken = json_array();
    for (size_t i = 0; i < reply->version_count; i++)
        json_array_append_new(versions, shown_version(&reply->versions[i]));
    for (size_t i = 0; i < reply->taken_count; i++)
        json_array_append_new(taken, shown_taken(&reply->taken[i]));
    show_list(object, "versions", versions);
    show_list(object, "taken", taken);
    return object;
}

json_t *shown_duiding(const struct duiding *duiding) {
    json_t *object = json_object();
    show_number(object, "event", (int64_t)duiding->event);
    show_number(object, "recorded_at", duiding->recorded_at);
    show_text(object, "who", duiding->who);
    show_day(object, "from", duiding->from);
    show_day(object, "until", duiding->until);
    show_text(object, "agb_code", bytes_of_text(duiding->agb.text));
    show_code(object, "hulpvorm", "HULPVORM", (int)duiding->hulpvorm,
              hulpvorm_name(duiding->hulpvorm));
    show_text(object, "gemeente", bytes_of_text(duiding->gemeente));
    show_flag(object, "is_break", duiding->is_break);
    show_text(object, "text", duiding->text);
    return object;
}

json_t *shown_duiding_request(const struct duiding_request *request) {
    json_t *object = with_head(request->made_at);
    json_object_set_new(object, "duiding", shown_duiding(&request->duiding));
    return object;
}

json_t *shown_duiding_reply(const struct duiding_reply *reply) {
    json_t *object = with_reply_head(&reply->head);
    json_object_set_new(object, "duiding", shown_duiding(&reply->duiding));
    return object;
}

json_t *shown_publication_request(const struct publication_request *request) {
    static const char *const actions[PUBLICATION_ACTION_COUNT] = {"", "FIX", "FETCH", "LIST"};
    json_t *object = with_head(request->made_at);
    show_code(object, "action", "PUBLICATION_ACTION", (int)request->action,
              actions[request->action]);
    show_text(object, "name", request->name);
    show_hex(object, "content", request->content);
    return object;
}

json_t *shown_publication_reply(const struct publication_reply *reply) {
    json_t *object = with_reply_head(&reply->head), *list = json_array();
    for (size_t i = 0; i < reply->publication_count; i++) {
        const struct publication *publication = &reply->publications[i];
        json_t *shown = json_object();
        show_text(shown, "name", publication->name);
        show_number(shown, "event", (int64_t)publication->event);
        show_number(shown, "recorded_at", publication->recorded_at);
        show_text(shown, "who", publication->who);
        show_hex(shown, "content_hash", bytes_of(publication->content_hash, HASH_BYTES));
        show_hex(shown, "content", publication->content);
        json_array_append_new(list, shown);
    }
    show_list(object, "publications", list);
    return object;
}
