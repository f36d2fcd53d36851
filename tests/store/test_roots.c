/* A root of LMDB that is not of the last commit, or a number that says another one, is damage: at
 * the opening, to whoever verifies, and to whoever has the store open. And to whoever verifies, a
 * list of free pages that would let LMDB write over what is there. */
#include "fixture.h"

#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/page.h"
#include "store/pages.h"
#include "store/roots.h"
#include "store/verify.h"

/* Of one of the two pages with roots: where the tree of names begins, and which commit it is. */
enum {
    PAGE = 4096,
    NAMES_AT = 128,
    LAST_PAGE_AT = 136,
    COMMIT_AT = 144,
    RECORDS = 64,
    COMMITS = 200
};

static int open_file(const struct fixture *fixture) {
    char path[128];
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    const int file = open(path, O_RDWR);
    assert_true(file >= 0);
    return file;
}

static uint64_t read_number(int file, uint64_t at) {
    uint64_t number;
    assert_int_equal(pread(file, &number, sizeof number, (off_t)at), sizeof number);
    return number;
}

static void write_number(int file, uint64_t at, uint64_t number) {
    assert_int_equal(pwrite(file, &number, sizeof number, (off_t)at), sizeof number);
}

/* Of the last commit, or of the one before. */
static uint64_t root_at(int file, bool last) {
    const bool second = read_number(file, PAGE + COMMIT_AT) > read_number(file, COMMIT_AT);
    return second == last ? PAGE : 0;
}

/* The root of all tables, as it was one commit earlier, stands where the present one stood. */
static void bring_back_the_root_before(const struct fixture *fixture) {
    uint8_t page[PAGE];
    const int file = open_file(fixture);
    const uint64_t before = read_number(file, root_at(file, false) + NAMES_AT);
    const uint64_t now = read_number(file, root_at(file, true) + NAMES_AT);
    assert_int_not_equal(before, now);
    assert_int_equal(pread(file, page, PAGE, (off_t)before * PAGE), PAGE);
    assert_int_equal(pwrite(file, page, PAGE, (off_t)now * PAGE), PAGE);
    close(file);
}

static void commit_text(struct fixture *fixture, const char *value) {
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", value);
    commit(&txn);
}

static void nothing_found(void *context, const struct store_finding *finding) {
    (void)context, (void)finding;
}

static enum status verify(const struct fixture *fixture) {
    struct store_facts facts;
    const struct store_listener listener = {.found = nothing_found};
    return store_verify(&fixture->options, VERIFY_PRESENCE, &listener, &facts, NULL);
}

/* By whoever would write and whoever reads. */
static void assert_refused(struct fixture *fixture, const char *what) {
    struct complaint complaint = {""};
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, what));
    assert_int_equal(store_open_beside(&fixture->options, &fixture->store, NULL), STATUS_DAMAGED);
    assert_int_equal(verify(fixture), STATUS_DAMAGED);
}

static void test_the_root_of_one_commit_earlier_is_refused(void **state) {
    struct fixture *fixture = *state;
    commit_text(fixture, "one");
    commit_text(fixture, "two");
    store_close(&fixture->store);
    assert_int_equal(verify(fixture), STATUS_OK);
    bring_back_the_root_before(fixture);
    assert_refused(fixture, "commit of the head record");
}

static void test_whoever_has_the_store_open_sees_that_a_root_came_back(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = NULL;
    commit_text(fixture, "one");
    commit_text(fixture, "two");
    assert_int_equal(store_begin_read(fixture->store, &txn), STATUS_OK);
    bring_back_the_root_before(fixture);
    assert_int_equal(store_renew(txn), STATUS_DAMAGED);
    store_rollback(&txn);
    assert_int_equal(store_begin_read(fixture->store, &txn), STATUS_DAMAGED);
    assert_int_equal(store_begin(fixture->store, &txn), STATUS_DAMAGED);
}

/* LMDB takes the number first and the root then: as if two commits had come between, until it looks
 * again. */
static bool is_overtaken;

size_t __real_mdb_txn_id(MDB_txn *txn);
size_t __wrap_mdb_txn_id(MDB_txn *txn);
int __real_mdb_txn_renew(MDB_txn *txn);
int __wrap_mdb_txn_renew(MDB_txn *txn);

size_t __wrap_mdb_txn_id(MDB_txn *txn) {
    return __real_mdb_txn_id(txn) - (is_overtaken ? 2 : 0);
}

int __wrap_mdb_txn_renew(MDB_txn *txn) {
    is_overtaken = false;
    return __real_mdb_txn_renew(txn);
}

