/* A walk over records in key order, which also sees what is missing: a gap in a
 * numbered table, or fewer records in a whole table than the head knows. */
#include "store/forget.h"

/* One value unsealed at a time: far more than the largest body or present. */
#define SCRATCH_BYTES ((size_t)64 << 20)

struct walk {
    struct store_txn *txn;
    enum store_table table;
    struct bytes prefix;
    store_visit *visit;
    void *context;
    struct arena *scratch; /* NULL: only keys, */
    bool stamps;           /* ... and what values are sealed with */
    bool numbered;
    bool chained; /* each opened value says which one it follows */
    struct log_link link;
    uint64_t seen, next_number;
    bool stopped;
    enum status status;
};

static bool starts_with(struct bytes key, struct bytes prefix) {
    return key.size >= prefix.size &&
           (prefix.size == 0 || memcmp(key.at, prefix.at, prefix.size) == 0);
}

/* Where a numbered table's walk must begin. */
static uint64_t first_number(const struct store_txn *txn, enum store_table table,
                             struct bytes from) {
    const uint64_t first = txn_first(txn, table);
    const uint64_t number = from.size == 8 ? store_u64_of_key(from.at) : first;
    return number > first ? number : first;
}

/* Bodies that were forgotten are not missed. */
static bool is_forgotten(const struct walk *walk) {
    return walk->table == TABLE_BODY && walk->next_number <= walk->txn->head.journal &&
           forget_explain(walk->txn, walk->next_number) == STATUS_FORGOTTEN;
}

/* False: this number has no business here, or the one before it is missing. */
static bool is_next(struct walk *walk, struct bytes key) {
    while (key.size == 8 && store_u64_of_key(key.at) > walk->next_number && is_forgotten(walk))
        walk->next_number++;
    if (key.size != 8 || store_u64_of_key(key.at) != walk->next_number)
        return false;
    return walk->next_number++ <= txn_count(walk->txn, walk->table);
}

static enum status open_value(struct walk *walk, struct bytes key, struct bytes sealed,
                              struct bytes *value) {
    uint8_t *plain = arena_alloc(walk->scratch, seal_plain_bytes(sealed));
    if (plain == NULL)
        return STATUS_NO_MEMORY;
    *value = bytes_of(plain, seal_plain_bytes(sealed));
    enum status status = txn_unseal(walk->txn, walk->table, key, sealed, plain);
    if (status == STATUS_OK && walk->chained && !log_follow(&walk->link, value))
        status = txn_fail(walk->txn, STATUS_DAMAGED);
    return status;
}

static enum status look_at_value(struct walk *walk, struct bytes key, struct bytes sealed,
                                 struct bytes *value) {
    if (walk->scratch)
        return open_value(walk, key, sealed, value);
    if (walk->stamps && !seal_stamp(sealed, value))
        return txn_fail(walk->txn, STATUS_DAMAGED);
    return txn_state(walk->txn);
}

static enum status show(struct walk *walk, struct bytes key, struct bytes sealed) {
    struct bytes value = {NULL, 0};
    enum status status = look_at_value(walk, key, sealed, &value);
    if (status != STATUS_OK)
        return status;
    walk->seen++;
    walk->stopped = !walk->visit(walk->context, key, value);
    return txn_state(walk->txn);
}

static bool step(void *context, struct bytes key, struct bytes sealed) {
    struct walk *walk = context;
    /* A write in another table can take the page away that the key stands on. */
    uint8_t copy[STORE_MAX_KEY_BYTES];
    if (!starts_with(key, walk->prefix))
        return false;
    if (key.size > sizeof copy || (walk->numbered && !is_next(walk, key))) {
        walk->status = txn_fail(walk->txn, STATUS_DAMAGED);
        return false;
    }
    memcpy(copy, key.at, key.size);
    if (walk->scratch)
        arena_reset(walk->scratch);
    walk->status = show(walk, bytes_of(copy, key.size), sealed);
    return walk->status == STATUS_OK && !walk->stopped;
}

/* After a walk that nobody stopped: was everything there? */
static bool is_complete(const struct walk *walk, struct bytes from) {
    if (walk->stopped)
        return true;
    if (walk->numbered && walk->next_number <= txn_count(walk->txn, walk->table))
        return false;
    if (walk->chained && walk->scratch && !log_ends_here(walk->txn, &walk->link))
        return false;
    if (walk->prefix.size == 0 && from.size == 0)
        return walk->seen == walk->txn->head.sums[walk->table].count;
    return true;
}

static enum status walk_all(struct walk *walk, struct bytes from) {
    struct store_txn *txn = walk->txn;
    ENSURE(from.size == 0 || starts_with(from, walk->prefix));
    ENSURE(!walk->numbered || (walk->prefix.size == 0 && (from.size == 0 || from.size == 8)));
    enum status status =
        disk_walk(&txn->disk, walk->table, from.size ? from : walk->prefix, step, walk);
    if (walk->status != STATUS_OK)
        return walk->status;
    if (status == STATUS_OK && !is_complete(walk, from))
        status = STATUS_DAMAGED;
    return txn_fail(txn, status);
}

static struct walk walk_of(struct store_txn *txn, enum store_table table, struct bytes prefix,
                           struct bytes from, store_visit *visit, void *context) {
    struct walk walk = {.txn = txn,
                        .table = table,
                        .prefix = prefix,
                        .visit = visit,
                        .context = context,
                        .numbered = table_is_numbered(table),
                        .chained = table == TABLE_AUDIT};
    if (walk.numbered)
        walk.next_number = first_number(txn, table, from);
    if (walk.chained)
        walk.link = log_link_before(txn, walk.next_number);
    return walk;
}

enum status store_walk(struct store_txn *txn, enum store_table table, struct bytes prefix,
                       struct bytes from, store_visit *visit, void *context) {
    if (txn->failure != STATUS_OK)
        return txn->failure;
    struct walk walk = walk_of(txn, table, prefix, from, visit, context);
    walk.scratch = arena_new(SCRATCH_BYTES);
    if (walk.scratch == NULL)
        return STATUS_NO_MEMORY;
    enum status status = walk_all(&walk, from);
    arena_free(&walk.scratch);
    return status;
}

enum status store_walk_keys(struct store_txn *txn, enum store_table table, struct bytes prefix,
                            struct bytes from, store_visit *visit, void *context) {
    if (txn->failure != STATUS_OK)
        return txn->failure;
    struct walk walk = walk_of(txn, table, prefix, from, visit, context);
    return walk_all(&walk, from);
}

enum status store_walk_stamps(struct store_txn *txn, enum store_table table, struct bytes prefix,
                              struct bytes from, store_visit *visit, void *context) {
    if (txn->failure != STATUS_OK)
        return txn->failure;
    struct walk walk = walk_of(txn, table, prefix, from, visit, context);
    walk.stamps = true;
    return walk_all(&walk, from);
}

enum status store_find_last(struct store_txn *txn, enum store_table table, struct bytes prefix,
                            struct bytes upto, uint8_t *found) {
    struct bytes key;
    ENSURE(!table_is_numbered(table) && starts_with(upto, prefix));
    if (txn_state(txn) != STATUS_OK)
        return txn->failure;
    enum status status = disk_last_upto(&txn->disk, table, upto, &key);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? status : txn_fail(txn, status);
    if (!starts_with(key, prefix) || key.size != upto.size)
        return STATUS_ABSENT;
    memcpy(found, key.at, key.size);
    return STATUS_OK;
}
