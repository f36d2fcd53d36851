/* Keys that come each month, records that are sealed anew, and keys that go: what stays the
 * same, what is bounded, and that what was removed is gone from every old file. */
#include "fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/keyfile.h"
#include "store/ring_text.h"
#include "store/tables.h"

enum {
    RECORDS = 400,
    EVENTS = 40,
    PLACES = 60,
    LIMIT_BYTES = 2000,
    KEEP_DAYS = 35,
    MONTHS = 300,
    KILLS = 30,
    FILE_BYTES = 8 << 20
};

static day_t day(int month, int of_month) {
    return day_add_months(day_of_civil(2026, 1, of_month), month);
}

static void begin_period(struct fixture *fixture, day_t from) {
    struct complaint complaint = {""};
    enum status status = store_period_begin(fixture->store, from, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
}

static bool reseal_some(struct fixture *fixture, size_t limit_bytes) {
    struct complaint complaint = {""};
    bool more = false;
    enum status status = store_reseal(fixture->store, limit_bytes, &more, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    return more;
}

static void reseal_all(struct fixture *fixture) {
    while (reseal_some(fixture, LIMIT_BYTES)) {
    }
}

static void retire(struct fixture *fixture, day_t on, int keep_days) {
    struct complaint complaint = {""};
    enum status status = store_retire_keys(fixture->store, on, keep_days, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
}

static struct ring *read_ring(const struct fixture *fixture) {
    struct ring *ring = NULL;
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_OK);
    return ring;
}

/* The numbers of the keys in the file, as "1 2 3"; those that seal nothing with a dash. */
static void assert_keys(const struct fixture *fixture, const char *expected) {
    struct ring *ring = read_ring(fixture);
    char numbers[256] = "";
    size_t size = 0;
    for (size_t i = 0; i < ring->count; i++)
        size += (size_t)snprintf(numbers + size, sizeof numbers - size, "%s%u%s", i ? " " : "",
                                 ring->keys[i].with.number,
                                 ring->keys[i].unused_since == DAY_NONE ? "" : "-");
    ring_free(&ring);
    assert_string_equal(numbers, expected);
}

static void place_key(int number, char key[16]) {
    snprintf(key, 16, "place%03d", number);
}

static void place_value(int number, char value[64]) {
    snprintf(value, 64, "name of place %03d, which leads to a child", number);
}

/* Something in every kind of table, with a value that needs pages of its own as well. */
static void fill(struct fixture *fixture) {
    char key[16], value[64];
    uint8_t large[3900];
    struct store_txn *txn = begin(fixture);
    for (int i = 0; i < PLACES; i++) {
        place_key(i, key);
        place_value(i, value);
        put_text(txn, TABLE_LEFT, key, value);
    }
    put_text(txn, TABLE_AANBIEDER, "06010713", "head");
    put_text(txn, TABLE_DUE, "due", "");
    randombytes_buf(large, sizeof large);
    append_event(txn, bytes_of(large, sizeof large));
    for (int i = 1; i < EVENTS; i++) {
        append_event(txn, text("a body of which there are more"));
        append_alert(txn, "alert");
    }
    store_put_outcome(txn, 1, text("receipt"));
    commit(&txn);
}

/* ---- what everything says */

static bool hash_record(void *context, struct bytes key, struct bytes value) {
    crypto_generichash_state *state = context;
    const size_t sizes[] = {key.size, value.size};
    crypto_generichash_update(state, (const uint8_t *)sizes, sizeof sizes);
    crypto_generichash_update(state, key.at, key.size);
    crypto_generichash_update(state, value.at, value.size);
    return true;
}

static enum status hash_tables(struct store_txn *txn, uint8_t hash[32]) {
    const struct bytes all = {NULL, 0};
    crypto_generichash_state state;
    enum status status = STATUS_OK;
    crypto_generichash_init(&state, NULL, 0, 32);
    for (int table = 0; table < TABLE_COUNT && status == STATUS_OK; table++)
        status = store_walk(txn, (enum store_table)table, all, all, hash_record, &state);
    crypto_generichash_final(&state, hash, 32);
    return status;
}

static void hash_all(struct fixture *fixture, uint8_t hash[32]) {
    struct store_txn *txn = begin(fixture);
    assert_int_equal(hash_tables(txn, hash), STATUS_OK);
    store_rollback(&txn);
}

/* How many records each key seals; of the closed store. */
struct census {
    size_t of[RING_MAX_KEYS + 1];
};

static struct census take_census(const struct fixture *fixture) {
    struct census census = {{0}};
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    const size_t count = raw_records(fixture, records, RECORDS);
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "meta") != 0 || records[i].key_size != strlen("format"))
            census.of[records[i].value[1]]++;
    free(records);
    return census;
}

