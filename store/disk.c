#include "store/disk.h"

#include <errno.h>
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/directory.h"
#include "store/pages.h"
#include "store/roots.h"

#define DEFAULT_MAP_BYTES (UINT64_C(64) << 30)
/* LMDB reports a write that ran out of room halfway as EIO. With less room than
 * the largest batch can need it is believed to be that. */
#define SHORT_OF_ROOM_BYTES (UINT64_C(64) << 20)

/* A reader's slot goes with its transaction, not with its thread: so it is free when the
 * transaction is over, and no thread's end has to clean up. Nothing on disk differs. */
#define FLAGS MDB_NOTLS

enum { BEGIN_TRIES = 100 }; /* of which one is enough, unless the file is damaged */

struct disk {
    MDB_env *env;
    MDB_dbi tables[TABLES_ON_DISK];
};

static enum status translate(int error) {
    switch (error) {
    case MDB_SUCCESS:
        return STATUS_OK;
    case MDB_NOTFOUND:
    case ENOENT:
        return STATUS_ABSENT;
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return STATUS_FULL;
    case MDB_KEYEXIST: /* a record where the head says there is none yet */
    case MDB_PAGE_NOTFOUND:
    case MDB_CORRUPTED:
    case MDB_INVALID:
    case MDB_INCOMPATIBLE:
        return STATUS_DAMAGED;
    case MDB_VERSION_MISMATCH:
        return STATUS_WRONG_FORMAT;
    case ENOMEM:
        return STATUS_NO_MEMORY;
    default:
        return STATUS_IO;
    }
}

static MDB_val value_of(struct bytes bytes) {
    return (MDB_val){bytes.size, (void *)(uintptr_t)bytes.at};
}

/* A backup has no lock file, and nobody to be kept away. */
static unsigned flags_to_read(const char *path) {
    return FLAGS | MDB_RDONLY | (directory_is_file(path) ? MDB_NOSUBDIR | MDB_NOLOCK : 0);
}

enum status disk_open(const char *directory, size_t map_bytes, enum disk_purpose purpose,
                      struct disk **disk, const char **why) {
    struct disk *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return STATUS_NO_MEMORY;
    int error = mdb_env_create(&opened->env);
    if (error == 0)
        error = mdb_env_set_maxdbs(opened->env, TABLES_ON_DISK);
    if (error == 0)
        error = mdb_env_set_mapsize(opened->env, map_bytes ? map_bytes : DEFAULT_MAP_BYTES);
    if (error == 0)
        error = mdb_env_open(opened->env, directory,
                             purpose == DISK_READ ? flags_to_read(directory) : FLAGS, 0600);
    if (error == 0) {
        *disk = opened;
        return STATUS_OK;
    }
    disk_close(&opened);
    *why = mdb_strerror(error);
    return translate(error);
}

void disk_close(struct disk **disk) {
    if (*disk == NULL)
        return;
    if ((*disk)->env)
        mdb_env_close((*disk)->env);
    free(*disk);
    *disk = NULL;
}

enum status disk_check_roots(struct disk *disk) {
    mdb_filehandle_t file;
    if (mdb_env_get_fd(disk->env, &file) != 0)
        return STATUS_IO;
    return roots_check(file);
}

/* Compacting also needs nobody to stand still who writes. */
enum status disk_copy(struct disk *disk, int file) {
    return translate(mdb_env_copyfd2(disk->env, file, MDB_CP_COMPACT));
}

void disk_reap_readers(struct disk *disk) {
    int dead = 0;
    mdb_reader_check(disk->env, &dead);
}

/* LMDB tells it in words: a place that is taken has a line that ends in the commit it sees, the
 * heading and a place that is kept for later do not. */
static int count_reader(const char *line, void *context) {
    uint32_t *readers = context;
    const size_t size = strlen(line);
    *readers += size >= 2 && line[size - 2] >= '0' && line[size - 2] <= '9';
    return 0;
}

