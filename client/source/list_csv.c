#include "client/source/list_csv.h"

#include "client/csv_columns.h"
#include "client/csv_fields.h"

#include <jansson.h>

typedef bool write_line(const struct csv_line *line, FILE *file);

static bool write_row(const struct csv_line *line, FILE *file) {
    struct csv_fields fields = {.file = file, .separator = ';'};
    char room[CSV_TEXT_SIZE];
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        csv_put(&fields, csv_column_text(column, line, room));
    csv_end_row(&fields);
    return true;
}

static bool write_object(const struct csv_line *line, FILE *file) {
    json_t *object = json_object();
    bool made = object != NULL;
    char room[CSV_TEXT_SIZE];
    for (size_t column = 0; made && column < COLUMN_COUNT; column++) {
        struct bytes text = csv_column_text(column, line, room);
        if (text.size > 0)
            made = json_object_set_new(object, csv_column_name(column),
                                       json_stringn((const char *)text.at, text.size)) == 0;
    }
    made = made && json_dumpf(object, file, JSON_COMPACT) == 0 && fputc('\n', file) != EOF;
    json_decref(object);
    return made;
}

static bool write_outflow(const struct raw_outflow *outflow, write_line *write, FILE *file) {
    struct csv_line line = {.reden = outflow->reden, .datum = outflow->datum};
    if (outflow->place)
        line.place = *outflow->place;
    line.place.id = outflow->id;
    return write(&line, file);
}

static bool write_lines(const struct wachtlijst *list, write_line *write, FILE *file) {
    bool written = true;
    for (size_t i = 0; written && i < list->place_count; i++) {
        const struct csv_line line = {.place = list->places[i]};
        written = write(&line, file);
    }
    for (size_t i = 0; written && i < list->outflow_count; i++)
        written = write_outflow(&list->outflow[i], write, file);
    return written;
}

enum status list_csv_write(const struct wachtlijst *list, FILE *file) {
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        fprintf(file, "%s%c", csv_column_name(column), column + 1 < COLUMN_COUNT ? ';' : '\n');
    write_lines(list, write_row, file);
    return ferror(file) ? STATUS_IO : STATUS_OK;
}

enum status list_json_write(const struct wachtlijst *list, FILE *file) {
    bool written = write_lines(list, write_object, file);
    if (ferror(file))
        return STATUS_IO;
    return written ? STATUS_OK : STATUS_NO_MEMORY;
}
