#include "client/plek/secret.h"

#include "client/language.h"
#include "proto/keys/keys.h"

#include <sodium.h>

/* Keys apart on purpose: what shows ids to the world does not open the register. */
enum { SUBKEY_ID = 1, SUBKEY_SEAL = 2, SUBKEY_CHECK = 3 };
static const char kdf_context[crypto_kdf_CONTEXTBYTES] = {'w', 'a', 'c', 'h', 't', 'p', 'l', 'k'};

struct plek_secret {
    uint8_t id[KEY_BYTES], seal[PLEK_SEAL_BYTES], check[PLEK_CHECK_BYTES];
};

enum status plek_secret_make(const char *path, struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    keys_random_seed(seed);
    enum status status = keys_seed_write(path, seed, NULL);
    keys_wipe(seed, sizeof seed);
    if (status == STATUS_BUSY)
        return complain(complaint, status,
                        _("%s: dit bestand bestaat al en wordt nooit overschreven; noem een ander"),
                        path);
    if (status != STATUS_OK)
        return complain(complaint, status,
                        _("%s: hier kan geen bestand worden gemaakt; bestaat de map, mag u erin "
                          "schrijven en is er ruimte?"),
                        path);
    return STATUS_OK;
}

static enum status say_unusable(const char *path, enum status why, struct complaint *complaint) {
    if (why == STATUS_ABSENT)
        return complain(
            complaint, STATUS_BAD_CONFIG,
            _("%s (plek_key) is er niet; zet het terug uit uw reservekopie, of maak het "
              "de eerste keer met wachtpost plek --make-key"),
            path);
    if (why == STATUS_IO)
        return complain(complaint, STATUS_BAD_CONFIG,
                        _("%s (plek_key) kan niet worden gelezen; klopt het pad, en draait "
                          "wachtpost onder het account waarvan het bestand is?"),
                        path);
    return complain(complaint, STATUS_BAD_CONFIG,
                    _("%s (plek_key) is niet te gebruiken: het hoort een regel van 64 hexadecimale "
                      "tekens te zijn die alleen u kunt lezen (chmod 600)"),
                    path);
}

static void derive(const uint8_t seed[SEED_BYTES], struct plek_secret *secret) {
    crypto_kdf_derive_from_key(secret->id, sizeof secret->id, SUBKEY_ID, kdf_context, seed);
    crypto_kdf_derive_from_key(secret->seal, sizeof secret->seal, SUBKEY_SEAL, kdf_context, seed);
    crypto_kdf_derive_from_key(secret->check, sizeof secret->check, SUBKEY_CHECK, kdf_context,
                               seed);
}

enum status plek_secret_read(const char *path, struct plek_secret **secret,
                             struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    enum status status = keys_seed_read(path, seed, NULL);
    if (status != STATUS_OK)
        return say_unusable(path, status, complaint);
    struct plek_secret *read = keys_secret_new(sizeof *read);
    if (read)
        derive(seed, read);
    keys_wipe(seed, sizeof seed);
    if (!read)
        return STATUS_NO_MEMORY;
    *secret = read;
    return STATUS_OK;
}

void plek_secret_free(struct plek_secret **secret) {
    keys_secret_free(*secret);
    *secret = NULL;
}

const uint8_t *plek_secret_seal(const struct plek_secret *secret) {
    return secret->seal;
}

const uint8_t *plek_secret_check(const struct plek_secret *secret) {
    return secret->check;
}

/* 64 bits of the hash, of which 37 are used: the ids are equally likely but for 1 in 2^27. */
struct plek_id plek_secret_id(const struct plek_secret *secret, const struct ecd_key *folded,
                              uint32_t attempt) {
    uint8_t hash[crypto_generichash_BYTES];
    const uint8_t number[] = {(uint8_t)(attempt >> 24), (uint8_t)(attempt >> 16),
                              (uint8_t)(attempt >> 8), (uint8_t)attempt};
    uint64_t drawn = 0;
    crypto_generichash_state state;
    crypto_generichash_init(&state, secret->id, sizeof secret->id, sizeof hash);
    crypto_generichash_update(&state, number, sizeof number);
    crypto_generichash_update(&state, (const uint8_t *)folded->text, folded->size);
    crypto_generichash_final(&state, hash, sizeof hash);
    for (size_t i = 0; i < sizeof drawn; i++)
        drawn = drawn << 8 | hash[i];
    return plek_id_of(drawn % PLEK_NUMBERS);
}