enum status disk_measure(struct disk *disk, struct disk_measure *measure) {
    struct disk_measure found = {0};
    MDB_envinfo info;
    MDB_stat stat;
    int error = mdb_env_info(disk->env, &info);
    if (error == 0)
        error = mdb_env_stat(disk->env, &stat);
    if (error == 0 && mdb_reader_list(disk->env, count_reader, &found.readers) < 0)
        error = EIO;
    if (error != 0)
        return translate(error);
    found.map_bytes = info.me_mapsize;
    found.used_bytes = (info.me_last_pgno + 1) * stat.ms_psize;
    found.most_readers = info.me_maxreaders;
    *measure = found;
    return STATUS_OK;
}

/* LMDB takes the number of the last commit first and the root that it names after; when two others
 * were committed between, that root is of the second of them. */
static bool is_of_one_commit(const struct disk_txn *txn) {
    MDB_envinfo now;
    return mdb_env_info(txn->disk->env, &now) != 0 ||
           now.me_last_txnid <= mdb_txn_id(txn->handle) + 1;
}

static enum status settle(struct disk_txn *txn) {
    enum status status = STATUS_OK;
    for (int i = 0; i < BEGIN_TRIES && status == STATUS_OK && !is_of_one_commit(txn); i++) {
        mdb_txn_reset(txn->handle);
        status = translate(mdb_txn_renew(txn->handle));
    }
    return status;
}

enum status disk_begin(struct disk *disk, enum disk_purpose purpose, struct disk_txn *txn) {
    *txn = (struct disk_txn){disk, purpose, NULL};
    const enum status status = translate(
        mdb_txn_begin(disk->env, NULL, purpose == DISK_READ ? MDB_RDONLY : 0, &txn->handle));
    return status == STATUS_OK && purpose == DISK_READ ? settle(txn) : status;
}

enum status disk_renew(struct disk_txn *txn) {
    mdb_txn_reset(txn->handle);
    const enum status status = translate(mdb_txn_renew(txn->handle));
    return status == STATUS_OK ? settle(txn) : status;
}

uint64_t disk_commit_before(const struct disk_txn *txn) {
    const uint64_t number = mdb_txn_id(txn->handle);
    return txn->purpose == DISK_READ ? number : number - 1;
}

