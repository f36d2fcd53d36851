/* A transaction: its first failure, its reads and writes, and its end.
 *
 * There are two, one that writes and one that reads beside it. Each takes the head out of its
 * own snapshot: what it finds is held against what was there then, and that against the commit of
 * which LMDB says it is. The writer's head is written once, last, in every commit that changes
 * anything. What the store remembers of it moves on only after LMDB says that it is durable. */
#include "store/txn.h"

#include "store/keyfile.h"

enum { FIRST_COMMIT = 1 };

enum status txn_fail(struct store_txn *txn, enum status status) {
    if (txn->failure == STATUS_OK)
        txn->failure = status;
    return txn->failure;
}

enum status store_failure(const struct store_txn *txn) {
    return txn->failure;
}

unsigned store_missing_key(const struct store_txn *txn) {
    return txn->missing_key;
}

/* Nobody else replaces the ring, and never during a transaction. */
static enum status begin_writer(struct store *store, struct store_txn *begun) {
    begun->ring = store->rings.current;
    return disk_begin(store->disk, DISK_WRITE, &begun->disk);
}

static enum status begin_reader(struct store *store, struct store_txn *begun) {
    rings_lock(&store->rings);
    enum status status = disk_begin(store->disk, DISK_READ, &begun->disk);
    if (status == STATUS_OK)
        begun->ring = rings_take(&store->rings);
    rings_unlock(&store->rings);
    return status;
}

static enum status renew_reader(struct store_txn *txn) {
    struct rings *rings = &txn->store->rings;
    rings_lock(rings);
    enum status status = disk_renew(&txn->disk);
    rings_give_back(rings);
    txn->ring = rings_take(rings);
    rings_unlock(rings);
    return status;
}

enum status txn_begin(struct store *store, enum disk_purpose purpose, struct store_txn **txn) {
    struct store_txn *begun = purpose == DISK_READ ? &store->reader : &store->writer;
    ENSURE(begun->store == NULL);
    *begun = (struct store_txn){.purpose = purpose, .squeeze = begun->squeeze};
    enum status status =
        purpose == DISK_READ ? begin_reader(store, begun) : begin_writer(store, begun);
    if (status != STATUS_OK)
        return status;
    begun->store = store;
    *txn = begun;
    return STATUS_OK;
}

void txn_end(struct store_txn *txn) {
    disk_rollback(&txn->disk);
    if (txn->ring != NULL && txn->purpose == DISK_READ) {
        rings_lock(&txn->store->rings);
        rings_give_back(&txn->store->rings);
        rings_unlock(&txn->store->rings);
    }
    txn->ring = NULL;
    txn->store = NULL;
}

enum status txn_load_head(struct store_txn *txn) {
    uint8_t record[HEAD_BYTES];
    struct bytes sealed;
    enum status status = txn_find(txn, TABLE_META, head_key(), &sealed);
    if (status == STATUS_OK && seal_plain_bytes(sealed) > HEAD_BYTES)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK)
        status = txn_unseal(txn, TABLE_META, head_key(), sealed, record);
    if (status == STATUS_OK && !head_decode(bytes_of(record, seal_plain_bytes(sealed)), &txn->head))
        status = STATUS_DAMAGED;
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* A copy has the head of the store, with the number of a commit there, and one commit of its own.
 */
enum status txn_check_commit(struct store_txn *txn) {
    const uint64_t commit = disk_commit_before(&txn->disk);
    if (txn->head.format > 1 && txn->head.commit != commit && commit != FIRST_COMMIT)
        return STATUS_DAMAGED;
    txn->head.commit = commit;
    return STATUS_OK;
}

static enum status take_head(struct store_txn *txn) {
    enum status status = txn_load_head(txn);
    return status == STATUS_OK ? txn_check_commit(txn) : status;
}

/* What it goes on from is what was committed last, and not only as far as LMDB knows. */
static enum status take_writers_head(struct store_txn *txn) {
    const struct head *known = &txn->store->head;
    if (known->format == 0)
        return STATUS_OK; /* it is being made */
    enum status status = take_head(txn);
    return status == STATUS_OK && txn->head.commit != known->commit ? STATUS_DAMAGED : status;
}

static enum status begin_with_head(struct store *store, enum disk_purpose purpose,
                                   enum status (*take)(struct store_txn *txn),
                                   struct store_txn **txn) {
    struct store_txn *begun = NULL;
    enum status status = txn_begin(store, purpose, &begun);
    if (status == STATUS_OK)
        status = take(begun);
    if (status == STATUS_OK)
        *txn = begun;
    else
        store_rollback(&begun);
    return status;
}

