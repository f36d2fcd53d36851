#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/keys/keys.h"

struct place_to_be {
    char directory[32], path[64];
    struct complaint complaint;
};

static int setup(void **state) {
    struct place_to_be *here = calloc(1, sizeof *here);
    if (here == NULL || keys_init() != STATUS_OK)
        return -1;
    strcpy(here->directory, "/tmp/wachtpost-seed-XXXXXX");
    if (mkdtemp(here->directory) == NULL)
        return -1;
    snprintf(here->path, sizeof here->path, "%s/me.seed", here->directory);
    *state = here;
    return 0;
}

static int teardown(void **state) {
    struct place_to_be *here = *state;
    unlink(here->path);
    rmdir(here->directory);
    free(here);
    return 0;
}

static void write_text(const struct place_to_be *here, const char *text, mode_t mode) {
    unlink(here->path);
    int file = open(here->path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(file, mode), 0);
    close(file);
}

static const char good[] = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n";

static void test_seed_written_is_read_back(void **state) {
    struct place_to_be *here = *state;
    uint8_t seed[SEED_BYTES], found[SEED_BYTES];
    struct stat about;
    keys_random_seed(seed);
    assert_int_equal(keys_seed_write(here->path, seed, &here->complaint), STATUS_OK);
    assert_int_equal(keys_seed_read(here->path, found, &here->complaint), STATUS_OK);
    assert_memory_equal(found, seed, sizeof seed);
    assert_int_equal(stat(here->path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(about.st_size, 65);
    assert_string_equal(here->complaint.text, "");
}

static void test_seed_file_is_never_overwritten(void **state) {
    struct place_to_be *here = *state;
    uint8_t seed[SEED_BYTES] = {1}, found[SEED_BYTES];
    assert_int_equal(keys_seed_write(here->path, seed, NULL), STATUS_OK);
    seed[0] = 2;
    assert_int_equal(keys_seed_write(here->path, seed, &here->complaint), STATUS_BUSY);
    assert_non_null(strstr(here->complaint.text, "never overwritten"));
    assert_int_equal(keys_seed_read(here->path, found, NULL), STATUS_OK);
    assert_int_equal(found[0], 1);
}

static void test_seed_that_others_may_read_is_refused(void **state) {
    struct place_to_be *here = *state;
    uint8_t seed[SEED_BYTES] = {7};
    static const mode_t open_modes[] = {0640, 0604, 0660, 0644, 0610, 0602};
    for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
        write_text(here, good, open_modes[i]);
        assert_int_equal(keys_seed_read(here->path, seed, &here->complaint), STATUS_BAD_INPUT);
        assert_non_null(strstr(here->complaint.text, "chmod 600"));
        assert_int_equal(seed[0], 7);
    }
    write_text(here, good, 0400);
    assert_int_equal(keys_seed_read(here->path, seed, NULL), STATUS_OK);
    assert_int_equal(seed[31], 0x1F);
}

static void test_what_is_no_seed_is_refused_and_changes_nothing(void **state) {
    struct place_to_be *here = *state;
    static const char *const wrong[] = {
        "",
        "\n",
        "00010203\n",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1\n",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g\n",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n\n",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0",
        "0001020304050607 8090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t seed[SEED_BYTES] = {7};
        write_text(here, wrong[i], 0600);
        assert_int_equal(keys_seed_read(here->path, seed, &here->complaint), STATUS_BAD_INPUT);
        assert_non_null(strstr(here->complaint.text, "64 hexadecimal digits"));
        assert_null(strstr(here->complaint.text, "0001"));
        assert_int_equal(seed[0], 7);
    }
}

static void test_missing_seed_is_absent_and_a_directory_is_none(void **state) {
    struct place_to_be *here = *state;
    uint8_t seed[SEED_BYTES];
    char beyond[128];
    assert_int_equal(keys_seed_read(here->path, seed, &here->complaint), STATUS_ABSENT);
    assert_non_null(strstr(here->complaint.text, here->path));
    assert_int_equal(keys_seed_read(here->directory, seed, &here->complaint), STATUS_BAD_INPUT);
    snprintf(beyond, sizeof beyond, "%s/no/me.seed", here->directory);
    assert_int_equal(keys_seed_write(beyond, seed, &here->complaint), STATUS_ABSENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_seed_written_is_read_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_seed_file_is_never_overwritten, setup, teardown),
        cmocka_unit_test_setup_teardown(test_seed_that_others_may_read_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_seed_is_refused_and_changes_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_missing_seed_is_absent_and_a_directory_is_none, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
