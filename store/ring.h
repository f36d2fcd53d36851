/* The key ring: what stays the same for ever, and the keys of the months, oldest first, of
 * which the last one seals.
 *
 * A ring lies in memory of libsodium's (guarded, locked where the system lets us, wiped when
 * it is freed). Whoever makes one fills it and freezes it; from then on it only opens and
 * seals, on any thread, and another one takes its place when a key comes or goes. */
#ifndef WACHTPOST_STORE_RING_H
#define WACHTPOST_STORE_RING_H

#include "store/seal.h"

#include <pthread.h>

#define RING_MAX_KEYS 255

struct ring_key {
    day_t from;         /* DAY_NONE: nobody noted it */
    day_t unused_since; /* DAY_NONE: it seals something, for all we know */
    uint8_t secret[STORE_KEY_BYTES];
    struct seal_key with; /* derived; its number tells which one this is */
};

struct ring {
    struct seal_root root;
    size_t count, room;
    uint8_t at[RING_MAX_KEYS + 1]; /* of a number: its place in keys + 1; 0: it is not there */
    struct ring_key keys[];
};

/* With room for so many keys, none yet; libsodium must have been started. NULL: no memory. */
struct ring *ring_new(size_t room);
/* Adds the newest; `key` is copied, and `with` derived from its secret. The number must not
 * be there yet and there must be room (ENSUREd). */
void ring_add(struct ring *ring, uint8_t number, const struct ring_key *key);
/* A key of the ring, to be added to another. */
void ring_add_again(struct ring *ring, const struct ring_key *key);
/* Nothing may be written to it any more. */
void ring_freeze(struct ring *ring);
void ring_free(struct ring **ring); /* accepts NULL */

/* NULL: there is no such key (any more). */
const struct ring_key *ring_find(const struct ring *ring, uint8_t number);
/* The one that seals; there is one (ENSUREd). */
const struct ring_key *ring_newest(const struct ring *ring);
/* The next number for a key: the one after the newest that no key has, so that a number
 * stays out of use for as long as possible. 0: all are taken. */
uint8_t ring_free_number(const struct ring *ring);

/* The ring of an open store. The one that writes replaces it; the one that reads beside it
 * holds the one that it found at its begin, however often it is replaced meanwhile. */
struct rings {
    pthread_mutex_t lock;
    struct ring *current;
    struct ring *reading; /* what the reader holds; NULL: nothing */
};

/* STATUS_IO when there can be no lock. */
enum status rings_init(struct rings *rings) MUST_CHECK;
void rings_fini(struct rings *rings);
/* Takes over and freezes *ring; frees the one before as soon as nobody holds it. */
void rings_replace(struct rings *rings, struct ring **ring);

/* While it is locked nothing is replaced: so a snapshot that begins meanwhile and the ring
 * that is taken belong together. */
void rings_lock(struct rings *rings);
void rings_unlock(struct rings *rings);
/* The reader's, while it is locked; giving back is fine when nothing is held. */
const struct ring *rings_take(struct rings *rings);
void rings_give_back(struct rings *rings);

#endif
