/* What a store must show before it is believed. */
#ifndef WACHTPOST_STORE_CHECK_H
#define WACHTPOST_STORE_CHECK_H

#include "store/txn.h"

/* LMDB's roots, format, key, tables, head, and that this is of the last commit; that every numbered
 * table ends where the head says and with the record it says; that every aanbieder is there and
 * opens. Then an older format is converted, or refused by a store that only reads. Fills the
 * store's head. STATUS_WRONG_FORMAT, _WRONG_KEY, _DAMAGED, _NO_MEMORY, _FULL, _IO; the complaint
 * says what to do. */
enum status check_store(struct store *store, const char *directory,
                        struct complaint *complaint) MUST_CHECK;

/* The first of these steps, from format to forks. `what` is the one that failed. Leaves the
 * transaction with its head. As above. */
enum status check_basics(struct store_txn *txn, struct arena *arena, uint32_t *format,
                         const char **what) MUST_CHECK;

/* Says what `status` of `what` means for whoever has to act, and returns it. */
enum status check_explain(enum status status, const char *directory, const char *what,
                          struct complaint *complaint);

#endif
