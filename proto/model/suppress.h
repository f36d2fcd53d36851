/* Figures that leave the circle: cells of 1 to 4, and whatever would give them away, are
 * not shown (domain.md section 8). Pure; the same code serves the daemon's tables for the
 * monitor and the client's publications. */
#ifndef WACHTPOST_MODEL_SUPPRESS_H
#define WACHTPOST_MODEL_SUPPRESS_H

#include "proto/model/arena.h"

#define SUPPRESS_BELOW 5
/* No mean, percentile or longest of fewer than so many. */
#define SUPPRESS_DAYS_BELOW 10

/* A one-way table: rows that add up to a total which is known as well, in columns that
 * are each counts of waiting places. One row for every key there can be, those without
 * places too: whoever leaves them out tells that all others have some. `counts` is row by
 * row. `persons` likewise (NULL: not known): at least so many persons hold the places of
 * that count, and of the total those of `total_persons`, a number for each column. They
 * are never shown, but a count held by 1 to 4 persons is treated as one of 1 to 4. */
struct suppression {
    size_t row_count, column_count;
    const uint32_t *counts, *persons, *total_persons;
};

/* On return rows[i] is true where row i must be shown together with the other such rows
 * only (as one row with their sums). Guaranteed, even to who knows how it is done: of what
 * is shown (every other row, the sums, the total) no count of 1 to 4 can be derived, of a
 * row or of a difference between two columns of which one is part of the other, and the
 * rows shown together cannot be told apart. When the total itself must not be shown either
 * *total_hidden is true, and so is every row: then nothing is shown, of the rows together
 * neither. Nothing of it follows from the order of the rows. STATUS_NO_MEMORY only. */
enum status suppress_rows(const struct suppression *table, struct arena *arena, bool *rows,
                          bool *total_hidden) MUST_CHECK;

/* To the nearest multiple of five (public figures). */
uint64_t suppress_round(uint64_t count);

#endif
