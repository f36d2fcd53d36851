/* Headers as format 1 had them, each a record of its own. */
#ifndef WACHTPOST_STORE_HEADER_ALONE_H
#define WACHTPOST_STORE_HEADER_ALONE_H

#include "store/txn.h"

/* As header_read_hash. */
enum status header_read_alone(struct store_txn *txn, uint64_t number, struct header *header,
                              uint8_t hash[STORE_HASH_BYTES]) MUST_CHECK;

#endif
