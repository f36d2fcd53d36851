/* What backups are said to have held, against what the journal comes to. */
#include "daemon/engine/checkpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/command.h"
#include "daemon/engine/refold.h"
#include "tests/engine/random_house.h"

#define MAP_BYTES ((size_t)512 << 20)
enum { STEPS = 6 };

static struct store_options options_of(const struct house *house, const char *name,
                                       char directory[96], char key[96]) {
    snprintf(directory, 96, "%s/%s", house->folder, name);
    snprintf(key, 96, "%s/store.key", house->folder);
    return (struct store_options){directory, key, MAP_BYTES};
}

static void live(struct random_house *random) {
    for (int i = 0; i < STEPS; i++)
        random_house_step(random);
}

/* As a backup is: of what is committed. */
static struct checkpoint held_by(struct house *house, const char *name) {
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct checkpoint checkpoint;
    const struct store_options options = options_of(house, name, directory, key);
    assert_int_equal(checkpoint_of(&options, &checkpoint, &complaint), STATUS_OK);
    return checkpoint;
}

static void back_up(struct house *house, struct checkpoint *checkpoint) {
    char command[256];
    house_close(house);
    snprintf(command, sizeof command, "rm -rf '%s/copy' && cp -r '%s/store' '%s/copy'",
             house->folder, house->folder, house->folder);
    assert_int_equal(system(command), 0);
    *checkpoint = held_by(house, "copy");
    house_open(house);
}

/* As wachtpostctl tells the daemon. */
static int tell(struct house *house, const struct checkpoint *checkpoint) {
    char line[128];
    int size =
        snprintf(line, sizeof line, "checkpoint\t%llu\t", (unsigned long long)checkpoint->event);
    for (size_t i = 0; i < sizeof checkpoint->hash; i++)
        size += snprintf(line + size, sizeof line - (size_t)size, "%02x", checkpoint->hash[i]);
    struct command_result result;
    assert_int_equal(
        command_execute(house->engine, bytes_of(line, (size_t)size), 0, house->arena, &result),
        STATUS_OK);
    return result.code;
}

static struct store *open_store(struct house *house, const char *name, bool made) {
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *store = NULL;
    const struct store_options options = options_of(house, name, directory, key);
    if (!made)
        assert_int_equal(store_create(&options, true, &complaint), STATUS_OK);
    assert_int_equal(store_open(&options, &store, &complaint), STATUS_OK);
    return store;
}

/* Of a closed house. */
static enum status fold_into(struct house *house, const char *name, bool made,
                             struct complaint *complaint) {
    struct store *store = house_store(house), *into = open_store(house, name, made);
    const enum status status = refold(store, into, complaint);
    store_close(&store);
    store_close(&into);
    return status;
}

static void test_fold_passes_every_right_checkpoint_also_from_a_backup(void **state) {
    struct random_house random;
    struct checkpoint checkpoint;
    struct complaint complaint = {""};
    (void)state;
    random_house_build(&random, 1);
    for (int backups = 0; backups < 3; backups++) {
        live(&random);
        back_up(&random.house, &checkpoint);
        assert_int_equal(tell(&random.house, &checkpoint), 0);
    }
    house_close(&random.house);
    const enum status folded = fold_into(&random.house, "again", false, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(folded, STATUS_OK);
    assert_int_equal(fold_into(&random.house, "copy", true, &complaint), STATUS_OK);
    const struct checkpoint now = held_by(&random.house, "store");
    const struct checkpoint again = held_by(&random.house, "again");
    const struct checkpoint copy = held_by(&random.house, "copy");
    assert_true(now.event > checkpoint.event);
    assert_true(checkpoint_equal(&now, &again) && checkpoint_equal(&now, &copy));
    house_tear_down(&random.house);
}

/* One bit of what was told of the backup. */
static void fold_with_a_wrong_one(const char *into, bool made) {
    struct random_house random;
    struct checkpoint checkpoint;
    struct complaint complaint = {""};
    char expected[64];
    random_house_build(&random, 2);
    live(&random);
    back_up(&random.house, &checkpoint);
    live(&random);
    checkpoint.hash[CHECKPOINT_HASH_BYTES - 1] ^= 1;
    assert_int_equal(tell(&random.house, &checkpoint), 0);
    live(&random);
    house_close(&random.house);
    assert_int_equal(fold_into(&random.house, into, made, &complaint), STATUS_DAMAGED);
    snprintf(expected, sizeof expected, "what was folded up to event %llu is not what",
             (unsigned long long)checkpoint.event);
    assert_non_null(strstr(complaint.text, expected));
    house_tear_down(&random.house);
}

static void test_fold_that_comes_to_something_else_than_a_checkpoint_is_refused(void **state) {
    (void)state;
    fold_with_a_wrong_one("again", false);
}

static void
test_backup_that_holds_something_else_than_its_checkpoint_is_no_beginning(void **state) {
    (void)state;
    fold_with_a_wrong_one("copy", true);
}

static void test_checkpoint_of_an_event_that_there_is_not_is_refused(void **state) {
    struct random_house random;
    struct checkpoint checkpoint;
    (void)state;
    random_house_build(&random, 3);
    live(&random);
    back_up(&random.house, &checkpoint);
    const uint64_t event = checkpoint.event;
    checkpoint.event = event + 1;
    assert_int_not_equal(tell(&random.house, &checkpoint), 0);
    checkpoint.event = 0;
    assert_int_not_equal(tell(&random.house, &checkpoint), 0);
    checkpoint.event = event;
    assert_int_equal(tell(&random.house, &checkpoint), 0);
    house_tear_down(&random.house);
}

static void test_words_that_are_no_checkpoint_are_refused(void **state) {
    static const char *const lines[] = {"checkpoint", "checkpoint\t1", "checkpoint\t1\t00",
                                        "checkpoint\t1\tzz", "checkpoint\t-1\t00"};
    struct house house;
    struct command_result result;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(
            command_execute(house.engine, bytes_of_text(lines[i]), 0, house.arena, &result),
            STATUS_OK);
        assert_int_not_equal(result.code, 0);
    }
    house_tear_down(&house);
}

/* A store of format 1 has its index from the daemon's first opening on, and not from its own. */
static void test_store_whose_index_is_not_filled_yet_is_not_told_of(void **state) {
    struct house house;
    struct checkpoint checkpoint;
    struct complaint complaint = {""};
    char directory[96], key[96], command[512];
    (void)state;
    house_move_in(&house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    house_close(&house);
    snprintf(command, sizeof command, "mkdir '%s/old' && cp '%s'/* '%s/old' && chmod 0700 '%s/old'",
             house.folder, FORMAT_FOLDER "/format1/store", house.folder, house.folder);
    assert_int_equal(system(command), 0);
    const struct store_options options = options_of(&house, "old", directory, key);
    struct store *store = open_store(&house, "old", true);
    store_close(&store);
    assert_int_equal(checkpoint_of(&options, &checkpoint, &complaint), STATUS_BUSY);
    assert_non_null(strstr(complaint.text, "start wachtpostd"));
    held_by(&house, "store");
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_passes_every_right_checkpoint_also_from_a_backup),
        cmocka_unit_test(test_fold_that_comes_to_something_else_than_a_checkpoint_is_refused),
        cmocka_unit_test(test_backup_that_holds_something_else_than_its_checkpoint_is_no_beginning),
        cmocka_unit_test(test_checkpoint_of_an_event_that_there_is_not_is_refused),
        cmocka_unit_test(test_words_that_are_no_checkpoint_are_refused),
        cmocka_unit_test(test_store_whose_index_is_not_filled_yet_is_not_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
