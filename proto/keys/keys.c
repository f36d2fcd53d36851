#include "proto/keys/keys.h"

#include <sodium.h>

#include "proto/model/limits.h"

_Static_assert(SEED_BYTES == crypto_kdf_KEYBYTES && SEED_BYTES == crypto_sign_SEEDBYTES,
               "a seed is a kdf key and gives a signing seed");
_Static_assert(SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");
_Static_assert(KEY_BYTES == crypto_scalarmult_BYTES, "Curve25519");

static const char kdf_context[] = "wachtpst";
static const char line_prefix[] = "wachtpost1:";
static const char signed_prefix[] = "wachtpost.v1"; /* signed with its NUL */

enum { KDF_SIGN = 1, KDF_CURVE = 2 };
enum { PREFIX_SIZE = sizeof line_prefix - 1, KEY_TEXT = Z85_KEY_SIZE - 1 };

_Static_assert(sizeof kdf_context - 1 == crypto_kdf_CONTEXTBYTES, "context");
_Static_assert(PREFIX_SIZE + 2 * KEY_TEXT + 1 == REGISTRATION_LINE_SIZE, "registration line");

enum status keys_init(void) {
    return sodium_init() < 0 ? STATUS_IO : STATUS_OK;
}

void keys_random_seed(uint8_t seed[SEED_BYTES]) {
    randombytes_buf(seed, SEED_BYTES);
}

static void derive(uint8_t subkey[KEY_BYTES], uint64_t number, const uint8_t seed[SEED_BYTES]) {
    ENSURE(crypto_kdf_derive_from_key(subkey, KEY_BYTES, number, kdf_context, seed) == 0);
}

void keys_from_seed(const uint8_t seed[SEED_BYTES], struct secret_keys *keys) {
    uint8_t sign_seed[SEED_BYTES];
    derive(sign_seed, KDF_SIGN, seed);
    derive(keys->curve, KDF_CURVE, seed);
    ENSURE(crypto_sign_seed_keypair(keys->public.sign, keys->sign, sign_seed) == 0);
    ENSURE(crypto_scalarmult_base(keys->public.curve, keys->curve) == 0);
    keys_wipe(sign_seed, sizeof sign_seed);
}

void keys_wipe(void *secret, size_t size) {
    sodium_memzero(secret, size);
}

void keys_registration_line(const struct public_keys *keys, char text[REGISTRATION_LINE_SIZE]) {
    memcpy(text, line_prefix, PREFIX_SIZE);
    keys_z85(keys->sign, text + PREFIX_SIZE);
    keys_z85(keys->curve, text + PREFIX_SIZE + KEY_TEXT);
}

bool keys_parse_registration_line(const char *text, struct public_keys *keys) {
    struct public_keys found;
    char sign[Z85_KEY_SIZE] = "";
    if (strlen(text) != REGISTRATION_LINE_SIZE - 1 || memcmp(text, line_prefix, PREFIX_SIZE) != 0)
        return false;
    memcpy(sign, text + PREFIX_SIZE, KEY_TEXT);
    if (!keys_from_z85(sign, found.sign) ||
        !keys_from_z85(text + PREFIX_SIZE + KEY_TEXT, found.curve))
        return false;
    *keys = found;
    return true;
}

const char *keys_fingerprint(const struct public_keys *keys, char text[KEY_FINGERPRINT_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    uint8_t both[2 * KEY_BYTES], hash[HASH_BYTES];
    memcpy(both, keys->sign, KEY_BYTES);
    memcpy(both + KEY_BYTES, keys->curve, KEY_BYTES);
    keys_hash(bytes_of(both, sizeof both), hash);
    for (size_t i = 0; i < KEY_FINGERPRINT_SIZE; i++) {
        const size_t digit = i - i / 5; /* a dash in every fifth place */
        text[i] = i % 5 == 4 ? '-' : digits[hash[digit / 2] >> (digit % 2 == 0 ? 4 : 0) & 15];
    }
    text[KEY_FINGERPRINT_SIZE - 1] = '\0';
    return text;
}

void keys_hash(struct bytes content, uint8_t hash[HASH_BYTES]) {
    ENSURE(crypto_generichash(hash, HASH_BYTES, content.at, content.size, NULL, 0) == 0);
}

/* What is signed for a request. */
struct statement {
    uint8_t at[sizeof signed_prefix + MAX_KIND_BYTES + 1 + REQUEST_ID_BYTES + HASH_BYTES];
    size_t size;
};

static void append(struct statement *statement, const void *at, size_t size) {
    memcpy(statement->at + statement->size, at, size);
    statement->size += size;
}

/* False: longer than any kind. */
static bool state(struct statement *statement, const char *kind,
                  const uint8_t request_id[REQUEST_ID_BYTES], const uint8_t body_hash[HASH_BYTES]) {
    size_t kind_size = strlen(kind);
    if (kind_size > MAX_KIND_BYTES)
        return false;
    statement->size = 0;
    append(statement, signed_prefix, sizeof signed_prefix);
    append(statement, kind, kind_size + 1);
    append(statement, request_id, REQUEST_ID_BYTES);
    append(statement, body_hash, HASH_BYTES);
    return true;
}

void keys_sign(const struct secret_keys *keys, const char *kind, const uint8_t request_id[8],
               const uint8_t body_hash[HASH_BYTES], uint8_t signature[SIGNATURE_BYTES]) {
    struct statement statement;
    ENSURE(state(&statement, kind, request_id, body_hash));
    ENSURE(crypto_sign_detached(signature, NULL, statement.at, statement.size, keys->sign) == 0);
}

bool keys_verify(const uint8_t public_key[KEY_BYTES], const char *kind, const uint8_t request_id[8],
                 const uint8_t body_hash[HASH_BYTES], const uint8_t signature[SIGNATURE_BYTES]) {
    struct statement statement;
    return state(&statement, kind, request_id, body_hash) &&
           crypto_sign_verify_detached(signature, statement.at, statement.size, public_key) == 0;
}
