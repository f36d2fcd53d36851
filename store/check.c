#include "store/check.h"

#include "store/txn.h"

static enum status check_format(struct store_txn *txn, struct arena *arena) {
    (void)arena;
    struct bytes record;
    enum status status = disk_table(&txn->disk, TABLE_META, false);
    if (status == STATUS_OK)
        status = disk_get(&txn->disk, TABLE_META, format_key(), &record);
    if (status == STATUS_OK)
        status = format_check(record, txn->store->keys.check);
    return status;
}

static enum status check_tables(struct store_txn *txn, struct arena *arena) {
    (void)arena;
    enum status status = STATUS_OK;
    for (int table = 0; table < TABLE_COUNT && status == STATUS_OK; table++)
        status = disk_table(&txn->disk, (enum store_table)table, false);
    return status;
}

static enum status check_head(struct store_txn *txn, struct arena *arena) {
    (void)arena;
    return txn_load_head(txn);
}

/* The table ends where the head says. */
static enum status check_end(struct store_txn *txn, enum store_table table) {
    const uint64_t count = txn_count(txn, table);
    struct bytes key;
    enum status status = disk_last(&txn->disk, table, &key);
    if (status == STATUS_ABSENT)
        return count == 0 ? STATUS_OK : STATUS_DAMAGED;
    if (status != STATUS_OK)
        return status;
    return key.size == 8 && store_u64_of_key(key.at) == count ? STATUS_OK : STATUS_DAMAGED;
}

static enum status check_journal(struct store_txn *txn, struct arena *arena) {
    struct event last;
    enum status status = check_end(txn, TABLE_JOURNAL);
    if (status == STATUS_OK)
        status = check_end(txn, TABLE_BODY);
    if (status == STATUS_OK && txn->head.journal > 0)
        status = store_journal_read(txn, txn->head.journal, arena, &last);
    return status;
}

static enum status check_log(struct store_txn *txn, enum store_table table,
                             const struct log_head *head, struct arena *arena) {
    uint8_t room[8], hash[STORE_HASH_BYTES];
    struct bytes last;
    enum status status = check_end(txn, table);
    if (status != STATUS_OK || head->count == 0)
        return status;
    status = store_get(txn, table, table_number_key(head->count, room), arena, &last);
    if (status != STATUS_OK)
        return status;
    seal_hash(last, hash);
    return memcmp(hash, head->last_hash, sizeof hash) == 0 ? STATUS_OK : STATUS_DAMAGED;
}

static enum status check_alerts(struct store_txn *txn, struct arena *arena) {
    return check_log(txn, TABLE_ALERT, &txn->head.alert, arena);
}

static enum status check_audit(struct store_txn *txn, struct arena *arena) {
    return check_log(txn, TABLE_AUDIT, &txn->head.audit, arena);
}

static bool go_on(void *context, struct bytes key, struct bytes value) {
    (void)context, (void)key, (void)value;
    return true;
}

static enum status check_aanbieders(struct store_txn *txn, struct arena *arena) {
    (void)arena;
    const struct bytes all = {NULL, 0};
    return store_walk(txn, TABLE_AANBIEDER, all, all, go_on, NULL);
}

/* In this order: each may rely on those before it. */
static const struct {
    const char *what;
    enum status (*check)(struct store_txn *txn, struct arena *arena);
} steps[] = {
    {"format record", check_format},
    {"tables", check_tables},
    {"head record", check_head},
    {"end of the journal", check_journal},
    {"end of the alert log", check_alerts},
    {"end of the audit log", check_audit},
    {"aanbieders", check_aanbieders},
};

enum status check_explain(enum status status, const char *directory, const char *what,
                          struct complaint *complaint) {
    if (status == STATUS_WRONG_KEY)
        return complain(complaint, status,
                        "%s: made with another store key; put the key file it was made with back",
                        directory);
    if (status == STATUS_WRONG_FORMAT)
        return complain(complaint, status,
                        "%s: has another format than %d; use the version that made it", directory,
                        STORE_FORMAT);
    if (status == STATUS_DAMAGED)
        return complain(complaint, status,
                        "%s: damaged (%s); put it aside and restore the latest backup", directory,
                        what);
    return complain(complaint, status, "%s: %s: %s", directory, what, status_text(status));
}

static enum status run_steps(struct store_txn *txn, struct arena *arena, const char **what) {
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        *what = steps[i].what;
        arena_reset(arena);
        enum status status = steps[i].check(txn, arena);
        if (status != STATUS_OK)
            return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
    }
    return STATUS_OK;
}

/* In a transaction that commits, since that is what keeps LMDB's table numbers. */
enum status check_store(struct store *store, const char *directory, struct complaint *complaint) {
    const char *what = "first transaction";
    struct store_txn *txn = NULL;
    struct arena *arena = arena_new(2 * MAX_SQUEEZED_BYTES);
    enum status status = STATUS_NO_MEMORY;
    if (arena)
        status = store_begin(store, &txn);
    if (status == STATUS_OK)
        status = run_steps(txn, arena, &what);
    if (status == STATUS_OK) {
        store->head = txn->head;
        store->identity = txn->head.identity;
        status = store_commit(&txn);
    }
    store_rollback(&txn);
    arena_free(&arena);
    return status == STATUS_OK ? status : check_explain(status, directory, what, complaint);
}
