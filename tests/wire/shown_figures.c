/* FIGURES, question and answer. */
#include "tests/wire/shown.h"

#include <stdio.h>

static json_t *shown_numbers(const uint32_t *numbers, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer(numbers[i]));
    return list;
}

static void show_numbers(json_t *object, const char *key, const uint32_t *numbers, size_t count) {
    uint32_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= numbers[i];
    show_list(object, key, shown_numbers(numbers, any ? count : 0));
}

/* ---- the question */

static json_t *shown_measures(uint32_t measures) {
    static const char *const names[MEASURE_COUNT] = {
        "", "WAITING", "JEUGDIGEN", "DAYS", "FLOWS", "REALISED", "TAKEN", "SURVIVAL", "AANNAME"};
    json_t *list = json_array();
    for (int measure = 1; measure < MEASURE_COUNT; measure++)
        if (measures & MEASURE_BIT(measure))
            json_array_append_new(list, json_sprintf("MEASURE_%s", names[measure]));
    return list;
}

static json_t *shown_by(const struct figures_question *question) {
    json_t *list = json_array();
    for (size_t i = 0; i < question->by_count; i++)
        json_array_append_new(list, json_sprintf("DIMENSION_%s", dimension_name(question->by[i])));
    return list;
}

json_t *shown_figures_request(const struct figures_request *request) {
    static const char *const steps[STEP_COUNT] = {"", "DAY", "WEEK", "MONTH", "QUARTER"};
    const struct figures_question *question = &request->question;
    json_t *object = with_head(request->made_at);
    show_day(object, "from", question->from);
    show_day(object, "until", question->until);
    show_code(object, "step", "STEP", (int)question->step, steps[question->step]);
    show_list(object, "by", shown_by(question));
    show_list(object, "measures", shown_measures(question->measures));
    show_text(object, "norm_id", question->norm_id);
    show_clock(object, question->clock);
    show_filter(object, &question->filter);
    show_number(object, "as_known_at", question->as_known_at);
    show_day(object, "region_day", question->region_day);
    show_number(object, "survival_days", question->survival_days);
    return object;
}

/* ---- the answer */

static json_t *shown_days(const struct days *days) {
    json_t *object = json_object();
    show_number(object, "count", days->count);
    show_number(object, "sum", (int64_t)days->sum);
    show_number(object, "median", days->median);
    show_number(object, "p80", days->p80);
    show_number(object, "p92", days->p92);
    show_number(object, "longest", days->longest);
    return object;
}

static json_t *shown_coverage(const struct coverage *coverage) {
    json_t *object = json_object();
    show_number(object, "expected", coverage->expected);
    show_number(object, "fresh", coverage->fresh);
    show_number(object, "stale", coverage->stale);
    show_number(object, "dropped", coverage->dropped);
    show_day(object, "oldest", coverage->oldest);
    show_number(object, "deliveries", coverage->deliveries);
    return object;
}

static json_t *shown_survival(const struct survival *survival) {
    json_t *object = json_object();
    show_number(object, "starts", survival->starts);
    show_number(object, "at_risk", survival->at_risk);
    show_flag(object, "half_known", survival->half_known);
    show_number(object, "half_days", survival->half_days);
    show_flag(object, "eighty_known", survival->eighty_known);
    show_number(object, "eighty_days", survival->eighty_days);
    return object;
}

static json_t *shown_count(const struct count *count) {
    json_t *object = json_object();
    show_number(object, "places", count->places);
    show_number(object, "jeugdigen_lower", count->jeugdigen_lower);
    show_number(object, "jeugdigen_upper", count->jeugdigen_upper);
    return object;
}

static void show_waiting(json_t *object, const struct figures *figures) {
    static const char *const readings[WAITING_COUNT] = {"", "_netto", "_bescherming",
                                                        "_reclassering", "_adjusted"};
    char key[40];
    for (int i = 0; i < WAITING_COUNT; i++) {
        snprintf(key, sizeof key, "waiting%s", readings[i]);
        show_message(object, key, shown_count(&figures->waiting[i]));
        snprintf(key, sizeof key, "beyond%s", readings[i]);
        show_message(object, key, shown_count(&figures->beyond[i]));
    }
}

static json_t *shown_phases(const struct phase_days phases[PHASE_COUNT]) {
    json_t *list = json_array();
    uint32_t any = 0;
    for (int i = 0; i < PHASE_COUNT; i++)
        any |= phases[i].count;
    for (int i = 0; any && i < PHASE_COUNT; i++) {
        json_t *phase = json_object();
        show_number(phase, "count", phases[i].count);
        show_number(phase, "sum", (int64_t)phases[i].sum);
        json_array_append_new(list, phase);
    }
    return list;
}

