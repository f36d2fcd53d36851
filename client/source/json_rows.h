/* JSON lines as rows: an object on each line, its names the columns. */
#ifndef WACHTPOST_CLIENT_SOURCE_JSON_ROWS_H
#define WACHTPOST_CLIENT_SOURCE_JSON_ROWS_H

#include "client/csv_rows.h"

/* Visits first a row 1 with the names of all lines, in the order in which they come, then every
 * line with an object, numbered by its line from 1. Values are as CSV would have them: true is
 * "ja", null is empty. A line that is no flat object is told to `broken` instead, which may
 * be called in between. STATUS_NO_MEMORY. */
enum status json_rows_read(struct bytes content, struct arena *arena, csv_visit *visit,
                           void (*broken)(void *context, uint32_t row), void *context) MUST_CHECK;

#endif