static void copy_tree(const char *from, const char *to) {
    char command[256];
    snprintf(command, sizeof command, "cp -r '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

static void remove_tree(const char *root) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    assert_int_equal(system(command), 0);
}

/* ---- a key begins */

static void test_first_day_of_another_month_begins_a_key(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(store_key_number(fixture->store), 1);
    begin_period(fixture, day(0, 15));
    assert_keys(fixture, "1 2");
    begin_period(fixture, day(0, 31));
    begin_period(fixture, day(-1, 31)); /* the clock was wrong */
    assert_keys(fixture, "1 2");
    begin_period(fixture, day(1, 1));
    assert_keys(fixture, "1 2 3");
    begin_period(fixture, day(13, 1)); /* the same month of another year */
    assert_keys(fixture, "1 2 3 4");
    assert_int_equal(store_key_number(fixture->store), 4);
    fixture_reopen(fixture);
    assert_int_equal(store_key_number(fixture->store), 4);
}

static void test_what_is_written_is_sealed_with_the_newest_key(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "before", "of key 1");
    commit(&txn);
    begin_period(fixture, day(0, 1));
    txn = begin(fixture);
    put_text(txn, TABLE_STATE, "since", "of key 2");
    assert_text(fixture, txn, TABLE_STATE, "before", "of key 1");
    commit(&txn);
    fixture_reopen(fixture);
    txn = begin(fixture);
    assert_text(fixture, txn, TABLE_STATE, "before", "of key 1");
    assert_text(fixture, txn, TABLE_STATE, "since", "of key 2");
    commit(&txn);
    store_close(&fixture->store);
    const struct census census = take_census(fixture);
    assert_int_equal(census.of[1], 1);
    assert_int_equal(census.of[2], 2); /* since, and the head */
    free(records);
}

static void test_keys_and_nonces_of_periods_have_nothing_in_common(void **state) {
    struct fixture *fixture = *state;
    begin_period(fixture, day(0, 1));
    begin_period(fixture, day(1, 1));
    struct ring *ring = read_ring(fixture);
    for (size_t i = 0; i < ring->count; i++)
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(ring->keys[i].secret, ring->keys[j].secret, STORE_KEY_BYTES);
            assert_memory_not_equal(ring->keys[i].with.seal, ring->keys[j].with.seal, 32);
            assert_memory_not_equal(ring->keys[i].with.nonce, ring->keys[j].with.nonce, 32);
        }
    ring_free(&ring);
}

