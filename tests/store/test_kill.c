/* kill -9 in the middle of a row of commits. This shows that the process may die at
 * any instant; what the disk loses with the power is LMDB's own promise. */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 50 };

static void put_number(struct store_txn *txn, uint64_t number) {
    char value[32];
    snprintf(value, sizeof value, "%llu", (unsigned long long)number);
    append_event(txn, text(value));
    append_alert(txn, value);
    put_text(txn, TABLE_STATE, "last", value);
    store_put_outcome(txn, number, text(value));
}

/* The child: commits until it is killed, and says each number after its commit. */
static _Noreturn void write_for_ever(const struct fixture *fixture, int acknowledge) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    if (store_open(&fixture->options, &store, NULL) != STATUS_OK)
        _exit(1);
    for (;;) {
        if (store_begin(store, &txn) != STATUS_OK)
            _exit(2);
        const uint64_t number = store_journal_head(txn) + 1;
        put_number(txn, number);
        if (store_commit(&txn) != STATUS_OK)
            _exit(3);
        if (write(acknowledge, &number, sizeof number) != sizeof number)
            _exit(4);
    }
}

/* Kills it after so many numbers, wherever it then is; the last number it said. */
static uint64_t kill_after(const struct fixture *fixture, int count) {
    uint64_t number = 0, next;
    int pipe_of[2], ended = 0;
    assert_int_equal(pipe(pipe_of), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipe_of[0]);
        write_for_ever(fixture, pipe_of[1]);
    }
    close(pipe_of[1]);
    for (int i = 0; i < count; i++)
        assert_int_equal(read(pipe_of[0], &number, sizeof number), sizeof number);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
    while (read(pipe_of[0], &next, sizeof next) == sizeof next)
        number = next;
    close(pipe_of[0]);
    return number;
}

static void assert_whole(struct fixture *fixture, uint64_t acknowledged) {
    char value[32];
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    const uint64_t head = store_journal_head(txn);
    assert_true(head >= acknowledged);
    assert_int_equal(store_log_head(txn, TABLE_ALERT), head);
    snprintf(value, sizeof value, "%llu", (unsigned long long)head);
    assert_text(fixture, txn, TABLE_STATE, "last", value);
    commit(&txn);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_what_was_acknowledged_outlives_kill_9(void **state) {
    struct fixture *fixture = *state;
    store_close(&fixture->store);
    for (int round = 0; round < ROUNDS; round++)
        assert_whole(fixture, kill_after(fixture, 1 + round * 7 % 11));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(
        test_what_was_acknowledged_outlives_kill_9, fixture_setup, fixture_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
