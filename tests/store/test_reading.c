/* The transaction that reads beside the one that writes. */
#include "fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMITS = 400 };

static struct store_txn *begin_read(struct fixture *fixture) {
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin_read(fixture->store, &txn), STATUS_OK);
    return txn;
}

/* One batch in which everything says the same number. */
static void put_all(struct store_txn *txn) {
    char value[32];
    snprintf(value, sizeof value, "%llu", (unsigned long long)store_journal_head(txn) + 1);
    append_event(txn, text(value));
    append_alert(txn, value);
    put_text(txn, TABLE_STATE, "last", value);
    put_text(txn, TABLE_AANBIEDER, value, value);
}

static void commit_all(struct fixture *fixture) {
    struct store_txn *txn = begin(fixture);
    put_all(txn);
    commit(&txn);
}

static bool count_one(void *context, struct bytes key, struct bytes value) {
    (void)key, (void)value;
    ++*(uint64_t *)context;
    return true;
}

/* Everything that reads says this number: head, log, journal, table and walk. */
static enum status agree(struct store_txn *txn, struct arena *arena, uint64_t number) {
    const struct bytes all = {NULL, 0};
    struct bytes last;
    struct event event = {0};
    uint64_t seen = 0;
    char value[32];
    snprintf(value, sizeof value, "%llu", (unsigned long long)number);
    enum status status = store_get(txn, TABLE_STATE, text("last"), arena, &last);
    if (status == STATUS_OK)
        status = store_journal_read(txn, number, arena, &event);
    if (status == STATUS_OK)
        status = store_walk(txn, TABLE_AANBIEDER, all, all, count_one, &seen);
    if (status != STATUS_OK)
        return status;
    bool same = store_journal_head(txn) == number && store_log_head(txn, TABLE_ALERT) == number &&
                store_last_instant(txn) == (instant_t)number * 1000 && seen == number &&
                bytes_equal(last, text(value)) && bytes_equal(event.body, text(value));
    return same ? STATUS_OK : STATUS_BAD_INPUT;
}

static void test_reader_sees_what_was_committed_at_its_begin(void **state) {
    struct fixture *fixture = *state;
    commit_all(fixture);
    struct store_txn *reader = begin_read(fixture);
    commit_all(fixture);
    struct store_txn *writer = begin(fixture);
    put_all(writer);
    assert_int_equal(agree(reader, fixture->arena, 1), STATUS_OK);
    assert_int_equal(agree(writer, fixture->arena, 3), STATUS_OK);
    store_rollback(&reader);
    assert_null(reader);
    reader = begin_read(fixture);
    assert_int_equal(agree(reader, fixture->arena, 2), STATUS_OK);
    commit(&writer);
    assert_int_equal(agree(reader, fixture->arena, 2), STATUS_OK);
    store_rollback(&reader);
}

static void test_renewed_reader_sees_what_is_committed_now(void **state) {
    struct fixture *fixture = *state;
    commit_all(fixture);
    struct store_txn *reader = begin_read(fixture);
    commit_all(fixture);
    assert_int_equal(store_renew(reader), STATUS_OK);
    assert_int_equal(agree(reader, fixture->arena, 2), STATUS_OK);
    store_rollback(&reader);
}

static void test_reader_of_an_empty_store_finds_nothing(void **state) {
    struct fixture *fixture = *state;
    struct bytes value;
    struct event event;
    struct store_txn *reader = begin_read(fixture);
    assert_int_equal(store_journal_head(reader), 0);
    assert_int_equal(store_get(reader, TABLE_STATE, text("last"), fixture->arena, &value),
                     STATUS_ABSENT);
    assert_int_equal(store_journal_read(reader, 1, fixture->arena, &event), STATUS_ABSENT);
    store_rollback(&reader);
}

static void test_store_closes_over_a_reader_that_was_left(void **state) {
    struct fixture *fixture = *state;
    commit_all(fixture);
    begin_read(fixture);
    fixture_reopen(fixture);
    struct store_txn *reader = begin_read(fixture);
    assert_int_equal(agree(reader, fixture->arena, 1), STATUS_OK);
    store_rollback(&reader);
}

static void write_to(struct store_txn *txn) {
    put_text(txn, TABLE_STATE, "last", "never");
}

static void delete_from(struct store_txn *txn) {
    store_delete(txn, TABLE_STATE, text("last"));
}

static void append_to(struct store_txn *txn) {
    append_event(txn, text("never"));
}

static void commit_it(struct store_txn *txn) {
    if (store_commit(&txn) == STATUS_OK)
        _exit(0);
}

/* In a process of its own, which then must have aborted. */
static void assert_aborts(struct fixture *fixture, void (*mistake)(struct store_txn *txn)) {
    int ended = 0;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit none = {0, 0};
        struct store_txn *txn = NULL;
        signal(SIGABRT, SIG_DFL); /* cmocka's own would report a failed test */
        if (setrlimit(RLIMIT_CORE, &none) != 0 || freopen("/dev/null", "w", stderr) == NULL ||
            store_begin_read(fixture->store, &txn) != STATUS_OK)
            _exit(1);
        mistake(txn);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGABRT);
}

