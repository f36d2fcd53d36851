/* The journal: headers in a hash chain, bodies beside them.
 *
 * A header covers its body's hash and the hash of the header before it, the store's
 * head holds the hash of the last. So every event is anchored in its successor, and
 * bodies can be forgotten later without breaking the chain. */
#include "store/txn.h"

#include "store/record.h"

#define HEADER_BYTES 85

struct header {
    uint64_t number;
    instant_t instant;
    uint32_t rules_version;
    uint8_t kind;
    uint8_t body_hash[STORE_HASH_BYTES];
    uint8_t previous[STORE_HASH_BYTES]; /* zeros in the first */
};

static void header_encode(const struct header *header, uint8_t record[HEADER_BYTES]) {
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

uint64_t store_journal_head(const struct store_txn *txn) {
    return txn->head.journal;
}

instant_t store_last_instant(const struct store_txn *txn) {
    return txn->head.instant;
}

static void append_header(struct store_txn *txn, const struct event *event, struct bytes key) {
    struct header header = {.number = event->number,
                            .instant = event->instant,
                            .rules_version = event->rules_version,
                            .kind = (uint8_t)event->kind};
    uint8_t record[HEADER_BYTES];
    seal_hash(event->body, header.body_hash);
    memcpy(header.previous, txn->head.chain, STORE_HASH_BYTES);
    header_encode(&header, record);
    txn_write(txn, TABLE_JOURNAL, key, bytes_of(record, HEADER_BYTES), DISK_APPEND);
    seal_hash(bytes_of(record, HEADER_BYTES), txn->head.chain);
    txn->head.journal = event->number;
    txn->head.instant = event->instant;
}

void store_journal_append(struct store_txn *txn, const struct event *event) {
    ENSURE(event->number == txn->head.journal + 1);
    ENSURE(txn->head.journal == 0 || event->instant > txn->head.instant);
    ENSURE(event->kind > EVENT_NONE && event->kind < EVENT_KIND_COUNT);
    uint8_t room[8];
    const struct bytes key = table_number_key(event->number, room);
    struct bytes packed;
    append_header(txn, event, key);
    if (txn_fail(txn, squeeze_pack(txn->squeeze, event->body, &packed)) == STATUS_OK)
        txn_write(txn, TABLE_BODY, key, packed, DISK_APPEND);
}

void store_put_outcome(struct store_txn *txn, uint64_t number, struct bytes outcome) {
    ENSURE(number >= 1 && number <= txn->head.journal);
    uint8_t room[8];
    txn_write(txn, TABLE_OUTCOME, table_number_key(number, room), outcome, DISK_ONCE);
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

/* What the successor, or the store's head, says this header's hash is. */
static enum status anchor(struct store_txn *txn, uint64_t number, uint8_t hash[STORE_HASH_BYTES]) {
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

static enum status read_chained(struct store_txn *txn, uint64_t number, struct header *header) {
    uint8_t hash[STORE_HASH_BYTES], anchored[STORE_HASH_BYTES];
    enum status status = read_header(txn, number, header, hash);
    if (status == STATUS_OK)
        status = anchor(txn, number, anchored);
    if (status == STATUS_OK && memcmp(hash, anchored, STORE_HASH_BYTES) != 0)
        status = txn_fail(txn, STATUS_DAMAGED);
    return status;
}

static enum status read_packed(struct store_txn *txn, uint64_t number, struct bytes *packed) {
    uint8_t room[8];
    const struct bytes key = table_number_key(number, room);
    struct bytes sealed;
    enum status status = txn_find(txn, TABLE_BODY, key, &sealed);
    if (status != STATUS_OK)
        return status;
    const size_t size = seal_plain_bytes(sealed);
    uint8_t *plain = squeeze_room(txn->squeeze, size);
    if (plain == NULL)
        return STATUS_NO_MEMORY;
    *packed = bytes_of(plain, size);
    return txn_unseal(txn, TABLE_BODY, key, sealed, plain);
}

static enum status read_body(struct store_txn *txn, const struct header *header,
                             struct arena *arena, struct bytes *body) {
    uint8_t hash[STORE_HASH_BYTES];
    struct bytes packed;
    enum status status = read_packed(txn, header->number, &packed);
    if (status == STATUS_OK)
        status = squeeze_unpack(txn->squeeze, packed, arena, body);
    if (status == STATUS_OK) {
        seal_hash(*body, hash);
        if (memcmp(hash, header->body_hash, STORE_HASH_BYTES) != 0)
            status = STATUS_DAMAGED;
    }
    return status == STATUS_DAMAGED ? txn_fail(txn, status) : status;
}

enum status store_journal_read(struct store_txn *txn, uint64_t number, struct arena *arena,
                               struct event *event) {
    struct header header;
    struct bytes body;
    if (txn->failure != STATUS_OK)
        return txn->failure;
    if (number == 0 || number > txn->head.journal)
        return STATUS_ABSENT;
    enum status status = read_chained(txn, number, &header);
    if (status == STATUS_OK)
        status = read_body(txn, &header, arena, &body);
    if (status == STATUS_OK)
        *event = (struct event){.number = number,
                                .instant = header.instant,
                                .rules_version = header.rules_version,
                                .kind = (enum event_kind)header.kind,
                                .body = body};
    return status;
}
