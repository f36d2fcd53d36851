/* Prints what keys.py computes on its own. Each argument is a seed of 64 hexadecimal
 * digits; per seed: the derived keys, the registration line, and the hash and
 * signature of the body "body of <seed>" as a PUSH with request id 0 to 7. */
#include <stdio.h>
#include <stdlib.h>

#include "proto/keys/keys.h"

static void print_hex(const char *name, const uint8_t *at, size_t size) {
    printf("%s ", name);
    for (size_t i = 0; i < size; i++)
        printf("%02x", at[i]);
    printf("\n");
}

static void parse_seed(const char *text, uint8_t seed[SEED_BYTES]) {
    ENSURE(strlen(text) == (size_t)2 * SEED_BYTES);
    for (size_t i = 0; i < SEED_BYTES; i++) {
        const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};
        seed[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
}

static void print_keys(const char *text) {
    static const uint8_t request_id[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    uint8_t seed[SEED_BYTES], hash[HASH_BYTES], signature[SIGNATURE_BYTES];
    struct secret_keys keys;
    char line[REGISTRATION_LINE_SIZE], body[128];

    parse_seed(text, seed);
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
    snprintf(body, sizeof body, "body of %s", text);
    keys_hash(bytes_of_text(body), hash);
    keys_sign(&keys, "PUSH", request_id, hash, signature);

    print_hex("curve_secret", keys.curve, KEY_BYTES);
    print_hex("curve_public", keys.public.curve, KEY_BYTES);
    print_hex("sign_secret", keys.sign, SIGN_SECRET_BYTES);
    print_hex("sign_public", keys.public.sign, KEY_BYTES);
    printf("line %s\n", line);
    print_hex("hash", hash, HASH_BYTES);
    print_hex("signature", signature, SIGNATURE_BYTES);
}

int main(int argc, char **argv) {
    if (keys_init() != STATUS_OK)
        return 1;
    for (int i = 1; i < argc; i++)
        print_keys(argv[i]);
    return 0;
}