static void test_writing_on_a_reader_is_our_own_mistake(void **state) {
    struct fixture *fixture = *state;
    commit_all(fixture);
    assert_aborts(fixture, write_to);
    assert_aborts(fixture, delete_from);
    assert_aborts(fixture, append_to);
    assert_aborts(fixture, commit_it);
}

static const struct raw_record *record_of(const struct raw_record *records, size_t count,
                                          const char *table) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, table) == 0)
            return &records[i];
    fail_msg("no record in %s", table);
    return NULL;
}

static void test_damage_is_seen_by_a_reader_too(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(16, sizeof *records);
    struct bytes value;
    struct event event;
    assert_non_null(records);
    for (int i = 0; i < 2; i++)
        commit_all(fixture);
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, 16);
    struct raw_record flipped = *record_of(records, count, "state");
    flipped.value[flipped.value_size - 1] ^= 1;
    raw_put(fixture, &flipped);
    raw_delete(fixture, record_of(records, count, "body"));
    fixture_open(fixture);
    struct store_txn *reader = begin_read(fixture);
    assert_int_equal(store_get(reader, TABLE_STATE, text("last"), fixture->arena, &value),
                     STATUS_DAMAGED);
    assert_int_equal(store_failure(reader), STATUS_DAMAGED);
    assert_int_equal(store_renew(reader), STATUS_DAMAGED);
    store_rollback(&reader);
    reader = begin_read(fixture);
    assert_int_equal(store_journal_read(reader, 2, fixture->arena, &event), STATUS_OK);
    assert_int_equal(store_journal_read(reader, 1, fixture->arena, &event), STATUS_DAMAGED);
    store_rollback(&reader);
    free(records);
}

static bool interrupt(void *context, struct bytes key, struct bytes value) {
    (void)key, (void)value;
    store_interrupt(context);
    return true;
}

static void test_interrupted_reader_finds_busy_and_the_writer_goes_on(void **state) {
    struct fixture *fixture = *state;
    const struct bytes all = {NULL, 0};
    struct bytes value;
    struct store_txn *none = NULL;
    for (int i = 0; i < 3; i++)
        commit_all(fixture);
    struct store_txn *reader = begin_read(fixture);
    assert_int_equal(store_walk(reader, TABLE_AANBIEDER, all, all, interrupt, fixture->store),
                     STATUS_BUSY);
    assert_int_equal(store_get(reader, TABLE_STATE, text("last"), fixture->arena, &value),
                     STATUS_BUSY);
    assert_int_equal(store_failure(reader), STATUS_BUSY);
    store_rollback(&reader);
    assert_int_equal(store_begin_read(fixture->store, &none), STATUS_BUSY);
    assert_null(none);
    commit_all(fixture);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

struct other_thread {
    struct store *store;
    struct arena *arena;
    atomic_bool stop;
    uint64_t looks, last;
    enum status status;
};

static enum status look(struct other_thread *other) {
    struct store_txn *txn = NULL;
    uint8_t incarnation[STORE_INCARNATION_BYTES], blind[STORE_BLIND_BYTES];
    enum status status = store_begin_read(other->store, &txn);
    if (status != STATUS_OK)
        return status;
    const uint64_t number = store_journal_head(txn);
    store_incarnation(other->store, incarnation);
    store_blind(other->store, "plek", text("id"), blind, sizeof blind);
    arena_reset(other->arena);
    status = number < other->last ? STATUS_BAD_INPUT : STATUS_OK;
    if (status == STATUS_OK && number > 0)
        status = agree(txn, other->arena, number);
    other->last = number;
    other->looks++;
    store_rollback(&txn);
    return status;
}

static void *look_on(void *context) {
    struct other_thread *other = context;
    while (!atomic_load(&other->stop) && other->status == STATUS_OK)
        other->status = look(other);
    return NULL;
}

/* What the thread sanitizer is for; every look must be of one commit, and none older
 * than the one before. */
static void test_another_thread_reads_while_this_one_writes(void **state) {
    struct fixture *fixture = *state;
    struct other_thread other = {.store = fixture->store, .arena = arena_new(1 << 20)};
    pthread_t thread;
    assert_non_null(other.arena);
    assert_int_equal(pthread_create(&thread, NULL, look_on, &other), 0);
    for (int i = 0; i < COMMITS; i++) {
        commit_all(fixture);
        store_reap_readers(fixture->store);
    }
    atomic_store(&other.stop, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(other.status, STATUS_OK);
    assert_true(other.looks > 1);
    arena_free(&other.arena);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_reader_sees_what_was_committed_at_its_begin),
        IN_STORE(test_renewed_reader_sees_what_is_committed_now),
        IN_STORE(test_reader_of_an_empty_store_finds_nothing),
        IN_STORE(test_store_closes_over_a_reader_that_was_left),
        IN_STORE(test_writing_on_a_reader_is_our_own_mistake),
        IN_STORE(test_damage_is_seen_by_a_reader_too),
        IN_STORE(test_interrupted_reader_finds_busy_and_the_writer_goes_on),
        IN_STORE(test_another_thread_reads_while_this_one_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
