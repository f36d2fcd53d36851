/* The rows of a CSV text: the only user of <csv.h>. */
#ifndef WACHTPOST_CLIENT_CSV_ROWS_H
#define WACHTPOST_CLIENT_CSV_ROWS_H

#include "proto/model/arena.h"

/* More fields on a row than this are counted, not kept. */
#define MAX_CSV_FIELDS 256

struct csv_row {
    uint32_t number;                     /* as a spreadsheet counts, from 1 */
    size_t field_count;                  /* may exceed MAX_CSV_FIELDS */
    struct bytes fields[MAX_CSV_FIELDS]; /* in the arena */
};

/* Visits every row that has a field, in order. Where a quote stands wrong the rest can
 * no longer be told apart: then *broken is that row's number, else 0. A BOM is passed
 * over. STATUS_NO_MEMORY. */
typedef void csv_visit(void *context, const struct csv_row *row);
enum status csv_rows_read(struct bytes content, char separator, struct arena *arena,
                          csv_visit *visit, void *context, uint32_t *broken) MUST_CHECK;

#endif
