/* Records that are sealed anew with the newest key: what they say stays, and each step is
 * bounded. */
#include "months.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "store/seal.h"
#include "store/verify.h"

static void test_resealing_leaves_what_records_say_and_nothing_of_older_keys(void **state) {
    struct fixture *fixture = *state;
    const struct store_listener nobody = {NULL, NULL, NULL};
    struct store_facts facts;
    uint8_t before[32], after[32];
    fill(fixture);
    hash_all(fixture, before);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    hash_all(fixture, after);
    assert_memory_equal(before, after, sizeof before);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_int_equal(store_verify(&fixture->options, VERIFY_CONTENT, &nobody, &facts, NULL),
                     STATUS_OK);
    const struct census census = take_census(fixture);
    assert_int_equal(census.of[1], 0);
    assert_true(census.of[2] > PLACES + 2 * EVENTS);
}

static size_t left_in_copy(const struct fixture *fixture, unsigned number) {
    struct fixture copy = *fixture;
    copy.store = NULL;
    snprintf(copy.directory, sizeof copy.directory, "%s/copy", fixture->root);
    copy_tree(fixture->directory, copy.directory);
    const size_t left = take_census(&copy).of[number];
    remove_tree(copy.directory);
    return left;
}

static void test_each_step_of_resealing_is_bounded(void **state) {
    struct fixture *fixture = *state;
    bool more = true;
    fill(fixture);
    begin_period(fixture, day(0, 1));
    size_t left = left_in_copy(fixture, 1);
    while (more) {
        more = reseal_some(fixture, LIMIT_BYTES);
        const size_t now = left_in_copy(fixture, 1);
        assert_true(now <= left && left - now <= LIMIT_BYTES / SEAL_OVERHEAD_BYTES);
        assert_true(now < left || !more);
        left = now;
    }
    assert_int_equal(left, 0);
}

/* The least budget there is still gets to the end: past what is done already, too. */
static void test_the_smallest_step_looks_at_one_record(void **state) {
    struct fixture *fixture = *state;
    size_t steps = 0;
    fill(fixture);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    fixture_reopen(fixture);
    while (reseal_some(fixture, 0))
        steps++;
    assert_true(steps >= PLACES + 2 * EVENTS && steps < 2 * RECORDS);
}

static void test_resealing_writes_nothing_once_all_is_done(void **state) {
    struct fixture *fixture = *state;
    struct stat before, after;
    char path[128];
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    fill(fixture);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    assert_int_equal(stat(path, &before), 0);
    assert_false(reseal_some(fixture, LIMIT_BYTES));
    fixture_reopen(fixture);
    reseal_all(fixture);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

static void test_a_record_that_does_not_open_is_not_resealed_over(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    bool more = true;
    enum status status = STATUS_OK;
    assert_non_null(records);
    fill(fixture);
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, RECORDS);
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "due") == 0) {
            records[i].value[records[i].value_size - 1] ^= 1;
            raw_put(fixture, &records[i]);
        }
    free(records);
    fixture_open(fixture);
    begin_period(fixture, day(0, 1));
    while (more && status == STATUS_OK)
        status = store_reseal(fixture->store, LIMIT_BYTES, &more, &complaint);
    assert_int_equal(status, STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "due"));
    retire(fixture, day(0, 1), 0);
    assert_keys(fixture, "1 2");
}

static bool same_where_same_stamp(void *context, struct bytes key, struct bytes stamp) {
    uint8_t *seen = context;
    (void)key;
    memcpy(seen, stamp.at, stamp.size);
    return false;
}

static void first_stamp(struct fixture *fixture, uint8_t stamp[STORE_STAMP_BYTES]) {
    const struct bytes all = {NULL, 0};
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_walk_stamps(txn, TABLE_LEFT, all, all, same_where_same_stamp, stamp),
                     STATUS_OK);
    store_rollback(&txn);
}

/* Who kept something by its stamp makes it anew after resealing; never takes it for another. */
static void test_a_stamp_is_of_one_content_under_one_key(void **state) {
    struct fixture *fixture = *state;
    uint8_t before[STORE_STAMP_BYTES], after[STORE_STAMP_BYTES], again[STORE_STAMP_BYTES];
    fill(fixture);
    first_stamp(fixture, before);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    first_stamp(fixture, after);
    assert_memory_not_equal(before, after, sizeof before);
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_LEFT, "place000", "other");
    commit(&txn);
    first_stamp(fixture, again);
    assert_memory_not_equal(after, again, sizeof after);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_resealing_leaves_what_records_say_and_nothing_of_older_keys),
        IN_STORE(test_each_step_of_resealing_is_bounded),
        IN_STORE(test_the_smallest_step_looks_at_one_record),
        IN_STORE(test_resealing_writes_nothing_once_all_is_done),
        IN_STORE(test_a_record_that_does_not_open_is_not_resealed_over),
        IN_STORE(test_a_stamp_is_of_one_content_under_one_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
