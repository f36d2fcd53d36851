/* The counted logs: alerts (the book) and audit lines, numbered without gaps. */
#include "store/txn.h"

static struct log_head *head_of(struct store_txn *txn, enum store_table table) {
    ENSURE(table == TABLE_ALERT || table == TABLE_AUDIT);
    return table == TABLE_ALERT ? &txn->head.alert : &txn->head.audit;
}

uint64_t store_log_head(const struct store_txn *txn, enum store_table table) {
    ENSURE(table == TABLE_ALERT || table == TABLE_AUDIT);
    return txn_count(txn, table);
}

/* The head moves on even after a failure, so that a caller who counts along stays
 * right; nothing of it survives the commit. */
void store_log_append(struct store_txn *txn, enum store_table table, uint64_t number,
                      struct bytes value) {
    struct log_head *head = head_of(txn, table);
    uint8_t room[8];
    ENSURE(number == head->count + 1);
    txn_write(txn, table, table_number_key(number, room), value, DISK_APPEND);
    seal_hash(value, head->last_hash);
    head->count = number;
}

void store_alert_replace(struct store_txn *txn, uint64_t number, struct bytes value) {
    struct log_head *head = &txn->head.alert;
    uint8_t room[8];
    ENSURE(number >= 1 && number <= head->count);
    txn_write(txn, TABLE_ALERT, table_number_key(number, room), value, DISK_REPLACE);
    if (number == head->count)
        seal_hash(value, head->last_hash);
}
