#include "store/header.h"

#include "store/record.h"

void header_encode(const struct header *header, uint8_t record[HEADER_BYTES]) {
    uint8_t *at = write_u64(record, header->number);
    at = write_u64(at, (uint64_t)header->instant);
    at = write_u32(at, header->rules_version);
    at = write_u8(at, header->kind);
    at = write_bytes(at, header->body_hash, STORE_HASH_BYTES);
    at = write_bytes(at, header->previous, STORE_HASH_BYTES);
    ENSURE(at == record + HEADER_BYTES);
}

static void header_decode(const uint8_t record[HEADER_BYTES], struct header *header) {
    const uint8_t *at = read_u64(record, &header->number);
    at = read_instant(at, &header->instant);
    at = read_u32(at, &header->rules_version);
    at = read_u8(at, &header->kind);
    at = read_bytes(at, header->body_hash, STORE_HASH_BYTES);
    at = read_bytes(at, header->previous, STORE_HASH_BYTES);
    ENSURE(at == record + HEADER_BYTES);
}

static enum status read_header(struct store_txn *txn, uint64_t number, struct header *header,
                               uint8_t hash[STORE_HASH_BYTES]) {
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
    seal_hash(bytes_of(record, HEADER_BYTES), hash);
    if (header->number != number || header->kind == EVENT_NONE || header->kind >= EVENT_KIND_COUNT)
        return txn_fail(txn, STATUS_DAMAGED);
    return STATUS_OK;
}

enum status header_anchor(struct store_txn *txn, uint64_t number, uint8_t hash[STORE_HASH_BYTES]) {
    struct header next;
    uint8_t next_hash[STORE_HASH_BYTES];
    if (number == txn->head.journal) {
        memcpy(hash, txn->head.chain, STORE_HASH_BYTES);
        return STATUS_OK;
    }
    enum status status = read_header(txn, number + 1, &next, next_hash);
    if (status == STATUS_OK)
        memcpy(hash, next.previous, STORE_HASH_BYTES);
    return status;
}

enum status header_read(struct store_txn *txn, uint64_t number, struct header *header) {
    uint8_t hash[STORE_HASH_BYTES], anchored[STORE_HASH_BYTES];
    enum status status = read_header(txn, number, header, hash);
    if (status == STATUS_OK)
        status = header_anchor(txn, number, anchored);
    if (status == STATUS_OK && memcmp(hash, anchored, STORE_HASH_BYTES) != 0)
        status = txn_fail(txn, STATUS_DAMAGED);
    return status;
}
