/* Keys that come each month and go when nothing needs them; beside a reader, and cut off. */
#include "months.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/keyfile.h"
#include "store/verify.h"

enum { MONTHS = 120, KILLS = 30 };

/* ---- a key begins */

static void test_first_day_of_another_month_begins_a_key(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(store_key_number(fixture->store), 1);
    begin_period(fixture, day(0, 15));
    assert_keys(fixture, "1 2");
    begin_period(fixture, day(0, 31));
    begin_period(fixture, day(-1, 31)); /* the clock was wrong */
    assert_keys(fixture, "1 2");
    begin_period(fixture, day(1, 1));
    assert_keys(fixture, "1 2 3");
    begin_period(fixture, day(13, 1)); /* the same month of another year */
    assert_keys(fixture, "1 2 3 4");
    assert_int_equal(store_key_number(fixture->store), 4);
    fixture_reopen(fixture);
    assert_int_equal(store_key_number(fixture->store), 4);
}

static void test_a_key_that_must_not_wait_begins_on_any_day(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    begin_period(fixture, day(0, 15));
    assert_int_equal(store_period_cut(fixture->store, day(0, 20), &complaint), STATUS_OK);
    assert_int_equal(store_period_cut(fixture->store, day(0, 20), &complaint), STATUS_OK);
    assert_int_equal(store_period_cut(fixture->store, day(0, 18), &complaint), STATUS_OK);
    assert_keys(fixture, "1 2 3 4 5");
    fixture_reopen(fixture); /* a key is never older than the one before it */
    assert_int_equal(store_key_number(fixture->store), 5);
    begin_period(fixture, day(0, 31));
    assert_keys(fixture, "1 2 3 4 5");
    begin_period(fixture, day(1, 1));
    assert_keys(fixture, "1 2 3 4 5 6");
}

static bool is_to_go(struct fixture *fixture) {
    bool answer;
    assert_int_equal(store_key_is_to_go(fixture->store, &answer), STATUS_OK);
    return answer;
}

static void test_that_a_key_must_go_stands_in_the_store_until_another_seals(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    begin_period(fixture, day(0, 15));
    assert_false(is_to_go(fixture));
    struct store_txn *txn = begin(fixture);
    store_replace_key(txn);
    store_rollback(&txn);
    assert_false(is_to_go(fixture));
    txn = begin(fixture);
    store_replace_key(txn);
    commit(&txn);
    assert_true(is_to_go(fixture));
    fixture_reopen(fixture);
    assert_true(is_to_go(fixture));
    assert_int_equal(store_period_cut(fixture->store, day(0, 15), &complaint), STATUS_OK);
    assert_false(is_to_go(fixture));
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_what_is_written_is_sealed_with_the_newest_key(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "before", "of key 1");
    commit(&txn);
    begin_period(fixture, day(0, 1));
    txn = begin(fixture);
    put_text(txn, TABLE_STATE, "since", "of key 2");
    assert_text(fixture, txn, TABLE_STATE, "before", "of key 1");
    commit(&txn);
    fixture_reopen(fixture);
    txn = begin(fixture);
    assert_text(fixture, txn, TABLE_STATE, "before", "of key 1");
    assert_text(fixture, txn, TABLE_STATE, "since", "of key 2");
    commit(&txn);
    store_close(&fixture->store);
    const struct census census = take_census(fixture);
    assert_int_equal(census.of[1], 1);
    assert_int_equal(census.of[2], 2); /* since, and the head */
    free(records);
}

static void test_keys_and_nonces_of_periods_have_nothing_in_common(void **state) {
    struct fixture *fixture = *state;
    begin_period(fixture, day(0, 1));
    begin_period(fixture, day(1, 1));
    struct ring *ring = read_ring(fixture);
    for (size_t i = 0; i < ring->count; i++)
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(ring->keys[i].secret, ring->keys[j].secret, STORE_KEY_BYTES);
            assert_memory_not_equal(ring->keys[i].with.seal, ring->keys[j].with.seal, 32);
            assert_memory_not_equal(ring->keys[i].with.nonce, ring->keys[j].with.nonce, 32);
        }
    ring_free(&ring);
}

