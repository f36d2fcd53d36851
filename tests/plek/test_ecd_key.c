#include "client/plek/ecd_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct ecd_key key_of(const char *dossier, const char *part) {
    struct ecd_key key;
    assert_true(ecd_key_read(bytes_of_text(dossier), bytes_of_text(part), &key));
    return key;
}

static void assert_folds_to(const char *dossier, const char *part, const char *folded) {
    const struct ecd_key key = key_of(dossier, part), found = ecd_key_folded(&key);
    assert_true(bytes_equal(bytes_of(found.text, found.size), bytes_of_text(folded)));
}

static void test_one_dossier_is_one_key_however_it_was_written(void **state) {
    (void)state;
    static const char *const written[] = {"d-17 z", "D-17 Z", "  D-17 \t Z ",
                                          "D-17\xC2\xA0Z\xC2\xA0"};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        assert_folds_to(written[i], "", "D-17 Z");
}

static void test_zeros_that_a_spreadsheet_takes_do_not_count(void **state) {
    (void)state;
    assert_folds_to("0012345", "", "12345");
    assert_folds_to("12345", "007",
                    "12345\x1F"
                    "7");
    assert_folds_to("000", "", "0");
    assert_folds_to("0012-A", "", "0012-A");
}

static void test_dossier_and_part_stay_apart(void **state) {
    (void)state;
    assert_folds_to("12", "3",
                    "12\x1F"
                    "3");
    assert_folds_to("1", "23",
                    "1\x1F"
                    "23");
    assert_folds_to("123", " ", "123");
}

static void test_a_key_is_shown_as_it_was_written(void **state) {
    (void)state;
    const struct ecd_key key = key_of(" 0012345 ", "Kdc  oost");
    assert_true(bytes_equal(ecd_key_dossier(&key), bytes_of_text("0012345")));
    assert_true(bytes_equal(ecd_key_part(&key), bytes_of_text("Kdc oost")));
    const struct ecd_key alone = key_of("17", "");
    assert_int_equal(ecd_key_part(&alone).size, 0);
}

static void test_what_is_no_key_is_refused(void **state) {
    (void)state;
    struct ecd_key key;
    static const char *const dossiers[] = {"", "  ", "\xFF", "a\x01", "a\x1F-b", "\xC2\x85"};
    for (size_t i = 0; i < sizeof dossiers / sizeof *dossiers; i++)
        assert_false(ecd_key_read(bytes_of_text(dossiers[i]), bytes_of_text("1"), &key));
    assert_false(ecd_key_read(bytes_of_text("1"), bytes_of_text("\xFF"), &key));
    assert_false(ecd_key_read(bytes_of_text("1"), bytes_of_text("a\x1F"), &key));
    assert_false(ecd_key_read(bytes_of("a\0b", 3), bytes_of_text(""), &key));
}

/* Every length around the limit, of either, to the last byte. */
static void test_a_key_that_is_too_long_is_refused_and_never_cut(void **state) {
    (void)state;
    char text[ECD_KEY_BYTES + 10];
    size_t taken = 0;
    memset(text, 'x', sizeof text);
    for (size_t dossier = 1; dossier < sizeof text; dossier++)
        for (size_t part = 0; part < sizeof text; part++) {
            struct ecd_key key;
            if (!ecd_key_read(bytes_of(text, dossier), bytes_of(text, part), &key))
                continue;
            taken++;
            assert_int_equal(ecd_key_dossier(&key).size, dossier);
            assert_int_equal(ecd_key_part(&key).size, part);
            assert_in_range(key.size, 1, ECD_KEY_BYTES);
            const struct ecd_key folded = ecd_key_folded(&key);
            assert_int_equal(folded.size, key.size);
        }
    assert_true(taken > 15000);
}

static void test_a_column_of_bsns_is_seen_and_one_of_numbers_is_not(void **state) {
    (void)state;
    assert_true(ecd_keys_are_bsn(3, 3));
    assert_true(ecd_keys_are_bsn(50, 100));
    assert_false(ecd_keys_are_bsn(2, 2));
    assert_false(ecd_keys_are_bsn(1, 3));
    assert_false(ecd_keys_are_bsn(1818, 20000));
    assert_false(ecd_keys_are_bsn(0, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_dossier_is_one_key_however_it_was_written),
        cmocka_unit_test(test_zeros_that_a_spreadsheet_takes_do_not_count),
        cmocka_unit_test(test_dossier_and_part_stay_apart),
        cmocka_unit_test(test_a_key_is_shown_as_it_was_written),
        cmocka_unit_test(test_what_is_no_key_is_refused),
        cmocka_unit_test(test_a_key_that_is_too_long_is_refused_and_never_cut),
        cmocka_unit_test(test_a_column_of_bsns_is_seen_and_one_of_numbers_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
