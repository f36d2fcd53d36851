/* What was removed is gone from every old file once its key is, and not before. */
#include "months.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES = 8 << 20 };

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

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_what_was_removed_is_gone_from_every_old_file),
        IN_STORE(test_a_guess_at_what_was_removed_cannot_be_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
