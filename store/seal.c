#include "store/seal.h"

#include <sodium.h>

#include "store/txn.h"

enum { SEAL_VERSION = 1 };
enum { NUMBER_AT = 1, NONCE_AT = 2, NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
enum { CIPHER_AT = NONCE_AT + NONCE_BYTES, TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES };
enum { SUBKEY_SEAL = 1, SUBKEY_NONCE, SUBKEY_BLIND, SUBKEY_CHECK, SUBKEY_SUM };

_Static_assert(CIPHER_AT + TAG_BYTES == SEAL_OVERHEAD_BYTES, "the seal's layout");
_Static_assert(NONCE_BYTES == STORE_STAMP_BYTES, "a stamp is a nonce");

static void derive(uint8_t *subkey, size_t size, uint64_t number, const uint8_t *secret) {
    ENSURE(crypto_kdf_derive_from_key(subkey, size, number, "wp-store", secret) == 0);
}

void seal_derive_root(const uint8_t secret[STORE_KEY_BYTES], struct seal_root *root) {
    derive(root->blind, sizeof root->blind, SUBKEY_BLIND, secret);
    derive(root->check, sizeof root->check, SUBKEY_CHECK, secret);
    derive(root->sum, sizeof root->sum, SUBKEY_SUM, secret);
}

void seal_derive(uint8_t number, const uint8_t secret[STORE_KEY_BYTES], struct seal_key *with) {
    with->number = number;
    derive(with->seal, sizeof with->seal, SUBKEY_SEAL, secret);
    derive(with->nonce, sizeof with->nonce, SUBKEY_NONCE, secret);
}

/* Table number and key, as associated data and in front of what is hashed. */
struct where {
    uint8_t at[1 + STORE_MAX_KEY_BYTES];
    size_t size;
};

static struct where where_of(enum store_table table, struct bytes key) {
    ENSURE(key.size >= 1 && key.size <= STORE_MAX_KEY_BYTES);
    struct where where = {.size = 1 + key.size};
    where.at[0] = table_seal_number(table);
    memcpy(where.at + 1, key.at, key.size);
    return where;
}

static void hash_sized(crypto_generichash_state *state, const uint8_t *at, size_t size) {
    uint8_t size_bytes[8];
    store_key_u64(size_bytes, size);
    crypto_generichash_update(state, size_bytes, sizeof size_bytes);
    crypto_generichash_update(state, at, size);
}

static void make_nonce(const struct seal_key *with, const struct where *where, struct bytes plain,
                       uint8_t nonce[NONCE_BYTES]) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, with->nonce, sizeof with->nonce, NONCE_BYTES);
    hash_sized(&state, where->at, where->size);
    crypto_generichash_update(&state, plain.at, plain.size);
    crypto_generichash_final(&state, nonce, NONCE_BYTES);
}

void seal_write(const struct seal_key *with, enum store_table table, struct bytes key,
                struct bytes plain, uint8_t *sealed) {
    const struct where where = where_of(table, key);
    sealed[0] = SEAL_VERSION;
    sealed[NUMBER_AT] = with->number;
    make_nonce(with, &where, plain, sealed + NONCE_AT);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + CIPHER_AT, NULL, plain.at, plain.size,
                                               where.at, where.size, NULL, sealed + NONCE_AT,
                                               with->seal);
}

uint8_t seal_number(struct bytes sealed) {
    const bool known = sealed.size >= SEAL_OVERHEAD_BYTES && sealed.at[0] == SEAL_VERSION;
    return known ? sealed.at[NUMBER_AT] : 0;
}

size_t seal_plain_bytes(struct bytes sealed) {
    return sealed.size < SEAL_OVERHEAD_BYTES ? 0 : sealed.size - SEAL_OVERHEAD_BYTES;
}

bool seal_stamp(struct bytes sealed, struct bytes *stamp) {
    if (sealed.size < SEAL_OVERHEAD_BYTES)
        return false;
    *stamp = bytes_of(sealed.at + NONCE_AT, NONCE_BYTES);
    return true;
}

bool seal_read(const struct seal_key *with, enum store_table table, struct bytes key,
               struct bytes sealed, uint8_t *plain) {
    if (seal_number(sealed) != with->number)
        return false;
    const struct where where = where_of(table, key);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed.at + CIPHER_AT,
                                                      sealed.size - CIPHER_AT, where.at, where.size,
                                                      sealed.at + NONCE_AT, with->seal) == 0;
}

void seal_hash(struct bytes content, uint8_t hash[STORE_HASH_BYTES]) {
    crypto_generichash(hash, STORE_HASH_BYTES, content.at, content.size, NULL, 0);
}

void store_blind(const struct store *store, const char *purpose, struct bytes value, uint8_t *out,
                 size_t size) {
    ENSURE(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX);
    const struct bytes domain = bytes_of_text(purpose);
    crypto_generichash_state state;
    crypto_generichash_init(&state, store->root->blind, sizeof store->root->blind, size);
    hash_sized(&state, domain.at, domain.size);
    crypto_generichash_update(&state, value.at, value.size);
    crypto_generichash_final(&state, out, size);
}
