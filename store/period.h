/* How the key ring of an open store changes: a key comes, is noted as unused, is used after
 * all, or goes. Each is a new ring, written to the key file before it takes the old one's
 * place in memory; the writer's, between transactions (ENSUREd). */
#ifndef WACHTPOST_STORE_PERIOD_H
#define WACHTPOST_STORE_PERIOD_H

#include "store/txn.h"

/* A key that was noted as unused seals something: the store was put back to an older state of
 * itself. So the term after which it goes begins anew. Fails as keyfile_replace. */
enum status period_recall(struct store *store, uint8_t number,
                          struct complaint *complaint) MUST_CHECK;

#endif
