#include "fixture.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/store/renumber.h"

enum { TABLES_AT_MOST = 32, ARENA_BYTES = 64 << 20 };
#define MAP_BYTES ((size_t)64 << 20)

void remove_tree(const char *root) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    assert_int_equal(system(command), 0);
}

void copy_tree(const char *from, const char *to) {
    char command[256];
    snprintf(command, sizeof command, "cp -r '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

int fixture_setup(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    snprintf(fixture->root, sizeof fixture->root, "/tmp/wachtpost-store-XXXXXX");
    assert_non_null(mkdtemp(fixture->root));
    snprintf(fixture->directory, sizeof fixture->directory, "%s/store", fixture->root);
    snprintf(fixture->key_file, sizeof fixture->key_file, "%s/store.key", fixture->root);
    fixture->options = (struct store_options){fixture->directory, fixture->key_file, MAP_BYTES};
    fixture->arena = arena_new(ARENA_BYTES);
    assert_non_null(fixture->arena);
    assert_int_equal(store_key_create(fixture->key_file, NULL), STATUS_OK);
    assert_int_equal(store_create(&fixture->options, false, NULL), STATUS_OK);
    fixture_open(fixture);
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state) {
    struct fixture *fixture = *state;
    store_close(&fixture->store);
    arena_free(&fixture->arena);
    remove_tree(fixture->root);
    free(fixture);
    return 0;
}

void fixture_open(struct fixture *fixture) {
    struct complaint complaint = {""};
    enum status status = store_open(&fixture->options, &fixture->store, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
}

void fixture_reopen(struct fixture *fixture) {
    store_close(&fixture->store);
    fixture_open(fixture);
}

struct store_txn *begin(struct fixture *fixture) {
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin(fixture->store, &txn), STATUS_OK);
    return txn;
}

void commit(struct store_txn **txn) {
    assert_int_equal(store_commit(txn), STATUS_OK);
    assert_null(*txn);
}

struct bytes text(const char *text) {
    return bytes_of_text(text);
}

void put_text(struct store_txn *txn, enum store_table table, const char *key, const char *value) {
    store_put(txn, table, text(key), text(value));
}

void assert_text(struct fixture *fixture, struct store_txn *txn, enum store_table table,
                 const char *key, const char *value) {
    struct bytes found;
    assert_int_equal(store_get(txn, table, text(key), fixture->arena, &found), STATUS_OK);
    assert_true(bytes_equal(found, text(value)));
}

void append_event(struct store_txn *txn, struct bytes body) {
    const uint64_t number = store_journal_head(txn) + 1;
    store_journal_append(txn, &(struct event){.number = number,
                                              .instant = (instant_t)number * 1000,
                                              .rules_version = 7,
                                              .kind = EVENT_SNAPSHOT,
                                              .body = body});
}

void append_alert(struct store_txn *txn, const char *value) {
    store_log_append(txn, TABLE_ALERT, store_log_head(txn, TABLE_ALERT) + 1, text(value));
}

static bool go_on(void *context, struct bytes key, struct bytes value) {
    (void)context, (void)key, (void)value;
    return true;
}

static enum status read_tables(struct fixture *fixture, struct store_txn *txn) {
    const struct bytes all = {NULL, 0};
    enum status status = STATUS_OK;
    for (int table = 0; table < TABLE_COUNT && status == STATUS_OK; table++)
        status = store_walk(txn, (enum store_table)table, all, all, go_on, NULL);
    for (uint64_t n = 1; n <= store_journal_head(txn) && status == STATUS_OK; n++) {
        struct event event;
        arena_reset(fixture->arena);
        status = store_journal_read(txn, n, fixture->arena, &event);
    }
    return status;
}

enum status read_everything(struct fixture *fixture) {
    struct store_txn *txn = NULL;
    store_close(&fixture->store);
    enum status status = store_open(&fixture->options, &fixture->store, NULL);
    if (status != STATUS_OK)
        return status;
    assert_int_equal(store_begin(fixture->store, &txn), STATUS_OK);
    status = read_tables(fixture, txn);
    assert_int_equal(store_failure(txn), status);
    assert_int_equal(store_commit(&txn), status);
    store_close(&fixture->store);
    return status;
}

static MDB_env *raw_begin(const struct fixture *fixture, MDB_txn **txn) {
    MDB_env *env = NULL;
    assert_null(fixture->store);
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, TABLES_AT_MOST), 0);
    assert_int_equal(mdb_env_set_mapsize(env, MAP_BYTES), 0);
    assert_int_equal(mdb_env_open(env, fixture->directory, MDB_NOSYNC, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, txn), 0);
    return env;
}

/* What is changed is not when. */
static void raw_end(const struct fixture *fixture, MDB_env *env, MDB_txn *txn) {
    renumber(txn, fixture->key_file);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static size_t records_of(MDB_txn *txn, const MDB_val *table, struct raw_record *records,
                         size_t room) {
    char name[16] = "";
    size_t count = 0;
    MDB_dbi dbi;
    MDB_cursor *cursor = NULL;
    MDB_val key, value;
    memcpy(name, table->mv_data, table->mv_size);
    assert_int_equal(mdb_dbi_open(txn, name, 0, &dbi), 0);
    assert_int_equal(mdb_cursor_open(txn, dbi, &cursor), 0);
    for (; mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0; count++) {
        assert_true(count < room && value.mv_size <= sizeof records->value);
        struct raw_record *record = &records[count];
        memcpy(record->table, name, sizeof name);
        memcpy(record->key, key.mv_data, record->key_size = key.mv_size);
        memcpy(record->value, value.mv_data, record->value_size = value.mv_size);
    }
    mdb_cursor_close(cursor);
    return count;
}

size_t raw_records(const struct fixture *fixture, struct raw_record *records, size_t room) {
    MDB_txn *txn = NULL;
    MDB_env *env = raw_begin(fixture, &txn);
    MDB_dbi names;
    MDB_cursor *cursor = NULL;
    MDB_val name, value;
    size_t count = 0;
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &names), 0);
    assert_int_equal(mdb_cursor_open(txn, names, &cursor), 0);
    while (mdb_cursor_get(cursor, &name, &value, MDB_NEXT) == 0)
        count += records_of(txn, &name, records + count, room - count);
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return count;
}

static void raw_change(const struct fixture *fixture, const struct raw_record *record, bool put) {
    MDB_txn *txn = NULL;
    MDB_env *env = raw_begin(fixture, &txn);
    MDB_dbi dbi;
    MDB_val key = {record->key_size, (void *)(uintptr_t)record->key};
    MDB_val value = {record->value_size, (void *)(uintptr_t)record->value};
    assert_int_equal(mdb_dbi_open(txn, record->table, 0, &dbi), 0);
    if (put)
        assert_int_equal(mdb_put(txn, dbi, &key, &value, 0), 0);
    else
        assert_int_equal(mdb_del(txn, dbi, &key, NULL), 0);
    raw_end(fixture, env, txn);
}

void raw_drop(const struct fixture *fixture, const char *table) {
    MDB_txn *txn = NULL;
    MDB_env *env = raw_begin(fixture, &txn);
    MDB_dbi dbi;
    assert_int_equal(mdb_dbi_open(txn, table, 0, &dbi), 0);
    assert_int_equal(mdb_drop(txn, dbi, 1), 0);
    raw_end(fixture, env, txn);
}

void raw_put(const struct fixture *fixture, const struct raw_record *record) {
    raw_change(fixture, record, true);
}

void raw_delete(const struct fixture *fixture, const struct raw_record *record) {
    raw_change(fixture, record, false);
}
