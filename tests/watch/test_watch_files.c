#include "client/watch/files.h"

#include "room.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#define MAX_BYTES 4096
/* A file that is gone between reading the folder and asking after it. */
#define GONE "weg.csv"
/* One on a share that is away once it was seen. */
#define AWAY "verweg.csv"

int __real_fstatat(int folder, const char *name, struct stat *file, int flags);
int __wrap_fstatat(int folder, const char *name, struct stat *file, int flags);

int __wrap_fstatat(int folder, const char *name, struct stat *file, int flags) {
    if (strcmp(name, GONE) != 0)
        return __real_fstatat(folder, name, file, flags);
    errno = ENOENT;
    return -1;
}

int __real_lstat(const char *path, struct stat *file);
int __wrap_lstat(const char *path, struct stat *file);

int __wrap_lstat(const char *path, struct stat *file) {
    if (!strstr(path, "/" AWAY))
        return __real_lstat(path, file);
    errno = EIO;
    return -1;
}

static void test_file_that_goes_during_a_look_does_not_end_it(void **state) {
    struct complaint complaint = {0};
    struct sightings sightings;
    char *drop = room_path(*state, "drop", "");
    room_write(*state, "drop", "lijst.csv", "een");
    room_write(*state, "drop", GONE, "twee");
    assert_int_equal(files_list(drop, &sightings, &complaint), STATUS_OK);
    assert_int_equal(sightings.count, 1);
    assert_string_equal(sightings.items[0].name, "lijst.csv");
    files_free_sightings(&sightings);
    free(drop);
}

static void let_open(rlim_t most) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Who cannot read it now does not know that it is another. */
static void test_file_that_cannot_be_read_is_not_a_changed_one(void **state) {
    struct complaint complaint = {0};
    struct sightings sightings;
    uint8_t hash[HASH_BYTES];
    char *drop = room_path(*state, "drop", "");
    room_write(*state, "drop", "lijst.csv", "een");
    assert_int_equal(files_list(drop, &sightings, &complaint), STATUS_OK);
    const struct sighting *seen = &sightings.items[0];
    assert_int_equal(files_hash(drop, seen, MAX_BYTES, hash, &complaint), STATUS_OK);
    assert_int_equal(files_unchanged(drop, seen, MAX_BYTES, hash, &complaint), STATUS_OK);
    let_open(0);
    enum status unreadable = files_unchanged(drop, seen, MAX_BYTES, hash, &complaint);
    let_open(1024);
    assert_int_equal(unreadable, STATUS_IO);
    hash[0] ^= 1;
    assert_int_equal(files_unchanged(drop, seen, MAX_BYTES, hash, &complaint), STATUS_ABSENT);
    room_write(*state, "drop", "lijst.csv", "vier");
    assert_int_equal(files_unchanged(drop, seen, MAX_BYTES, hash, &complaint), STATUS_ABSENT);
    assert_int_equal(files_remove(drop, "lijst.csv", &complaint), STATUS_OK);
    assert_int_equal(files_unchanged(drop, seen, MAX_BYTES, hash, &complaint), STATUS_ABSENT);
    files_free_sightings(&sightings);
    free(drop);
}

static void test_file_that_cannot_be_asked_after_is_not_a_gone_one(void **state) {
    struct complaint complaint = {0};
    const struct sighting seen = {.name = AWAY, .bytes = 3};
    const uint8_t hash[HASH_BYTES] = {0};
    char *drop = room_path(*state, "drop", "");
    room_write(*state, "drop", AWAY, "een");
    assert_int_equal(files_unchanged(drop, &seen, MAX_BYTES, hash, &complaint), STATUS_IO);
    free(drop);
}

int main(void) {
#define IN_ROOM(test) cmocka_unit_test_setup_teardown(test, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        IN_ROOM(test_file_that_goes_during_a_look_does_not_end_it),
        IN_ROOM(test_file_that_cannot_be_read_is_not_a_changed_one),
        IN_ROOM(test_file_that_cannot_be_asked_after_is_not_a_gone_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
