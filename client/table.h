/* A table for a terminal: cells are gathered row by row, then every column is as wide as
 * its widest cell. Foreign text is printed with its control characters replaced. */
#ifndef WACHTPOST_CLIENT_TABLE_H
#define WACHTPOST_CLIENT_TABLE_H

#include "proto/model/arena.h"

#include <stdio.h>

struct table_column {
    const char *header;
    bool number; /* aligned to the right */
};

/* Remembers the first failure; table_write tells. Everything lives in the arena. */
struct table {
    struct arena *arena;
    const struct table_column *columns;
    size_t column_count, cell_count, cell_room;
    struct bytes *cells;
    bool failed;
};

/* `columns` is borrowed as long as the table is used. */
struct table table_new(struct arena *arena, const struct table_column *columns,
                       size_t column_count);
/* The next cell, row by row. The text of table_put is borrowed; table_print makes its own. */
void table_put(struct table *table, struct bytes text);
void table_print(struct table *table, const char *format, ...) PRINTF_LIKE(2, 3);

/* For "%.*s" and an int size: never NULL, also not for an empty text. */
static inline const char *text_start(struct bytes text) {
    return text.size > 0 ? (const char *)text.at : "";
}

/* Headers, a line, the rows; nothing but whole rows was put (ENSUREd). STATUS_NO_MEMORY:
 * a cell was lost, nothing is written. Errors of writing stay in `out`. */
enum status table_write(FILE *out, const struct table *table) MUST_CHECK;

#endif