enum status disk_check_pages(struct disk_txn *txn) {
    mdb_filehandle_t file;
    if (mdb_env_get_fd(txn->disk->env, &file) != 0)
        return STATUS_IO;
    enum status status = pages_check(file, disk_commit_before(txn));
    for (int i = 0; i < BEGIN_TRIES && status == STATUS_ABSENT; i++) {
        status = disk_renew(txn);
        if (status == STATUS_OK)
            status = pages_check(file, disk_commit_before(txn));
    }
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* How far the file can still grow. */
static uint64_t room_bytes(MDB_env *env) {
    mdb_filehandle_t fd;
    struct stat file;
    struct statvfs system;
    struct rlimit limit;
    if (mdb_env_get_fd(env, &fd) != 0 || fstat(fd, &file) != 0 || fstatvfs(fd, &system) != 0 ||
        getrlimit(RLIMIT_FSIZE, &limit) != 0)
        return UINT64_MAX;
    uint64_t on_disk = (uint64_t)system.f_bavail * system.f_frsize;
    uint64_t size = (uint64_t)file.st_size;
    uint64_t allowed = limit.rlim_cur > size ? limit.rlim_cur - size : 0;
    return on_disk < allowed ? on_disk : allowed;
}

enum status disk_commit(struct disk_txn *txn) {
    ENSURE(txn->handle != NULL);
    MDB_txn *handle = txn->handle;
    txn->handle = NULL; /* freed by LMDB even when the commit fails */
    int error = mdb_txn_commit(handle);
    if (error == EIO && room_bytes(txn->disk->env) < SHORT_OF_ROOM_BYTES)
        return STATUS_FULL;
    return translate(error);
}

void disk_rollback(struct disk_txn *txn) {
    if (txn->handle)
        mdb_txn_abort(txn->handle);
    txn->handle = NULL;
}

enum status disk_table(struct disk_txn *txn, enum store_table table, bool create) {
    return translate(mdb_dbi_open(txn->handle, store_table_name(table), create ? MDB_CREATE : 0,
                                  &txn->disk->tables[table]));
}

enum status disk_get(const struct disk_txn *txn, enum store_table table, struct bytes key,
                     struct bytes *value) {
    MDB_val at = value_of(key), found;
    int error = mdb_get(txn->handle, txn->disk->tables[table], &at, &found);
    if (error == 0)
        *value = bytes_of(found.mv_data, found.mv_size);
    return translate(error);
}

enum status disk_reserve(struct disk_txn *txn, enum store_table table, struct bytes key,
                         size_t size, enum disk_mode mode, uint8_t **at) {
    static const unsigned flags[] = {
        [DISK_REPLACE] = 0, [DISK_ONCE] = MDB_NOOVERWRITE, [DISK_APPEND] = MDB_APPEND};
    MDB_val where = value_of(key), room = {size, NULL};
    int error =
        mdb_put(txn->handle, txn->disk->tables[table], &where, &room, flags[mode] | MDB_RESERVE);
    if (error == 0)
        *at = room.mv_data;
    return translate(error);
}

enum status disk_delete(struct disk_txn *txn, enum store_table table, struct bytes key) {
    MDB_val at = value_of(key);
    return translate(mdb_del(txn->handle, txn->disk->tables[table], &at, NULL));
}

enum status disk_last(const struct disk_txn *txn, enum store_table table, struct bytes *key) {
    MDB_cursor *cursor = NULL;
    MDB_val at, value;
    int error = mdb_cursor_open(txn->handle, txn->disk->tables[table], &cursor);
    if (error != 0)
        return translate(error);
    error = mdb_cursor_get(cursor, &at, &value, MDB_LAST);
    if (error == 0)
        *key = bytes_of(at.mv_data, at.mv_size);
    mdb_cursor_close(cursor);
    return translate(error);
}

enum status disk_last_upto(const struct disk_txn *txn, enum store_table table, struct bytes upto,
                           struct bytes *key) {
    MDB_cursor *cursor = NULL;
    MDB_val at = value_of(upto), value;
    int error = mdb_cursor_open(txn->handle, txn->disk->tables[table], &cursor);
    if (error != 0)
        return translate(error);
    error = mdb_cursor_get(cursor, &at, &value, MDB_SET_RANGE);
    if (error == MDB_NOTFOUND)
        error = mdb_cursor_get(cursor, &at, &value, MDB_LAST);
    else if (error == 0 && bytes_compare(bytes_of(at.mv_data, at.mv_size), upto) > 0)
        error = mdb_cursor_get(cursor, &at, &value, MDB_PREV);
    if (error == 0)
        *key = bytes_of(at.mv_data, at.mv_size);
    mdb_cursor_close(cursor);
    return translate(error);
}

enum status disk_walk(const struct disk_txn *txn, enum store_table table, struct bytes from,
                      disk_visit *visit, void *context) {
    MDB_cursor *cursor = NULL;
    MDB_val key = value_of(from), value;
    int error = mdb_cursor_open(txn->handle, txn->disk->tables[table], &cursor);
    if (error != 0)
        return translate(error);
    error = mdb_cursor_get(cursor, &key, &value, from.size ? MDB_SET_RANGE : MDB_FIRST);
    while (error == 0 && visit(context, bytes_of(key.mv_data, key.mv_size),
                               bytes_of(value.mv_data, value.mv_size)))
        error = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    mdb_cursor_close(cursor);
    return error == MDB_NOTFOUND ? STATUS_OK : translate(error);
}
