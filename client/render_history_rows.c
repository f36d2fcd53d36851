/* What programs read of a place's history. */
#include "client/csv_fields.h"
#include "client/place_fields.h"
#include "client/render_json_place.h"
#include "client/render_questions.h"

/* As in the contract. */
static const char *version_kind_name(enum version_kind kind) {
    static const char *const names[VERSION_KIND_COUNT] = {
        [VERSION_NONE] = "NONE",           [VERSION_OPEN] = "OPEN",     [VERSION_LEFT] = "LEFT",
        [VERSION_COMPLETED] = "COMPLETED", [VERSION_PASSED] = "PASSED",
    };
    return names[kind];
}

static void write_names(struct csv_fields *fields) {
    static const char *const names[] = {"soort",      "vastgelegd_op", "gebeurtenis",
                                        "geldig_van", "geldig_tot",    "nagekomen",
                                        "wachten",    "wacht_sinds",   "klok"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_put_text(fields, names[i]);
    for (size_t field = 1; field < place_field_count(); field++)
        csv_put_text(fields, place_field_name(field));
    csv_put_text(fields, "uitstroomreden");
    csv_put_text(fields, "uitstroomdatum");
    csv_put_text(fields, "opvolging");
    csv_put_text(fields, "belemmering");
    csv_put_text(fields, "wie");
    csv_end_row(fields);
}

static void write_empty(struct csv_fields *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        csv_put_text(fields, "");
}

static void write_version_row(struct csv_fields *fields, const struct place_version *version) {
    char room[CSV_TEXT_SIZE];
    bool left = version->kind != VERSION_OPEN;
    csv_put_text(fields, version_kind_name(version->kind));
    csv_put_instant(fields, version->recorded_at);
    csv_put_count(fields, version->event);
    csv_put_instant(fields, version->valid_from);
    csv_put_instant(fields, version->valid_until);
    csv_put_bool(fields, version->late);
    csv_put_count(fields, version->wait);
    csv_put_day(fields, version->start);
    csv_put_text(fields, clock_name(version->clock));
    for (size_t field = 1; field < place_field_count(); field++)
        csv_put(fields, version->has_place ? place_field_text(field, &version->place, room)
                                           : bytes_of_text(""));
    csv_put_text(fields, left ? uitstroomreden_name(version->reden) : "");
    csv_put_day(fields, left ? version->left_on : DAY_NONE);
    write_empty(fields, 3);
    csv_end_row(fields);
}

static void write_taken_row(struct csv_fields *fields, const struct taken *taken) {
    csv_put_text(fields, "OPVOLGING");
    csv_put_instant(fields, taken->recorded_at);
    csv_put_count(fields, taken->event);
    write_empty(fields, 6 + place_field_count() - 1 + 2);
    csv_put_text(fields, taken_state_name(taken->state));
    csv_put_text(fields, taken->obstacle == OBSTACLE_NONE ? "" : obstacle_name(taken->obstacle));
    csv_put(fields, taken->who);
    csv_end_row(fields);
}

void render_history_csv(FILE *out, const struct history_reply *reply) {
    struct csv_fields fields = {.file = out, .separator = ','};
    write_names(&fields);
    for (size_t i = 0; i < reply->version_count; i++)
        write_version_row(&fields, &reply->versions[i]);
    for (size_t i = 0; i < reply->taken_count; i++)
        write_taken_row(&fields, &reply->taken[i]);
}

/* The fields, with the id that history_request named. */
static json_t *json_version_place(const struct place_version *version, struct bytes id) {
    if (!version->has_place)
        return json_null();
    struct place place = version->place;
    place.id = id;
    return json_place(&place);
}

static json_t *json_version(const struct place_version *version, struct bytes id) {
    struct json_builder b = json_builder_new();
    bool open_ended = version->valid_until == INSTANT_MAX;
    json_put_name(&b, "kind", version_kind_name(version->kind));
    json_put_instant(&b, "valid_from", version->valid_from);
    json_put_instant(&b, "valid_until", open_ended ? 0 : version->valid_until);
    json_put_instant(&b, "recorded_at", version->recorded_at);
    json_put_count(&b, "event", version->event);
    json_put_bool(&b, "late", version->late);
    json_put_count(&b, "wait", version->wait);
    json_put_day(&b, "start_day", version->start);
    json_put_name(&b, "clock", clock_name(version->clock));
    json_put(&b, "place", json_version_place(version, id));
    json_put(&b, "reden",
             version->kind == VERSION_OPEN ? json_null()
                                           : json_string(uitstroomreden_name(version->reden)));
    json_put_day(&b, "left_on", version->left_on);
    return json_builder_take(&b);
}

bool render_history_json(FILE *out, const struct history_request *request,
                         const struct history_reply *reply) {
    struct json_builder b = json_builder_new();
    json_t *versions = json_array(), *taken = json_array();
    for (size_t i = 0; i < reply->version_count; i++)
        versions = json_array_with(versions, json_version(&reply->versions[i], request->place_id));
    for (size_t i = 0; i < reply->taken_count; i++)
        taken = json_array_with(taken, json_taken(&reply->taken[i]));
    json_put_name(&b, "agb_code", request->agb.text);
    json_put_text(&b, "place_id", request->place_id);
    json_put(&b, "versions", versions);
    json_put(&b, "taken", taken);
    return json_print(out, json_builder_take(&b));
}
