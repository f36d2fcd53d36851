#include "tests/bench/sizes.h"

#include "tests/bench/bench.h"

#include <lmdb.h>
#include <string.h>

/* LMDB's own database of free pages. */
#define FREE_PAGES 0
#define NAME_SIZE 64

/* Tables by name, as FORMAT.md has them; what is not here is FIGURE_SIZE_OTHER. */
static const struct {
    const char *name;
    enum figure part;
} parts[] = {
    {"journal", FIGURE_SIZE_JOURNAL}, {"body", FIGURE_SIZE_BODY},
    {"left", FIGURE_SIZE_NAMES},      {"child", FIGURE_SIZE_NAMES},
    {"name", FIGURE_SIZE_NAMES},      {"history", FIGURE_SIZE_HISTORY},
    {"block", FIGURE_SIZE_BLOCKS},    {"former", FIGURE_SIZE_BLOCKS},
    {"number", FIGURE_SIZE_NUMBER},   {"alert", FIGURE_SIZE_ALERT},
    {"outcome", FIGURE_SIZE_OUTCOME}, {"audit", FIGURE_SIZE_AUDIT},
};

static void need(int error) {
    NEED(error == 0, "LMDB: %s", mdb_strerror(error));
}

static double bytes_of_table(MDB_txn *txn, MDB_dbi table) {
    MDB_stat stat;
    need(mdb_stat(txn, table, &stat));
    return (double)(stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages) *
           stat.ms_psize;
}

static enum figure part_of(const char *name) {
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(name, parts[i].name) == 0)
            return parts[i].part;
    return FIGURE_SIZE_OTHER;
}

static void measure_table(MDB_txn *txn, MDB_val key, double bytes[FIGURE_COUNT]) {
    char name[NAME_SIZE];
    MDB_dbi table;
    NEED(key.mv_size < sizeof name, "a table with a long name");
    memcpy(name, key.mv_data, key.mv_size);
    name[key.mv_size] = '\0';
    need(mdb_dbi_open(txn, name, 0, &table));
    bytes[part_of(name)] += bytes_of_table(txn, table);
}

/* All tables: the names are the keys of the unnamed one. */
static void measure_tables(MDB_txn *txn, double bytes[FIGURE_COUNT]) {
    MDB_cursor *cursor;
    MDB_dbi root;
    MDB_val key, value;
    need(mdb_dbi_open(txn, NULL, 0, &root));
    need(mdb_cursor_open(txn, root, &cursor));
    int error = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    for (; error == 0; error = mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
        measure_table(txn, key, bytes);
    NEED(error == MDB_NOTFOUND, "LMDB: %s", mdb_strerror(error));
    mdb_cursor_close(cursor);
    bytes[FIGURE_SIZE_OTHER] += bytes_of_table(txn, root);
}

static double free_pages(MDB_txn *txn) {
    MDB_cursor *cursor;
    MDB_val key, value;
    size_t pages = 0, in_record;
    need(mdb_cursor_open(txn, FREE_PAGES, &cursor));
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        memcpy(&in_record, value.mv_data, sizeof in_record);
        pages += in_record;
    }
    mdb_cursor_close(cursor);
    return (double)pages;
}

static MDB_env *open_env(const char *store) {
    enum { MANY_TABLES = 64 };
    MDB_env *env;
    need(mdb_env_create(&env));
    need(mdb_env_set_maxdbs(env, MANY_TABLES));
    need(mdb_env_open(env, store, MDB_RDONLY, 0600));
    return env;
}

/* The parts that design.md section 8 sets a mark for. */
static double marked(const double bytes[FIGURE_COUNT]) {
    double all = 0;
    for (size_t part = FIGURE_SIZE_JOURNAL; part <= FIGURE_SIZE_NUMBER; part++)
        all += bytes[part];
    return all;
}

void sizes_measure(const char *store, double place_days, struct report *report) {
    double bytes[FIGURE_COUNT] = {0};
    MDB_env *env = open_env(store);
    MDB_envinfo info;
    MDB_stat stat;
    MDB_txn *txn;
    need(mdb_env_info(env, &info));
    need(mdb_env_stat(env, &stat));
    need(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn));
    measure_tables(txn, bytes);
    bytes[FIGURE_SIZE] = marked(bytes);
    bytes[FIGURE_SIZE_FREE] = free_pages(txn) * stat.ms_psize;
    bytes[FIGURE_SIZE_FILE] =
        (double)(info.me_last_pgno + 1) * stat.ms_psize - bytes[FIGURE_SIZE_FREE];
    for (size_t figure = FIGURE_SIZE; figure <= FIGURE_SIZE_FREE; figure++)
        report_add(report, (enum figure)figure, bytes[figure] / place_days);
    mdb_txn_abort(txn);
    mdb_env_close(env);
}
