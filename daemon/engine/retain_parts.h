/* The parts of forgetting. Private to retain*.c and wis.c. */
#ifndef WACHTPOST_ENGINE_RETAIN_PARTS_H
#define WACHTPOST_ENGINE_RETAIN_PARTS_H

#include "daemon/domain/block.h"
#include "daemon/domain/figures_intern.h"
#include "daemon/engine/place_codes.h"
#include "daemon/engine/retain.h"
#include "daemon/engine/rows.h"

/* ---- bodies (retain_bodies.c) */

/* Packs anew whatever of this aanbieder's hangs on a body up to event `last`, and lets its next
 * one hang on none of those; any of them can then be removed. */
enum status retain_loosen(struct engine *engine, const struct agb *agb, uint64_t last) MUST_CHECK;
/* Of all aanbieders, up to `upto`, and removes them. */
enum status retain_bodies(struct engine *engine, uint64_t upto) MUST_CHECK;

/* ---- places (retain_places.c) */

/* All rows of one place, and what was told of it. */
enum status retain_drop_place(struct engine *engine, const struct agb *agb,
                              const struct place_key *key) MUST_CHECK;
/* That so many fewer are known that left. */
enum status retain_uncount(struct engine *engine, const struct agb *agb,
                           uint32_t left_count) MUST_CHECK;
/* Of every place that is not on a list and of which nothing was recorded after `event`, nor of a
 * moment from `until` on. */
enum status retain_places(struct engine *engine, uint64_t event, day_t until) MUST_CHECK;

/* ---- who is still known (retain_known.c) */

/* By what names begin with (BLOCK_NAME_BYTES). */
struct remembered {
    struct intern places; /* agb and name */
    struct intern jeugdigen;
};
/* All of whom there is a row of history, in `arena`. */
enum status remembered_read(struct engine *engine, struct arena *arena,
                            struct remembered *remembered) MUST_CHECK;
bool remembered_place(const struct remembered *remembered, const struct agb *agb,
                      const uint8_t name[BLOCK_NAME_BYTES]);

/* ---- what still names those who are not (retain_names.c, retain_told.c) */

/* Other names for them in settled blocks, and where coordinators said something of them. Works in
 * `arena`. */
enum status retain_names(struct engine *engine, const struct remembered *remembered,
                         struct arena *arena) MUST_CHECK;
/* Alerts up to an instant keep their number, kind, day and counts, and are for nobody. */
enum status retain_alerts(struct engine *engine, const struct remembered *remembered,
                          instant_t before) MUST_CHECK;
/* Receipts of events `first` to `last`: of places they keep how many. `key` NULL: of every place;
 * else of that one, of these codes. */
enum status retain_receipts(struct engine *engine, uint64_t first, uint64_t last,
                            const struct place_key *key, const struct agb *codes,
                            size_t code_count) MUST_CHECK;

#define RETAIN_MEMORY_BYTES ((size_t)512 << 20)
/* What a block said once, twice over: of 20,000 lines that all changed on each of 64 days. */
#define RETAIN_VERSION_BYTES ((size_t)128 << 20)

#endif
