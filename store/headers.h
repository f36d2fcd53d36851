/* What the journal says of an event besides its body, and how headers share a record.
 *
 * A header covers its body's hash and the hash of the header before it. So of a row of them only
 * the first one's need be kept: the others' follow from it. Pure but for the hash. */
#ifndef WACHTPOST_STORE_HEADERS_H
#define WACHTPOST_STORE_HEADERS_H

#include "store/seal.h"

#define HEADER_BYTES STORE_HEADER_BYTES

struct header {
    uint64_t number;
    instant_t instant;
    uint32_t rules_version;
    uint8_t kind;
    uint8_t body_hash[STORE_HASH_BYTES];
    uint8_t previous[STORE_HASH_BYTES]; /* zeros in the first */
};

/* What the chain's hash is over. */
void header_encode(const struct header *header, uint8_t record[HEADER_BYTES]);
void header_decode(const uint8_t record[HEADER_BYTES], struct header *header);
void header_hash(const struct header *header, uint8_t hash[STORE_HASH_BYTES]);

/* So many of them cost little more than their bodies' hashes, and are still written and read in
 * the time of a few microseconds; six such records fill a page of LMDB. */
#define HEADERS_IN_RECORD STORE_HEADERS_IN_RECORD

/* Record n, from 1, holds the events 16 * (n - 1) + 1 to 16 * n, or as many as there are. */
struct headers {
    uint64_t record; /* 0: none */
    size_t count;
    struct header at[HEADERS_IN_RECORD];
    uint8_t hashes[HEADERS_IN_RECORD][STORE_HASH_BYTES]; /* of each of them */
};

static inline uint64_t headers_record_of(uint64_t number) {
    return (number + HEADERS_IN_RECORD - 1) / HEADERS_IN_RECORD;
}
static inline uint64_t headers_first(uint64_t record) {
    return (record - 1) * HEADERS_IN_RECORD + 1;
}

/* The next one of this record, which follows the one before; its number is set. */
void headers_add(struct headers *headers, const struct header *header);

/* first one's previous | each: kind, rules, instant, hash */
#define HEADERS_MAX_BYTES (STORE_HASH_BYTES + HEADERS_IN_RECORD * (1 + 4 + 10 + STORE_HASH_BYTES))
/* A shorter record is filled up with zeros: so it is as long with one header as with all of them,
 * which mostly need no more. Then LMDB writes it in its place, and does not split the page
 * on which it grows. Six of these, sealed, fill a page of 4096 bytes to the last. */
#define HEADERS_LEAST_BYTES 620
/* Returns how many bytes it took; there is at least one header. */
size_t headers_pack(const struct headers *headers, uint8_t record[HEADERS_MAX_BYTES]);
/* Record number `record`, with all hashes. False: it is none. */
bool headers_unpack(struct bytes packed, uint64_t record, struct headers *headers) MUST_CHECK;

#endif