static void test_a_key_file_that_cannot_be_written_leaves_everything_as_it_was(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    char in_the_way[128];
    snprintf(in_the_way, sizeof in_the_way, "%s.new", fixture->key_file);
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    assert_int_equal(store_period_begin(fixture->store, day(0, 1), &complaint), STATUS_IO);
    assert_non_null(strstr(complaint.text, "store.key"));
    assert_int_equal(store_key_number(fixture->store), 1);
    fill(fixture);
    assert_int_equal(rmdir(in_the_way), 0);
    begin_period(fixture, day(0, 1));
    assert_keys(fixture, "1 2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_key_file_behind_a_link_is_replaced_where_it_is(void **state) {
    struct fixture *fixture = *state;
    char behind[128];
    struct stat file;
    snprintf(behind, sizeof behind, "%s/behind", fixture->root);
    store_close(&fixture->store);
    assert_int_equal(rename(fixture->key_file, behind), 0);
    assert_int_equal(symlink("behind", fixture->key_file), 0);
    fixture_open(fixture);
    begin_period(fixture, day(0, 1));
    assert_int_equal(lstat(fixture->key_file, &file), 0);
    assert_true(S_ISLNK(file.st_mode));
    assert_keys(fixture, "1 2");
}

/* Writes a ring of so many keys, of which the first is that of the store. */
static void write_ring(const struct fixture *fixture, size_t count) {
    struct ring *now = read_ring(fixture), *full = ring_new(count);
    assert_non_null(full);
    full->root = now->root;
    ring_add_again(full, ring_newest(now));
    while (full->count < count) {
        struct ring_key key = {.from = day(-600 + (int)full->count, 1), .unused_since = DAY_NONE};
        randombytes_buf(key.secret, sizeof key.secret);
        ring_add(full, ring_free_number(full), &key);
    }
    assert_int_equal(keyfile_replace(fixture->key_file, full, NULL), STATUS_OK);
    ring_free(&now);
    ring_free(&full);
}

static void test_a_full_ring_says_so_and_has_room_when_keys_went(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    store_close(&fixture->store);
    write_ring(fixture, RING_MAX_KEYS);
    fixture_open(fixture);
    assert_int_equal(store_period_begin(fixture->store, day(0, 1), &complaint), STATUS_FULL);
    assert_non_null(strstr(complaint.text, "255"));
    assert_int_equal(store_key_number(fixture->store), 255);
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    begin_period(fixture, day(0, 1));
    assert_keys(fixture, "255 1");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* ---- keys go */

static void test_a_key_goes_when_backups_no_longer_need_it(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    begin_period(fixture, day(0, 1));
    retire(fixture, day(0, 1), 0);
    assert_keys(fixture, "1 2"); /* not resealed yet */
    reseal_all(fixture);
    retire(fixture, day(0, 3), KEEP_DAYS);
    assert_keys(fixture, "1- 2");
    retire(fixture, day(0, 3) + KEEP_DAYS - 1, KEEP_DAYS);
    retire(fixture, day(-5, 1), KEEP_DAYS); /* the clock was wrong */
    assert_keys(fixture, "1- 2");
    fixture_reopen(fixture);
    retire(fixture, day(0, 3) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "1- 2"); /* this process has not seen yet that nothing needs it */
    reseal_all(fixture);
    retire(fixture, day(0, 3) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "2");
    begin_period(fixture, day(1, 1));
    retire(fixture, day(1, 1), 0);
    assert_keys(fixture, "2 3"); /* another key takes another round */
    reseal_all(fixture);
    retire(fixture, day(1, 1), 0);
    assert_keys(fixture, "3");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void put_back(struct fixture *fixture, const char *old) {
    store_close(&fixture->store);
    remove_tree(fixture->directory);
    copy_tree(old, fixture->directory);
    fixture_open(fixture);
}

/* A backup made before holds records of a key that is thought unused; backups of the store
 * that was put back hold them again, so the term begins anew. */
static void test_a_key_that_an_older_store_needs_again_is_kept_again(void **state) {
    struct fixture *fixture = *state;
    char old[128];
    snprintf(old, sizeof old, "%s/old", fixture->root);
    fill(fixture);
    copy_tree(fixture->directory, old);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 3), KEEP_DAYS);
    assert_keys(fixture, "1- 2");
    put_back(fixture, old);
    assert_true(reseal_some(fixture, LIMIT_BYTES));
    assert_keys(fixture, "1 2");
    reseal_all(fixture);
    retire(fixture, day(0, 3) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "1- 2");
    retire(fixture, day(0, 3) + 2 * KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_store_of_keys_that_are_gone_does_not_open_and_says_why(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    char old[128];
    snprintf(old, sizeof old, "%s/old", fixture->root);
    fill(fixture);
    copy_tree(fixture->directory, old);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    store_close(&fixture->store);
    const struct store_options options = {old, fixture->key_file, 0};
    assert_int_equal(store_open(&options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "key 1"));
    assert_non_null(strstr(complaint.text, "store.key"));
    assert_null(fixture->store);
}

/* An older copy of the key file, without the newest key. */
static void test_a_key_file_that_is_behind_does_not_open_the_store_and_says_why(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", fixture->root);
    begin_period(fixture, day(0, 1));
    fill(fixture);
    assert_int_equal(keyfile_copy(fixture->key_file, copy, NULL), STATUS_OK);
    begin_period(fixture, day(1, 1));
    struct store_txn *txn = begin(fixture);
    append_alert(txn, "of key 3");
    commit(&txn);
    store_close(&fixture->store);
    assert_int_equal(rename(copy, fixture->key_file), 0);
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "key 3"));
}

static void note_missing_key(void *context, const struct store_finding *finding) {
    if (finding->table == TABLE_DUE && strstr(finding->what, "key file"))
        *(bool *)context = true;
}

static void test_a_record_of_a_key_that_is_gone_says_which_key_it_was(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(RECORDS, sizeof *records), *old = NULL;
    struct bytes value;
    assert_non_null(records);
    fill(fixture);
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, RECORDS);
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "due") == 0)
            old = &records[i];
    assert_non_null(old);
    fixture_open(fixture);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    store_close(&fixture->store);
    raw_put(fixture, old);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_missing_key(txn), 0);
    assert_int_equal(store_get(txn, TABLE_DUE, text("due"), fixture->arena, &value),
                     STATUS_DAMAGED);
    assert_int_equal(store_missing_key(txn), 1);
    store_rollback(&txn);
    store_close(&fixture->store);
    bool noted = false;
    const struct store_listener listener = {.found = note_missing_key, .context = &noted};
    struct store_facts facts;
    assert_int_equal(store_verify(&fixture->options, VERIFY_CONTENT, &listener, &facts, NULL),
                     STATUS_DAMAGED);
    assert_true(noted);
    free(records);
}

