#include "client/plek/register_file.h"

#include "client/durable.h"
#include "client/language.h"
#include "client/wiping.h"
#include "proto/keys/keys.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    MAGIC_BYTES = 8,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    NAMED_BYTES = MAGIC_BYTES + PLEK_CHECK_BYTES,
    HEADER_BYTES = NAMED_BYTES + NONCE_BYTES,
    PLACE_BYTES = 8 + 4 + 4 + 2 + 2 + 2
};
static const uint8_t magic[MAGIC_BYTES] = {'W', 'P', 'L', 'E', 'K', ' ', '1', '\n'};

static void put(uint8_t **to, uint64_t number, size_t size) {
    for (size_t i = size; i-- > 0; number >>= 8)
        (*to)[i] = (uint8_t)number;
    *to += size;
}

static uint64_t get(struct bytes *from, size_t size) {
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | from->at[i];
    *from = bytes_of(from->at + size, from->size - size);
    return number;
}

static void put_text(uint8_t **to, const void *text, size_t size) {
    if (size > 0)
        memcpy(*to, text, size);
    *to += size;
}

static void put_place(uint8_t **to, const struct plek_place *place) {
    put(to, plek_id_number(&place->id), 8);
    put(to, place->row, 4);
    put(to, day_to_number(place->seen), 4);
    put(to, place->key.dossier_size, 2);
    put(to, place->key.size, 2);
    put(to, place->file.size, 2);
    put_text(to, place->key.text, place->key.size);
    put_text(to, place->file.at, place->file.size);
}

/* False: this is no place. */
static bool get_place(struct bytes *from, struct plek_place *place) {
    if (from->size < PLACE_BYTES)
        return false;
    const uint64_t number = get(from, 8);
    const uint32_t row = (uint32_t)get(from, 4);
    const day_t seen = day_of_number((uint32_t)get(from, 4));
    const size_t dossier_size = get(from, 2), key_size = get(from, 2), file_size = get(from, 2);
    if (number >= PLEK_NUMBERS || seen == DAY_NONE || dossier_size > key_size ||
        key_size > ECD_KEY_BYTES || key_size + file_size > from->size)
        return false;
    *place = (struct plek_place){.id = plek_id_of(number),
                                 .key = {.dossier_size = dossier_size, .size = key_size},
                                 .file = bytes_of(from->at + key_size, file_size),
                                 .row = row,
                                 .seen = seen};
    memcpy(place->key.text, from->at, key_size);
    *from = bytes_of(from->at + key_size + file_size, from->size - key_size - file_size);
    return true;
}

static size_t plain_bytes(const struct plek_place *places, size_t count) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += PLACE_BYTES + places[i].key.size + places[i].file.size;
    return size;
}

static void seal(const struct plek_secret *secret, uint8_t *whole, uint8_t *plain, size_t size) {
    memcpy(whole, magic, MAGIC_BYTES);
    memcpy(whole + MAGIC_BYTES, plek_secret_check(secret), PLEK_CHECK_BYTES);
    randombytes_buf(whole + NAMED_BYTES, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(whole + HEADER_BYTES, NULL, plain, size, whole,
                                               NAMED_BYTES, NULL, whole + NAMED_BYTES,
                                               plek_secret_seal(secret));
}

enum status register_file_write(const char *path, const struct plek_secret *secret,
                                const struct plek_place *places, size_t count,
                                struct complaint *complaint) {
    const size_t size = plain_bytes(places, count), whole_size = HEADER_BYTES + size + TAG_BYTES;
    if (whole_size > MAX_REGISTER_BYTES)
        return complain(complaint, STATUS_TOO_LARGE,
                        _("%s: het register van plekken zou groter worden dan %d MiB"), path,
                        MAX_REGISTER_BYTES >> 20);
    enum status status = STATUS_NO_MEMORY;
    uint8_t *plain = malloc(size + 1), *whole = malloc(whole_size), *to = plain;
    if (plain && whole) {
        for (size_t i = 0; i < count; i++)
            put_place(&to, &places[i]);
        ENSURE(to == plain + size);
        seal(secret, whole, plain, size);
        const struct bytes part = bytes_of(whole, whole_size);
        status = durable_replace(path, &part, 1, complaint);
    }
    if (plain)
        keys_wipe(plain, size);
    free(plain);
    free(whole);
    return status;
}

static enum status say_damaged(const char *path, struct complaint *complaint) {
    return complain(complaint, STATUS_DAMAGED,
                    _("%s: het register van plekken is beschadigd; zet het terug uit uw "
                      "reservekopie, of haal het weg: de id's blijven dezelfde, en na de volgende "
                      "levering is elke plek weer te vinden"),
                    path);
}

/* Opens it into `plain`, which has room for what is sealed. */
static enum status unseal(const char *path, const struct plek_secret *secret, struct bytes whole,
                          uint8_t *plain, size_t *size, struct complaint *complaint) {
    unsigned long long plain_size = 0;
    if (whole.size < HEADER_BYTES + TAG_BYTES || memcmp(whole.at, magic, MAGIC_BYTES) != 0)
        return say_damaged(path, complaint);
    if (memcmp(whole.at + MAGIC_BYTES, plek_secret_check(secret), PLEK_CHECK_BYTES) != 0)
        return complain(
            complaint, STATUS_WRONG_KEY,
            _("%s is met een andere plek_key gemaakt; met deze sleutel zou elke plek een "
              "ander id krijgen: zet de oude terug uit uw reservekopie, of haal dit "
              "register weg als u dat wilt"),
            path);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, &plain_size, NULL, whole.at + HEADER_BYTES, whole.size - HEADER_BYTES, whole.at,
            NAMED_BYTES, whole.at + NAMED_BYTES, plek_secret_seal(secret)) != 0)
        return say_damaged(path, complaint);
    *size = (size_t)plain_size;
    return STATUS_OK;
}

static enum status read_places(const char *path, struct bytes plain,
                               struct register_content *content, struct complaint *complaint) {
    content->places = calloc(plain.size / PLACE_BYTES + 1, sizeof *content->places);
    if (!content->places)
        return STATUS_NO_MEMORY;
    while (plain.size > 0)
        if (!get_place(&plain, &content->places[content->count++]))
            return say_damaged(path, complaint);
    return STATUS_OK;
}

enum status register_file_read(const char *path, const struct plek_secret *secret,
                               struct register_content *content, struct complaint *complaint) {
    uint8_t *whole = NULL;
    size_t whole_size, size = 0;
    struct register_content read = {0};
    enum status status = durable_read(path, MAX_REGISTER_BYTES, &whole, &whole_size, complaint);
    if (status != STATUS_OK)
        return status;
    read.text = malloc(whole_size + 1);
    status = read.text
                 ? unseal(path, secret, bytes_of(whole, whole_size), read.text, &size, complaint)
                 : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = read_places(path, bytes_of(read.text, size), &read, complaint);
    free(whole);
    if (status == STATUS_OK) {
        *content = read;
        return STATUS_OK;
    }
    wiping_free(read.text);
    wiping_free(read.places);
    return status;
}