static void test_whoever_begins_to_read_while_others_commit_looks_again(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *txn = NULL;
    commit_text(fixture, "one");
    commit_text(fixture, "two");
    is_overtaken = true;
    assert_int_equal(store_begin_read(fixture->store, &txn), STATUS_OK);
    assert_false(is_overtaken);
    assert_text(fixture, txn, TABLE_STATE, "region", "two");
    store_rollback(&txn);
}

/* Two less leaves two in a row, and LMDB takes the other for the last. */
static void test_a_root_that_names_another_commit_is_refused(void **state) {
    static const struct {
        int last, before;
    } changes[] = {{-2, 0}, {0, 2}, {-1, 0}, {1, 0}, {-3, -2}, {2, 2}, {0, -2}, {-4, 0}};
    struct fixture *fixture = *state;
    for (int i = 0; i < 4; i++)
        commit_text(fixture, i % 2 ? "one" : "two");
    store_close(&fixture->store);
    const int file = open_file(fixture);
    const uint64_t last = root_at(file, true), before = root_at(file, false);
    const uint64_t number = read_number(file, last + COMMIT_AT);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        write_number(file, last + COMMIT_AT, number + (uint64_t)changes[i].last);
        write_number(file, before + COMMIT_AT, number - 1 + (uint64_t)changes[i].before);
        assert_refused(fixture, "roots");
    }
    write_number(file, last + COMMIT_AT, number);
    write_number(file, before + COMMIT_AT, number - 1);
    close(file);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* No sum changes by that, and nothing else in the head. */
static void test_a_commit_that_puts_what_was_there_says_its_number(void **state) {
    struct fixture *fixture = *state;
    commit_text(fixture, "one");
    commit_text(fixture, "one");
    struct store_txn *txn = begin(fixture);
    store_rollback(&txn);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_commit_of_nothing_is_none(void **state) {
    struct fixture *fixture = *state;
    commit_text(fixture, "one");
    const int file = open_file(fixture);
    const uint64_t last = root_at(file, true), number = read_number(file, last + COMMIT_AT);
    struct store_txn *txn = begin(fixture);
    store_delete(txn, TABLE_STATE, text("what is not there"));
    commit(&txn);
    assert_int_equal(root_at(file, true), last);
    assert_int_equal(read_number(file, last + COMMIT_AT), number);
    close(file);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* Where the list of pages that were given up first begins in the file: its count. */
static uint64_t find_free_list(int file, struct page_root *root) {
    uint8_t bytes[PAGE];
    struct page_node node = {.value = NULL};
    assert_int_equal(pread(file, bytes, PAGE, (off_t)root_at(file, true)), PAGE);
    assert_true(page_read_root(bytes, root));
    assert_int_equal(pread(file, bytes, PAGE, (off_t)(root->free * PAGE)), PAGE);
    assert_int_equal(page_kind(bytes), PAGE_LEAF);
    assert_true(page_nodes(bytes, PAGE) > 0 && page_node(bytes, PAGE, 0, &node));
    assert_false(node.is_apart);
    return root->free * PAGE + (uint64_t)(node.value - bytes);
}

/* LMDB would put what is new there, and be full for ever, or not begin at all; nothing that is
 * there reads otherwise. */
static void test_a_root_that_is_of_a_far_larger_file_is_refused(void **state) {
    static const uint64_t others[] = {1U << 18, UINT64_C(1) << 33, UINT64_C(1) << 60, UINT64_MAX};
    struct fixture *fixture = *state;
    for (int i = 0; i < 4; i++)
        commit_text(fixture, i % 2 ? "one" : "two");
    store_close(&fixture->store);
    const int file = open_file(fixture);
    const uint64_t at = root_at(file, true) + LAST_PAGE_AT, was = read_number(file, at);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        write_number(file, at, others[i]);
        assert_int_equal(roots_check(file), STATUS_DAMAGED);
        assert_int_equal(pages_check(file, read_number(file, root_at(file, true) + COMMIT_AT)),
                         STATUS_DAMAGED);
        assert_refused(fixture, "roots");
    }
    /* Pages that were taken at the end and not needed are not written. */
    write_number(file, at, was + 1000);
    assert_int_equal(verify(fixture), STATUS_OK);
    write_number(file, at, was);
    close(file);
}

static void test_a_page_that_may_be_written_over_is_found(void **state) {
    struct fixture *fixture = *state;
    struct page_root root;
    for (int i = 0; i < 4; i++)
        commit_text(fixture, i % 2 ? "one" : "two");
    store_close(&fixture->store);
    const int file = open_file(fixture);
    const uint64_t list = find_free_list(file, &root), first = list + 8, second = list + 16;
    const uint64_t was = read_number(file, first);
    assert_true(read_number(file, list) >= 2);
    const uint64_t others[] = {root.names, root.free, read_number(file, second), root.last_page + 1,
                               1};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        write_number(file, first, others[i]);
        assert_int_equal(verify(fixture), STATUS_DAMAGED);
    }
    write_number(file, first, was);
    assert_int_equal(verify(fixture), STATUS_OK);
    close(file);
}

