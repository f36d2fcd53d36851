#include "store/header_alone.h"

static enum status load(struct store_txn *txn, uint64_t number, struct header *header) {
    uint8_t room[8], record[HEADER_BYTES];
    const struct bytes key = table_number_key(number, room);
    struct bytes sealed;
    enum status status = txn_find(txn, TABLE_JOURNAL, key, &sealed);
    if (status == STATUS_OK && seal_plain_bytes(sealed) != HEADER_BYTES)
        status = txn_fail(txn, STATUS_DAMAGED);
    if (status == STATUS_OK)
        status = txn_unseal(txn, TABLE_JOURNAL, key, sealed, record);
    if (status != STATUS_OK)
        return status;
    header_decode(record, header);
    if (header->number != number || header->kind == EVENT_NONE || header->kind >= EVENT_KIND_COUNT)
        return txn_fail(txn, STATUS_DAMAGED);
    return STATUS_OK;
}

/* What an event's successor, or the store's head, says its header's hash is. */
static enum status load_anchor(struct store_txn *txn, uint64_t number,
                               uint8_t hash[STORE_HASH_BYTES]) {
    struct header next;
    if (number == txn->head.journal) {
        memcpy(hash, txn->head.chain, STORE_HASH_BYTES);
        return STATUS_OK;
    }
    enum status status = load(txn, number + 1, &next);
    if (status == STATUS_OK)
        memcpy(hash, next.previous, STORE_HASH_BYTES);
    return status;
}

enum status header_read_alone(struct store_txn *txn, uint64_t number, struct header *header,
                              uint8_t hash[STORE_HASH_BYTES]) {
    uint8_t own[STORE_HASH_BYTES];
    enum status status = load(txn, number, header);
    if (status == STATUS_OK)
        status = load_anchor(txn, number, hash);
    if (status != STATUS_OK)
        return status;
    header_hash(header, own);
    return memcmp(own, hash, sizeof own) == 0 ? STATUS_OK : txn_fail(txn, STATUS_DAMAGED);
}
