/* Figures that leave the circle: cells of 1 to 4, and whatever would give them away, are
 * not shown (domain.md section 8). Pure; the same code serves the daemon's tables for the
 * monitor and the client's publications. */
#ifndef WACHTPOST_MODEL_SUPPRESS_H
#define WACHTPOST_MODEL_SUPPRESS_H

#include "proto/model/arena.h"

#define SUPPRESS_BELOW 5

/* A one-way table: rows that add up to a total which is known as well, in columns that
 * are each counts of waiting places. `counts` is row by row. On return rows[i] is true
 * where row i must be shown together with the other such rows only (as one row with their
 * sums). Guaranteed: of what is shown (every other row, the sums, the total) no count of
 * 1 to 4 can be derived, of a row or of any difference between two shown columns, and the
 * rows shown together cannot be told apart. When even that cannot be had, all rows are
 * together and *total_hidden says whether the total itself must not be shown either.
 * STATUS_NO_MEMORY only. */
struct suppression {
    size_t row_count, column_count;
    const uint32_t *counts;
};
enum status suppress_rows(const struct suppression *table, struct arena *arena, bool *rows,
                          bool *total_hidden) MUST_CHECK;

/* To the nearest multiple of five (public figures). */
uint64_t suppress_round(uint64_t count);

#endif
