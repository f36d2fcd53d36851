#include "store/header.h"

#include "store/header_alone.h"

/* ---- a record of headers */

/* How many there should be in it, by the head. */
static size_t count_in(const struct store_txn *txn, uint64_t record) {
    const uint64_t from_first = txn->head.journal - headers_first(record) + 1;
    return from_first < HEADERS_IN_RECORD ? (size_t)from_first : HEADERS_IN_RECORD;
}

static enum status open_record(struct store_txn *txn, uint64_t record,
                               uint8_t plain[HEADERS_MAX_BYTES], struct bytes *packed) {
    uint8_t room[8];
    const struct bytes key = table_number_key(record, room);
    struct bytes sealed;
    enum status status = txn_find(txn, TABLE_JOURNAL, key, &sealed);
    if (status == STATUS_OK && seal_plain_bytes(sealed) > HEADERS_MAX_BYTES)
        status = txn_fail(txn, STATUS_DAMAGED);
    if (status == STATUS_OK)
        status = txn_unseal(txn, TABLE_JOURNAL, key, sealed, plain);
    if (status == STATUS_OK)
        *packed = bytes_of(plain, seal_plain_bytes(sealed));
    return status;
}

/* What the record behind this one, or the store's head, says the hash of its last header is. */
static enum status find_anchor(struct store_txn *txn, uint64_t record,
                               uint8_t hash[STORE_HASH_BYTES]) {
    uint8_t plain[HEADERS_MAX_BYTES];
    struct bytes packed;
    if (record == headers_record_of(txn->head.journal)) {
        memcpy(hash, txn->head.chain, STORE_HASH_BYTES);
        return STATUS_OK;
    }
    enum status status = open_record(txn, record + 1, plain, &packed);
    if (status == STATUS_OK && packed.size < STORE_HASH_BYTES)
        status = txn_fail(txn, STATUS_DAMAGED);
    if (status == STATUS_OK)
        memcpy(hash, packed.at, STORE_HASH_BYTES);
    return status;
}

static enum status load(struct store_txn *txn, uint64_t record, struct headers *headers) {
    uint8_t plain[HEADERS_MAX_BYTES], anchor[STORE_HASH_BYTES];
    struct bytes packed;
    enum status status = open_record(txn, record, plain, &packed);
    if (status == STATUS_OK)
        status = find_anchor(txn, record, anchor);
    if (status != STATUS_OK)
        return status;
    if (!headers_unpack(packed, record, headers) || headers->count != count_in(txn, record) ||
        memcmp(headers->hashes[headers->count - 1], anchor, sizeof anchor) != 0)
        return txn_fail(txn, STATUS_DAMAGED);
    return STATUS_OK;
}

/* The one that was read last stays, since whoever asks for one event mostly asks for its
 * neighbours too. */
static enum status find(struct store_txn *txn, uint64_t record) {
    if (txn_state(txn) != STATUS_OK || txn->headers.record == record)
        return txn->failure;
    txn->headers.record = 0;
    struct headers found;
    enum status status = load(txn, record, &found);
    if (status == STATUS_OK)
        txn->headers = found;
    return status;
}

/* ---- reading */

enum status header_read_hash(struct store_txn *txn, uint64_t number, struct header *header,
                             uint8_t hash[STORE_HASH_BYTES]) {
    ENSURE(number >= 1 && number <= txn->head.journal);
    if (txn->head.format == 1)
        return header_read_alone(txn, number, header, hash);
    const uint64_t record = headers_record_of(number);
    enum status status = find(txn, record);
    if (status != STATUS_OK)
        return status;
    const size_t index = (size_t)(number - headers_first(record));
    *header = txn->headers.at[index];
    memcpy(hash, txn->headers.hashes[index], STORE_HASH_BYTES);
    return STATUS_OK;
}

enum status header_read(struct store_txn *txn, uint64_t number, struct header *header) {
    uint8_t hash[STORE_HASH_BYTES];
    return header_read_hash(txn, number, header, hash);
}

/* ---- writing */

static void put(struct store_txn *txn, const struct headers *headers, enum disk_mode mode) {
    uint8_t room[8], record[HEADERS_MAX_BYTES];
    const size_t size = headers_pack(headers, record);
    txn_write(txn, TABLE_JOURNAL, table_number_key(headers->record, room), bytes_of(record, size),
              mode);
}

static void add(struct store_txn *txn, const struct header *header) {
    struct headers *headers = &txn->headers;
    const uint64_t record = headers_record_of(header->number);
    const bool begins = header->number == headers_first(record);
    if (begins)
        *headers = (struct headers){.record = record};
    else if (find(txn, record) != STATUS_OK)
        return;
    headers_add(headers, header);
    put(txn, headers, begins ? DISK_APPEND : DISK_REPLACE);
    memcpy(txn->head.chain, headers->hashes[headers->count - 1], STORE_HASH_BYTES);
}

void header_append(struct store_txn *txn, struct header *header) {
    ENSURE(header->number == txn->head.journal + 1 && txn->head.format != 1);
    memcpy(header->previous, txn->head.chain, STORE_HASH_BYTES);
    add(txn, header);
    txn->head.journal = header->number;
    txn->head.instant = header->instant;
}

/* ---- from format 1 */

/* Record n goes where header n stood, which was read before: none is behind its own events. */
void header_share_records(struct store_txn *txn, header_visit *visit) {
    struct headers headers = {.record = 0};
    uint8_t hash[STORE_HASH_BYTES], room[8];
    struct header header;
    for (uint64_t number = 1; number <= txn->head.journal; number++) {
        if (header_read_alone(txn, number, &header, hash) != STATUS_OK)
            return;
        visit(txn, &header);
        if (number == headers_first(headers_record_of(number)))
            headers = (struct headers){.record = headers_record_of(number)};
        headers_add(&headers, &header);
        if (headers.count == HEADERS_IN_RECORD || number == txn->head.journal)
            put(txn, &headers, DISK_REPLACE);
    }
    for (uint64_t number = headers.record + 1; number <= txn->head.journal; number++)
        txn_delete(txn, TABLE_JOURNAL, table_number_key(number, room));
}
