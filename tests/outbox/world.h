/* A daemon that numbers by the rules, and what an outbox was given, for tests that play both. */
#ifndef WACHTPOST_TESTS_OUTBOX_WORLD_H
#define WACHTPOST_TESTS_OUTBOX_WORLD_H

#include "client/outbox/outbox.h"

/* What one snapshot was when the daemon took it. */
struct received {
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    uint8_t hash[HASH_BYTES];
    instant_t peilmoment;
};

struct world {
    struct arena *arena;
    struct received *taken;
    size_t taken_count, taken_room;
};

void world_init(struct world *world);
void world_fini(struct world *world);

/* A delivery with one place that says the same as its peilmoment. It lives in the world's arena. */
struct delivery world_delivery(struct world *world, instant_t peilmoment);

/* What the daemon answers to these bytes, and does: in rules.md's order, every snapshot that is
 * taken being ACCEPTED. */
struct delivery_answer world_push(struct world *world, struct bytes body);
/* A reply with this receipt and head, as it travels; in the world's arena. */
struct bytes world_reply(struct world *world, const struct delivery_answer *answer);

/* A backup of a while ago is put back: the last so many are unknown again. */
void world_restore(struct world *world, size_t lost);
/* The last one; NULL: none was ever taken. */
const struct received *world_head(const struct world *world);
size_t world_times_taken(const struct world *world, instant_t peilmoment);

#endif
