#include "store/convert.h"

#include "store/header.h"

static void make_new_tables(struct store_txn *txn) {
    for (int table = 0; table < TABLE_COUNT; table++)
        if (table_since((enum store_table)table) > txn->head.format &&
            txn_fail(txn, disk_table(&txn->disk, (enum store_table)table, true)) != STATUS_OK)
            return;
}

struct summing {
    struct store_txn *txn;
    enum store_table table;
    struct table_sum sum;
    enum status status;
};

static bool add_record(void *context, struct bytes key, struct bytes sealed) {
    struct summing *s = context;
    s->status = key.size > STORE_MAX_KEY_BYTES
                    ? STATUS_DAMAGED
                    : sum_add(&s->sum, &s->txn->ring->root, s->table, key, sealed);
    return s->status == STATUS_OK;
}

/* Format 2 keeps the sum of every table: what is there now is what will have to be. */
static void sum_tables(struct store_txn *txn) {
    for (int table = 0; table < TABLE_COUNT; table++) {
        struct summing s = {.txn = txn, .table = (enum store_table)table};
        const struct bytes all = {NULL, 0};
        txn_fail(txn, disk_walk(&txn->disk, s.table, all, add_record, &s));
        if (txn_fail(txn, s.status) != STATUS_OK)
            return;
        txn->head.sums[table] = s.sum;
    }
}

/* Format 2 keeps a list of the events that were CONFIG. */
static void list_configuration(struct store_txn *txn, const struct header *header) {
    const struct bytes nothing = {NULL, 0};
    uint8_t room[8];
    if (header->kind == EVENT_CONFIG)
        store_put(txn, TABLE_CONFIG, table_number_key(header->number, room), nothing);
}

enum status convert_store(struct store_txn *txn) {
    if (txn->head.format == STORE_FORMAT)
        return STATUS_OK;
    make_new_tables(txn);
    if (store_failure(txn) == STATUS_OK)
        sum_tables(txn);
    header_share_records(txn, list_configuration);
    log_chain_all(txn);
    txn_write_format(txn);
    txn->head.format = STORE_FORMAT;
    return store_failure(txn);
}
