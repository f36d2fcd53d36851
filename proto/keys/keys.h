/* Keys, signatures and hashes of the wire: the only user of libsodium below the
 * store. A participant guards one 32-byte seed; from it come, by crypto_kdf with
 * context "wachtpst", subkey 1 = the Ed25519 seed and subkey 2 = the CURVE secret.
 *
 * Call keys_init() once before anything else here. */
#ifndef WACHTPOST_KEYS_KEYS_H
#define WACHTPOST_KEYS_KEYS_H

#include "proto/model/snapshot.h"
#include "proto/model/status.h"

#define SEED_BYTES 32
#define KEY_BYTES 32
#define SIGN_SECRET_BYTES 64
#define SIGNATURE_BYTES 64
#define Z85_KEY_SIZE 41 /* 40 characters and a NUL */
/* "wachtpost1:" + 40 (Ed25519) + 40 (CURVE), and a NUL. */
#define REGISTRATION_LINE_SIZE 92

enum status keys_init(void) MUST_CHECK;

struct public_keys {
    uint8_t sign[KEY_BYTES];  /* Ed25519 */
    uint8_t curve[KEY_BYTES]; /* Curve25519 */
};

struct secret_keys {
    uint8_t sign[SIGN_SECRET_BYTES];
    uint8_t curve[KEY_BYTES];
    struct public_keys public;
};

void keys_random_seed(uint8_t seed[SEED_BYTES]);
void keys_from_seed(const uint8_t seed[SEED_BYTES], struct secret_keys *keys);
/* Overwrites secrets before the memory goes back. */
void keys_wipe(void *secret, size_t size);
/* The same for what functions that returned left on the stack, below the caller's own. */
void keys_wipe_stack(size_t size);

/* Memory for secrets, zeroed: between guard pages, never swapped where RLIMIT_MEMLOCK allows it,
 * and wiped when it is freed (also NULL). NULL: no memory. */
void *keys_secret_new(size_t size);
void keys_secret_free(void *secret);

/* From here on nobody but root looks into this process, and it leaves no core. Every program
 * that touches a secret begins with it. STATUS_IO: the system refused. */
enum guard {
    GUARD_SELF,
    GUARD_CHILDREN_TOO /* no program it starts gains rights (set-uid, capabilities) either */
};
enum status keys_guard_process(enum guard guard) MUST_CHECK;

/* A seed file: 64 hexadecimal digits and a newline, mode 0600, never overwritten.
 * Write: STATUS_BUSY when the file exists. Read: STATUS_ABSENT when there is
 * none, STATUS_BAD_INPUT when it is no seed or others may read it; the complaint says
 * what to do. */
enum status keys_seed_write(const char *path, const uint8_t seed[SEED_BYTES],
                            struct complaint *complaint) MUST_CHECK;
enum status keys_seed_read(const char *path, uint8_t seed[SEED_BYTES],
                           struct complaint *complaint) MUST_CHECK;

/* ZeroMQ RFC 32. Decode: false when it is not 40 Z85 characters. */
void keys_z85(const uint8_t key[KEY_BYTES], char text[Z85_KEY_SIZE]);
bool keys_from_z85(const char *text, uint8_t key[KEY_BYTES]);

/* What a participant sends to be enrolled; and back. False: not such a line. */
void keys_registration_line(const struct public_keys *keys, char text[REGISTRATION_LINE_SIZE]);
bool keys_parse_registration_line(const char *text, struct public_keys *keys);

/* A kenmerk of a registration line, short enough to be read out on the phone: five groups of four
 * hexadecimal digits, the beginning of BLAKE2b-256 over both public keys. */
#define KEY_FINGERPRINT_SIZE 25
const char *keys_fingerprint(const struct public_keys *keys, char text[KEY_FINGERPRINT_SIZE]);

/* BLAKE2b-256, no key. */
void keys_hash(struct bytes content, uint8_t hash[HASH_BYTES]);

/* Ed25519 over "wachtpost.v1" 0x00 KIND 0x00 request-id BLAKE2b-256(body). The hash
 * of the body is given, since callers need it anyway. */
void keys_sign(const struct secret_keys *keys, const char *kind, const uint8_t request_id[8],
               const uint8_t body_hash[HASH_BYTES], uint8_t signature[SIGNATURE_BYTES]);
bool keys_verify(const uint8_t public_key[KEY_BYTES], const char *kind, const uint8_t request_id[8],
                 const uint8_t body_hash[HASH_BYTES], const uint8_t signature[SIGNATURE_BYTES]);

#endif
