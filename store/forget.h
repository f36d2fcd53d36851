/* Bodies that are forgotten, inside the store; what others may do is in store.h. */
#ifndef WACHTPOST_STORE_FORGET_H
#define WACHTPOST_STORE_FORGET_H

#include "store/header.h"

/* Of an event up to the head that has no body: STATUS_FORGOTTEN when that is right, else
 * STATUS_DAMAGED, which the transaction remembers. */
enum status forget_explain(struct store_txn *txn, uint64_t number) MUST_CHECK;

#endif
