/* A store that another process has open, read beside it. LMDB lets one process open an
 * environment once, so whoever reads here is a child. */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than LMDB has slots for readers (126). */
enum { KILLED_READERS = 140 };

static void commit_event(struct fixture *fixture, const char *value) {
    struct store_txn *txn = begin(fixture);
    append_event(txn, text(value));
    append_alert(txn, value);
    put_text(txn, TABLE_STATE, "last", value);
    commit(&txn);
}

/* What a child does with its pipes, and what it tells by its end. */
typedef int child_work(const struct fixture *fixture, int from_parent, int to_parent);

struct child {
    pid_t id;
    int to, from;
};

static struct child start(const struct fixture *fixture, child_work *work) {
    int down[2], up[2];
    assert_int_equal(pipe(down), 0);
    assert_int_equal(pipe(up), 0);
    const pid_t id = fork();
    assert_true(id >= 0);
    if (id == 0) {
        const struct rlimit none = {0, 0};
        signal(SIGABRT, SIG_DFL); /* cmocka's own would report a failed test */
        close(down[1]), close(up[0]);
        _exit(setrlimit(RLIMIT_CORE, &none) == 0 ? work(fixture, down[0], up[1]) : 99);
    }
    close(down[0]), close(up[1]);
    return (struct child){id, down[1], up[0]};
}

static int end(struct child *child) {
    int ended = 0;
    assert_int_equal(waitpid(child->id, &ended, 0), child->id);
    close(child->to), close(child->from);
    return ended;
}

static bool says(struct store_txn *txn, struct arena *arena, uint64_t number, const char *value) {
    struct bytes found;
    struct event event;
    return store_get(txn, TABLE_STATE, text("last"), arena, &found) == STATUS_OK &&
           bytes_equal(found, text(value)) &&
           store_journal_read(txn, number, arena, &event) == STATUS_OK &&
           bytes_equal(event.body, text(value));
}

static bool is_last(struct store_txn *txn, uint64_t number, const char *value) {
    struct arena *arena = arena_new(1 << 20);
    const bool is = arena && store_journal_head(txn) == number &&
                    store_log_head(txn, TABLE_ALERT) == number && says(txn, arena, number, value);
    arena_free(&arena);
    return is;
}

/* The first look, a word to the parent, who commits and answers, the second look. */
static int look_twice(const struct fixture *fixture, int from_parent, int to_parent) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    char word;
    if (store_open_beside(&fixture->options, &store, NULL) != STATUS_OK ||
        store_begin_read(store, &txn) != STATUS_OK || !is_last(txn, 1, "one"))
        return 1;
    if (write(to_parent, "1", 1) != 1 || read(from_parent, &word, 1) != 1)
        return 2;
    if (!is_last(txn, 1, "one") || store_renew(txn) != STATUS_OK || !is_last(txn, 2, "two"))
        return 3;
    store_rollback(&txn);
    store_close(&store);
    return 0;
}

static void test_beside_the_writer_one_reads_what_is_committed(void **state) {
    struct fixture *fixture = *state;
    char word;
    commit_event(fixture, "one");
    struct child child = start(fixture, look_twice);
    assert_int_equal(read(child.from, &word, 1), 1);
    commit_event(fixture, "two");
    assert_int_equal(write(child.to, "2", 1), 1);
    assert_int_equal(end(&child), 0);
    commit_event(fixture, "three");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_nobody_has_to_have_it_open(void **state) {
    struct fixture *fixture = *state;
    commit_event(fixture, "one");
    store_close(&fixture->store);
    assert_int_equal(store_open_beside(&fixture->options, &fixture->store, NULL), STATUS_OK);
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin_read(fixture->store, &txn), STATUS_OK);
    assert_true(is_last(txn, 1, "one"));
    store_rollback(&txn);
}

static int hold_on(const struct fixture *fixture, int from_parent, int to_parent) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    char word;
    if (store_open_beside(&fixture->options, &store, NULL) != STATUS_OK ||
        store_begin_read(store, &txn) != STATUS_OK || write(to_parent, "1", 1) != 1)
        return 1;
    return read(from_parent, &word, 1) < 0;
}

static void test_slots_of_readers_that_were_killed_come_free(void **state) {
    struct fixture *fixture = *state;
    commit_event(fixture, "one");
    for (int i = 0; i < KILLED_READERS; i++) {
        char word;
        struct child child = start(fixture, hold_on);
        assert_int_equal(read(child.from, &word, 1), 1);
        assert_int_equal(kill(child.id, SIGKILL), 0);
        assert_int_equal(WTERMSIG(end(&child)), SIGKILL);
        store_reap_readers(fixture->store);
    }
}

static int begin_to_write(const struct fixture *fixture, int from_parent, int to_parent) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    (void)from_parent, (void)to_parent;
    if (freopen("/dev/null", "w", stderr) == NULL ||
        store_open_beside(&fixture->options, &store, NULL) != STATUS_OK)
        return 1;
    return store_begin(store, &txn) == STATUS_OK ? 2 : 3;
}

static void test_writing_beside_the_writer_is_our_own_mistake(void **state) {
    struct fixture *fixture = *state;
    commit_event(fixture, "one");
    struct child child = start(fixture, begin_to_write);
    const int ended = end(&child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGABRT);
}

static const struct raw_record *find(const struct raw_record *records, size_t count,
                                     const char *table, const char *key) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, table) == 0 &&
            bytes_equal(bytes_of(records[i].key, records[i].key_size), text(key)))
            return &records[i];
    fail_msg("no %s in %s", key, table);
    return NULL;
}

static void test_a_head_that_does_not_open_is_refused(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(16, sizeof *records);
    struct complaint complaint = {""};
    assert_non_null(records);
    commit_event(fixture, "one");
    store_close(&fixture->store);
    struct raw_record head = *find(records, raw_records(fixture, records, 16), "meta", "head");
    head.value[head.value_size - 1] ^= 1;
    raw_put(fixture, &head);
    assert_int_equal(store_open_beside(&fixture->options, &fixture->store, &complaint),
                     STATUS_DAMAGED);
    assert_null(fixture->store);
    assert_non_null(strstr(complaint.text, "head record"));
    free(records);
}

static void test_without_a_store_it_says_so(void **state) {
    struct fixture *fixture = *state;
    struct store_options options = fixture->options;
    struct store *store = NULL;
    options.directory = fixture->root;
    assert_int_equal(store_open_beside(&options, &store, NULL), STATUS_ABSENT);
    assert_null(store);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_beside_the_writer_one_reads_what_is_committed),
        IN_STORE(test_nobody_has_to_have_it_open),
        IN_STORE(test_slots_of_readers_that_were_killed_come_free),
        IN_STORE(test_writing_beside_the_writer_is_our_own_mistake),
        IN_STORE(test_a_head_that_does_not_open_is_refused),
        IN_STORE(test_without_a_store_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
