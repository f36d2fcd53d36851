/* A backup is a whole store or is not there, and what is restored knows where it parted. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/backup.h"

enum { RECORDS = 4096, KILLS = 25 };

static const struct store_listener nobody = {.found = NULL};

static void commit_events(struct fixture *fixture, int count) {
    struct store_txn *txn = begin(fixture);
    for (int i = 0; i < count; i++) {
        append_event(txn, text("an event"));
        append_alert(txn, "an alert");
    }
    put_text(txn, TABLE_STATE, "region", "as it is");
    put_text(txn, TABLE_LEFT, "06010713 gone", "what is deleted must not be copied");
    commit(&txn);
}

static const char *path_of(const struct fixture *fixture, const char *name) {
    static char path[160];
    snprintf(path, sizeof path, "%s/%s", fixture->root, name);
    return path;
}

static const char *name_it(void *path, const struct store_facts *facts) {
    assert_true(facts->records > 0);
    return path;
}

static enum status back_up(const struct fixture *fixture, const char *name,
                           struct complaint *complaint) {
    struct store_facts facts;
    uint8_t hash[STORE_BACKUP_HASH_BYTES];
    char path[192];
    snprintf(path, sizeof path, "%s", path_of(fixture, name));
    return store_backup(&fixture->options, fixture->root, name_it, path, &nobody, &facts, hash,
                        complaint);
}

static enum status restore(const struct fixture *fixture, const char *name,
                           struct complaint *complaint) {
    struct store_facts facts;
    return store_restore(&fixture->options, path_of(fixture, name), &nobody, &facts, complaint);
}

static void move_store_aside(struct fixture *fixture, const char *name) {
    store_close(&fixture->store);
    assert_int_equal(rename(fixture->directory, path_of(fixture, name)), 0);
}

static void restore_and_open(struct fixture *fixture, const char *name, const char *aside) {
    struct complaint complaint = {""};
    move_store_aside(fixture, aside);
    const enum status status = restore(fixture, name, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    fixture_open(fixture);
}

static void incarnation_of(const struct fixture *fixture, uint8_t to[STORE_INCARNATION_BYTES]) {
    store_incarnation(fixture->store, to);
}

/* How many names the folder has that begin so. */
static size_t count_names(const char *path, const char *begin) {
    size_t count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += strncmp(entry->d_name, begin, strlen(begin)) == 0;
    closedir(folder);
    return count;
}

static void assert_nothing_unfinished(const struct fixture *fixture) {
    assert_int_equal(count_names(fixture->root, ".wachtpost-backup-"), 0);
    assert_int_equal(count_names(fixture->root, "store.restoring"), 0);
}

static void test_a_backup_beside_the_writer_restores_to_what_was_committed(void **state) {
    struct fixture *fixture = *state;
    struct store_fork fork;
    uint8_t before[STORE_INCARNATION_BYTES], after[STORE_INCARNATION_BYTES];
    commit_events(fixture, 3);
    incarnation_of(fixture, before);
    struct store_txn *txn = begin(fixture);
    append_event(txn, text("not committed yet"));
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_OK);
    commit(&txn);
    commit_events(fixture, 1);
    restore_and_open(fixture, "one", "aside");
    incarnation_of(fixture, after);
    assert_memory_not_equal(before, after, sizeof before);
    assert_false(store_fork_of(fixture->store, after, &fork));
    assert_true(store_fork_of(fixture->store, before, &fork));
    assert_memory_equal(fork.incarnation, before, sizeof before);
    assert_int_equal(fork.events, 3);
    assert_int_equal(fork.alerts, 3);
    assert_int_equal(fork.instant, 3000);
    txn = begin(fixture);
    assert_int_equal(store_journal_head(txn), 3);
    assert_text(fixture, txn, TABLE_STATE, "region", "as it is");
    store_rollback(&txn);
    commit_events(fixture, 2);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_nothing_unfinished(fixture);
}

