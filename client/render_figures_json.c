/* One document, written while the pages come in, so that a long series takes no memory. */
#include "client/render_figures_parts.h"
#include "client/render_json_figures.h"
#include "client/render_json_place.h"

static enum status written(bool whole) {
    return whole ? STATUS_OK : STATUS_NO_MEMORY;
}

static json_t *json_by(const struct figures_question *question) {
    json_t *by = json_array();
    for (size_t i = 0; i < question->by_count; i++)
        by = json_array_with(by, json_string(dimension_name(question->by[i])));
    return by;
}

enum status figures_json_begin(struct figures_show *show, const struct figures_reply *page) {
    char instant[INSTANT_TEXT_SIZE];
    fprintf(show->out, "{\"as_known_at\":\"%s\",\"by\":", instant_text(page->as_known_at, instant));
    bool whole = json_write(show->out, json_by(show->question));
    fputs(show->is_monitor ? ",\"monitor\":" : ",\"points\":[", show->out);
    return written(whole);
}

static json_t *json_cell(const struct figure_cell *cell, size_t key_count, uint32_t measures) {
    struct json_builder b = json_builder_new();
    json_t *key = json_array();
    for (size_t i = 0; i < key_count; i++)
        key = json_array_with(key, json_text(cell->key[i]));
    json_put(&b, "key", key);
    json_put(&b, "figures", json_figures(&cell->figures, measures));
    return json_builder_take(&b);
}

static json_t *json_aanname(const struct aanname_row *row) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "agb_code", row->agb.text);
    json_put_name(&b, "hulpvorm", hulpvorm_name(row->hulpvorm));
    json_put_name(&b, "status", aanname_name(row->status));
    json_put_instant(&b, "peilmoment", row->peilmoment);
    return json_builder_take(&b);
}

static json_t *json_point(const struct figures_question *question,
                          const struct figure_point *point) {
    uint32_t measures = question->measures ? question->measures : MEASURES_USUAL;
    struct json_builder b = json_builder_new();
    json_t *cells = json_array(), *aanname = json_array();
    for (size_t i = 0; i < point->cell_count; i++)
        cells = json_array_with(cells, json_cell(&point->cells[i], question->by_count, measures));
    for (size_t i = 0; i < point->aanname_count; i++)
        aanname = json_array_with(aanname, json_aanname(&point->aanname[i]));
    json_put_day(&b, "from", point->period.from);
    json_put_day(&b, "on", point->period.on);
    json_put_text(&b, "norm_id", point->norm_id);
    json_put(&b, "total", json_figures(&point->total, measures));
    json_put(&b, "cells", cells);
    json_put(&b, "aanname", aanname);
    return json_builder_take(&b);
}

static json_t *json_monitor_row(const struct monitor_row *row) {
    struct json_builder b = json_builder_new();
    json_put_text(&b, "key", row->key);
    json_put_count(&b, "rows", row->rows);
    json_put_count(&b, "places", row->places);
    json_put_count(&b, "beyond", row->beyond);
    json_put(&b, "days", row->has_days ? json_days(&row->days) : json_null());
    return json_builder_take(&b);
}

static json_t *json_monitor(const struct monitor_table *monitor) {
    struct json_builder b = json_builder_new();
    json_t *rows = json_array();
    for (size_t i = 0; i < monitor->row_count; i++)
        rows = json_array_with(rows, json_monitor_row(&monitor->rows[i]));
    json_put_name(&b, "by", dimension_name(monitor->by));
    json_put_day(&b, "on", monitor->on);
    json_put_text(&b, "norm_id", monitor->norm_id);
    json_put_instant(&b, "recorded_at", monitor->recorded_at);
    json_put(&b, "rows", rows);
    json_put(&b, "total", json_monitor_row(&monitor->total));
    json_put(&b, "coverage", json_coverage(&monitor->coverage));
    return json_builder_take(&b);
}

enum status figures_json_page(struct figures_show *show, const struct figures_reply *page) {
    bool whole = true;
    if (show->is_monitor)
        return written(json_write(show->out, json_monitor(&page->monitor)));
    for (size_t i = 0; i < page->point_count && whole; i++) {
        if (show->point_count + i > 0)
            fputc(',', show->out);
        whole = json_write(show->out, json_point(show->question, &page->points[i]));
    }
    return written(whole);
}

enum status figures_json_end(struct figures_show *show) {
    json_t *notes = json_array();
    for (size_t i = 0; i < show->note_count; i++)
        notes = json_array_with(notes, json_duiding(&show->notes[i]));
    fputs(show->is_monitor ? ",\"duiding\":" : "],\"duiding\":", show->out);
    bool whole = json_write(show->out, notes);
    fputs("}\n", show->out);
    return written(whole);
}
