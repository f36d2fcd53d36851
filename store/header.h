/* The journal's headers and the chain they form.
 *
 * A header covers its body's hash and the hash of the header before it, the store's head
 * holds the hash of the last. So every event is anchored in its successor. */
#ifndef WACHTPOST_STORE_HEADER_H
#define WACHTPOST_STORE_HEADER_H

#include "store/txn.h"

#define HEADER_BYTES 85

struct header {
    uint64_t number;
    instant_t instant;
    uint32_t rules_version;
    uint8_t kind;
    uint8_t body_hash[STORE_HASH_BYTES];
    uint8_t previous[STORE_HASH_BYTES]; /* zeros in the first */
};

void header_encode(const struct header *header, uint8_t record[HEADER_BYTES]);
/* What an event's successor, or the store's head, says its header's hash is. */
enum status header_anchor(struct store_txn *txn, uint64_t number,
                          uint8_t hash[STORE_HASH_BYTES]) MUST_CHECK;
/* The header of an event up to the head, held against its anchor. STATUS_DAMAGED, which
 * the transaction remembers. */
enum status header_read(struct store_txn *txn, uint64_t number, struct header *header) MUST_CHECK;

#endif
