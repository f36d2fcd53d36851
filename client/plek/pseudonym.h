/* Who makes a pseudonym of a BSN: one small interface, because the real one comes later.
 *
 * What ships is `none` (places count as themselves) and, for stores that were never real,
 * `synthetic`. A hash with a key that aanbieders share is not here and must not come: only 90.9
 * million BSNs are valid, so whoever gets that key once, from any of 185 aanbieders, has all of
 * them back in seconds, those of years ago too. The real maker is an OPRF (RFC 9497,
 * ristretto255-SHA512): the BSN is blinded here, evaluated by the key server of another
 * organisation that cannot see it and counts how often it is asked, and unblinded here. Hence
 * many BSNs in one call, which is one round trip, and STATUS_UNREACHABLE. */
#ifndef WACHTPOST_CLIENT_PLEK_PSEUDONYM_H
#define WACHTPOST_CLIENT_PLEK_PSEUDONYM_H

#include "client/plek/bsn.h"
#include "proto/model/place.h"

struct pseudonym {
    bool known;
    uint8_t at[PSEUDONYM_BYTES];
    uint32_t epoch; /* of the key that made it */
};

struct pseudonym_maker {
    /* Whether it looks at BSNs at all. If not, nobody needs to read them. */
    bool reads_bsn;
    /* The pseudonym of each of `count` BSNs, in their order; all or none. A maker may make fewer
     * (`known` false): that place counts as itself. STATUS_BAD_CONFIG: it may not be used here.
     * STATUS_UNREACHABLE: its key server does not answer; nothing may be sent without, for then
     * children would change into others and back. STATUS_NO_MEMORY. Complaints are in the
     * language of this run and hold no BSN. */
    enum status (*make)(void *context, const struct bsn *bsns, size_t count,
                        struct pseudonym *pseudonyms, struct complaint *complaint);
    void *context;
};

/* Nobody gets one. */
struct pseudonym_maker pseudonym_none(void);

/* A hash with a key that stands in the source, so no protection at all: only for synthetic
 * children. It asks whether the store it is for is virtual (ReplyHead.virtual_clock), and refuses
 * if not. The question fails as it fails. `store` is borrowed. */
struct synthetic_store {
    enum status (*is_virtual)(void *context, bool *is_virtual, struct complaint *complaint);
    void *context;
};
#define SYNTHETIC_EPOCH 1
struct pseudonym_maker pseudonym_synthetic(struct synthetic_store *store);

/* The makers as they are named in the configuration. False: no such. */
enum pseudonym_kind { PSEUDONYM_NONE, PSEUDONYM_SYNTHETIC };
bool pseudonym_kind_parse(const char *name, enum pseudonym_kind *kind);

#endif
