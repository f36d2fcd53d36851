/* The journal's headers (headers.h) and the chain they form.
 *
 * The first header of a record names the hash of the one before it, the store's head holds the
 * hash of the last. So every record is anchored in its successor, and every event in its
 * record. */
#ifndef WACHTPOST_STORE_HEADER_H
#define WACHTPOST_STORE_HEADER_H

#include "store/txn.h"

/* The header of an event up to the head, held against the chain. STATUS_DAMAGED, which the
 * transaction remembers. */
enum status header_read(struct store_txn *txn, uint64_t number, struct header *header) MUST_CHECK;
/* The same, and the hash that its successor, or the store's head, says it has. */
enum status header_read_hash(struct store_txn *txn, uint64_t number, struct header *header,
                             uint8_t hash[STORE_HASH_BYTES]) MUST_CHECK;
/* The next one, behind the head's last: its `previous` is filled in, and the head's chain becomes
 * its hash. A failure is remembered. */
void header_append(struct store_txn *txn, struct header *header);

/* For a conversion: lays headers of format 1, which each had a record, together. Shows each of them
 * to `visit`, in order; it may write to other tables. A failure is remembered. */
typedef void header_visit(struct store_txn *txn, const struct header *header);
void header_share_records(struct store_txn *txn, header_visit *visit);

#endif
