/* Making, opening and closing: directory, lock, key, environment. Whether what is in
 * it can be trusted is check.c's. */
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/check.h"
#include "store/directory.h"
#include "store/keyfile.h"
#include "store/txn.h"

void store_close(struct store **store) {
    if (*store == NULL)
        return;
    txn_end(&(*store)->writer);
    txn_end(&(*store)->reader);
    squeeze_free(&(*store)->writer.squeeze);
    squeeze_free(&(*store)->reader.squeeze);
    disk_close(&(*store)->disk);
    if ((*store)->lock >= 0)
        close((*store)->lock);
    rings_fini(&(*store)->rings);
    sodium_free((*store)->root);
    free((*store)->key_file);
    free((*store)->forks);
    free(*store);
    *store = NULL;
}

bool store_is_virtual(const struct store *store) {
    return store->identity.virtual_clock;
}

void store_incarnation(const struct store *store, uint8_t incarnation[STORE_INCARNATION_BYTES]) {
    memcpy(incarnation, store->identity.incarnation, STORE_INCARNATION_BYTES);
}

void store_reap_readers(struct store *store) {
    disk_reap_readers(store->disk);
}

enum status store_measure(const struct store *store, struct store_measure *measure) {
    struct disk_measure disk;
    enum status status = disk_measure(store->disk, &disk);
    if (status == STATUS_OK)
        *measure = (struct store_measure){disk.map_bytes, disk.used_bytes, disk.readers,
                                          disk.most_readers};
    return status;
}

/* The ring, and what of it never changes where any thread may look. */
static enum status load_keys(struct store *store, const char *key_file,
                             struct complaint *complaint) {
    struct ring *ring = NULL;
    enum status status = keyfile_read(key_file, &ring, complaint);
    if (status != STATUS_OK)
        return status;
    store->key_file = realpath(key_file, NULL);
    store->root = sodium_malloc(sizeof *store->root);
    if (store->key_file == NULL || store->root == NULL) {
        ring_free(&ring);
        return complain(complaint, STATUS_NO_MEMORY, "out of memory");
    }
    *store->root = ring->root;
    rings_replace(&store->rings, &ring);
    return STATUS_OK;
}

static struct store *store_new(void) {
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return NULL;
    store->lock = -1;
    if (rings_init(&store->rings) != STATUS_OK) {
        free(store);
        return NULL;
    }
    store->writer.squeeze = squeeze_new();
    store->reader.squeeze = squeeze_new();
    if (store->writer.squeeze == NULL || store->reader.squeeze == NULL)
        store_close(&store);
    return store;
}

/* A store that holds its keys, and its lock when it writes, and has no environment yet. */
static enum status prepare(const struct store_options *options, enum disk_purpose purpose,
                           struct store **store, struct complaint *complaint) {
    if (sodium_init() < 0) {
        complain(complaint, STATUS_IO, "libsodium does not start");
        return STATUS_IO;
    }
    *store = store_new();
    if (*store == NULL) {
        complain(complaint, STATUS_NO_MEMORY, "out of memory");
        return STATUS_NO_MEMORY;
    }
    (*store)->purpose = purpose;
    enum status status = STATUS_OK;
    if (purpose == DISK_WRITE)
        status = directory_lock(options->directory, &(*store)->lock, complaint);
    if (status != STATUS_OK)
        return status;
    return load_keys(*store, options->key_file, complaint);
}

static enum status make_tables(struct disk_txn *disk) {
    enum status status = STATUS_OK;
    for (int table = 0; table < TABLES_ON_DISK && status == STATUS_OK; table++)
        status = disk_table(disk, (enum store_table)table, true);
    return status;
}

/* The first transaction: every table, the format record and the head. */
static enum status fill_new(struct store *store, bool virtual_clock) {
    struct store_txn *txn = NULL;
    enum status status = store_begin(store, &txn);
    if (status != STATUS_OK)
        return status;
    txn_fail(txn, make_tables(&txn->disk));
    txn_write_format(txn);
    txn->head.format = STORE_FORMAT;
    txn->head.identity.virtual_clock = virtual_clock;
    randombytes_buf(txn->head.identity.incarnation, sizeof txn->head.identity.incarnation);
    return store_commit(&txn);
}

static enum status open_environment(struct store *store, const struct store_options *options,
                                    struct complaint *complaint) {
    const char *why = "environment";
    enum status status =
        disk_open(options->directory, options->map_bytes, store->purpose, &store->disk, &why);
    if (status == STATUS_OK)
        return status;
    return check_explain(status, options->directory, why, complaint);
}

static enum status make_environment(struct store *store, const struct store_options *options,
                                    bool virtual_clock, struct complaint *complaint) {
    enum status status = open_environment(store, options, complaint);
    if (status != STATUS_OK)
        return status;
    status = fill_new(store, virtual_clock);
    if (status == STATUS_OK)
        status = directory_sync(options->directory);
    if (status != STATUS_OK)
        complain(complaint, status, "%s: the store cannot be written: %s", options->directory,
                 status_text(status));
    return status;
}

enum status store_create(const struct store_options *options, bool virtual_clock,
                         struct complaint *complaint) {
    struct store *store = NULL;
    enum status status = directory_make(options->directory, complaint);
    if (status == STATUS_OK)
        status = prepare(options, DISK_WRITE, &store, complaint);
    if (status != STATUS_OK)
        goto out;
    if (directory_has_environment(options->directory)) {
        status =
            complain(complaint, STATUS_BUSY, "%s: there is a store already", options->directory);
        goto out;
    }
    status = make_environment(store, options, virtual_clock, complaint);
    if (status != STATUS_OK)
        directory_remove_environment(options->directory);
out:
    store_close(&store);
    return status;
}

enum status store_open_unchecked(const struct store_options *options, enum disk_purpose purpose,
                                 struct store **store, struct complaint *complaint) {
    struct store *opened = NULL;
    const bool is_backup = purpose == DISK_READ && directory_is_file(options->directory);
    if (!is_backup && !directory_has_environment(options->directory))
        return complain(complaint, STATUS_ABSENT,
                        "%s: no store here; `wachtpostctl restore` makes it again out of a backup, "
                        "`wachtpostctl init` makes the first one",
                        options->directory);
    enum status status = prepare(options, purpose, &opened, complaint);
    if (status == STATUS_OK)
        status = open_environment(opened, options, complaint);
    if (status == STATUS_OK)
        *store = opened;
    else
        store_close(&opened);
    return status;
}

static enum status open_as(const struct store_options *options, enum disk_purpose purpose,
                           struct store **store, struct complaint *complaint) {
    struct store *opened = NULL;
    enum status status = store_open_unchecked(options, purpose, &opened, complaint);
    if (status == STATUS_OK)
        status = check_store(opened, options->directory, complaint);
    if (status == STATUS_OK)
        *store = opened;
    else
        store_close(&opened);
    return status;
}

enum status store_open(const struct store_options *options, struct store **store,
                       struct complaint *complaint) {
    return open_as(options, DISK_WRITE, store, complaint);
}

enum status store_open_beside(const struct store_options *options, struct store **store,
                              struct complaint *complaint) {
    return open_as(options, DISK_READ, store, complaint);
}