static void test_every_earlier_incarnation_is_known_by_where_it_parted(void **state) {
    struct fixture *fixture = *state;
    uint8_t first[STORE_INCARNATION_BYTES], second[STORE_INCARNATION_BYTES];
    uint8_t third[STORE_INCARNATION_BYTES], never[STORE_INCARNATION_BYTES] = {0};
    struct store_fork fork;
    commit_events(fixture, 2);
    assert_int_equal(back_up(fixture, "two", NULL), STATUS_OK);
    commit_events(fixture, 2);
    assert_int_equal(back_up(fixture, "four", NULL), STATUS_OK);
    commit_events(fixture, 5);
    incarnation_of(fixture, first);
    restore_and_open(fixture, "four", "aside1");
    incarnation_of(fixture, second);
    commit_events(fixture, 3);
    assert_int_equal(back_up(fixture, "seven", NULL), STATUS_OK);
    restore_and_open(fixture, "seven", "aside2");
    incarnation_of(fixture, third);
    assert_true(store_fork_of(fixture->store, first, &fork));
    assert_int_equal(fork.alerts, 4);
    assert_true(store_fork_of(fixture->store, second, &fork));
    assert_int_equal(fork.alerts, 7);
    /* Back further than the first fork: what it said is in no incarnation after it. */
    restore_and_open(fixture, "two", "aside3");
    assert_true(store_fork_of(fixture->store, first, &fork));
    assert_int_equal(fork.alerts, 2);
    assert_false(store_fork_of(fixture->store, third, &fork));
    assert_false(store_fork_of(fixture->store, never, &fork));
    fixture_reopen(fixture);
    assert_true(store_fork_of(fixture->store, first, &fork));
    assert_int_equal(fork.alerts, 2);
}

static void test_a_backup_of_a_restored_store_that_is_restored_again_forks_twice(void **state) {
    struct fixture *fixture = *state;
    uint8_t first[STORE_INCARNATION_BYTES];
    struct store_fork fork;
    commit_events(fixture, 4);
    incarnation_of(fixture, first);
    assert_int_equal(back_up(fixture, "four", NULL), STATUS_OK);
    commit_events(fixture, 5);
    for (int i = 0; i < 3; i++) {
        char aside[16];
        snprintf(aside, sizeof aside, "aside%d", i);
        restore_and_open(fixture, "four", aside);
        assert_int_equal(unlink(path_of(fixture, "four")), 0);
        assert_int_equal(back_up(fixture, "four", NULL), STATUS_OK);
    }
    assert_true(store_fork_of(fixture->store, first, &fork));
    assert_int_equal(fork.alerts, 4);
}

static void test_nothing_is_ever_replaced(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    struct stat before, after;
    commit_events(fixture, 1);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_OK);
    assert_int_equal(stat(path_of(fixture, "one"), &before), 0);
    assert_int_equal(back_up(fixture, "one", &complaint), STATUS_BUSY);
    assert_int_equal(stat(path_of(fixture, "one"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(restore(fixture, "one", &complaint), STATUS_BUSY);
    assert_non_null(strstr(complaint.text, "mv "));
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_nothing_unfinished(fixture);
}

static void test_nobody_else_may_read_a_backup(void **state) {
    struct fixture *fixture = *state;
    struct stat file;
    const mode_t before = umask(0);
    commit_events(fixture, 1);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_OK);
    assert_int_equal(stat(path_of(fixture, "one"), &file), 0);
    assert_int_equal(file.st_mode & 07777, 0600);
    restore_and_open(fixture, "one", "aside");
    assert_int_equal(stat(fixture->directory, &file), 0);
    assert_int_equal(file.st_mode & 07777, 0700);
    umask(before);
}

static bool holds(const char *path, const uint8_t *bytes, size_t size) {
    struct stat file;
    const int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &file), 0);
    uint8_t *all = malloc((size_t)file.st_size);
    assert_non_null(all);
    assert_int_equal(read(fd, all, (size_t)file.st_size), file.st_size);
    const bool found = memmem(all, (size_t)file.st_size, bytes, size) != NULL;
    free(all);
    close(fd);
    return found;
}

static void test_what_was_deleted_is_in_the_file_of_the_store_and_not_in_a_backup(void **state) {
    struct fixture *fixture = *state;
    char data[192];
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    commit_events(fixture, 1);
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, RECORDS);
    size_t gone = 0;
    while (gone < count && strcmp(records[gone].table, "left") != 0)
        gone++;
    assert_true(gone < count);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    store_delete(txn, TABLE_LEFT, text("06010713 gone"));
    commit(&txn);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_OK);
    snprintf(data, sizeof data, "%s/data.mdb", fixture->directory);
    assert_true(holds(data, records[gone].value, records[gone].value_size));
    assert_false(holds(path_of(fixture, "one"), records[gone].value, records[gone].value_size));
    free(records);
}

