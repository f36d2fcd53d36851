#include "proto/keys/keys.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { HELD = 0, BROKEN = 1 };

/* In a process of its own, which then ends: what it gives up does not come back. */
static int in_a_child(int (*act)(void)) {
    int wait_status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(act());
    assert_int_equal(waitpid(pid, &wait_status, 0), pid);
    return wait_status;
}

static bool is_hidden(void) {
    struct rlimit core;
    return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0 &&
           prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == WACHTPOST_SANITIZED;
}

static int guard_self(void) {
    bool held = keys_guard_process(GUARD_SELF) == STATUS_OK && is_hidden() &&
                prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
    return held ? HELD : BROKEN;
}

static int guard_children_too(void) {
    bool held = keys_guard_process(GUARD_CHILDREN_TOO) == STATUS_OK && is_hidden() &&
                prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    return held ? HELD : BROKEN;
}

static void test_a_guarded_process_is_hidden_and_leaves_no_core(void **state) {
    (void)state;
    assert_int_equal(in_a_child(guard_self), HELD);
    assert_int_equal(in_a_child(guard_children_too), HELD);
}

static int write_behind_a_secret(void) {
    signal(SIGSEGV, SIG_DFL); /* cmocka would go on with its tests, here */
    volatile uint8_t *secret = keys_secret_new(SEED_BYTES);
    secret[SEED_BYTES] = 1;
    return HELD;
}

static void test_a_secret_is_zero_at_first_and_ends_where_memory_ends(void **state) {
    (void)state;
    static const uint8_t zeroes[100];
    void *secret = keys_secret_new(sizeof zeroes);
    assert_non_null(secret);
    assert_memory_equal(secret, zeroes, sizeof zeroes);
    keys_secret_free(secret);
    keys_secret_free(NULL);
    assert_int_not_equal(in_a_child(write_behind_a_secret), HELD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_guarded_process_is_hidden_and_leaves_no_core),
        cmocka_unit_test(test_a_secret_is_zero_at_first_and_ends_where_memory_ends),
    };
    if (keys_init() != STATUS_OK)
        return EXIT_FAILURE;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
