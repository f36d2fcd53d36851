/* Rolls of blocks (daemon/domain/block_roll.h) that were asked about, kept between one
 * question and the next: a past changes at its end only, so nearly all of them stay right.
 * Each is kept with the stamp of the record it was made from, and is used for that one only.
 * Whoever reads beside the writer has one of its own. */
#ifndef WACHTPOST_ENGINE_ROLLS_H
#define WACHTPOST_ENGINE_ROLLS_H

#include "daemon/domain/block_roll.h"
#include "store/store.h"

/* Five years of 200 aanbieders with 100 places each fit (`bench --history`, memory.history). With
 * more than there is room for, some are made anew each time. */
#define MAX_ROLLS_BYTES ((size_t)40 << 20)

#define ROLL_KEY_BYTES (AGB_DIGITS + 4)

struct rolls;

struct rolls *rolls_new(size_t most_bytes); /* NULL: no memory */
void rolls_free(struct rolls **rolls);      /* accepts NULL */

/* NULL: it is not kept, or another one. Good until the next rolls_keep. */
const struct roll *rolls_find(const struct rolls *rolls, struct bytes key, struct bytes stamp);
size_t rolls_count(const struct rolls *rolls);
/* Whether one more of usual size can be kept without forgetting others. */
bool rolls_has_room(const struct rolls *rolls);
/* Keeps a copy, in the place of whatever was kept under this key; when there is no room for it, or
 * no memory, it does not, which does no harm. */
void rolls_keep(struct rolls *rolls, struct bytes key, struct bytes stamp, const struct roll *roll);

#endif
