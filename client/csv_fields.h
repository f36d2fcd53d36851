/* Rows of fields as RFC 4180 quotes them, for whatever reads along: any separator, lines
 * ended by a line feed. Text is written as it is; writing errors stay in the FILE. */
#ifndef WACHTPOST_CLIENT_CSV_FIELDS_H
#define WACHTPOST_CLIENT_CSV_FIELDS_H

#include "proto/model/bytes.h"
#include "proto/model/day.h"

#include <stdio.h>

/* Plain value: {.file = out, .separator = ','}. */
struct csv_fields {
    FILE *file;
    char separator;
    bool begun; /* the row has a field already */
};

void csv_put(struct csv_fields *fields, struct bytes text);
void csv_put_text(struct csv_fields *fields, const char *text);
/* What somebody wrote freely. Begins it with a sign that a spreadsheet takes for a formula, an
 * apostrophe stands before it, which makes it text there too. */
void csv_put_prose(struct csv_fields *fields, struct bytes text);
void csv_put_count(struct csv_fields *fields, uint64_t count);
/* "ja" or "nee". */
void csv_put_bool(struct csv_fields *fields, bool value);
/* "2025-01-31"; empty for DAY_NONE. */
void csv_put_day(struct csv_fields *fields, day_t day);
/* ISO 8601 in UTC; empty for 0 and INSTANT_MAX. */
void csv_put_instant(struct csv_fields *fields, instant_t instant);
void csv_end_row(struct csv_fields *fields);

#endif