static void test_a_damaged_store_has_no_backup(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    commit_events(fixture, 3);
    store_close(&fixture->store);
    raw_records(fixture, records, RECORDS);
    raw_delete(fixture, &records[0]);
    fixture_open(fixture);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_DAMAGED);
    assert_int_equal(access(path_of(fixture, "one"), F_OK), -1);
    assert_nothing_unfinished(fixture);
    free(records);
}

/* One bit, of a record that no opening looks at. */
static void flip_in_file(const char *path, const struct raw_record *record) {
    struct stat file;
    const int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &file), 0);
    uint8_t *all = malloc((size_t)file.st_size);
    assert_non_null(all);
    assert_int_equal(read(fd, all, (size_t)file.st_size), file.st_size);
    uint8_t *found = memmem(all, (size_t)file.st_size, record->value, record->value_size);
    assert_non_null(found);
    found[record->value_size - 1] ^= 1;
    assert_int_equal(pwrite(fd, found, record->value_size, found - all), record->value_size);
    free(all);
    close(fd);
}

/* Of a backup of a store that is closed, and is moved aside for it. */
static void damage_one_record(struct fixture *fixture, const char *name) {
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    size_t left = 0;
    assert_non_null(records);
    assert_int_equal(restore(fixture, name, NULL), STATUS_OK);
    const size_t count = raw_records(fixture, records, RECORDS);
    while (left < count && strcmp(records[left].table, "left") != 0)
        left++;
    assert_true(left < count);
    flip_in_file(path_of(fixture, name), &records[left]);
    move_store_aside(fixture, "read");
    free(records);
}

static void test_a_damaged_backup_is_not_restored(void **state) {
    struct fixture *fixture = *state;
    commit_events(fixture, 3);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_OK);
    move_store_aside(fixture, "aside");
    damage_one_record(fixture, "one");
    assert_int_equal(restore(fixture, "one", NULL), STATUS_DAMAGED);
    assert_int_equal(access(fixture->directory, F_OK), -1);
    assert_nothing_unfinished(fixture);
}

struct meanwhile {
    const struct fixture *fixture;
    enum status status;
    struct complaint complaint;
};

static void restore_meanwhile(void *context, const struct store_finding *finding) {
    struct meanwhile *meanwhile = context;
    (void)finding;
    meanwhile->status = restore(meanwhile->fixture, "whole", &meanwhile->complaint);
}

static void test_of_two_restores_at_once_one_is_refused(void **state) {
    struct fixture *fixture = *state;
    struct store_facts facts;
    struct meanwhile meanwhile = {.fixture = fixture, .status = STATUS_OK};
    const struct store_listener listener = {.found = restore_meanwhile, .context = &meanwhile};
    commit_events(fixture, 3);
    assert_int_equal(back_up(fixture, "whole", NULL), STATUS_OK);
    assert_int_equal(back_up(fixture, "damaged", NULL), STATUS_OK);
    move_store_aside(fixture, "aside");
    damage_one_record(fixture, "damaged");
    assert_int_equal(
        store_restore(&fixture->options, path_of(fixture, "damaged"), &listener, &facts, NULL),
        STATUS_DAMAGED);
    assert_int_equal(meanwhile.status, STATUS_BUSY);
    assert_non_null(strstr(meanwhile.complaint.text, "another"));
    assert_int_equal(access(fixture->directory, F_OK), -1);
    assert_nothing_unfinished(fixture);
    assert_int_equal(restore(fixture, "whole", NULL), STATUS_OK);
}

static void allow_file_bytes(rlim_t bytes) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_without_room_there_is_no_backup(void **state) {
    struct fixture *fixture = *state;
    commit_events(fixture, 300);
    signal(SIGXFSZ, SIG_IGN);
    allow_file_bytes(5 * 4096);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_FULL);
    allow_file_bytes(RLIM_INFINITY);
    assert_int_equal(access(path_of(fixture, "one"), F_OK), -1);
    assert_nothing_unfinished(fixture);
    assert_int_equal(back_up(fixture, "one", NULL), STATUS_OK);
}

static bool enough(void *context, const struct store_progress *progress) {
    (void)context, (void)progress;
    return false;
}

