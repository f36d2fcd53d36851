/* The order in which the key file becomes durable, and what is left when any of it fails.
 * What the store asks of the kernel passes through here, for the store is part of this program. */
#include "months.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "store/keyfile.h"

static struct {
    bool on;
    char fails; /* the step that fails; 0: none */
    char steps[16];
} watch;

/* Notes the step; false: it fails. */
static bool step(char what) {
    const size_t count = strlen(watch.steps);
    if (!watch.on)
        return true;
    assert_true(count + 1 < sizeof watch.steps);
    watch.steps[count] = what;
    errno = EIO;
    return what != watch.fails;
}

/* A folder, a file, or one that has lost its name. */
static char kind_of(int fd) {
    struct stat file;
    assert_int_equal(fstat(fd, &file), 0);
    return S_ISDIR(file.st_mode) ? 'd' : file.st_nlink == 0 ? 'o' : 'f';
}

int fsync(int fd) {
    return !watch.on || step(kind_of(fd)) ? (int)syscall(SYS_fsync, fd) : -1;
}

int rename(const char *from, const char *to) {
    return step('r') ? (int)syscall(SYS_rename, from, to) : -1;
}

static void start_watching(char fails) {
    memset(&watch, 0, sizeof watch);
    watch.fails = fails;
    watch.on = true;
}

static size_t content_of(int fd, char content[4096]) {
    const ssize_t size = pread(fd, content, 4096, 0);
    assert_true(size > 0);
    return (size_t)size;
}

static void test_file_then_name_then_folder_and_only_then_the_old_one_goes(void **state) {
    struct fixture *fixture = *state;
    start_watching(0);
    begin_period(fixture, day(0, 1));
    watch.on = false;
    assert_string_equal(watch.steps, "frdo");
}

/* The file and what stands in it, and what the store seals with, are as they were. */
static void assert_untouched(struct fixture *fixture, char fails, const char *steps) {
    char left[128], before[4096], after[4096];
    struct complaint complaint = {""};
    const int file = open(fixture->key_file, O_RDONLY | O_CLOEXEC);
    const size_t size = content_of(file, before);
    start_watching(fails);
    enum status status = store_period_begin(fixture->store, day(0, 1), &complaint);
    watch.on = false;
    assert_int_equal(status, STATUS_IO);
    assert_non_null(strstr(complaint.text, "store.key"));
    assert_string_equal(watch.steps, steps);
    assert_int_equal(content_of(file, after), size);
    assert_memory_equal(before, after, size);
    snprintf(left, sizeof left, "%s.new", fixture->key_file);
    assert_int_equal(access(left, F_OK), -1);
    assert_int_equal(store_key_number(fixture->store), 1);
    close(file);
}

static void assert_goes_on(struct fixture *fixture) {
    fill(fixture);
    begin_period(fixture, day(0, 1));
    assert_keys(fixture, "1 2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_file_that_is_not_durable_does_not_take_the_name(void **state) {
    struct fixture *fixture = *state;
    assert_untouched(fixture, 'f', "f");
    assert_keys(fixture, "1");
    assert_goes_on(fixture);
}

static void test_a_name_that_is_not_given_leaves_the_old_file(void **state) {
    struct fixture *fixture = *state;
    /* The new one goes with what stands in it. */
    assert_untouched(fixture, 'r', "fro");
    assert_keys(fixture, "1");
    assert_goes_on(fixture);
}

/* Then a power failure may bring the old file back: so it is not overwritten, and the new
 * key seals nothing. */
static void test_a_folder_that_is_not_durable_leaves_both_files_good(void **state) {
    struct fixture *fixture = *state;
    assert_untouched(fixture, 'd', "frd");
    assert_keys(fixture, "1 2");
    assert_goes_on(fixture);
}

static void test_a_copy_that_is_not_durable_is_removed(void **state) {
    struct fixture *fixture = *state;
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", fixture->root);
    for (const char *fails = "fd"; *fails != '\0'; fails++) {
        start_watching(*fails);
        enum status status = keyfile_copy(fixture->key_file, copy, NULL);
        watch.on = false;
        assert_int_equal(status, STATUS_IO);
        assert_int_equal(access(copy, F_OK), -1);
    }
    start_watching(0);
    assert_int_equal(keyfile_copy(fixture->key_file, copy, NULL), STATUS_OK);
    watch.on = false;
    assert_string_equal(watch.steps, "fd");
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_file_then_name_then_folder_and_only_then_the_old_one_goes),
        IN_STORE(test_a_file_that_is_not_durable_does_not_take_the_name),
        IN_STORE(test_a_name_that_is_not_given_leaves_the_old_file),
        IN_STORE(test_a_folder_that_is_not_durable_leaves_both_files_good),
        IN_STORE(test_a_copy_that_is_not_durable_is_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
