/* The register as a file (all numbers big-endian):
 *
 *   "WPLEK 1\n" | check of the secret (16) | nonce (24) | sealed | tag (16)
 *
 * XChaCha20-Poly1305, the nonce drawn anew each time, everything before it as associated data.
 * Inside, per place: number of the id (8), row (4), day seen (4, yyyymmdd), bytes of the dossier
 * (2), of the key (2) and of the file's name (2), the key, the name. Another layout gets another
 * first line, and this one is read for ever: it stands at the aanbieders. */
#ifndef WACHTPOST_CLIENT_PLEK_REGISTER_FILE_H
#define WACHTPOST_CLIENT_PLEK_REGISTER_FILE_H

#include "client/plek/register.h"

/* 200,000 places, ten times what a snapshot may hold, of 300 bytes. */
#define MAX_REGISTER_BYTES (64 * 1024 * 1024)

/* What a register holds. `text` is malloc'ed memory that the places' files may point into, and
 * `places` malloc'ed too; both the caller's. */
struct register_content {
    uint8_t *text;
    struct plek_place *places;
    size_t count;
};

/* Failures as plek_register_open, and STATUS_ABSENT without a complaint. */
enum status register_file_read(const char *path, const struct plek_secret *secret,
                               struct register_content *content,
                               struct complaint *complaint) MUST_CHECK;

/* Durable when it is STATUS_OK, else the old file stands. STATUS_FULL, STATUS_IO,
 * STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status register_file_write(const char *path, const struct plek_secret *secret,
                                const struct plek_place *places, size_t count,
                                struct complaint *complaint) MUST_CHECK;

#endif
