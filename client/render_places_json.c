#include "client/render_json_place.h"
#include "client/render_questions.h"

json_t *json_place_row(const struct place_row *row) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "agb_code", row->agb.text);
    json_put_text(&b, "aanbieder", row->aanbieder);
    json_put_text(&b, "telefoon", row->telefoon);
    json_put_text(&b, "mail", row->mail);
    json_put(&b, "place", json_place(&row->place));
    json_put_day(&b, "start_day", row->start);
    json_put_name(&b, "clock", clock_name(row->clock));
    json_put_day(&b, "crossing", row->crossing);
    json_put_count(&b, "days_waited", row->days_waited);
    json_put_bool(&b, "other_places_known", row->other_places_known);
    json_put_count(&b, "other_places", row->other_places);
    json_put_count(&b, "rank", row->rank);
    json_put_name(&b, "rank_reason", rank_reason_name(row->rank_reason));
    json_put_text(&b, "rank_sentence", row->rank_sentence);
    json_put_instant(&b, "data_peilmoment", row->data_peilmoment);
    json_put_count(&b, "data_age_days", row->data_age_days);
    json_put_bool(&b, "stale", row->stale);
    json_put(&b, "taken", json_taken(&row->taken));
    json_put_bool(&b, "reinstated", row->reinstated);
    return json_builder_take(&b);
}

bool render_places_json(FILE *out, const struct places_reply *reply) {
    struct json_builder b = json_builder_new();
    json_t *rows = json_array();
    for (size_t i = 0; i < reply->row_count; i++)
        rows = json_array_with(rows, json_place_row(&reply->rows[i]));
    json_put(&b, "rows", rows);
    json_put_count(&b, "count", reply->count);
    json_put_count(&b, "next_offset", reply->next_offset);
    json_put_instant(&b, "as_known_at", reply->as_known_at);
    json_put_day(&b, "on", reply->on);
    json_put_text(&b, "norm_id", reply->norm_id);
    return json_print(out, json_builder_take(&b));
}