enum status store_begin(struct store *store, struct store_txn **txn) {
    ENSURE(store->purpose == DISK_WRITE);
    return begin_with_head(store, DISK_WRITE, take_writers_head, txn);
}

enum status store_begin_read(struct store *store, struct store_txn **txn) {
    return begin_with_head(store, DISK_READ, take_head, txn);
}

enum status store_renew(struct store_txn *txn) {
    ENSURE(txn->purpose == DISK_READ);
    txn->headers.record = 0;
    if (txn->failure == STATUS_OK)
        txn_fail(txn, renew_reader(txn));
    if (txn->failure == STATUS_OK)
        txn_fail(txn, take_head(txn));
    return txn->failure;
}

/* It says which commit wrote it, so there is none without it; what changes nothing is no commit. */
static void write_head(struct store_txn *txn) {
    uint8_t before[HEAD_BYTES], after[HEAD_BYTES];
    head_encode(&txn->store->head, before);
    head_encode(&txn->head, after);
    const bool same =
        txn->head.format == txn->store->head.format && memcmp(before, after, HEAD_BYTES) == 0;
    if (same && !txn->changed)
        return;
    txn->head.commit = disk_commit_before(&txn->disk) + 1;
    head_encode(&txn->head, after);
    txn_write(txn, TABLE_META, head_key(), bytes_of(after, HEAD_BYTES), DISK_REPLACE);
}

enum status store_commit(struct store_txn **txn) {
    struct store_txn *ending = *txn;
    struct store *store = ending->store;
    ENSURE(ending->purpose == DISK_WRITE);
    *txn = NULL;
    if (ending->failure == STATUS_OK)
        write_head(ending);
    if (ending->failure == STATUS_OK)
        txn_fail(ending, disk_commit(&ending->disk));
    if (ending->failure == STATUS_OK)
        store->head = ending->head;
    /* Pages that a dead reader held come free for the next transaction. */
    if (ending->failure == STATUS_FULL)
        disk_reap_readers(store->disk);
    txn_end(ending);
    return ending->failure;
}

void store_rollback(struct store_txn **txn) {
    if (*txn == NULL)
        return;
    txn_end(*txn);
    *txn = NULL;
}

uint64_t txn_count(const struct store_txn *txn, enum store_table table) {
    if (table == TABLE_ALERT)
        return txn->head.alert.count;
    if (table == TABLE_AUDIT)
        return txn->head.audit.count;
    ENSURE(table == TABLE_JOURNAL || table == TABLE_BODY);
    return table == TABLE_JOURNAL && txn->head.format > 1 ? headers_record_of(txn->head.journal)
                                                          : txn->head.journal;
}

uint64_t txn_first(const struct store_txn *txn, enum store_table table) {
    return table == TABLE_AUDIT ? txn->head.audit.forgotten + 1 : 1;
}

/* By the head a record stands here. */
static bool must_hold(const struct store_txn *txn, enum store_table table, struct bytes key) {
    if (!table_is_numbered(table) || key.size != 8)
        return false;
    uint64_t number = store_u64_of_key(key.at);
    return number >= txn_first(txn, table) && number <= txn_count(txn, table);
}

void store_interrupt(struct store *store) {
    atomic_store(&store->interrupted, true);
}

enum status txn_state(struct store_txn *txn) {
    if (txn->purpose == DISK_READ && atomic_load(&txn->store->interrupted))
        txn_fail(txn, STATUS_BUSY);
    return txn->failure;
}

enum status txn_find(struct store_txn *txn, enum store_table table, struct bytes key,
                     struct bytes *sealed) {
    ENSURE(key.size >= 1 && key.size <= STORE_MAX_KEY_BYTES);
    if (txn_state(txn) != STATUS_OK)
        return txn->failure;
    enum status status = disk_get(&txn->disk, table, key, sealed);
    if (status == STATUS_ABSENT && must_hold(txn, table, key))
        status = STATUS_DAMAGED;
    return status == STATUS_ABSENT ? STATUS_ABSENT : txn_fail(txn, status);
}

/* The one that has the store may have begun a key since. */
static void read_ring_again(struct store_txn *txn) {
    struct store *store = txn->store;
    struct ring *ring = NULL;
    if (keyfile_read(store->key_file, &ring, NULL) != STATUS_OK)
        return;
    if (memcmp(&ring->root, store->root, sizeof ring->root) != 0) {
        ring_free(&ring);
        return;
    }
    rings_replace(&store->rings, &ring);
    rings_lock(&store->rings);
    rings_give_back(&store->rings);
    txn->ring = rings_take(&store->rings);
    rings_unlock(&store->rings);
}

