#include "client/table.h"

#include "client/language.h"
#include "client/render_words.h"
#include "proto/model/text.h"

#include <stdarg.h>
#include <stdlib.h>

#define FIRST_CELL_ROOM 64
#define GAP 2 /* blanks between columns */

struct table table_new(struct arena *arena, const struct table_column *columns,
                       size_t column_count) {
    return (struct table){.arena = arena, .columns = columns, .column_count = column_count};
}

static bool make_room(struct table *table) {
    if (table->failed || table->cell_count < table->cell_room)
        return !table->failed;
    size_t room = table->cell_room ? 2 * table->cell_room : FIRST_CELL_ROOM;
    struct bytes *cells = arena_array(table->arena, room, sizeof *cells);
    table->failed = !cells;
    if (!cells)
        return false;
    if (table->cell_count > 0)
        memcpy(cells, table->cells, table->cell_count * sizeof *cells);
    table->cells = cells;
    table->cell_room = room;
    return true;
}

void table_put(struct table *table, struct bytes text) {
    if (make_room(table))
        table->cells[table->cell_count++] = text;
}

void table_print(struct table *table, const char *format, ...) {
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (size < 0) {
        table->failed = true;
        return;
    }
    struct bytes kept = arena_copy(table->arena, bytes_of(text, (size_t)size));
    free(text);
    table->failed = table->failed || !kept.at;
    table_put(table, kept);
}

/* Characters; of what is no UTF-8 every byte is printed as one. */
static size_t width_of(struct bytes text) {
    if (!text_is_utf8(text))
        return text.size;
    size_t width = 0;
    for (size_t i = 0; i < text.size; i++)
        width += (text.at[i] & 0xC0) != 0x80;
    return width;
}

static size_t column_width(const struct table *table, size_t column) {
    size_t widest = width_of(bytes_of_text(said(table->columns[column].header)));
    for (size_t cell = column; cell < table->cell_count; cell += table->column_count) {
        size_t width = width_of(table->cells[cell]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void write_repeated(FILE *out, char mark, size_t count) {
    for (size_t i = 0; i < count; i++)
        fputc(mark, out);
}

/* No blanks behind a row's last text. */
static void write_cell(FILE *out, const struct table *table, size_t column, size_t width,
                       struct bytes text) {
    size_t blanks = width - width_of(text);
    bool last = column + 1 == table->column_count;
    if (table->columns[column].number)
        write_repeated(out, ' ', blanks);
    write_text(out, text);
    if (!table->columns[column].number && !last)
        write_repeated(out, ' ', blanks);
    if (last)
        fputc('\n', out);
    else
        write_repeated(out, ' ', GAP);
}

enum status table_write(FILE *out, const struct table *table) {
    size_t count = table->column_count;
    size_t *widths = arena_array(table->arena, count, sizeof *widths);
    if (table->failed || !widths)
        return STATUS_NO_MEMORY;
    ENSURE(table->cell_count % count == 0);
    for (size_t column = 0; column < count; column++) {
        widths[column] = column_width(table, column);
        write_cell(out, table, column, widths[column],
                   bytes_of_text(said(table->columns[column].header)));
    }
    for (size_t column = 0; column < count; column++) {
        write_repeated(out, '-', widths[column]);
        write_repeated(out, column + 1 < count ? ' ' : '\n', column + 1 < count ? GAP : 1);
    }
    for (size_t cell = 0; cell < table->cell_count; cell++)
        write_cell(out, table, cell % count, widths[cell % count], table->cells[cell]);
    return STATUS_OK;
}
