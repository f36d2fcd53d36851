/* kenmerken.csv: what a publication as a whole is, one name and value a row, and the way
 * back, so that a later run asks the same. */
#ifndef WACHTPOST_CLIENT_REPORT_KENMERKEN_H
#define WACHTPOST_CLIENT_REPORT_KENMERKEN_H

#include "client/report/publication.h"

#include <stdio.h>

/* Names that are read back: an instant, a day or nothing, and a series (any number of rows). */
#define KENMERK_KNOWN_AT "bekend_op"
#define KENMERK_REGION_DAY "regio_zoals_op"
#define KENMERK_SERIES "reeks"

/* For files_add; the context is a struct publication_text. */
void kenmerken_write(FILE *out, const void *publication_text);

/* The value in the nth row (from 0) of that name; it must be one without quotes. False: there
 * is none. */
bool kenmerk_find(struct bytes content, const char *name, size_t nth, struct bytes *value);

#endif
