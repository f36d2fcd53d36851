#include "client/worklist_render.h"

#include "client/render_json_place.h"

static json_t *json_item(const struct worklist *worklist, const struct worklist_item *item) {
    json_t *place = json_place_row(item->row);
    struct json_builder b = {.object = place, .failed = !place};
    json_put_bool(&b, "beyond", worklist_beyond(worklist, item->row));
    json_put(&b, "news", item->news ? json_alert(item->news) : json_null());
    return json_builder_take(&b);
}

static json_t *json_items(const struct worklist *worklist, const struct worklist_items *items) {
    json_t *array = json_array();
    for (size_t i = 0; i < items->count; i++)
        array = json_array_with(array, json_item(worklist, &items->at[i]));
    return array;
}

static json_t *json_departures(const struct worklist *worklist) {
    json_t *array = json_array();
    for (size_t i = 0; i < worklist->departure_count; i++) {
        const struct worklist_departure *departure = &worklist->departures[i];
        struct json_builder b = json_builder_new();
        json_put(&b, "alert", json_alert(departure->alert));
        json_put(&b, "taken", departure->taken ? json_taken(departure->taken) : json_null());
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_overdue(const struct worklist *worklist) {
    json_t *array = json_array();
    for (size_t i = 0; i < worklist->overdue_count; i++) {
        const struct worklist_overdue *overdue = &worklist->overdue[i];
        struct json_builder b = json_builder_new();
        json_put_name(&b, "agb_code", overdue->row->agb.text);
        json_put_text(&b, "aanbieder", overdue->row->aanbieder);
        json_put_text(&b, "telefoon", overdue->row->telefoon);
        json_put_text(&b, "mail", overdue->row->mail);
        json_put_instant(&b, "data_peilmoment", overdue->row->data_peilmoment);
        json_put_count(&b, "data_age_days", overdue->row->data_age_days);
        json_put_count(&b, "places", overdue->places);
        json_put_count(&b, "beyond", overdue->beyond);
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

bool render_worklist_json(FILE *out, const struct worklist *worklist) {
    static const char *const names[WORKLIST_LISTS] = {"new", "mine", "nobodys", "back"};
    const struct worklist_sources *sources = &worklist->sources;
    struct json_builder b = json_builder_new();
    json_put_text(&b, "name", sources->name);
    json_put_day(&b, "today", sources->today);
    json_put_instant(&b, "as_known_at", sources->known_at);
    json_put_text(&b, "norm_id", sources->norm_id);
    json_put_bool(&b, "virtual_clock", sources->virtual_clock);
    json_put_bool(&b, "first_time", sources->first_time);
    json_put_instant(&b, "since", sources->since);
    json_put(&b, "first", json_items(worklist, &worklist->first));
    for (enum worklist_list list = 0; list < WORKLIST_LISTS; list++)
        json_put(&b, names[list], json_items(worklist, &worklist->lists[list]));
    json_put(&b, "departures", json_departures(worklist));
    json_put(&b, "overdue", json_overdue(worklist));
    return json_print(out, json_builder_take(&b));
}