/* ---- beside a reader, and cut off */

static void test_a_reader_keeps_the_keys_of_its_begin(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *reader = NULL;
    uint8_t before[32], after[32];
    fill(fixture);
    hash_all(fixture, before);
    assert_int_equal(store_begin_read(fixture->store, &reader), STATUS_OK);
    for (int month = 0; month < 3; month++) {
        begin_period(fixture, day(month, 1));
        reseal_all(fixture);
        retire(fixture, day(month, 1), 0);
    }
    assert_keys(fixture, "4");
    assert_int_equal(hash_tables(reader, after), STATUS_OK);
    assert_memory_equal(before, after, sizeof before);
    assert_int_equal(store_renew(reader), STATUS_OK);
    assert_int_equal(hash_tables(reader, after), STATUS_OK);
    assert_memory_equal(before, after, sizeof before);
    store_rollback(&reader);
}

/* The child: opens it beside the parent, who then begins a key and uses it. */
static int look_beside(const struct fixture *fixture, int from_parent, int to_parent) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    uint8_t before[32], after[32];
    char word;
    if (store_open_beside(&fixture->options, &store, NULL) != STATUS_OK ||
        store_begin_read(store, &txn) != STATUS_OK || hash_tables(txn, before) != STATUS_OK)
        return 1;
    if (write(to_parent, "1", 1) != 1 || read(from_parent, &word, 1) != 1)
        return 2;
    if (hash_tables(txn, after) != STATUS_OK || memcmp(before, after, sizeof before) != 0)
        return 3;
    if (store_renew(txn) != STATUS_OK || hash_tables(txn, after) != STATUS_OK)
        return 4;
    store_rollback(&txn);
    store_close(&store);
    return memcmp(before, after, sizeof before) == 0 ? 0 : 5;
}

static void test_beside_the_writer_a_key_that_began_since_is_found(void **state) {
    struct fixture *fixture = *state;
    int down[2], up[2], ended = 0;
    char word;
    fill(fixture);
    assert_int_equal(pipe(down), 0);
    assert_int_equal(pipe(up), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(down[1]), close(up[0]);
        _exit(look_beside(fixture, down[0], up[1]));
    }
    close(down[0]), close(up[1]);
    assert_int_equal(read(up[0], &word, 1), 1);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 1), KEEP_DAYS);
    assert_int_equal(write(down[1], "2", 1), 1);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
    close(down[1]), close(up[0]);
}

struct reading {
    struct store *store;
    uint8_t expected[32];
    atomic_bool over;
    atomic_int rounds;
    bool failed;
};

static void *read_on_and_on(void *context) {
    struct reading *reading = context;
    while (!atomic_load(&reading->over) && !reading->failed) {
        struct store_txn *txn = NULL;
        uint8_t hash[32];
        bool same = store_begin_read(reading->store, &txn) == STATUS_OK;
        for (int i = 0; i < 3 && same; i++)
            same = hash_tables(txn, hash) == STATUS_OK &&
                   memcmp(hash, reading->expected, sizeof hash) == 0 &&
                   store_renew(txn) == STATUS_OK;
        reading->failed = !same;
        store_rollback(&txn);
        atomic_fetch_add(&reading->rounds, 1);
    }
    return NULL;
}

