#include "client/csv_columns.h"
#include "client/csv_fields.h"
#include "client/source/wachtlijst_csv.h"

static void write_line(const struct csv_line *line, FILE *file) {
    struct csv_fields fields = {.file = file, .separator = ';'};
    char room[CSV_TEXT_SIZE];
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        csv_put(&fields, csv_column_text(column, line, room));
    csv_end_row(&fields);
}

static void write_outflow(const struct raw_outflow *outflow, FILE *file) {
    struct csv_line line = {.reden = outflow->reden, .datum = outflow->datum};
    if (outflow->place)
        line.place = *outflow->place;
    line.place.id = outflow->id;
    write_line(&line, file);
}

enum status wachtlijst_csv_write(const struct wachtlijst *list, FILE *file) {
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        fprintf(file, "%s%c", csv_column_name(column), column + 1 < COLUMN_COUNT ? ';' : '\n');
    for (size_t i = 0; i < list->place_count; i++) {
        const struct csv_line line = {.place = list->places[i]};
        write_line(&line, file);
    }
    for (size_t i = 0; i < list->outflow_count; i++)
        write_outflow(&list->outflow[i], file);
    return ferror(file) ? STATUS_IO : STATUS_OK;
}
