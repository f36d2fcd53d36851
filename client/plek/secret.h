/* The secret of the place ids: a seed of 32 bytes that stays at the aanbieder, of which come the
 * ids and the seal of the register. Who has it can tell the ids of the dossiers he knows; if it
 * is lost every place gets another id, so it is backed up.
 *
 * The AGB-code is not in an id: when one aanbieder succeeds another its places stay what they
 * were. The secret stands in guarded memory and is wiped when freed. */
#ifndef WACHTPOST_CLIENT_PLEK_SECRET_H
#define WACHTPOST_CLIENT_PLEK_SECRET_H

#include "client/plek/ecd_key.h"
#include "client/plek/id.h"
#include "proto/model/status.h"

#define PLEK_SEAL_BYTES 32
#define PLEK_CHECK_BYTES 16

struct plek_secret;

/* Makes a file of mode 0600 that keys_seed_read reads, and never overwrites one: STATUS_BUSY.
 * STATUS_ABSENT: no such folder. STATUS_FULL, STATUS_IO. */
enum status plek_secret_make(const char *path, struct complaint *complaint) MUST_CHECK;

/* STATUS_BAD_CONFIG: there is none, others may read it, or it is no seed. STATUS_NO_MEMORY. The
 * complaint is in the language of this run. */
enum status plek_secret_read(const char *path, struct plek_secret **secret,
                             struct complaint *complaint) MUST_CHECK;
void plek_secret_free(struct plek_secret **secret);

/* The id of a folded key: of BLAKE2b-256, keyed with crypto_kdf's subkey 1 of the seed (context
 * "wachtplk"), over attempt (4 bytes, big-endian) and key, the first 8 bytes modulo 23^8. Where
 * another dossier has that one already, the next attempt gives another; equal arguments always give
 * the same. */
struct plek_id plek_secret_id(const struct plek_secret *secret, const struct ecd_key *folded,
                              uint32_t attempt);

/* The key of the register's seal, and what tells one secret from another and need not be hidden.
 * They live as long as the secret. */
const uint8_t *plek_secret_seal(const struct plek_secret *secret);
const uint8_t *plek_secret_check(const struct plek_secret *secret);

#endif
