/* The seal around every value, and whatever else the store's key gives.
 *
 *   version (1) | key number (1) | nonce (24) | ciphertext | tag (16)
 *
 * XChaCha20-Poly1305; associated data = table number and key, so that a record opens
 * only where it was put. The nonce is a keyed hash of table, key and plain text: the
 * same record always seals to the same bytes under one key and two different ones never
 * share a nonce, whatever happens to the random generator or to a restored backup. */
#ifndef WACHTPOST_STORE_SEAL_H
#define WACHTPOST_STORE_SEAL_H

#include "store/tables.h"

#define SEAL_OVERHEAD_BYTES 42
#define SEAL_CHECK_BYTES 16
#define STORE_HASH_BYTES 32
#define SEAL_SUM_KEY_BYTES 16

/* What never changes while a store lives. Secret but for `check`, which tells one store's
 * keys from another's. */
struct seal_root {
    uint8_t blind[32];
    uint8_t sum[SEAL_SUM_KEY_BYTES];
    uint8_t check[SEAL_CHECK_BYTES];
};

/* What one key of the ring gives, by crypto_kdf; secret. The nonce has a key of its own in
 * each: with one for ever, whoever guesses what a removed record said could see by its nonce
 * that it is so. */
struct seal_key {
    uint8_t number; /* 1 to 255 */
    uint8_t seal[32], nonce[32];
};

/* Of a key file of 64 digits, which is root and first key in one. */
void seal_derive_root(const uint8_t secret[STORE_KEY_BYTES], struct seal_root *root);
void seal_derive(uint8_t number, const uint8_t secret[STORE_KEY_BYTES], struct seal_key *with);

/* Writes plain.size + SEAL_OVERHEAD_BYTES; they must not overlap. */
void seal_write(const struct seal_key *with, enum store_table table, struct bytes key,
                struct bytes plain, uint8_t *sealed);
/* The number of the key that opens it; 0: this is no seal that we know. */
uint8_t seal_number(struct bytes sealed);
/* How many bytes are inside; 0 also when it is too short to be sealed at all. */
size_t seal_plain_bytes(struct bytes sealed);
/* The nonce, where it stands: the same for the same record under the same key only. False: too
 * short to be sealed at all. */
bool seal_stamp(struct bytes sealed, struct bytes *stamp) MUST_CHECK;
/* Writes seal_plain_bytes(sealed). False: it does not verify, or is another key's; `plain`
 * holds nothing. */
bool seal_read(const struct seal_key *with, enum store_table table, struct bytes key,
               struct bytes sealed, uint8_t *plain) MUST_CHECK;

/* BLAKE2b-256, no key. */
void seal_hash(struct bytes content, uint8_t hash[STORE_HASH_BYTES]);

#endif