const struct ring_key *txn_key(struct store_txn *txn, uint8_t number) {
    const struct ring_key *with = ring_find(txn->ring, number);
    if (with == NULL && number != 0 && txn->store->purpose == DISK_READ) {
        read_ring_again(txn);
        with = ring_find(txn->ring, number);
    }
    if (with == NULL)
        txn->missing_key = number;
    return with;
}

enum status txn_unseal(struct store_txn *txn, enum store_table table, struct bytes key,
                       struct bytes sealed, uint8_t *plain) {
    const struct ring_key *with = txn_key(txn, seal_number(sealed));
    if (with != NULL && seal_read(&with->with, table, key, sealed, plain))
        return STATUS_OK;
    return txn_fail(txn, STATUS_DAMAGED);
}

enum status store_get(struct store_txn *txn, enum store_table table, struct bytes key,
                      struct arena *arena, struct bytes *value) {
    struct bytes sealed;
    enum status status = txn_find(txn, table, key, &sealed);
    if (status != STATUS_OK)
        return status;
    size_t size = seal_plain_bytes(sealed);
    uint8_t *plain = arena_alloc(arena, size);
    if (plain == NULL)
        return STATUS_NO_MEMORY;
    status = txn_unseal(txn, table, key, sealed, plain);
    if (status == STATUS_OK)
        *value = bytes_of(plain, size);
    return status;
}

/* The store's own records are not in any sum: the head is where the sums stand. */
static void count_in(struct store_txn *txn, enum store_table table, struct bytes key,
                     struct bytes sealed) {
    if (table != TABLE_META)
        txn_fail(txn, sum_add(&txn->head.sums[table], &txn->ring->root, table, key, sealed));
}

/* What stands under a key goes; nothing may. */
static void count_out(struct store_txn *txn, enum store_table table, struct bytes key) {
    struct bytes sealed;
    if (table == TABLE_META || txn_find(txn, table, key, &sealed) != STATUS_OK)
        return;
    txn_fail(txn, sum_subtract(&txn->head.sums[table], &txn->ring->root, table, key, sealed));
}

void txn_write(struct store_txn *txn, enum store_table table, struct bytes key, struct bytes plain,
               enum disk_mode mode) {
    ENSURE(txn->purpose == DISK_WRITE);
    ENSURE(key.size >= 1 && key.size <= STORE_MAX_KEY_BYTES);
    if (mode == DISK_REPLACE)
        count_out(txn, table, key);
    if (txn->failure != STATUS_OK)
        return;
    txn->writes++;
    uint8_t *at = NULL;
    const size_t size = plain.size + SEAL_OVERHEAD_BYTES;
    if (txn_fail(txn, disk_reserve(&txn->disk, table, key, size, mode, &at)) != STATUS_OK)
        return;
    txn->changed = true;
    seal_write(&ring_newest(txn->ring)->with, table, key, plain, at);
    count_in(txn, table, key, bytes_of(at, size));
}

void txn_delete(struct store_txn *txn, enum store_table table, struct bytes key) {
    ENSURE(txn->purpose == DISK_WRITE);
    count_out(txn, table, key);
    if (txn->failure != STATUS_OK)
        return;
    txn->writes++;
    enum status status = disk_delete(&txn->disk, table, key);
    if (status == STATUS_ABSENT)
        return;
    txn->changed = true;
    txn_fail(txn, status);
}

/* Readable without a key, so not sealed. */
void txn_write_format(struct store_txn *txn) {
    ENSURE(txn->purpose == DISK_WRITE);
    if (txn->failure != STATUS_OK)
        return;
    txn->writes++;
    uint8_t *at = NULL;
    enum status status =
        disk_reserve(&txn->disk, TABLE_META, format_key(), FORMAT_BYTES, DISK_REPLACE, &at);
    if (txn_fail(txn, status) != STATUS_OK)
        return;
    txn->changed = true;
    format_encode(txn->store->root->check, at);
}

uint64_t store_write_count(const struct store_txn *txn) {
    return txn->writes;
}

void store_put(struct store_txn *txn, enum store_table table, struct bytes key,
               struct bytes value) {
    ENSURE(!table_is_numbered(table));
    txn_write(txn, table, key, value, DISK_REPLACE);
}

void store_delete(struct store_txn *txn, enum store_table table, struct bytes key) {
    ENSURE(!table_is_numbered(table));
    txn_delete(txn, table, key);
}
