/* A store in a fresh directory, and a way around it: the same file through LMDB alone,
 * as damage or an attacker with the disk would change it. */
#ifndef WACHTPOST_TESTS_STORE_FIXTURE_H
#define WACHTPOST_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "store/store.h"

struct fixture {
    char root[64], directory[96], key_file[96];
    struct store_options options;
    struct store *store;
    struct arena *arena;
};

/* cmocka's setup and teardown: a new, open store. */
int fixture_setup(void **state);
int fixture_teardown(void **state);
void fixture_open(struct fixture *fixture);
void fixture_reopen(struct fixture *fixture);

struct store_txn *begin(struct fixture *fixture);
void commit(struct store_txn **txn);

struct bytes text(const char *text);
void put_text(struct store_txn *txn, enum store_table table, const char *key, const char *value);
void assert_text(struct fixture *fixture, struct store_txn *txn, enum store_table table,
                 const char *key, const char *value);
void append_event(struct store_txn *txn, struct bytes body);
void append_alert(struct store_txn *txn, const char *value);

void copy_tree(const char *from, const char *to);
void remove_tree(const char *root);

/* Opens the closed store and reads every record there is, the journal as events.
 * The first thing that is not STATUS_OK. Leaves it closed. */
enum status read_everything(struct fixture *fixture);

/* One change to the closed store's file. `table` is the name in LMDB. */
struct raw_record {
    char table[16];
    uint8_t key[64], value[4096];
    size_t key_size, value_size;
};
/* All of them, at most `room`. */
size_t raw_records(const struct fixture *fixture, struct raw_record *records, size_t room);
void raw_put(const struct fixture *fixture, const struct raw_record *record);
void raw_drop(const struct fixture *fixture, const char *table);
void raw_delete(const struct fixture *fixture, const struct raw_record *record);

#endif