/* A file that nobody writes holds the copy up, until a progress is told. */
static void test_who_has_had_enough_of_a_backup_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    struct store_facts facts;
    uint8_t hash[STORE_BACKUP_HASH_BYTES];
    char key[160];
    const struct store_listener impatient = {.progress = enough};
    struct store_options options = fixture->options;
    commit_events(fixture, 3);
    snprintf(key, sizeof key, "%s/key.fifo", fixture->root);
    assert_int_equal(mkfifo(key, 0600), 0);
    options.key_file = key;
    assert_int_equal(
        store_backup(&options, fixture->root, name_it, key, &impatient, &facts, hash, NULL),
        STATUS_BUSY);
    assert_int_equal(access(path_of(fixture, "one"), F_OK), -1);
    assert_nothing_unfinished(fixture);
}

static void killed_after(const struct fixture *fixture, long nanoseconds, bool restoring) {
    const struct timespec wait = {0, nanoseconds};
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(restoring ? restore(fixture, "whole", NULL) : back_up(fixture, "one", NULL));
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

/* A killed backup's own child is killed a moment later, and holds its file until then. */
static void wait_until_nobody_holds(const struct fixture *fixture) {
    DIR *folder = opendir(fixture->root);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (strncmp(entry->d_name, ".wachtpost-backup-", 18) != 0)
            continue;
        const int file = openat(dirfd(folder), entry->d_name, O_RDONLY);
        assert_true(file >= 0);
        assert_int_equal(flock(file, LOCK_EX), 0);
        close(file);
    }
    closedir(folder);
}

static void test_a_killed_backup_is_whole_or_is_not_there(void **state) {
    struct fixture *fixture = *state;
    commit_events(fixture, 300);
    for (int i = 0; i < KILLS; i++) {
        struct store_facts facts;
        struct store_options options = fixture->options;
        killed_after(fixture, i * 600000L, false);
        options.directory = path_of(fixture, "one");
        if (access(options.directory, F_OK) != 0)
            continue;
        assert_int_equal(store_verify(&options, VERIFY_CONTENT, &nobody, &facts, NULL), STATUS_OK);
        assert_int_equal(unlink(options.directory), 0);
    }
    wait_until_nobody_holds(fixture);
    assert_int_equal(back_up(fixture, "last", NULL), STATUS_OK);
    assert_nothing_unfinished(fixture);
}

/* What reads for one that is killed is killed with it, and until then holds what it held. */
static enum status restore_soon(const struct fixture *fixture, const char *name) {
    enum { TRIES = 5000 };
    const struct timespec millisecond = {0, 1000000};
    enum status status = restore(fixture, name, NULL);
    for (int i = 0; i < TRIES && status == STATUS_BUSY; i++) {
        nanosleep(&millisecond, NULL);
        status = restore(fixture, name, NULL);
    }
    return status;
}

static void test_a_killed_restore_is_whole_or_is_not_there(void **state) {
    struct fixture *fixture = *state;
    commit_events(fixture, 300);
    assert_int_equal(back_up(fixture, "whole", NULL), STATUS_OK);
    store_close(&fixture->store);
    for (int i = 0; i < KILLS; i++) {
        char aside[32];
        snprintf(aside, sizeof aside, "aside%d", i);
        if (access(fixture->directory, F_OK) == 0) {
            fixture_open(fixture);
            move_store_aside(fixture, aside);
        }
        killed_after(fixture, i * 600000L, true);
    }
    if (access(fixture->directory, F_OK) != 0)
        assert_int_equal(restore_soon(fixture, "whole"), STATUS_OK);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_nothing_unfinished(fixture);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_a_backup_beside_the_writer_restores_to_what_was_committed),
        IN_STORE(test_every_earlier_incarnation_is_known_by_where_it_parted),
        IN_STORE(test_a_backup_of_a_restored_store_that_is_restored_again_forks_twice),
        IN_STORE(test_nothing_is_ever_replaced),
        IN_STORE(test_nobody_else_may_read_a_backup),
        IN_STORE(test_what_was_deleted_is_in_the_file_of_the_store_and_not_in_a_backup),
        IN_STORE(test_a_damaged_store_has_no_backup),
        IN_STORE(test_a_damaged_backup_is_not_restored),
        IN_STORE(test_of_two_restores_at_once_one_is_refused),
        IN_STORE(test_without_room_there_is_no_backup),
        IN_STORE(test_who_has_had_enough_of_a_backup_leaves_nothing),
        IN_STORE(test_a_killed_backup_is_whole_or_is_not_there),
        IN_STORE(test_a_killed_restore_is_whole_or_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
