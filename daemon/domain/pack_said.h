/* Records of what people said: who has a place, what explains a figure, what was
 * published. The promises of pack.h hold here too. */
#ifndef WACHTPOST_DOMAIN_PACK_SAID_H
#define WACHTPOST_DOMAIN_PACK_SAID_H

#include "daemon/domain/past.h"
#include "proto/model/figures.h"

/* TABLE_TAKEN; the event stands in the key. */
enum status pack_taking(const struct taking *taking, struct arena *arena,
                        struct bytes *record) MUST_CHECK;
enum status unpack_taking(struct bytes record, struct arena *arena,
                          struct taking *taking) MUST_CHECK;

/* TABLE_DUIDING; the event stands in the key. */
enum status pack_duiding(const struct duiding *duiding, struct arena *arena,
                         struct bytes *record) MUST_CHECK;
enum status unpack_duiding(struct bytes record, struct arena *arena,
                           struct duiding *duiding) MUST_CHECK;

/* TABLE_PUBLICATION; the name stands in the key. */
struct published {
    uint64_t event;
    instant_t recorded_at;
    struct bytes who;
    uint8_t content_hash[HASH_BYTES];
    struct bytes content;
};
enum status pack_published(const struct published *published, struct arena *arena,
                           struct bytes *record) MUST_CHECK;
enum status unpack_published(struct bytes record, struct arena *arena,
                             struct published *published) MUST_CHECK;

#endif
