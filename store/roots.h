/* The two pages with which LMDB's file begins, looked at without LMDB.
 *
 * They say where the trees of the last two commits begin, by turns. LMDB reads what the one with
 * the higher number names, and believes both: where a number was changed it may go on from an older
 * commit than the last that was durable, in which everything fits together. But the numbers are
 * two in a row, and what a commit gave up stands under its number at the end of its own list of
 * free pages. So a root that says it is of another commit than it is of is found. One that was
 * never written is not: that looks as if a power failure had cut the commit off. A root that is of
 * a far larger file than this one is found too. */
#ifndef WACHTPOST_STORE_ROOTS_H
#define WACHTPOST_STORE_ROOTS_H

#include "proto/model/status.h"

/* Of an open file to which somebody may be writing. STATUS_DAMAGED: not so, or it cannot be
 * read. */
enum status roots_check(int file) MUST_CHECK;

#endif
