/* A store of an older format becomes one of this format, within the transaction in which
 * it was checked: a conversion that is cut off has not begun. */
#ifndef WACHTPOST_STORE_CONVERT_H
#define WACHTPOST_STORE_CONVERT_H

#include "store/txn.h"

/* After every check of its own format. The head moves on to this format and is written at
 * the commit. STATUS_FULL, _DAMAGED, _NO_MEMORY, _IO; remembered by the transaction. */
enum status convert_store(struct store_txn *txn) MUST_CHECK;

#endif
