/* Bodies that are no more, on purpose.
 *
 * Two marks tell that from damage. META's record `forgotten` says up to which event all bodies
 * of the kinds that lead to a child are gone; and where one goes before its time, a record stays
 * in its place that says nothing but that. Both are sealed, so nobody but the store can make
 * one; and a mark that is itself missing makes what it spoke of damage, never the reverse. */
#include "store/forget.h"

#include "store/record.h"

enum { MARK_BYTES = 8 };

static struct bytes mark_key(void) {
    return bytes_of_text("forgotten");
}

/* No more than who did what when: the aanbieder's lines, and what was said of a place. */
bool store_kind_is_forgotten(enum event_kind kind) {
    return kind == EVENT_SNAPSHOT || kind == EVENT_CONFIRM || kind == EVENT_DISCARD ||
           kind == EVENT_TAKEN || kind == EVENT_WIS;
}

enum status store_bodies_forgotten(struct store_txn *txn, uint64_t *upto) {
    uint8_t record[MARK_BYTES];
    struct bytes sealed;
    enum status status = txn_find(txn, TABLE_META, mark_key(), &sealed);
    if (status == STATUS_ABSENT) {
        *upto = 0;
        return STATUS_OK;
    }
    if (status == STATUS_OK && seal_plain_bytes(sealed) != MARK_BYTES)
        status = txn_fail(txn, STATUS_DAMAGED);
    if (status == STATUS_OK)
        status = txn_unseal(txn, TABLE_META, mark_key(), sealed, record);
    if (status == STATUS_OK)
        *upto = store_u64_of_key(record);
    return status;
}

/* By its header: what an event was is never forgotten. */
enum status forget_explain(struct store_txn *txn, uint64_t number) {
    struct header header;
    uint64_t upto = 0;
    enum status status = store_bodies_forgotten(txn, &upto);
    if (status == STATUS_OK)
        status = header_read(txn, number, &header);
    if (status != STATUS_OK)
        return status;
    const bool forgotten = number <= upto && store_kind_is_forgotten((enum event_kind)header.kind);
    return forgotten ? STATUS_FORGOTTEN : txn_fail(txn, STATUS_DAMAGED);
}

static void forget_one(struct store_txn *txn, uint64_t number) {
    uint8_t room[8];
    struct header header;
    if (header_read(txn, number, &header) == STATUS_OK &&
        store_kind_is_forgotten((enum event_kind)header.kind))
        txn_delete(txn, TABLE_BODY, table_number_key(number, room));
}

void store_forget_bodies(struct store_txn *txn, uint64_t upto) {
    uint8_t record[MARK_BYTES];
    uint64_t before = 0;
    ENSURE(txn->purpose == DISK_WRITE && upto < txn->head.journal);
    if (txn->failure != STATUS_OK || store_bodies_forgotten(txn, &before) != STATUS_OK)
        return;
    if (upto < before) { /* whoever asks knows an older record */
        txn_fail(txn, STATUS_DAMAGED);
        return;
    }
    for (uint64_t number = before + 1; number <= upto && txn->failure == STATUS_OK; number++)
        forget_one(txn, number);
    store_key_u64(record, upto);
    txn_write(txn, TABLE_META, mark_key(), bytes_of(record, sizeof record), DISK_REPLACE);
}

void store_forget_body(struct store_txn *txn, uint64_t number) {
    uint8_t room[8];
    struct header header;
    uint64_t upto = 0;
    ENSURE(txn->purpose == DISK_WRITE && number >= 1 && number < txn->head.journal);
    if (txn->failure != STATUS_OK || store_bodies_forgotten(txn, &upto) != STATUS_OK ||
        header_read(txn, number, &header) != STATUS_OK)
        return;
    ENSURE(store_kind_is_forgotten((enum event_kind)header.kind));
    if (number > upto)
        txn_write(txn, TABLE_BODY, table_number_key(number, room), squeeze_forgotten(),
                  DISK_REPLACE);
}

void store_repack_body(struct store_txn *txn, uint64_t number, struct bytes body,
                       const struct event_prefix *prefix) {
    uint8_t room[8], hash[STORE_HASH_BYTES];
    struct header header;
    struct bytes packed;
    ENSURE(txn->purpose == DISK_WRITE && prefix->number < number);
    if (header_read(txn, number, &header) != STATUS_OK)
        return;
    seal_hash(body, hash);
    ENSURE(memcmp(hash, header.body_hash, sizeof hash) == 0);
    const uint64_t back = prefix->number ? number - prefix->number : 0;
    enum status status = squeeze_pack(txn->squeeze, body, back, prefix->body, &packed);
    if (txn_fail(txn, status) == STATUS_OK)
        txn_write(txn, TABLE_BODY, table_number_key(number, room), packed, DISK_REPLACE);
}
