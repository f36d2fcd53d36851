/* Tables of counts as disclosure.c needs them: over the lines of a block, or over the parts
 * of one number. Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_DISCLOSURE_TABLE_H
#define WACHTPOST_CLIENT_REPORT_DISCLOSURE_TABLE_H

#include "client/report/sheet.h"

/* One count of a line, such as those beyond the norm. */
typedef uint32_t count_of(const struct figures *figures);

/* Columns of which one is part of another are judged by their differences too
 * (suppress.h). With `persons` a count of few persons is as small as one of few places. */
#define MAX_TABLE_COLUMNS 2
struct table_columns {
    size_t count;
    count_of *of[MAX_TABLE_COLUMNS];
    count_of *persons[MAX_TABLE_COLUMNS]; /* of each column, or of none */
};

/* 0, or 5 and more. */
bool count_is_safe(uint64_t count);

/* Which of `count` parts of one number must be hidden; when even the number itself must,
 * all of them. STATUS_NO_MEMORY. */
enum status parts_hide(const uint32_t *parts, size_t count, struct arena *arena,
                       bool *hidden) MUST_CHECK;

/* Which lines of the block must be hidden when these columns are shown; all, when even
 * their sum must. The lines that `apart` names (per line; NULL: none) are hidden beforehand
 * and count as one row. `region` is the line of the sum, `hidden` has room for each line.
 * STATUS_NO_MEMORY. */
enum status lines_hide(const struct block *block, const struct line *region,
                       const struct table_columns *columns, const bool *apart, struct arena *arena,
                       bool *hidden) MUST_CHECK;

/* Which lines must hide a number that rests on a count of `least` or more: those with less,
 * and more of them, smallest first, until those hidden together have that many or none. Lines
 * hidden beforehand stay so. */
void lines_hide_below(const struct block *block, count_of *of, uint32_t least, bool *hidden);

/* Every count of `other` added to `sum`; days that cannot be added are left alone. */
void figures_add_counts(struct figures *sum, const struct figures *other);

#endif
