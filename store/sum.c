#include "store/sum.h"

#include <sodium.h>

#include "store/record.h"

enum { HASH_BYTES = crypto_shorthash_siphashx24_BYTES };

_Static_assert(HASH_BYTES == 2 * sizeof(uint64_t), "two lanes");
_Static_assert(SEAL_SUM_KEY_BYTES == crypto_shorthash_siphashx24_KEYBYTES, "SipHash's key");

/* The table's number is one byte and the stamp has one size, so no two records read alike. */
static void hash_record(const struct seal_root *root, enum store_table table, struct bytes key,
                        struct bytes stamp, uint64_t lanes[2]) {
    uint8_t text[1 + STORE_MAX_KEY_BYTES + STORE_STAMP_BYTES], hash[HASH_BYTES];
    ENSURE(key.size >= 1 && key.size <= STORE_MAX_KEY_BYTES && stamp.size == STORE_STAMP_BYTES);
    uint8_t *at = write_u8(text, table_seal_number(table));
    at = write_bytes(at, key.at, key.size);
    at = write_bytes(at, stamp.at, stamp.size);
    crypto_shorthash_siphashx24(hash, text, (size_t)(at - text), root->sum);
    read_u64(read_u64(hash, &lanes[0]), &lanes[1]);
}

enum status sum_add(struct table_sum *sum, const struct seal_root *root, enum store_table table,
                    struct bytes key, struct bytes sealed) {
    uint64_t lanes[2];
    struct bytes stamp;
    if (!seal_stamp(sealed, &stamp))
        return STATUS_DAMAGED;
    hash_record(root, table, key, stamp, lanes);
    sum->count++;
    sum->lanes[0] += lanes[0];
    sum->lanes[1] += lanes[1];
    return STATUS_OK;
}

enum status sum_subtract(struct table_sum *sum, const struct seal_root *root,
                         enum store_table table, struct bytes key, struct bytes sealed) {
    uint64_t lanes[2];
    struct bytes stamp;
    if (!seal_stamp(sealed, &stamp))
        return STATUS_DAMAGED;
    hash_record(root, table, key, stamp, lanes);
    sum->count--;
    sum->lanes[0] -= lanes[0];
    sum->lanes[1] -= lanes[1];
    return STATUS_OK;
}

bool sum_equal(const struct table_sum *a, const struct table_sum *b) {
    return a->count == b->count && a->lanes[0] == b->lanes[0] && a->lanes[1] == b->lanes[1];
}