static void test_a_key_file_that_cannot_be_written_leaves_everything_as_it_was(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    char in_the_way[128];
    snprintf(in_the_way, sizeof in_the_way, "%s.new", fixture->key_file);
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    assert_int_equal(store_period_begin(fixture->store, day(0, 1), &complaint), STATUS_IO);
    assert_non_null(strstr(complaint.text, "store.key"));
    assert_int_equal(store_key_number(fixture->store), 1);
    fill(fixture);
    assert_int_equal(rmdir(in_the_way), 0);
    begin_period(fixture, day(0, 1));
    assert_keys(fixture, "1 2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_key_file_behind_a_link_is_replaced_where_it_is(void **state) {
    struct fixture *fixture = *state;
    char behind[128];
    struct stat file;
    snprintf(behind, sizeof behind, "%s/behind", fixture->root);
    store_close(&fixture->store);
    assert_int_equal(rename(fixture->key_file, behind), 0);
    assert_int_equal(symlink("behind", fixture->key_file), 0);
    fixture_open(fixture);
    begin_period(fixture, day(0, 1));
    assert_int_equal(lstat(fixture->key_file, &file), 0);
    assert_true(S_ISLNK(file.st_mode));
    assert_keys(fixture, "1 2");
}

/* Writes a ring of so many keys, of which the first is that of the store. */
static void write_ring(const struct fixture *fixture, size_t count) {
    struct ring *now = read_ring(fixture), *full = ring_new(count);
    assert_non_null(full);
    full->root = now->root;
    ring_add_again(full, ring_newest(now));
    while (full->count < count) {
        struct ring_key key = {.from = day(-600 + (int)full->count, 1), .unused_since = DAY_NONE};
        randombytes_buf(key.secret, sizeof key.secret);
        ring_add(full, ring_free_number(full), &key);
    }
    assert_int_equal(keyfile_replace(fixture->key_file, full, NULL), STATUS_OK);
    ring_free(&now);
    ring_free(&full);
}

static void test_a_full_ring_says_so_and_has_room_when_keys_went(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    store_close(&fixture->store);
    write_ring(fixture, RING_MAX_KEYS);
    fixture_open(fixture);
    assert_int_equal(store_period_begin(fixture->store, day(0, 1), &complaint), STATUS_FULL);
    assert_non_null(strstr(complaint.text, "255"));
    assert_int_equal(store_key_number(fixture->store), 255);
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    begin_period(fixture, day(0, 1));
    assert_keys(fixture, "255 1");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* ---- sealed anew */

static void test_resealing_leaves_what_records_say_and_nothing_of_older_keys(void **state) {
    struct fixture *fixture = *state;
    uint8_t before[32], after[32];
    fill(fixture);
    hash_all(fixture, before);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    hash_all(fixture, after);
    assert_memory_equal(before, after, sizeof before);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    const struct census census = take_census(fixture);
    assert_int_equal(census.of[1], 0);
    assert_true(census.of[2] > PLACES + 3 * EVENTS);
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
    assert_true(steps >= PLACES + 3 * EVENTS && steps < 2 * RECORDS);
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

/* ---- keys go */

static void test_a_key_goes_when_backups_no_longer_need_it(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    begin_period(fixture, day(0, 1));
    retire(fixture, day(0, 1), 0);
    assert_keys(fixture, "1 2"); /* not resealed yet */
    reseal_all(fixture);
    retire(fixture, day(0, 3), KEEP_DAYS);
    assert_keys(fixture, "1- 2");
    retire(fixture, day(0, 3) + KEEP_DAYS - 1, KEEP_DAYS);
    retire(fixture, day(-5, 1), KEEP_DAYS); /* the clock was wrong */
    assert_keys(fixture, "1- 2");
    fixture_reopen(fixture);
    retire(fixture, day(0, 3) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "1- 2"); /* this process has not seen yet that nothing needs it */
    reseal_all(fixture);
    retire(fixture, day(0, 3) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void put_back(struct fixture *fixture, const char *old) {
    store_close(&fixture->store);
    remove_tree(fixture->directory);
    copy_tree(old, fixture->directory);
    fixture_open(fixture);
}

/* A backup made before holds records of a key that is thought unused; backups of the store
 * that was put back hold them again, so the term begins anew. */
static void test_a_key_that_an_older_store_needs_again_is_kept_again(void **state) {
    struct fixture *fixture = *state;
    char old[128];
    snprintf(old, sizeof old, "%s/old", fixture->root);
    fill(fixture);
    copy_tree(fixture->directory, old);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 3), KEEP_DAYS);
    assert_keys(fixture, "1- 2");
    put_back(fixture, old);
    assert_true(reseal_some(fixture, LIMIT_BYTES));
    assert_keys(fixture, "1 2");
    reseal_all(fixture);
    retire(fixture, day(0, 3) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "1- 2");
    retire(fixture, day(0, 3) + 2 * KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

static void test_a_store_of_keys_that_are_gone_does_not_open_and_says_why(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    char old[128];
    snprintf(old, sizeof old, "%s/old", fixture->root);
    fill(fixture);
    copy_tree(fixture->directory, old);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    store_close(&fixture->store);
    const struct store_options options = {old, fixture->key_file, 0};
    assert_int_equal(store_open(&options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "key 1"));
    assert_non_null(strstr(complaint.text, "store.key"));
    assert_null(fixture->store);
}

/* An older copy of the key file, without the newest key. */
static void test_a_key_file_that_is_behind_does_not_open_the_store_and_says_why(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", fixture->root);
    begin_period(fixture, day(0, 1));
    fill(fixture);
    assert_int_equal(keyfile_copy(fixture->key_file, copy, NULL), STATUS_OK);
    begin_period(fixture, day(1, 1));
    struct store_txn *txn = begin(fixture);
    append_alert(txn, "of key 3");
    commit(&txn);
    store_close(&fixture->store);
    assert_int_equal(rename(copy, fixture->key_file), 0);
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "key 3"));
}

static void test_a_record_of_a_key_that_is_gone_says_which_key_it_was(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(RECORDS, sizeof *records), *old = NULL;
    struct bytes value;
    assert_non_null(records);
    fill(fixture);
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, RECORDS);
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, "due") == 0)
            old = &records[i];
    assert_non_null(old);
    fixture_open(fixture);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    store_close(&fixture->store);
    raw_put(fixture, old);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_missing_key(txn), 0);
    assert_int_equal(store_get(txn, TABLE_DUE, text("due"), fixture->arena, &value),
                     STATUS_DAMAGED);
    assert_int_equal(store_missing_key(txn), 1);
    store_rollback(&txn);
    free(records);
}

