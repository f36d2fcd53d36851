/* A wachtlijst written out as what reads it again (client/README.md): what `--show` prints, and
 * what an aanbieder's system could have written. */
#ifndef WACHTPOST_CLIENT_SOURCE_LIST_CSV_H
#define WACHTPOST_CLIENT_SOURCE_LIST_CSV_H

#include "client/wachtlijst.h"
#include "proto/model/status.h"

#include <stdio.h>

/* CSV with `;`, every column, LF, dates jjjj-mm-dd; reading it gives the same list. Values must be
 * valid. STATUS_IO. */
enum status list_csv_write(const struct wachtlijst *list, FILE *file) MUST_CHECK;

/* The same as JSON lines, one object a line with only what is known. STATUS_IO,
 * STATUS_NO_MEMORY. */
enum status list_json_write(const struct wachtlijst *list, FILE *file) MUST_CHECK;

#endif
