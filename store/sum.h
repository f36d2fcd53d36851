/* What should be in a table without saying it: how many records, and a keyed hash of each,
 * added up.
 *
 * A seal shows that a record is what was put; it cannot show that one is missing, that an
 * older one came back, or that another key leads to it now. The sum can: each hash is over
 * table, key and stamp, so whoever puts adds one, whoever takes away subtracts one, and
 * whoever goes over all of a table must find what is left. Neither the hashes nor their sum
 * (it stands in the sealed head) are known to anybody without the key, so nobody can choose
 * records that make up for others. A record that is sealed anew with the same stamp leaves the
 * sum as it is. */
#ifndef WACHTPOST_STORE_SUM_H
#define WACHTPOST_STORE_SUM_H

#include "store/seal.h"

#define TABLE_SUM_BYTES 24

/* A plain value; zeros for an empty table. */
struct table_sum {
    uint64_t count;
    uint64_t lanes[2]; /* each modulo 2^64 */
};

/* A record as it stands in the table. STATUS_DAMAGED: it is too short to be sealed. */
enum status sum_add(struct table_sum *sum, const struct seal_root *root, enum store_table table,
                    struct bytes key, struct bytes sealed) MUST_CHECK;
enum status sum_subtract(struct table_sum *sum, const struct seal_root *root,
                         enum store_table table, struct bytes key, struct bytes sealed) MUST_CHECK;
bool sum_equal(const struct table_sum *a, const struct table_sum *b);

#endif
