#include "client/csv_columns.h"
#include "client/wachtlijst_csv.h"

#include <string.h>

/* Quoted where the text could be taken for something else. */
static void write_field(struct bytes text, FILE *file) {
    bool quote = false;
    for (size_t i = 0; i < text.size; i++)
        quote = quote || strchr(";\"\r\n", text.at[i]);
    if (text.size > 0)
        quote = quote || text.at[0] == ' ' || text.at[text.size - 1] == ' ';
    if (quote)
        fputc('"', file);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"')
            fputc('"', file);
        fputc(text.at[i], file);
    }
    if (quote)
        fputc('"', file);
}

static void write_line(const struct csv_line *line, FILE *file) {
    char room[CSV_TEXT_SIZE];
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        write_field(csv_column_text(column, line, room), file);
        fputc(column + 1 < COLUMN_COUNT ? ';' : '\n', file);
    }
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
