/* The counted logs: alerts (the book) and audit lines, numbered without gaps.
 *
 * The audit log is a chain besides: before each line stands the hash of the one before it,
 * so that whoever holds the store's key cannot change, move or drop one either without
 * writing all later ones anew; and the last hash is what the head knows, and any backup. */
#include "store/txn.h"

#include <stdlib.h>

_Static_assert(STORE_LOG_HASH_BYTES == STORE_HASH_BYTES, "a line is hashed as anything else");

/* Far more than the longest line there ever was. */
#define LINE_MEMORY_BYTES ((size_t)16 << 20)

static struct log_head *head_of(struct store_txn *txn, enum store_table table) {
    ENSURE(table == TABLE_ALERT || table == TABLE_AUDIT);
    return table == TABLE_ALERT ? &txn->head.alert : &txn->head.audit;
}

uint64_t store_log_head(const struct store_txn *txn, enum store_table table) {
    ENSURE(table == TABLE_ALERT || table == TABLE_AUDIT);
    return txn_count(txn, table);
}

uint64_t store_log_first(const struct store_txn *txn, enum store_table table) {
    ENSURE(table == TABLE_ALERT || table == TABLE_AUDIT);
    return txn_first(txn, table);
}

void store_log_hash(const struct store_txn *txn, uint8_t hash[STORE_LOG_HASH_BYTES]) {
    memcpy(hash, txn->head.audit.last_hash, STORE_LOG_HASH_BYTES);
}

/* ---- writing */

static uint8_t *joined(const uint8_t hash[STORE_HASH_BYTES], struct bytes value) {
    uint8_t *both = malloc(STORE_HASH_BYTES + value.size);
    if (both == NULL)
        return NULL;
    memcpy(both, hash, STORE_HASH_BYTES);
    if (value.size > 0)
        memcpy(both + STORE_HASH_BYTES, value.at, value.size);
    return both;
}

static void write_line(struct store_txn *txn, enum store_table table, uint64_t number,
                       struct bytes line, enum disk_mode mode) {
    uint8_t room[8];
    txn_write(txn, table, table_number_key(number, room), line, mode);
    seal_hash(line, head_of(txn, table)->last_hash);
}

static void write_linked(struct store_txn *txn, uint64_t number, struct bytes value,
                         enum disk_mode mode) {
    uint8_t *line = joined(txn->head.audit.last_hash, value);
    if (line == NULL)
        txn_fail(txn, STATUS_NO_MEMORY);
    else
        write_line(txn, TABLE_AUDIT, number, bytes_of(line, STORE_HASH_BYTES + value.size), mode);
    free(line);
}

/* The head moves on even after a failure, so that a caller who counts along stays
 * right; nothing of it survives the commit. */
void store_log_append(struct store_txn *txn, enum store_table table, uint64_t number,
                      struct bytes value) {
    struct log_head *head = head_of(txn, table);
    ENSURE(number == head->count + 1);
    if (table == TABLE_AUDIT)
        write_linked(txn, number, value, DISK_APPEND);
    else
        write_line(txn, table, number, value, DISK_APPEND);
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

/* ---- forgetting */

static enum status hash_line(struct store_txn *txn, uint64_t number, struct arena *arena,
                             uint8_t hash[STORE_HASH_BYTES]) {
    uint8_t room[8];
    struct bytes line;
    enum status status = store_get(txn, TABLE_AUDIT, table_number_key(number, room), arena, &line);
    if (status == STATUS_OK)
        seal_hash(line, hash);
    return status;
}

enum status store_log_forget(struct store_txn *txn, enum store_table table, uint64_t upto,
                             struct arena *arena) {
    struct log_head *head = head_of(txn, table);
    uint8_t room[8], hash[STORE_HASH_BYTES];
    ENSURE(table == TABLE_AUDIT && upto <= head->count);
    if (upto <= head->forgotten)
        return store_failure(txn);
    enum status status = hash_line(txn, upto, arena, hash);
    if (status != STATUS_OK)
        return status;
    while (head->forgotten < upto)
        txn_delete(txn, table, table_number_key(++head->forgotten, room));
    memcpy(head->forgotten_hash, hash, sizeof hash);
    return store_failure(txn);
}

/* ---- following the chain */

struct log_link log_link_before(const struct store_txn *txn, uint64_t number) {
    struct log_link link = {.known = number == txn_first(txn, TABLE_AUDIT)};
    memcpy(link.hash, txn->head.audit.forgotten_hash, sizeof link.hash);
    return link;
}

bool log_follow(struct log_link *link, struct bytes *value) {
    const struct bytes line = *value;
    if (line.size < STORE_HASH_BYTES)
        return false;
    if (link->known && memcmp(line.at, link->hash, STORE_HASH_BYTES) != 0)
        return false;
    seal_hash(line, link->hash);
    link->known = true;
    *value = bytes_of(line.at + STORE_HASH_BYTES, line.size - STORE_HASH_BYTES);
    return true;
}

bool log_ends_here(const struct store_txn *txn, const struct log_link *link) {
    return !link->known || memcmp(link->hash, txn->head.audit.last_hash, STORE_HASH_BYTES) == 0;
}

/* ---- from before there was a chain */

void log_chain_all(struct store_txn *txn) {
    struct log_head *head = &txn->head.audit;
    struct arena *arena = arena_new(LINE_MEMORY_BYTES);
    uint8_t room[8];
    struct bytes value;
    if (arena == NULL)
        txn_fail(txn, STATUS_NO_MEMORY);
    memset(head->last_hash, 0, sizeof head->last_hash);
    for (uint64_t number = 1; number <= head->count && store_failure(txn) == STATUS_OK; number++) {
        arena_reset(arena);
        enum status status =
            store_get(txn, TABLE_AUDIT, table_number_key(number, room), arena, &value);
        if (status == STATUS_OK)
            write_linked(txn, number, value, DISK_REPLACE);
        else
            txn_fail(txn, status);
    }
    arena_free(&arena);
}
