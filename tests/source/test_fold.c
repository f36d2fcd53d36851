#include "client/source/fold.h"

#include "client/source/gemeenten.h"
#include "client/source/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_folds(const char *text, const char *expected) {
    char room[FOLDED_SIZE];
    assert_string_equal(folded(bytes_of_text(text), room), expected);
}

static void test_case_spaces_marks_and_accents_make_no_difference(void **state) {
    (void)state;
    assert_folds("Datum_aanmelding", "datumaanmelding");
    assert_folds("  DATUM - aanmelding (ECD) ", "datumaanmeldingecd");
    assert_folds("Súdwest-Fryslân", "sudwestfryslan");
    assert_folds("ÀÿßŒĳŽ", "aysoeijz");
    assert_folds("18+", "18");
    assert_folds("€ × ÷", "");
}

static void test_what_is_too_long_or_no_utf8_equals_nothing(void **state) {
    (void)state;
    char letters[200];
    memset(letters, 'a', sizeof letters);
    assert_false(folds_alike(bytes_of(letters, sizeof letters), bytes_of(letters, sizeof letters)));
    assert_folds("kl\xE4nt", "");
    assert_false(folds_alike(bytes_of_text(""), bytes_of_text("--")));
}

static void test_every_column_is_meant_by_its_own_name(void **state) {
    (void)state;
    for (size_t column = 0; column < SOURCE_COLUMN_COUNT; column++) {
        struct bytes name = bytes_of_text(source_column_name(column));
        assert_int_equal(source_column_find(name), column);
        assert_int_equal(source_column_meant(name), column);
    }
}

static void test_synonyms_mean_their_column(void **state) {
    (void)state;
    assert_int_equal(source_column_meant(bytes_of_text("Plek-ID")), 0);
    assert_string_equal(source_column_name(source_column_meant(bytes_of_text("Datum aanmelding"))),
                        "aanmelddatum");
    assert_int_equal(source_column_meant(bytes_of_text("AGB-code")), SOURCE_AGB);
    assert_int_equal(source_column_meant(bytes_of_text("woonplaats")), SOURCE_COLUMN_COUNT);
    assert_int_equal(source_column_meant(bytes_of_text("cliëntnummer")), SOURCE_DOSSIER);
    assert_int_equal(source_column_meant(bytes_of_text("")), SOURCE_COLUMN_COUNT);
}

static void test_gemeenten_are_known_by_name(void **state) {
    (void)state;
    assert_string_equal(gemeente_by_name(bytes_of_text("Den Haag")), "0518");
    assert_string_equal(gemeente_by_name(bytes_of_text("'s-Gravenhage (Den Haag)")), "0518");
    assert_string_equal(gemeente_by_name(bytes_of_text("gemeente WESTLAND")), "1783");
    assert_string_equal(gemeente_by_name(bytes_of_text("Tytsjerksteradiel")), GEMEENTE_ELSEWHERE);
    assert_null(gemeente_by_name(bytes_of_text("Delfdt")));
    assert_null(gemeente_by_name(bytes_of_text("gemeente")));
    assert_null(gemeente_by_name(bytes_of_text("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_spaces_marks_and_accents_make_no_difference),
        cmocka_unit_test(test_what_is_too_long_or_no_utf8_equals_nothing),
        cmocka_unit_test(test_every_column_is_meant_by_its_own_name),
        cmocka_unit_test(test_synonyms_mean_their_column),
        cmocka_unit_test(test_gemeenten_are_known_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
