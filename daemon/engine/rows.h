/* How the rows of history lie in TABLE_HISTORY; nobody else knows.
 *
 * Rows are of one place, which stands there by its key (the blind of its id), or of the
 * aanbieder itself: that a snapshot was applied, that a code was succeeded. They are only
 * added, each by an event later than those of the rows before it (but for rows_add_own), and come
 * back in that order. Functions return the store's status; STATUS_DAMAGED when a row does not
 * unpack. */
#ifndef WACHTPOST_ENGINE_ROWS_H
#define WACHTPOST_ENGINE_ROWS_H

#include "daemon/domain/past.h"
#include "store/store.h"

/* Sixteen zeros stand for the aanbieder itself. */
struct place_key rows_place_key(const struct store *store, struct bytes id);
struct place_key rows_own_key(void);
bool rows_is_own_key(const struct place_key *key);

/* Adds `row`, whose event is the last so far: a record that has a later one is damaged. Works in
 * `arena`. */
enum status rows_add(struct store_txn *txn, const struct agb *agb, const struct place_key *key,
                     const struct history_row *row, struct arena *arena) MUST_CHECK;

/* All rows under one key, in `arena`; none is no failure. */
enum status rows_load(struct store_txn *txn, const struct agb *agb, const struct place_key *key,
                      struct arena *arena, struct past_rows *rows) MUST_CHECK;

/* Of one place: whether the last that was said until further notice is that it waits. */
bool rows_say_open(const struct past_rows *rows);

/* All rows under one key, of which there is at least one. They live until it returns. Any
 * status but STATUS_OK ends the walk. */
typedef enum status rows_visit(void *context, const struct place_key *key,
                               const struct past_rows *rows);
/* Key by key, ascending, so that those of the aanbieder itself come first: every key of this
 * aanbieder that begins with `prefix` (empty: every one). `arena` is reset before each. Do not
 * write history meanwhile. The first failure, of the store or of `visit`. */
enum status rows_walk(struct store_txn *txn, const struct agb *agb, struct bytes prefix,
                      struct arena *arena, rows_visit *visit, void *context) MUST_CHECK;

/* Whether there is any row of this aanbieder. */
enum status rows_any(struct store_txn *txn, const struct agb *agb, bool *any) MUST_CHECK;
/* A row about the aanbieder itself whose event may be an earlier one: rows about which an older
 * version said nothing. In place of what was said by the same event. */
enum status rows_add_own(struct store_txn *txn, const struct agb *agb,
                         const struct history_row *row, struct arena *arena) MUST_CHECK;
/* Succession: `to`, which had no wachtlijst of its own, gets the rows of `from`, which keeps
 * them. Works in `arena`. */
enum status rows_inherit(struct store_txn *txn, const struct agb *from, const struct agb *to,
                         struct arena *arena) MUST_CHECK;
/* The event of the last row about the aanbieder itself: whatever changes a history leaves one.
 * STATUS_ABSENT: there is none. Works in `arena`. */
enum status rows_last_event(struct store_txn *txn, const struct agb *agb, struct arena *arena,
                            uint64_t *event) MUST_CHECK;

/* For whoever looks at records one by one (dump.h). A row stands in the record with the last key
 * at or before its own, which is that of the record but for the event. */
#define ROW_KEY_BYTES (AGB_DIGITS + STORE_BLIND_BYTES + 8)
bool rows_of_one_place(const uint8_t key[ROW_KEY_BYTES], const uint8_t other[ROW_KEY_BYTES]);
void rows_key(struct bytes record_key, uint64_t event, uint8_t key[ROW_KEY_BYTES]);
/* Every row of one record; they point into `value` and `arena`. */
enum status rows_of_record(struct bytes key, struct bytes value, struct arena *arena,
                           struct past_rows *rows) MUST_CHECK;
/* The row with this key, in `arena`. STATUS_ABSENT. */
enum status rows_find(struct store_txn *txn, struct bytes key, struct arena *arena,
                      struct history_row *row) MUST_CHECK;

#endif
