/* What the place ids of this installation stand for, so that somebody can find the dossier when
 * a coordinator calls: the file `plek.register` in the state folder, sealed with the secret (it
 * leads to children), replaced as a whole, so that a crash leaves the old or the new one.
 *
 * Its memory is wiped: some write a BSN where the dossier's number belongs.
 *
 * Always true: one id stands for one key; a key keeps its id as long as it is known here, and
 * while no two keys share an id (plek_id.h) without the register too. Entries that were in no
 * list for 24 months are forgotten when it is saved. */
#ifndef WACHTPOST_CLIENT_PLEK_REGISTER_H
#define WACHTPOST_CLIENT_PLEK_REGISTER_H

#include "client/plek/secret.h"
#include "proto/model/day.h"

#define PLEK_REMEMBERED_MONTHS 24

struct plek_register;

/* Where a wait stood last. Plain value; `file` lives as long as the register. */
struct plek_place {
    struct plek_id id;
    struct ecd_key key;
    struct bytes file; /* as it was named */
    uint32_t row;      /* as a spreadsheet numbers them */
    day_t seen;
};

enum plek_use {
    PLEK_TO_LOOK,  /* never saved, so nobody has to wait for it */
    PLEK_TO_CHANGE /* alone: it holds a lock until it is closed */
};

/* An empty one where there is no file. Borrows the secret. Who wants to change it waits for others
 * that do, `wait_ms` at most. STATUS_BUSY: that was not enough. STATUS_WRONG_KEY: it was made with
 * another secret. STATUS_DAMAGED, STATUS_BAD_CONFIG (the folder), STATUS_IO, STATUS_NO_MEMORY.
 * Complaints are in the language of this run. */
enum status plek_register_open(const char *state_folder, const struct plek_secret *secret,
                               enum plek_use use, int64_t wait_ms, struct plek_register **opened,
                               struct complaint *complaint) MUST_CHECK;
void plek_register_close(struct plek_register **plekken);

/* The id of this key, a new one where it had none, and notes where it stood: in memory, until it
 * is saved. Of a key that stood later already only the id is asked. STATUS_NO_MEMORY; STATUS_FULL:
 * no id is free (never, with less than a billion places). */
enum status plek_register_take(struct plek_register *plekken, const struct ecd_key *key,
                               struct bytes file, uint32_t row, day_t seen,
                               struct plek_id *id) MUST_CHECK;

/* NULL: not in it. Until the next take or save. */
const struct plek_place *plek_register_find(const struct plek_register *plekken,
                                            const struct plek_id *id);
size_t plek_register_count(const struct plek_register *plekken);

/* Forgets what was not seen for PLEK_REMEMBERED_MONTHS before `today`, and makes the rest
 * durable; before the ids leave the building. Opened PLEK_TO_CHANGE. STATUS_FULL, STATUS_IO:
 * then the old file stands. */
enum status plek_register_save(struct plek_register *plekken, day_t today,
                               struct complaint *complaint) MUST_CHECK;

#endif
