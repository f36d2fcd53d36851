/* damage_audit STORE KEY_FILE drop N | flip N | swap N M | cut N: what befalls the audit log of a
 * store that nobody has open. `cut` drops N and all behind. The key is for what else would tell
 * already that the file was changed (renumber.h). */
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/store/renumber.h"

static void must(int failure) {
    if (failure == 0)
        return;
    fprintf(stderr, "damage_audit: %s\n", mdb_strerror(failure));
    exit(1);
}

struct line {
    uint8_t key[8], value[4096];
    size_t size;
};

static struct line line_of(const char *number) {
    struct line line = {.size = 0};
    unsigned long long left = strtoull(number, NULL, 10);
    for (int i = 7; i >= 0; i--, left >>= 8)
        line.key[i] = (uint8_t)left;
    return line;
}

static int take(MDB_txn *txn, MDB_dbi dbi, struct line *line) {
    MDB_val key = {sizeof line->key, line->key}, value;
    const int failure = mdb_get(txn, dbi, &key, &value);
    if (failure != 0)
        return failure;
    line->size = value.mv_size <= sizeof line->value ? value.mv_size : sizeof line->value;
    memcpy(line->value, value.mv_data, line->size);
    return mdb_del(txn, dbi, &key, NULL);
}

static void put(MDB_txn *txn, MDB_dbi dbi, const struct line *at, const struct line *what) {
    MDB_val key = {sizeof at->key, (void *)(uintptr_t)at->key};
    MDB_val value = {what->size, (void *)(uintptr_t)what->value};
    must(mdb_put(txn, dbi, &key, &value, 0));
}

static void damage(MDB_txn *txn, MDB_dbi dbi, char **words) {
    struct line first = line_of(words[1]);
    must(take(txn, dbi, &first));
    if (strcmp(words[0], "flip") == 0) {
        first.value[first.size / 2] ^= 1;
        put(txn, dbi, &first, &first);
    } else if (strcmp(words[0], "swap") == 0) {
        struct line second = line_of(words[2]);
        must(take(txn, dbi, &second));
        put(txn, dbi, &first, &second);
        put(txn, dbi, &second, &first);
    } else if (strcmp(words[0], "cut") == 0) {
        do
            first.key[7]++;
        while (take(txn, dbi, &first) == 0);
    }
}

int main(int count, char **arguments) {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    if (count < 5)
        return 64;
    must(mdb_env_create(&env));
    must(mdb_env_set_maxdbs(env, 64));
    must(mdb_env_set_mapsize(env, (size_t)1 << 30));
    must(mdb_env_open(env, arguments[1], 0, 0600));
    must(mdb_txn_begin(env, NULL, 0, &txn));
    must(mdb_dbi_open(txn, "audit", 0, &dbi));
    damage(txn, dbi, arguments + 3);
    renumber(txn, arguments[2]);
    must(mdb_txn_commit(txn));
    mdb_env_close(env);
    return 0;
}