/* ---- forgotten */

static uint8_t *read_file(const char *directory, size_t *size) {
    char path[160];
    snprintf(path, sizeof path, "%s/data.mdb", directory);
    FILE *file = fopen(path, "r");
    uint8_t *content = malloc(FILE_BYTES);
    assert_true(file && content);
    *size = fread(content, 1, FILE_BYTES, file);
    assert_int_equal(fclose(file), 0);
    assert_true(*size > 0 && *size < FILE_BYTES);
    return content;
}

/* Whether any run of bytes in the file is this place's record, sealed with a key of the ring.
 * It looks at every byte that may begin a seal, so also at what LMDB says is free. `seals`
 * counts those that would be of the place's size, whatever key they name. */
static bool gives_away(const struct ring *ring, const uint8_t *file, size_t size, int number,
                       size_t *seals) {
    char key[16], value[64];
    uint8_t plain[64];
    place_key(number, key);
    place_value(number, value);
    const size_t sealed = strlen(value) + SEAL_OVERHEAD_BYTES;
    for (size_t at = 0; at + sealed <= size; at++) {
        const struct bytes run = bytes_of(file + at, sealed);
        const uint8_t by = seal_number(run);
        if (by == 0)
            continue;
        ++*seals;
        const struct ring_key *with = ring_find(ring, by);
        if (with && seal_read(&with->with, TABLE_LEFT, text(key), run, plain))
            return true;
    }
    return false;
}

static size_t places_given_away(const struct fixture *fixture, const char *directory, int first,
                                int last) {
    size_t size, seals = 0, count = 0;
    uint8_t *file = read_file(directory, &size);
    struct ring *ring = read_ring(fixture);
    for (int i = first; i <= last; i++)
        count += gives_away(ring, file, size, i, &seals);
    assert_true(seals > 0);
    ring_free(&ring);
    free(file);
    return count;
}

static void remove_places(struct fixture *fixture, int first, int last) {
    char key[16];
    struct store_txn *txn = begin(fixture);
    for (int i = first; i <= last; i++) {
        place_key(i, key);
        store_delete(txn, TABLE_LEFT, text(key));
    }
    commit(&txn);
}

