/* An entry of a detail record: what tells a place apart, and its dates. The fast path of its
 * letters, both ways; FORMAT.md has them. Private to block*.c. */
#ifndef WACHTPOST_DOMAIN_BLOCK_DETAIL_H
#define WACHTPOST_DOMAIN_BLOCK_DETAIL_H

#include "daemon/domain/block_parts.h"
#include "daemon/domain/codec.h"

/* How a jeugdige stands there. */
enum detail_jeugdige { JEUGDIGE_NONE, JEUGDIGE_NAMED, JEUGDIGE_SAME };

struct detail_entry {
    bool is_new; /* else it is the same wait with other fields: no name, no wait */
    uint8_t name[BLOCK_NAME_BYTES];
    uint64_t wait;
    enum detail_jeugdige jeugdige; /* SAME: only of one that is not new */
    uint32_t epoch;                /* NAMED */
    uint8_t pseudonym[BLOCK_NAME_BYTES];
    bool same_dates;            /* of one that is not new: all of them */
    unsigned there;             /* else which, by bits, */
    int64_t since[BLOCK_DATES]; /* ... and how many days before the start each of these is */
};

/* `event` said the last moment that was applied, this one included. */
void detail_put(struct codec *codec, const struct detail_entry *entry, uint64_t event);
/* Whether it is new the caller knows. Damage is the cursor's. */
void detail_take(struct cursor *detail, bool is_new, uint64_t event, struct detail_entry *entry);

/* A record: the entries that the block begins with, and those of its turns. STATUS_NO_MEMORY. */
enum status detail_whole(const struct codec *carry, const struct codec *turns, struct arena *arena,
                         struct bytes *detail) MUST_CHECK;

#endif