static json_t *shown_figures(const struct figures *figures) {
    json_t *object = json_object();
    show_waiting(object, figures);
    show_number(object, "without_clock", figures->without_clock);
    show_message(object, "days", shown_days(&figures->days));
    show_numbers(object, "bands", figures->bands, BAND_COUNT);
    show_number(object, "inflow", figures->inflow);
    show_numbers(object, "left", figures->left, UITSTROOMREDEN_COUNT);
    show_message(object, "realised", shown_days(&figures->realised));
    show_number(object, "realised_within", figures->realised_within);
    show_list(object, "phases", shown_phases(figures->phases));
    show_numbers(object, "taken", figures->taken, TAKEN_STATE_COUNT);
    show_numbers(object, "obstacles", figures->obstacles, OBSTACLE_COUNT);
    show_number(object, "aanbieders", figures->aanbieders);
    show_number(object, "aanbieders_mean", figures->aanbieders_mean);
    show_number(object, "aanbieders_longest", figures->aanbieders_longest);
    show_number(object, "aanbieders_p80", figures->aanbieders_p80);
    show_message(object, "survival", shown_survival(&figures->survival));
    show_message(object, "coverage", shown_coverage(&figures->coverage));
    return object;
}

static json_t *shown_cells(const struct figure_point *point, size_t by_count) {
    json_t *list = json_array();
    for (size_t i = 0; i < point->cell_count; i++) {
        json_t *cell = json_object(), *key = json_array();
        for (size_t part = 0; part < by_count; part++)
            json_array_append_new(key, shown_text(point->cells[i].key[part]));
        show_list(cell, "key", key);
        json_object_set_new(cell, "figures", shown_figures(&point->cells[i].figures));
        json_array_append_new(list, cell);
    }
    return list;
}

static json_t *shown_aanname_rows(const struct figure_point *point) {
    json_t *list = json_array();
    for (size_t i = 0; i < point->aanname_count; i++) {
        const struct aanname_row *row = &point->aanname[i];
        json_t *object = json_object();
        show_text(object, "agb_code", bytes_of_text(row->agb.text));
        show_code(object, "hulpvorm", "HULPVORM", (int)row->hulpvorm, hulpvorm_name(row->hulpvorm));
        show_code(object, "status", "AANNAME_STATUS", (int)row->status, aanname_name(row->status));
        show_number(object, "peilmoment", row->peilmoment);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *shown_point(const struct figure_point *point, size_t by_count) {
    json_t *object = json_object();
    show_day(object, "from", point->period.from);
    show_day(object, "on", point->period.on);
    show_text(object, "norm_id", point->norm_id);
    json_object_set_new(object, "total", shown_figures(&point->total));
    show_list(object, "cells", shown_cells(point, by_count));
    show_list(object, "aanname", shown_aanname_rows(point));
    return object;
}

static json_t *shown_monitor_row(const struct monitor_row *row) {
    json_t *object = json_object();
    show_text(object, "key", row->key);
    show_number(object, "rows", row->rows);
    show_number(object, "places", row->places);
    show_number(object, "beyond", row->beyond);
    show_flag(object, "has_days", row->has_days);
    show_message(object, "days", shown_days(&row->days));
    return object;
}

static json_t *shown_monitor(const struct monitor_table *table) {
    json_t *object = json_object(), *rows = json_array();
    show_code(object, "by", "DIMENSION", (int)table->by, dimension_name(table->by));
    show_day(object, "on", table->on);
    show_text(object, "norm_id", table->norm_id);
    show_number(object, "recorded_at", table->recorded_at);
    for (size_t i = 0; i < table->row_count; i++)
        json_array_append_new(rows, shown_monitor_row(&table->rows[i]));
    show_list(object, "rows", rows);
    show_message(object, "total", shown_monitor_row(&table->total));
    show_message(object, "coverage", shown_coverage(&table->coverage));
    return object;
}

json_t *shown_figures_reply(const struct figures_reply *reply) {
    json_t *object = with_reply_head(&reply->head);
    json_t *points = json_array(), *duiding = json_array();
    for (size_t i = 0; i < reply->point_count; i++)
        json_array_append_new(points, shown_point(&reply->points[i], reply->by_count));
    for (size_t i = 0; i < reply->duiding_count; i++)
        json_array_append_new(duiding, shown_duiding(&reply->duiding[i]));
    show_list(object, "points", points);
    show_day(object, "next_from", reply->next_from);
    show_number(object, "as_known_at", reply->as_known_at);
    show_list(object, "duiding", duiding);
    show_message(object, "monitor", shown_monitor(&reply->monitor));
    return object;
}