static void test_what_was_removed_is_gone_from_every_old_file(void **state) {
    enum { GONE = PLACES / 2 - 1, STAYS = PLACES / 2, LAST = PLACES - 1 };
    struct fixture *fixture = *state;
    char old[128];
    snprintf(old, sizeof old, "%s/old", fixture->root);
    begin_period(fixture, day(0, 1));
    fill(fixture);
    copy_tree(fixture->directory, old);
    remove_places(fixture, 0, GONE);
    /* Removing alone removes nothing: that is what all of this is for. */
    assert_int_equal(places_given_away(fixture, fixture->directory, 0, GONE), GONE + 1);
    assert_int_equal(places_given_away(fixture, old, 0, GONE), GONE + 1);
    begin_period(fixture, day(1, 1));
    reseal_all(fixture);
    retire(fixture, day(1, 2), KEEP_DAYS);
    assert_int_equal(places_given_away(fixture, old, 0, GONE), GONE + 1);
    retire(fixture, day(1, 2) + KEEP_DAYS, KEEP_DAYS);
    assert_keys(fixture, "3");
    assert_int_equal(places_given_away(fixture, fixture->directory, 0, GONE), 0);
    assert_int_equal(places_given_away(fixture, old, 0, LAST), 0);
    assert_int_equal(places_given_away(fixture, fixture->directory, STAYS, LAST), LAST - STAYS + 1);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* Nor can a guess be checked: the nonce that stands with it is made with that key too. */
static void test_a_guess_at_what_was_removed_cannot_be_checked(void **state) {
    struct fixture *fixture = *state;
    char key[16], value[64], old[128];
    uint8_t guess[64 + SEAL_OVERHEAD_BYTES];
    struct bytes nonce;
    size_t size;
    snprintf(old, sizeof old, "%s/old", fixture->root);
    fill(fixture);
    copy_tree(fixture->directory, old);
    struct ring *before = read_ring(fixture);
    remove_places(fixture, 0, 0);
    begin_period(fixture, day(0, 1));
    reseal_all(fixture);
    retire(fixture, day(0, 1), 0);
    place_key(0, key);
    place_value(0, value);
    uint8_t *file = read_file(old, &size);
    struct ring *after = read_ring(fixture);
    for (size_t i = 0; i < after->count; i++) {
        seal_write(&after->keys[i].with, TABLE_LEFT, text(key), text(value), guess);
        assert_true(seal_stamp(bytes_of(guess, sizeof guess), &nonce));
        assert_null(memmem(file, size, nonce.at, nonce.size));
    }
    /* With the key that is gone it can: it still stands there. */
    seal_write(&ring_newest(before)->with, TABLE_LEFT, text(key), text(value), guess);
    assert_true(seal_stamp(bytes_of(guess, sizeof guess), &nonce));
    assert_non_null(memmem(file, size, nonce.at, nonce.size));
    ring_free(&before);
    ring_free(&after);
    free(file);
}

/* ---- beside a reader, and cut off */

static void test_a_reader_keeps_the_keys_of_its_begin(void **state) {
    struct fixture *fixture = *state;
    struct store_txn *reader = NULL;
    uint8_t before[32], after[32];
    fill(fixture);
    hash_all(fixture, before);
    assert_int_equal(store_begin_read(fixture->store, &reader), STATUS_OK);
    for (int month = 0; month < 3; month++) {
        begin_period(fixture, day(month, 1));
        reseal_all(fixture);
        retire(fixture, day(month, 1), 0);
    }
    assert_keys(fixture, "4");
    assert_int_equal(hash_tables(reader, after), STATUS_OK);
    assert_memory_equal(before, after, sizeof before);
    assert_int_equal(store_renew(reader), STATUS_OK);
    assert_int_equal(hash_tables(reader, after), STATUS_OK);
    assert_memory_equal(before, after, sizeof before);
    store_rollback(&reader);
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

struct reading {
    struct store *store;
    uint8_t expected[32];
    atomic_bool over;
    atomic_int rounds;
    bool failed;
};

static void *read_on_and_on(void *context) {
    struct reading *reading = context;
    while (!atomic_load(&reading->over) && !reading->failed) {
        struct store_txn *txn = NULL;
        uint8_t hash[32];
        bool same = store_begin_read(reading->store, &txn) == STATUS_OK;
        for (int i = 0; i < 3 && same; i++)
            same = hash_tables(txn, hash) == STATUS_OK &&
                   memcmp(hash, reading->expected, sizeof hash) == 0 &&
                   store_renew(txn) == STATUS_OK;
        reading->failed = !same;
        store_rollback(&txn);
        atomic_fetch_add(&reading->rounds, 1);
    }
    return NULL;
}

static void test_a_reader_never_misses_a_key_however_they_come_and_go(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    struct reading reading = {.store = fixture->store};
    pthread_t thread;
    hash_all(fixture, reading.expected);
    assert_int_equal(pthread_create(&thread, NULL, read_on_and_on, &reading), 0);
    for (int month = 0; month < MONTHS || atomic_load(&reading.rounds) < 10; month++) {
        begin_period(fixture, day(month, 1));
        while (reseal_some(fixture, 16384)) {
        }
        retire(fixture, day(month, 1), 0);
    }
    atomic_store(&reading.over, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_false(reading.failed);
}

/* The child: months pass until it is killed; a byte for each. */
static _Noreturn void pass_months(const struct fixture *fixture, int first, int say) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    bool more = true;
    if (store_open(&fixture->options, &store, NULL) != STATUS_OK)
        _exit(1);
    for (int month = first;; month++, more = true) {
        if (store_period_begin(store, day(month, 1), NULL) != STATUS_OK ||
            store_begin(store, &txn) != STATUS_OK)
            _exit(2);
        append_alert(txn, "month");
        if (store_commit(&txn) != STATUS_OK)
            _exit(3);
        while (more)
            if (store_reseal(store, LIMIT_BYTES, &more, NULL) != STATUS_OK)
                _exit(4);
        if (store_retire_keys(store, day(month, 1), 1, NULL) != STATUS_OK ||
            write(say, "m", 1) != 1)
            _exit(5);
    }
}

static void kill_in_month(const struct fixture *fixture, int first, int months) {
    int pipe_of[2], ended = 0;
    char said;
    assert_int_equal(pipe(pipe_of), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipe_of[0]);
        pass_months(fixture, first, pipe_of[1]);
    }
    close(pipe_of[1]);
    for (int i = 0; i < months; i++)
        assert_int_equal(read(pipe_of[0], &said, 1), 1);
    /* Somewhere in the next one: how far it gets is the scheduler's. */
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
    close(pipe_of[0]);
}

static void test_kill_9_at_any_moment_leaves_a_store_that_opens(void **state) {
    struct fixture *fixture = *state;
    fill(fixture);
    store_close(&fixture->store);
    for (int i = 0; i < KILLS; i++) {
        kill_in_month(fixture, 100 * i, 1 + i % 3);
        assert_int_equal(read_everything(fixture), STATUS_OK);
    }
}

static void test_a_key_that_was_begun_and_never_used_does_no_harm(void **state) {
    struct fixture *fixture = *state;
    int ended = 0;
    fill(fixture);
    store_close(&fixture->store);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        struct store_txn *txn = NULL;
        if (store_open(&fixture->options, &store, NULL) != STATUS_OK ||
            store_period_begin(store, day(0, 1), NULL) != STATUS_OK ||
            store_begin(store, &txn) != STATUS_OK)
            _exit(1);
        append_alert(txn, "never committed");
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended));
    assert_keys(fixture, "1 2");
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_int_equal(take_census(fixture).of[2], 0);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_first_day_of_another_month_begins_a_key),
        IN_STORE(test_what_is_written_is_sealed_with_the_newest_key),
        IN_STORE(test_keys_and_nonces_of_periods_have_nothing_in_common),
        IN_STORE(test_a_key_file_that_cannot_be_written_leaves_everything_as_it_was),
        IN_STORE(test_a_key_file_behind_a_link_is_replaced_where_it_is),
        IN_STORE(test_a_full_ring_says_so_and_has_room_when_keys_went),
        IN_STORE(test_resealing_leaves_what_records_say_and_nothing_of_older_keys),
        IN_STORE(test_each_step_of_resealing_is_bounded),
        IN_STORE(test_the_smallest_step_looks_at_one_record),
        IN_STORE(test_resealing_writes_nothing_once_all_is_done),
        IN_STORE(test_a_record_that_does_not_open_is_not_resealed_over),
        IN_STORE(test_a_key_goes_when_backups_no_longer_need_it),
        IN_STORE(test_a_key_that_an_older_store_needs_again_is_kept_again),
        IN_STORE(test_a_store_of_keys_that_are_gone_does_not_open_and_says_why),
        IN_STORE(test_a_key_file_that_is_behind_does_not_open_the_store_and_says_why),
        IN_STORE(test_a_record_of_a_key_that_is_gone_says_which_key_it_was),
        IN_STORE(test_what_was_removed_is_gone_from_every_old_file),
        IN_STORE(test_a_guess_at_what_was_removed_cannot_be_checked),
        IN_STORE(test_a_reader_keeps_the_keys_of_its_begin),
        IN_STORE(test_a_stamp_is_of_one_content_under_one_key),
        IN_STORE(test_a_reader_never_misses_a_key_however_they_come_and_go),
        IN_STORE(test_kill_9_at_any_moment_leaves_a_store_that_opens),
        IN_STORE(test_a_key_that_was_begun_and_never_used_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
