#include "store/check.h"

#include "store/convert.h"
#include "store/forks.h"

struct checking {
    struct store_txn *txn;
    struct arena *arena;
    uint32_t format; /* by the format record */
};

static enum status check_format(struct checking *c) {
    struct bytes record;
    enum status status = disk_table(&c->txn->disk, TABLE_META, false);
    if (status == STATUS_OK)
        status = disk_get(&c->txn->disk, TABLE_META, format_key(), &record);
    if (status == STATUS_OK)
        status = format_check(record, c->txn->store->root->check, &c->format);
    return status;
}

static enum status check_tables(struct checking *c) {
    enum status status = STATUS_OK;
    for (int table = 0; table < TABLE_COUNT && status == STATUS_OK; table++)
        if (table_since((enum store_table)table) <= c->format)
            status = disk_table(&c->txn->disk, (enum store_table)table, false);
    return status;
}

static enum status check_head(struct checking *c) {
    enum status status = txn_load_head(c->txn);
    return status == STATUS_OK && c->txn->head.format != c->format ? STATUS_DAMAGED : status;
}

static enum status check_commit(struct checking *c) {
    return txn_check_commit(c->txn);
}

static enum status check_forks(struct checking *c) {
    return forks_load(c->txn, c->arena);
}

/* The table ends where the head says. */
static enum status check_end(struct store_txn *txn, enum store_table table) {
    const uint64_t count = txn_count(txn, table);
    struct bytes key;
    enum status status = disk_last(&txn->disk, table, &key);
    if (status == STATUS_ABSENT)
        return count < txn_first(txn, table) ? STATUS_OK : STATUS_DAMAGED;
    if (status != STATUS_OK)
        return status;
    return key.size == 8 && store_u64_of_key(key.at) == count ? STATUS_OK : STATUS_DAMAGED;
}

static enum status check_journal(struct checking *c) {
    const uint64_t head = c->txn->head.journal;
    struct event last;
    enum status status = check_end(c->txn, TABLE_JOURNAL);
    if (status == STATUS_OK)
        status = check_end(c->txn, TABLE_BODY);
    if (status == STATUS_OK && head > 0)
        status = store_journal_read(c->txn, head, c->arena, &last);
    return status;
}

static enum status check_log(struct checking *c, enum store_table table,
                             const struct log_head *head) {
    uint8_t room[8], hash[STORE_HASH_BYTES];
    struct bytes last;
    enum status status = check_end(c->txn, table);
    if (status != STATUS_OK || head->count < txn_first(c->txn, table))
        return status;
    status = store_get(c->txn, table, table_number_key(head->count, room), c->arena, &last);
    if (status != STATUS_OK)
        return status;
    seal_hash(last, hash);
    return memcmp(hash, head->last_hash, sizeof hash) == 0 ? STATUS_OK : STATUS_DAMAGED;
}

static enum status check_alerts(struct checking *c) {
    return check_log(c, TABLE_ALERT, &c->txn->head.alert);
}

/* Where lines were forgotten, the first that is left follows the last of them. */
static enum status check_beginning(struct checking *c) {
    const struct log_head *head = &c->txn->head.audit;
    const uint64_t number = txn_first(c->txn, TABLE_AUDIT);
    struct log_link link = log_link_before(c->txn, number);
    uint8_t room[8];
    struct bytes first;
    if (number > head->count)
        return memcmp(head->forgotten_hash, head->last_hash, sizeof head->last_hash) == 0
                   ? STATUS_OK
                   : STATUS_DAMAGED;
    enum status status =
        store_get(c->txn, TABLE_AUDIT, table_number_key(number, room), c->arena, &first);
    if (status != STATUS_OK)
        return status;
    return log_follow(&link, &first) ? STATUS_OK : STATUS_DAMAGED;
}

static enum status check_audit(struct checking *c) {
    const enum status status = check_log(c, TABLE_AUDIT, &c->txn->head.audit);
    return status == STATUS_OK && c->format > 1 ? check_beginning(c) : status;
}

static bool go_on(void *context, struct bytes key, struct bytes value) {
    (void)context, (void)key, (void)value;
    return true;
}

static enum status check_aanbieders(struct checking *c) {
    const struct bytes all = {NULL, 0};
    return store_walk(c->txn, TABLE_AANBIEDER, all, all, go_on, NULL);
}

