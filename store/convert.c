#include "store/convert.h"

#include "store/header.h"

static void make_new_tables(struct store_txn *txn) {
    for (int table = 0; table < TABLE_COUNT; table++)
        if (table_since((enum store_table)table) > txn->head.format &&
            txn_fail(txn, disk_table(&txn->disk, (enum store_table)table, true)) != STATUS_OK)
            return;
}

/* Format 2 keeps a list of the events that were CONFIG. */
static void list_configurations(struct store_txn *txn) {
    const struct bytes nothing = {NULL, 0};
    struct header header;
    uint8_t room[8];
    for (uint64_t number = 1; number <= txn->head.journal; number++) {
        if (header_read(txn, number, &header) != STATUS_OK)
            return;
        if (header.kind == EVENT_CONFIG)
            store_put(txn, TABLE_CONFIG, table_number_key(number, room), nothing);
    }
}

enum status convert_store(struct store_txn *txn) {
    if (txn->head.format == STORE_FORMAT)
        return STATUS_OK;
    make_new_tables(txn);
    list_configurations(txn);
    txn_write_format(txn);
    txn->head.format = STORE_FORMAT;
    return store_failure(txn);
}
