/* For whoever changes a store through LMDB alone: so that what is tested is what was changed, and
 * not that the head is of an older commit. */
#ifndef WACHTPOST_TESTS_STORE_RENUMBER_H
#define WACHTPOST_TESTS_STORE_RENUMBER_H

#include <lmdb.h>

/* Before the commit: the head says that this transaction wrote it. One that is not there, does not
 * open or is of format 1 stays as it is. Fails the test, or the program, when LMDB does. */
void renumber(MDB_txn *txn, const char *key_file);

#endif