static void test_a_page_that_says_it_is_another_is_found(void **state) {
    struct fixture *fixture = *state;
    commit_text(fixture, "one");
    store_close(&fixture->store);
    const int file = open_file(fixture);
    const uint64_t page = read_number(file, root_at(file, true) + NAMES_AT);
    write_number(file, page * PAGE, page + 1);
    assert_int_equal(verify(fixture), STATUS_DAMAGED);
    write_number(file, page * PAGE, page);
    assert_int_equal(verify(fixture), STATUS_OK);
    close(file);
}

static void write_short(int file, uint64_t at, size_t value) {
    const uint16_t number = (uint16_t)value;
    assert_int_equal(pwrite(file, &number, sizeof number, (off_t)at), sizeof number);
}

/* Where its nodes begin: too far back, out of the page, and in the list of them. */
static void test_room_that_is_not_free_is_found(void **state) {
    enum { LIST_ENDS_AT = 12, NODES_BEGIN_AT = 14 };
    struct fixture *fixture = *state;
    uint16_t numbers[2];
    commit_text(fixture, "one");
    store_close(&fixture->store);
    const int file = open_file(fixture);
    const uint64_t page = read_number(file, root_at(file, true) + NAMES_AT) * PAGE;
    assert_int_equal(pread(file, numbers, sizeof numbers, (off_t)page + LIST_ENDS_AT), 4);
    const size_t others[] = {numbers[1] + 16U, PAGE + 2U, numbers[0] - 2U};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        write_short(file, page + NODES_BEGIN_AT, others[i]);
        assert_int_equal(verify(fixture), STATUS_DAMAGED);
    }
    write_short(file, page + NODES_BEGIN_AT, numbers[1]);
    assert_int_equal(verify(fixture), STATUS_OK);
    close(file);
}

static void put_many(struct store_txn *txn, int commit) {
    char key[32], value[6000]; /* some need pages of their own */
    for (int i = 0; i < RECORDS; i++) {
        snprintf(key, sizeof key, "%d", (commit * 31 + i * 17) % 1000);
        snprintf(value, sizeof value, "%*d", (commit * i) % (int)(sizeof value - 1), commit);
        if ((commit + i) % 3 == 0)
            store_delete(txn, TABLE_HISTORY, text(key));
        else
            put_text(txn, TABLE_HISTORY, key, value);
    }
}

/* With pages that are given up, used again and held by a reader: as the real library does it. */
static void test_roots_and_pages_are_as_they_should_whatever_is_written(void **state) {
    struct fixture *fixture = *state;
    const int file = open_file(fixture);
    struct store_txn *reading = NULL;
    for (int i = 0; i < COMMITS; i++) {
        struct store_txn *txn = begin(fixture);
        put_many(txn, i);
        commit(&txn);
        assert_int_equal(roots_check(file), STATUS_OK);
        if (i % 10 == 0)
            assert_int_equal(verify(fixture), STATUS_OK);
        if (i % 50 == 20)
            assert_int_equal(store_begin_read(fixture->store, &reading), STATUS_OK);
        if (i % 50 == 40)
            store_rollback(&reading);
    }
    close(file);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_int_equal(verify(fixture), STATUS_OK);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_the_root_of_one_commit_earlier_is_refused),
        IN_STORE(test_whoever_has_the_store_open_sees_that_a_root_came_back),
        IN_STORE(test_whoever_begins_to_read_while_others_commit_looks_again),
        IN_STORE(test_a_root_that_names_another_commit_is_refused),
        IN_STORE(test_a_commit_that_puts_what_was_there_says_its_number),
        IN_STORE(test_a_commit_of_nothing_is_none),
        IN_STORE(test_a_root_that_is_of_a_far_larger_file_is_refused),
        IN_STORE(test_a_page_that_may_be_written_over_is_found),
        IN_STORE(test_a_page_that_says_it_is_another_is_found),
        IN_STORE(test_room_that_is_not_free_is_found),
        IN_STORE(test_roots_and_pages_are_as_they_should_whatever_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
