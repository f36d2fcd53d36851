#include "client/render_taken.h"

#include "client/language.h"
#include "client/render_json_place.h"
#include "client/render_questions.h"

void table_put_taken(struct table *table, const struct taken *taken) {
    if (taken->state == TAKEN_NOBODY) {
        table_put(table, bytes_of_text(_("niemand")));
        return;
    }
    bool blocked = taken->obstacle != OBSTACLE_NONE;
    table_print(table, "%.*s: %s%s%s%s", (int)taken->who.size, text_start(taken->who),
                said(taken_state_words(taken->state)), blocked ? " (" : "",
                blocked ? said(obstacle_words(taken->obstacle)) : "", blocked ? ")" : "");
}

void csv_put_taken_names(struct csv_fields *fields) {
    csv_put_text(fields, "opvolging");
    csv_put_text(fields, "belemmering");
    csv_put_text(fields, "wie");
    csv_put_text(fields, "vastgelegd_op");
}

void csv_put_taken(struct csv_fields *fields, const struct taken *taken) {
    bool nobody = taken->state == TAKEN_NOBODY;
    csv_put_text(fields, nobody ? "" : taken_state_name(taken->state));
    csv_put_text(fields,
                 nobody || taken->obstacle == OBSTACLE_NONE ? "" : obstacle_name(taken->obstacle));
    csv_put(fields, taken->who);
    csv_put_instant(fields, taken->recorded_at);
}

void render_taken(FILE *out, const struct taken_place *place) {
    char instant[DUTCH_INSTANT_SIZE], id[SHOWN_TEXT_SIZE], who[SHOWN_TEXT_SIZE];
    fprintf(out, _("Plek %s van %s: %s door %s"), shown_text(place->place_id, id), place->agb.text,
            said(taken_state_words(place->taken.state)), shown_text(place->taken.who, who));
    if (place->taken.obstacle != OBSTACLE_NONE)
        fprintf(out, _("; belemmering: %s"), said(obstacle_words(place->taken.obstacle)));
    fprintf(out, _("; vastgelegd op %s.\n"), dutch_instant(place->taken.recorded_at, instant));
}

void render_taken_csv(FILE *out, const struct taken_place *place) {
    struct csv_fields fields = {.file = out, .separator = ','};
    csv_put_text(&fields, "agb_code");
    csv_put_text(&fields, "id");
    csv_put_taken_names(&fields);
    csv_end_row(&fields);
    csv_put_text(&fields, place->agb.text);
    csv_put(&fields, place->place_id);
    csv_put_taken(&fields, &place->taken);
    csv_end_row(&fields);
}

bool render_taken_json(FILE *out, const struct taken_place *place) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "agb_code", place->agb.text);
    json_put_text(&b, "place_id", place->place_id);
    json_put(&b, "taken", json_taken(&place->taken));
    return json_print(out, json_builder_take(&b));
}
