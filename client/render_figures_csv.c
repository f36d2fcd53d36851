#include "client/csv_fields.h"
#include "client/render_figures_parts.h"

#include <ctype.h>

#define MAX_DIMENSION_NAME 32

/* "hulpvorm", as dimension_name but in lower case. */
static void put_dimension(struct csv_fields *fields, enum dimension dimension) {
    char name[MAX_DIMENSION_NAME];
    size_t i = 0;
    for (const char *letter = dimension_name(dimension); *letter && i + 1 < sizeof name; letter++)
        name[i++] = (char)tolower((unsigned char)*letter);
    name[i] = 0;
    csv_put_text(fields, name);
}

static void put_key(struct csv_fields *fields, struct bytes key) {
    csv_put(fields, key.size > 0 ? key : bytes_of_text("ONBEKEND"));
}

enum status figures_csv_begin(struct figures_show *show, const struct figures_reply *page) {
    struct csv_fields fields = {.file = show->out, .separator = ','};
    csv_put_text(&fields, "periode_van");
    csv_put_text(&fields, "peildag");
    csv_put_text(&fields, "norm");
    if (show->is_monitor)
        put_dimension(&fields, page->monitor.by);
    else
        for (size_t i = 0; i < show->question->by_count; i++)
            put_dimension(&fields, show->question->by[i]);
    csv_put_text(&fields, "figuur");
    csv_put_text(&fields, "waarde");
    csv_end_row(&fields);
    return STATUS_OK;
}

/* What is the same in the rows of one cell; key NULL: the total. */
struct cell_rows {
    struct figures_show *show;
    struct period period;
    struct bytes norm_id;
    const struct bytes *key;
    size_t key_count;
};

static void write_row(const struct cell_rows *rows, size_t figure, const struct figures *figures) {
    struct csv_fields fields = {.file = rows->show->out, .separator = ','};
    struct figure_value value;
    char text[FIGURE_TEXT_SIZE];
    csv_put_day(&fields, rows->period.from);
    csv_put_day(&fields, rows->period.on);
    csv_put(&fields, rows->norm_id);
    for (size_t i = 0; i < rows->key_count; i++)
        put_key(&fields, rows->key ? rows->key[i] : bytes_of_text("TOTAAL"));
    csv_put_text(&fields, figure_name(figure)->name);
    bool known = figure_value(figure, figures, rows->period.on, &value);
    csv_put_text(&fields, known ? figure_text(figure, &value, '.', text) : "");
    csv_end_row(&fields);
}

static void write_cell(const struct cell_rows *rows, const struct figures *figures) {
    for (size_t figure = 0; figure < figure_name_count(); figure++)
        if (figure_asked(figure, rows->show->question->measures))
            write_row(rows, figure, figures);
}

static void write_point(struct figures_show *show, const struct figure_point *point) {
    struct cell_rows rows = {.show = show,
                             .period = point->period,
                             .norm_id = point->norm_id,
                             .key_count = show->question->by_count};
    write_cell(&rows, &point->total);
    for (size_t i = 0; i < point->cell_count; i++) {
        rows.key = point->cells[i].key;
        write_cell(&rows, &point->cells[i].figures);
    }
}

static void write_monitor_row(const struct cell_rows *rows, const struct monitor_row *row) {
    const struct figures figures = monitor_figures(row);
    for (size_t figure = 0; figure < figure_name_count(); figure++)
        if (monitor_figure(figure, row))
            write_row(rows, figure, &figures);
}

static void write_monitor(struct figures_show *show, const struct monitor_table *monitor) {
    struct cell_rows rows = {.show = show,
                             .period = {DAY_NONE, monitor->on},
                             .norm_id = monitor->norm_id,
                             .key_count = 1};
    write_monitor_row(&rows, &monitor->total);
    for (size_t i = 0; i < monitor->row_count; i++) {
        rows.key = &monitor->rows[i].key;
        write_monitor_row(&rows, &monitor->rows[i]);
    }
}

enum status figures_csv_page(struct figures_show *show, const struct figures_reply *page) {
    if (show->is_monitor)
        write_monitor(show, &page->monitor);
    for (size_t i = 0; i < page->point_count; i++)
        write_point(show, &page->points[i]);
    return STATUS_OK;
}

enum status figures_csv_end(struct figures_show *show) {
    (void)show;
    return STATUS_OK;
}
