#include "tests/bench/disk.h"

#include "tests/bench/bench.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 4096
#define MAP_BYTES ((size_t)1 << 30)
#define VALUE_BYTES 100

static void append_block(int fd) {
    uint8_t block[BLOCK_BYTES];
    memset(block, 'w', sizeof block);
    NEED(write(fd, block, sizeof block) == BLOCK_BYTES && fdatasync(fd) == 0,
         "cannot write to the disk: %s", strerror(errno));
}

void disk_fdatasync(const char *folder, size_t count, struct samples *us) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/appended", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    NEED(fd >= 0, "%s: %s", path, strerror(errno));
    for (size_t i = 0; i < count; i++) {
        double before = bench_now_us();
        append_block(fd);
        samples_add(us, bench_now_us() - before);
    }
    close(fd);
}

static void need_lmdb(int error) {
    NEED(error == 0, "LMDB: %s", mdb_strerror(error));
}

static MDB_env *open_env(const char *folder, unsigned flags) {
    MDB_env *env;
    need_lmdb(mdb_env_create(&env));
    if (!(flags & MDB_RDONLY))
        need_lmdb(mdb_env_set_mapsize(env, MAP_BYTES));
    need_lmdb(mdb_env_open(env, folder, flags, 0600));
    return env;
}

static size_t commits_of(MDB_env *env) {
    MDB_envinfo about;
    need_lmdb(mdb_env_info(env, &about));
    return about.me_last_txnid;
}

static void put_one(MDB_env *env) {
    uint8_t content[VALUE_BYTES] = {1};
    char name[17];
    MDB_txn *txn;
    MDB_dbi table;
    snprintf(name, sizeof name, "%016zx", commits_of(env));
    MDB_val key = {16, name}, value = {sizeof content, content};
    need_lmdb(mdb_txn_begin(env, NULL, 0, &txn));
    need_lmdb(mdb_dbi_open(txn, NULL, 0, &table));
    need_lmdb(mdb_put(txn, table, &key, &value, 0));
    need_lmdb(mdb_txn_commit(txn));
}

void disk_lmdb_commit(const char *folder, size_t count, struct samples *us) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/bare", folder);
    NEED(mkdir(path, 0700) == 0 || errno == EEXIST, "%s: %s", path, strerror(errno));
    MDB_env *env = open_env(path, 0);
    for (size_t i = 0; i < count; i++) {
        double before = bench_now_us();
        put_one(env);
        samples_add(us, bench_now_us() - before);
    }
    mdb_env_close(env);
}

size_t disk_commits_of(const char *store) {
    MDB_env *env = open_env(store, MDB_RDONLY);
    size_t commits = commits_of(env);
    mdb_env_close(env);
    return commits;
}