/* In this order: each may rely on those before it. */
static const struct {
    const char *what;
    enum status (*check)(struct checking *c);
} steps[] = {
    {"format record", check_format},
    {"tables", check_tables},
    {"head record", check_head},
    {"commit of the head record", check_commit},
    {"record of restores", check_forks},
    {"end of the journal", check_journal},
    {"end of the alert log", check_alerts},
    {"end of the audit log", check_audit},
    {"aanbieders", check_aanbieders},
};

enum { BASIC_STEPS = 5, STEPS = sizeof steps / sizeof *steps };

enum status check_explain(enum status status, const char *directory, const char *what,
                          struct complaint *complaint) {
    if (status == STATUS_WRONG_KEY)
        return complain(complaint, status,
                        "%s: made with another store key; put the key file it was made with back",
                        directory);
    if (status == STATUS_WRONG_FORMAT)
        return complain(complaint, status,
                        "%s: has another format than 1 to %d; use the version that made it",
                        directory, STORE_FORMAT);
    if (status == STATUS_DAMAGED)
        return complain(
            complaint, status,
            "%s: damaged (%s); `wachtpostctl verify` names what, and when it is put aside "
            "`wachtpostctl restore` makes it again",
            directory, what);
    return complain(complaint, status, "%s: %s: %s", directory, what, status_text(status));
}

static enum status run_steps(struct checking *c, size_t count, const char **what) {
    for (size_t i = 0; i < count; i++) {
        *what = steps[i].what;
        arena_reset(c->arena);
        enum status status = steps[i].check(c);
        if (status != STATUS_OK)
            return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
    }
    return STATUS_OK;
}

enum status check_basics(struct store_txn *txn, struct arena *arena, uint32_t *format,
                         const char **what) {
    struct checking checking = {.txn = txn, .arena = arena};
    enum status status = run_steps(&checking, BASIC_STEPS, what);
    if (status == STATUS_OK)
        *format = checking.format;
    return status;
}

/* What was checked is what the store knows; the commit writes what a conversion made of
 * it. There is one also when nothing changes, since that is what keeps LMDB's table
 * numbers. */
static enum status settle(struct store *store, struct store_txn **txn) {
    store->head = (*txn)->head;
    store->identity = store->head.identity;
    if (store->purpose == DISK_READ)
        return disk_commit(&(*txn)->disk);
    enum status status = convert_store(*txn);
    return status == STATUS_OK ? store_commit(txn) : status;
}

/* A key that the ring lacks is another matter than damage: a copy of the key file may have it. */
static enum status explain(const struct store *store, enum status status, const char *directory,
                           const char *what, unsigned missing_key, struct complaint *complaint) {
    if (missing_key == 0)
        return check_explain(status, directory, what, complaint);
    return complain(complaint, status,
                    "%s: cannot be read (%s): it is sealed with key %u, which %s does not have "
                    "(any more); put the latest copy of that file back",
                    directory, what, missing_key, store->key_file);
}

static enum status refuse_older(const char *directory, struct complaint *complaint) {
    return complain(complaint, STATUS_WRONG_FORMAT,
                    "%s: has an older format; start wachtpostd first, which brings it to this one",
                    directory);
}

enum status check_store(struct store *store, const char *directory, struct complaint *complaint) {
    const char *what = "roots";
    struct store_txn *txn = NULL;
    struct checking checking = {.arena = arena_new(2 * MAX_SQUEEZED_BYTES)};
    enum status status = checking.arena ? disk_check_roots(store->disk) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = txn_begin(store, store->purpose, &txn);
    checking.txn = txn;
    if (status == STATUS_OK)
        status = run_steps(&checking, STEPS, &what);
    const bool older = status == STATUS_OK && checking.format != STORE_FORMAT;
    const bool refused = older && store->purpose == DISK_READ;
    if (status == STATUS_OK && !refused) {
        what = older ? "conversion" : "first transaction";
        status = settle(store, &txn);
    }
    const unsigned missing_key = txn ? store_missing_key(txn) : 0;
    store_rollback(&txn);
    arena_free(&checking.arena);
    if (refused)
        return refuse_older(directory, complaint);
    if (status == STATUS_OK)
        return status;
    return explain(store, status, directory, what, missing_key, complaint);
}
