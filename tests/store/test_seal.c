/* The bytes of the format, as another program made them from store/FORMAT.md (Python:
 * hashlib and PyNaCl) under the store key 00 01 02 ... 1f. What is sealed is the
 * same in every format. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

static void use_known_key(struct fixture *fixture) {
    FILE *file = fopen(fixture->key_file, "w");
    assert_non_null(file);
    assert_true(fputs(KEY, file) >= 0);
    assert_int_equal(fclose(file), 0);
    store_close(&fixture->store);
    snprintf(fixture->directory, sizeof fixture->directory, "%s/known", fixture->root);
    assert_int_equal(store_create(&fixture->options, false, NULL), STATUS_OK);
    fixture_open(fixture);
}

static void assert_hex(const uint8_t *at, size_t size, const char *hex) {
    char digits[3];
    assert_int_equal(strlen(hex), 2 * size);
    for (size_t i = 0; i < size; i++) {
        snprintf(digits, sizeof digits, "%02x", at[i]);
        assert_memory_equal(digits, hex + 2 * i, 2);
    }
}

static void assert_record(const struct raw_record *records, size_t count, const char *table,
                          const char *key, const char *hex) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(records[i].table, table) == 0 &&
            bytes_equal(text(key), bytes_of(records[i].key, records[i].key_size))) {
            assert_hex(records[i].value, records[i].value_size, hex);
            return;
        }
    fail_msg("no %s in %s", key, table);
}

static void test_records_have_the_bytes_of_the_format(void **state) {
    struct fixture *fixture = *state;
    struct raw_record *records = calloc(8, sizeof *records);
    assert_non_null(records);
    use_known_key(fixture);
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "region", "what is so");
    put_text(txn, TABLE_DUE, "due", "");
    commit(&txn);
    store_close(&fixture->store);
    const size_t count = raw_records(fixture, records, 8);
    assert_record(records, count, "state", "region",
                  "01015b0acf548844f3f2d6a1c793e252e14c87e6650415ef8d99"
                  "a305cf9b27990996a4b5f56b300809ed872f070ab10777f7007d");
    assert_record(records, count, "due", "due",
                  "0101b11bd2e76d73cfd249847fa322100edfd1359be12479ffd0"
                  "8617a7e76e0c665b756e71ace0d3f410");
    assert_record(records, count, "meta", "format",
                  "776163687470737400000002b4d0ada78158a91a6762b9fccf54c3f3"
                  "093c79c13c53b66b7af7f813709bd641");
    free(records);
}

static void test_blinds_have_the_bytes_of_the_format(void **state) {
    struct fixture *fixture = *state;
    uint8_t blind[STORE_BLIND_BYTES];
    use_known_key(fixture);
    store_blind(fixture->store, "plek", text("WP-1"), blind, sizeof blind);
    assert_hex(blind, sizeof blind, "0d0cde9bf76049ba6599f022f3387346");
}

static void test_what_is_sealed_does_not_stand_in_the_file(void **state) {
    static const char secret[] = "a place id that leads to a child";
    struct fixture *fixture = *state;
    char path[128];
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_LEFT, "key", secret);
    append_event(txn, text(secret));
    append_alert(txn, secret);
    store_put_outcome(txn, 1, text(secret));
    commit(&txn);
    store_close(&fixture->store);
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    static char content[1 << 20];
    const size_t size = fread(content, 1, sizeof content, file);
    assert_int_equal(fclose(file), 0);
    assert_true(size > 0 && size < sizeof content);
    assert_null(memmem(content, size, secret, sizeof secret - 1));
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_records_have_the_bytes_of_the_format),
        IN_STORE(test_blinds_have_the_bytes_of_the_format),
        IN_STORE(test_what_is_sealed_does_not_stand_in_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
