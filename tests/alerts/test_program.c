#include "client/alerts/program.h"

#include "client/durable.h"
#include "tests/client/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 20000

/* Runs a line of shell in the test's folder, which it finds as $HOME. */
static enum status run(void **state, const char *line, int64_t timeout_ms,
                       struct complaint *complaint) {
    static char shell[] = "sh", option[] = "-c";
    char *copy = strdup(line);
    char *argv[] = {shell, option, copy, NULL};
    const struct program program = {argv, timeout_ms};
    assert_int_equal(setenv("HOME", *state, 1), 0);
    enum status status = program_run(&program, bytes_of_text("{\"number\":1}\n"), complaint);
    free(copy);
    return status;
}

static char *content_of(void **state, const char *name) {
    uint8_t *content = NULL;
    size_t size = 0;
    char *path = durable_path(*state, name, "");
    assert_int_equal(durable_read(path, 1 << 16, &content, &size, NULL), STATUS_OK);
    free(path);
    return (char *)content;
}

static void assert_no_child(void) {
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_exit_status_decides(void **state) {
    struct complaint complaint = {0};
    assert_int_equal(run(state, "exit 0", PATIENCE_MS, &complaint), STATUS_OK);
    assert_int_equal(run(state, "exit 3", PATIENCE_MS, &complaint), STATUS_BUSY);
    assert_string_equal(complaint.text, "sh eindigde met 3");
    assert_int_equal(run(state, "kill -9 $$", PATIENCE_MS, &complaint), STATUS_BUSY);
    assert_string_equal(complaint.text, "sh is beëindigd door signaal 9");
    assert_no_child();
}

static void test_input_is_complete_and_ends(void **state) {
    struct complaint complaint = {0};
    assert_int_equal(run(state, "cat > \"$HOME/got\"", PATIENCE_MS, &complaint), STATUS_OK);
    char *got = content_of(state, "got");
    assert_string_equal(got, "{\"number\":1}\n");
    free(got);
}

static void test_large_input_that_nobody_reads_blocks_nothing(void **state) {
    (void)state;
    static char name[] = "true";
    char *argv[] = {name, NULL};
    const struct program program = {argv, PATIENCE_MS};
    const size_t size = 1 << 20;
    struct complaint complaint = {0};
    uint8_t *large = malloc(size);
    memset(large, 'x', size);
    assert_int_equal(program_run(&program, bytes_of(large, size), &complaint), STATUS_OK);
    free(large);
}

static void test_environment_holds_no_secret(void **state) {
    struct complaint complaint = {0};
    assert_int_equal(setenv("WACHTPOST_SECRET", "geheim", 1), 0);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "geheim", 1), 0);
    assert_int_equal(setenv("LANG", "C.UTF-8", 1), 0);
    assert_int_equal(run(state, "env > \"$HOME/got\"", PATIENCE_MS, &complaint), STATUS_OK);
    char *got = content_of(state, "got");
    assert_null(strstr(got, "geheim"));
    assert_non_null(strstr(got, "LANG=C.UTF-8\n"));
    assert_non_null(strstr(got, "PATH="));
    free(got);
}

static void test_nothing_is_open_but_the_standard_three(void **state) {
    struct complaint complaint = {0};
    int leaky = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    assert_true(leaky > 2);
    assert_int_equal(run(state,
                         "for fd in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$fd ] || exit 1; done",
                         PATIENCE_MS, &complaint),
                     STATUS_OK);
    close(leaky);
}

static void test_signals_are_as_in_a_fresh_process(void **state) {
    struct complaint complaint = {0};
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(sigprocmask(SIG_BLOCK, &term, &before), 0);
    assert_int_equal(run(state, "kill -TERM $$; exit 0", PATIENCE_MS, &complaint), STATUS_BUSY);
    assert_string_equal(complaint.text, "sh is beëindigd door signaal 15");
    assert_int_equal(run(state, "kill -PIPE $$; exit 0", PATIENCE_MS, &complaint), STATUS_BUSY);
    assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
}

/* A named pipe is at its end when the last who holds it for writing is gone. */
static void test_program_without_end_is_stopped_with_all_it_started(void **state) {
    struct complaint complaint = {0};
    char *path = durable_path(*state, "alive", "");
    char *command = NULL;
    assert_true(
        asprintf(&command, "mkfifo \"$HOME/alive\" && (sleep 600 3<>\"$HOME/alive\") & wait") > 0);
    assert_int_equal(run(state, command, 2000, &complaint), STATUS_BUSY);
    assert_non_null(strstr(complaint.text, "niet klaar en is gestopt"));
    assert_no_child();
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    char byte;
    assert_true(reader >= 0);
    ssize_t size = read(reader, &byte, 1);
    if (size < 0) { /* killed, and not gone yet */
        struct pollfd end = {.fd = reader};
        assert_int_equal(poll(&end, 1, PATIENCE_MS), 1);
        size = read(reader, &byte, 1);
    }
    assert_int_equal(size, 0);
    close(reader);
    free(command);
    free(path);
}

static void test_program_that_does_not_exist_is_told(void **state) {
    (void)state;
    static char name[] = "/nergens/meld";
    char *argv[] = {name, NULL};
    const struct program program = {argv, PATIENCE_MS};
    struct complaint complaint = {0};
    assert_int_equal(program_run(&program, bytes_of_text("x"), &complaint), STATUS_BUSY);
    assert_non_null(strstr(complaint.text, "/nergens/meld start niet"));
    assert_false(program_exists("/nergens/meld"));
    assert_false(program_exists("geen-programma-van-die-naam"));
    assert_true(program_exists("/bin/sh"));
    assert_true(program_exists("sh"));
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_exit_status_decides),
        IN_FOLDER(test_input_is_complete_and_ends),
        IN_FOLDER(test_large_input_that_nobody_reads_blocks_nothing),
        IN_FOLDER(test_environment_holds_no_secret),
        IN_FOLDER(test_nothing_is_open_but_the_standard_three),
        IN_FOLDER(test_signals_are_as_in_a_fresh_process),
        IN_FOLDER(test_program_without_end_is_stopped_with_all_it_started),
        IN_FOLDER(test_program_that_does_not_exist_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
