/* What a store holds, so that it can be looked at and held against another: every record in
 * plain text, one table after the other by name, and in each by key.
 *
 * Left out is what no event says and two stores of the same events do not share: the audit
 * log and what the store knows of itself (its incarnation); and the events' bodies, whose
 * hash stands in the journal's headers, with what they are packed against. A record that an older
 * version packed is shown as this one packs it. Two stores that hold the same give the same dump,
 * byte for byte. */
#ifndef WACHTPOST_ENGINE_DUMP_H
#define WACHTPOST_ENGINE_DUMP_H

#include "store/store.h"

/* False: no more. Key and value live until it returns. */
typedef bool dump_visit(void *context, enum store_table table, struct bytes key,
                        struct bytes value);

/* The store has no reading transaction, before and after. Any failure of store_walk; then the
 * complaint names the table, and the last key that could be read. */
enum status dump_store(struct store *store, dump_visit *visit, void *context,
                       struct complaint *complaint) MUST_CHECK;

/* A hash of all that a dump shows, in its order, as this transaction sees it: of each line in turn,
 * BLAKE2b-256 over the hash so far (zeros at first), the table's name and a zero, the size of the
 * key (8 bytes, big-endian), the key, and the value. */
#define DUMP_HASH_BYTES 32
enum status dump_hash(struct store_txn *txn, uint8_t hash[DUMP_HASH_BYTES]) MUST_CHECK;

enum difference_kind {
    DIFFERENCE_VALUE,      /* both have the record, and it says something else */
    DIFFERENCE_MISSING,    /* only the second has it */
    DIFFERENCE_EXTRA,      /* only the first has it */
    DIFFERENCE_UNREADABLE, /* the first has it, or should, and it does not open */
    DIFFERENCE_TABLE,      /* something in the first's table does not open or is missing, of which
                              the second knows nothing: no key */
};

struct difference {
    enum difference_kind kind;
    enum store_table table;
    struct bytes key;
    size_t at;                        /* VALUE: the first byte that is not the same */
    size_t first_bytes, second_bytes; /* of the values; 0 without one */
};
/* False: no more. What it is shown lives until it returns. */
typedef bool difference_visit(void *context, const struct difference *difference);

/* Shows every difference between two stores, whose records it counts: `records` are those of
 * `second`, which must be whole; in `first` damage is one more difference. Neither has a
 * reading transaction, before and after. */
enum status dump_compare(struct store *first, struct store *second, difference_visit *visit,
                         void *context, uint64_t *records) MUST_CHECK;

#endif
