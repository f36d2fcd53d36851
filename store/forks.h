/* What a store was before it was restored: its forks, in one record beside the head, which
 * knows their hash. They change only when a restore begins a new incarnation. */
#ifndef WACHTPOST_STORE_FORKS_H
#define WACHTPOST_STORE_FORKS_H

#include "store/txn.h"

/* Those of the transaction's head, into the store. STATUS_DAMAGED: they are not what it knows. */
enum status forks_load(struct store_txn *txn, struct arena *arena) MUST_CHECK;
/* A new incarnation of a store that is open to write, which parts from the present one here.
 * In a transaction of its own; as store_commit. */
enum status forks_begin_incarnation(struct store *store) MUST_CHECK;

#endif
