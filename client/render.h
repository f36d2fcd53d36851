/* What a person reads, in the language of this run (language.h), and what a program reads
 * along (JSON), from the same values. Text is plain UTF-8 without colour; every function ends
 * its last line.
 * Foreign text is printed with its control characters replaced.
 *
 * Writing errors stay in the FILE (ferror); the caller flushes and asks. */
#ifndef WACHTPOST_CLIENT_RENDER_H
#define WACHTPOST_CLIENT_RENDER_H

#include "client/csv_mistake.h"
#include "client/wachtlijst.h"
#include "proto/wire/wire.h"

#include <stdio.h>

/* One alert as a block of two to five lines, and an empty line after it. */
void render_alert(FILE *out, const struct alert *alert);
/* One alert as one line: rank, kind, days, hulpvorm, gemeente, place, whom to call. */
void render_alert_line(FILE *out, const struct alert *alert);

/* A receipt in a few lines. `list` (may be NULL) gives the rows of refused lines. */
void render_receipt(FILE *out, const struct receipt *receipt, const struct wachtlijst *list);

void render_status(FILE *out, const struct status_reply *status);

/* "row 14, kolom aanmelddatum, DATUM: sentence", one line each. */
void render_mistakes(FILE *out, const char *file_name, const struct csv_mistake *mistakes,
                     size_t count);

/* One JSON value on one line each. Dates "2025-01-31" or null, instants ISO 8601 in
 * UTC, bytes in hexadecimal, place ids as text, codes by name. False: out of memory. */
bool render_alert_json(FILE *out, const struct alert *alert);
bool render_receipt_json(FILE *out, const struct reply_head *head, const struct receipt *receipt,
                         const struct wachtlijst *list);
bool render_status_json(FILE *out, const struct status_reply *status);
bool render_mistakes_json(FILE *out, const struct csv_mistake *mistakes, size_t count);

#endif
