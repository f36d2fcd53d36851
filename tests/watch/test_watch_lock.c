#include "client/watch/lock.h"

#include "client/durable.h"
#include "tests/client/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char *path_in(void **state) {
    char *path = durable_path(*state, LOCK_NAME, "");
    assert_non_null(path);
    return path;
}

static struct lock *taken(void **state) {
    struct complaint complaint = {0};
    struct lock *lock = NULL;
    assert_int_equal(lock_take(*state, &lock, &complaint), STATUS_OK);
    return lock;
}

static void assert_busy(void **state, const char *words) {
    struct complaint complaint = {0};
    struct lock *lock = NULL;
    assert_int_equal(lock_take(*state, &lock, &complaint), STATUS_BUSY);
    assert_null(lock);
    assert_non_null(strstr(complaint.text, words));
}

static void write_holder(const char *path, const char *text, int64_t age_s) {
    const struct bytes content = bytes_of_text(text);
    struct stat file;
    assert_int_equal(durable_replace(path, &content, 1, NULL), STATUS_OK);
    assert_int_equal(stat(path, &file), 0);
    const struct timespec times[2] = {{.tv_sec = file.st_mtim.tv_sec - age_s},
                                      {.tv_sec = file.st_mtim.tv_sec - age_s}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

#define ELSEWHERE "elders 00000000-0000-4000-8000-000000000000 1 0123456789abcdef0123456789abcdef\n"

static void test_second_one_is_held_off_until_the_first_lets_go(void **state) {
    char *path = path_in(state);
    struct lock *lock = taken(state);
    assert_busy(state, "een andere wachtpost (proces ");
    lock_release(&lock);
    assert_int_equal(access(path, F_OK), -1);
    lock = taken(state);
    lock_release(&lock);
    assert_null(lock);
    free(path);
}

static void test_holder_elsewhere_is_believed_for_ten_minutes(void **state) {
    char *path = path_in(state);
    write_holder(path, ELSEWHERE, LOCK_STALE_MS / 1000 - 30);
    assert_busy(state, "proces 1 op elders");
    write_holder(path, ELSEWHERE, LOCK_STALE_MS / 1000 + 1);
    struct lock *lock = taken(state);
    lock_release(&lock);
    free(path);
}

static void test_file_that_is_half_a_lock_counts_by_its_age(void **state) {
    char *path = path_in(state);
    write_holder(path, "eld", 0);
    assert_busy(state, "onbekend");
    write_holder(path, "", LOCK_STALE_MS / 1000 + 1);
    struct lock *lock = taken(state);
    lock_release(&lock);
    free(path);
}

static void test_holder_here_that_died_is_not_waited_for(void **state) {
    pid_t child = fork();
    if (child == 0) {
        struct lock *lock = NULL;
        _exit(lock_take(*state, &lock, NULL) == STATUS_OK ? 0 : 1);
    }
    int end;
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_int_equal(end, 0);
    struct lock *lock = taken(state);
    lock_release(&lock);
}

static void test_beat_keeps_it_young(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    struct stat before, after;
    struct lock *lock = taken(state);
    const struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(lock_beat(lock, 5, &complaint), STATUS_OK);
    assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    assert_int_equal(lock_beat(lock, 5 + LOCK_BEAT_MS - 1, &complaint), STATUS_OK);
    assert_int_equal(stat(path, &before), 0);
    assert_int_equal(before.st_mtim.tv_sec, 1000);
    assert_int_equal(lock_beat(lock, 5 + LOCK_BEAT_MS, &complaint), STATUS_OK);
    assert_int_equal(stat(path, &after), 0);
    assert_true(after.st_mtim.tv_sec > 1000);
    lock_release(&lock);
    free(path);
}

static void test_holder_that_was_overtaken_notices_and_leaves_the_other_alone(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    struct lock *lock = taken(state);
    write_holder(path, ELSEWHERE, 0);
    assert_int_equal(lock_beat(lock, 5, &complaint), STATUS_BUSY);
    assert_non_null(strstr(complaint.text, "op elders) heeft deze map overgenomen"));
    lock_release(&lock);
    assert_int_equal(unlink(path), 0);
    free(path);
}

static void test_lock_that_was_cleaned_up_is_made_again(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    struct lock *lock = taken(state);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(lock_beat(lock, 5, &complaint), STATUS_OK);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(lock_beat(lock, 6, &complaint), STATUS_OK);
    lock_release(&lock);
    free(path);
}

static void test_folder_that_is_away_is_no_other_holder(void **state) {
    struct complaint complaint = {0};
    struct lock *lock = NULL;
    char *away = durable_path(*state, "weg", "");
    assert_int_equal(lock_take(away, &lock, &complaint), STATUS_IO);
    assert_int_equal(mkdir(away, 0700), 0);
    assert_int_equal(lock_take(away, &lock, &complaint), STATUS_OK);
    char *path = durable_path(away, LOCK_NAME, "");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(away), 0);
    assert_int_equal(lock_beat(lock, 5, &complaint), STATUS_IO);
    lock_release(&lock);
    free(path);
    free(away);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_second_one_is_held_off_until_the_first_lets_go),
        IN_FOLDER(test_holder_elsewhere_is_believed_for_ten_minutes),
        IN_FOLDER(test_file_that_is_half_a_lock_counts_by_its_age),
        IN_FOLDER(test_holder_here_that_died_is_not_waited_for),
        IN_FOLDER(test_beat_keeps_it_young),
        IN_FOLDER(test_holder_that_was_overtaken_notices_and_leaves_the_other_alone),
        IN_FOLDER(test_lock_that_was_cleaned_up_is_made_again),
        IN_FOLDER(test_folder_that_is_away_is_no_other_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
