/* A wachtlijst as a CSV file, in the one layout that client/README.md describes: `;`
 * between fields, a first row with the contract's field names in any order, then one
 * row per wachtplek or per one that left. UTF-8 with or without BOM, CRLF or LF.
 *
 * Reading finds every mistake in one go and never stops at the first. What is said
 * about a mistake names row and column and never repeats the value: it may be a BSN. */
#ifndef WACHTPOST_CLIENT_SOURCE_WACHTLIJST_CSV_H
#define WACHTPOST_CLIENT_SOURCE_WACHTLIJST_CSV_H

#include "client/csv_mistake.h"
#include "client/wachtlijst.h"
#include "proto/model/arena.h"
#include "proto/model/check.h"

#include <stdio.h>

/* A file of MAX_SNAPSHOT_LINES rows with every field filled, tripled. */
#define MAX_CSV_BYTES (32 * 1024 * 1024)

struct csv_reading {
    struct wachtlijst list;
    /* Rows with BUITEN_REGIO and nothing else, ascending: not in the list. One that left
     * is in it, without the place. */
    size_t left_out_count;
    const uint32_t *left_out_rows;
    size_t mistake_count;
    const struct csv_mistake *mistakes; /* ascending by row, then as in the contract */
    size_t unknown_column_count;
    const struct bytes *unknown_columns; /* ignored; as in the file */
};

/* Everything lives in the arena; `content` may go. Future and age are judged on the
 * civil day of `peilmoment`. With mistake_count > 0 the list is incomplete: never send
 * it. STATUS_NO_MEMORY only. */
enum status wachtlijst_csv_read(struct bytes content, instant_t peilmoment, struct arena *arena,
                                struct csv_reading *reading) MUST_CHECK;

/* The same layout back, every column, LF, dates jjjj-mm-dd; reading it gives the same
 * list. Values must be valid. STATUS_IO. */
enum status wachtlijst_csv_write(const struct wachtlijst *list, FILE *file) MUST_CHECK;

#endif
