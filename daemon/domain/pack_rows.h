/* TABLE_HISTORY, version 3: all rows about one place in one record, in the order of recording,
 * each packed against those before it: what does not change costs nothing, and what does not
 * compress (the id, the pseudonym) stands in a record once. Rows are only added at the
 * end; the bytes of those before stay as they are. store/FORMAT.md has the letters.
 *
 * A record of an older version is one row (pack.h), and goes on in this one. */
#ifndef WACHTPOST_DOMAIN_PACK_ROWS_H
#define WACHTPOST_DOMAIN_PACK_ROWS_H

#include "daemon/domain/pack.h"
#include "proto/model/list.h"

/* `record` with `row` at its end; an empty record: with only that. The event of its first row
 * stands in the record's key (ENSUREd), and each next one is later. STATUS_DAMAGED when `record`
 * does not unpack, or has a row of this event or a later one; STATUS_NO_MEMORY. */
enum status pack_rows_add(struct bytes record, uint64_t first_event, const struct history_row *row,
                          struct arena *arena, struct bytes *added) MUST_CHECK;

/* Adds every row of `record`, at least one, to `rows`, a list of struct history_row; they point
 * into `record` and `arena`. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status unpack_rows(struct bytes record, uint64_t first_event, struct arena *arena,
                        struct list *rows) MUST_CHECK;
/* Only the event of the last one, without a list. */
enum status unpack_last_event(struct bytes record, uint64_t first_event, struct arena *arena,
                              uint64_t *event) MUST_CHECK;

#endif