static void test_a_reader_never_misses_a_key_however_they_come_and_go(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct reading reading = {.store = fixture->store};
    pthread_t thread;
    hash_all(fixture, reading.expected);
    assert_int_equal(pthread_create(&thread, NULL, read_on_and_on, &reading), 0);
    for (int month = 0; month < MONTHS || atomic_load(&reading.rounds) < 10; month++) {
        begin_period(fixture, day(month, 1));
        while (reseal_some(fixture, 16384)) {
        }
        retire(fixture, day(month, 1), 0);
    }
    atomic_store(&reading.over, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_false(reading.failed);
}

/* The child: months pass until it is killed; a byte for each. */
static _Noreturn void pass_months(const struct fixture *fixture, int first, int say) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    bool more = true;
    if (store_open(&fixture->options, &store, NULL) != STATUS_OK)
        _exit(1);
    for (int month = first;; month++, more = true) {
        if (store_period_begin(store, day(month, 1), NULL) != STATUS_OK ||
            store_begin(store, &txn) != STATUS_OK)
            _exit(2);
        append_alert(txn, "month");
        if (store_commit(&txn) != STATUS_OK)
            _exit(3);
        while (more)
            if (store_reseal(store, LIMIT_BYTES, &more, NULL) != STATUS_OK)
                _exit(4);
        if (store_retire_keys(store, day(month, 1), 1, NULL) != STATUS_OK ||
            write(say, "m", 1) != 1)
            _exit(5);
    }
}

static void kill_in_month(const struct fixture *fixture, int first, int months) {
    int pipe_of[2], ended = 0;
    char said;
    assert_int_equal(pipe(pipe_of), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipe_of[0]);
        pass_months(fixture, first, pipe_of[1]);
    }
    close(pipe_of[1]);
    for (int i = 0; i < months; i++)
        assert_int_equal(read(pipe_of[0], &said, 1), 1);
    /* Somewhere in the next one: how far it gets is the scheduler's. */
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
    close(pipe_of[0]);
}

static void test_kill_9_at_any_moment_leaves_a_store_that_opens(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    store_close(&fixture->store);
    for (int i = 0; i < KILLS; i++) {
        kill_in_month(fixture, 100 * i, 1 + i % 3);
        assert_int_equal(read_everything(fixture), STATUS_OK);
    }
}

static void test_a_key_that_was_begun_and_never_used_does_no_harm(void **state) {
    struct fixture *fixture = *state;
    int ended = 0;
    fill(fixture);
    store_close(&fixture->store);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        struct store_txn *txn = NULL;
        if (store_open(&fixture->options, &store, NULL) != STATUS_OK ||
            store_period_begin(store, day(0, 1), NULL) != STATUS_OK ||
            store_begin(store, &txn) != STATUS_OK)
            _exit(1);
        append_alert(txn, "never committed");
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended));
    assert_keys(fixture, "1 2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_int_equal(take_census(fixture).of[2], 0);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_first_day_of_another_month_begins_a_key),
        IN_STORE(test_a_key_that_must_not_wait_begins_on_any_day),
        IN_STORE(test_that_a_key_must_go_stands_in_the_store_until_another_seals),
        IN_STORE(test_what_is_written_is_sealed_with_the_newest_key),
        IN_STORE(test_keys_and_nonces_of_periods_have_nothing_in_common),
        IN_STORE(test_a_key_file_that_cannot_be_written_leaves_everything_as_it_was),
        IN_STORE(test_a_key_file_behind_a_link_is_replaced_where_it_is),
        IN_STORE(test_a_full_ring_says_so_and_has_room_when_keys_went),
        IN_STORE(test_a_key_goes_when_backups_no_longer_need_it),
        IN_STORE(test_a_key_that_an_older_store_needs_again_is_kept_again),
        IN_STORE(test_a_store_of_keys_that_are_gone_does_not_open_and_says_why),
        IN_STORE(test_a_key_file_that_is_behind_does_not_open_the_store_and_says_why),
        IN_STORE(test_a_record_of_a_key_that_is_gone_says_which_key_it_was),
        IN_STORE(test_a_reader_keeps_the_keys_of_its_begin),
        IN_STORE(test_beside_the_writer_a_key_that_began_since_is_found),
        IN_STORE(test_a_reader_never_misses_a_key_however_they_come_and_go),
        IN_STORE(test_kill_9_at_any_moment_leaves_a_store_that_opens),
        IN_STORE(test_a_key_that_was_begun_and_never_used_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
