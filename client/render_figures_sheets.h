/* What stands in the tables of figures for a person. */
#ifndef WACHTPOST_CLIENT_RENDER_FIGURES_SHEETS_H
#define WACHTPOST_CLIENT_RENDER_FIGURES_SHEETS_H

#include "client/table.h"
#include "proto/model/figures.h"

/* One column: a figure by its name, or something put together. */
struct sheet_column {
    const char *header;
    const char *figure;
    void (*put)(struct table *table, const struct figures *figures);
    enum measure measure; /* of what is put together */
};

struct sheet {
    const char *title;    /* NULL: none */
    enum measure measure; /* has to be named; MEASURE_NONE: always there */
    const struct sheet_column *columns;
    size_t column_count;
};

#define FIGURES_SHEET_COUNT 7
extern const struct sheet figures_sheets[FIGURES_SHEET_COUNT];

#endif
