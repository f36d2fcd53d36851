#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/codes.h"

/* Name, then back; and "onbekend" words where there are words. */
#define CHECK_LIST(type, count)                                                                    \
    for (enum type value = 0; value < (count); value++) {                                          \
        enum type found = (count);                                                                 \
        assert_true(type##_parse(bytes_of_text(type##_name(value)), &found));                      \
        assert_int_equal(found, value);                                                            \
    }

static void test_every_name_comes_back(void **state) {
    (void)state;
    CHECK_LIST(hulpvorm, HULPVORM_COUNT)
    CHECK_LIST(maatregel, MAATREGEL_COUNT)
    CHECK_LIST(urgentie, URGENTIE_COUNT)
    CHECK_LIST(overbrugging, OVERBRUGGING_COUNT)
    CHECK_LIST(leeftijdsband, LEEFTIJDSBAND_COUNT)
    CHECK_LIST(regie, REGIE_COUNT)
    CHECK_LIST(uitstroomreden, UITSTROOMREDEN_COUNT)
    CHECK_LIST(aanname, AANNAME_COUNT)
    CHECK_LIST(clock, CLOCK_COUNT)
    CHECK_LIST(taken_state, TAKEN_STATE_COUNT)
    CHECK_LIST(obstacle, OBSTACLE_COUNT)
    CHECK_LIST(purpose, PURPOSE_COUNT)
    CHECK_LIST(dimension, DIMENSION_COUNT)
    CHECK_LIST(step, STEP_COUNT)
    CHECK_LIST(measure, MEASURE_COUNT)
    for (enum rank_reason value = RANK_URGENT; value < RANK_REASON_COUNT; value++) {
        enum rank_reason found;
        assert_true(rank_reason_parse(bytes_of_text(rank_reason_name(value)), &found));
        assert_int_equal(found, value);
    }
}

static void test_what_is_no_name_is_refused_and_changes_nothing(void **state) {
    (void)state;
    enum hulpvorm hulpvorm = KDC;
    enum rank_reason reason = RANK_URGENT;
    assert_false(hulpvorm_parse(bytes_of_text("kdc"), &hulpvorm));
    assert_false(hulpvorm_parse(bytes_of_text("KD"), &hulpvorm));
    assert_false(hulpvorm_parse(bytes_of_text(""), &hulpvorm));
    assert_false(rank_reason_parse(bytes_of_text("NONE"), &reason));
    assert_int_equal(hulpvorm, KDC);
    assert_int_equal(reason, RANK_URGENT);
}

static void test_every_value_has_words(void **state) {
    (void)state;
    for (enum hulpvorm value = 0; value < HULPVORM_COUNT; value++)
        assert_true(strlen(hulpvorm_words(value)) > 0);
    for (enum maatregel value = 0; value < MAATREGEL_COUNT; value++)
        assert_true(strlen(maatregel_words(value)) > 0);
    for (enum overbrugging value = 0; value < OVERBRUGGING_COUNT; value++)
        assert_true(strlen(overbrugging_words(value)) > 0);
    for (enum uitstroomreden value = 0; value < UITSTROOMREDEN_COUNT; value++)
        assert_true(strlen(uitstroomreden_words(value)) > 0);
}

static void test_verdicts_have_the_contracts_names(void **state) {
    (void)state;
    assert_string_equal(clock_name(CLOCK_OORSPRONKELIJKE_AANMELDDATUM),
                        "oorspronkelijke_aanmelddatum");
    assert_string_equal(clock_name(CLOCK_TOEWIJZINGSDATUM), "toewijzingsdatum");
    assert_string_equal(alert_kind_name(DREIGEND), "DREIGEND");
    assert_string_equal(alert_kind_name(AFWIJKEND), "AFWIJKEND");
    assert_string_equal(cause_name(CAUSE_TERUG), "TERUG");
    assert_string_equal(helped_name(HELPED_UNKNOWN), "UNKNOWN");
    assert_string_equal(hold_end_name(HOLD_DISCARDED), "DISCARDED");
}

static void test_ijw_lists_have_their_gaps(void **state) {
    (void)state;
    unsigned products = 0, referrers = 0;
    for (uint32_t value = 0; value < 1000; value++) {
        products += productcategorie_known(value);
        referrers += verwijzer_known(value);
    }
    assert_int_equal(products, 1 + 8 + 16);
    assert_int_equal(referrers, 1 + 7);
    assert_false(productcategorie_known(39));
    assert_false(productcategorie_known(56));
    assert_false(verwijzer_known(7));
    assert_true(verwijzer_known(8));
    assert_false(verwijzer_known(UINT32_MAX));
}

static void test_jeugdreclassering_does_not_protect(void **state) {
    (void)state;
    for (enum maatregel value = 0; value < MAATREGEL_COUNT; value++)
        assert_int_equal(maatregel_protects(value), value == OTS || value == VOORLOPIGE_OTS ||
                                                        value == VOOGDIJ ||
                                                        value == VOORLOPIGE_VOOGDIJ);
}

static void test_cleaning_up_is_not_helping(void **state) {
    (void)state;
    unsigned counts[HELPED_COUNT] = {0};
    for (enum uitstroomreden value = 0; value < UITSTROOMREDEN_COUNT; value++)
        counts[uitstroomreden_helped(value)]++;
    assert_int_equal(counts[HELPED_NONE], 0);
    assert_int_equal(counts[HELPED_YES], 3);
    assert_int_equal(counts[HELPED_UNKNOWN], 2);
    assert_int_equal(uitstroomreden_helped(ADMIN_OPGESCHOOND), HELPED_UNKNOWN);
    assert_int_equal(uitstroomreden_helped(REDEN_ONBEKEND), HELPED_UNKNOWN);
    assert_int_equal(uitstroomreden_helped(ELDERS_GEPLAATST), HELPED_YES);
}

static size_t count_in_region(day_t day) {
    size_t count = 0;
    for (size_t i = 0; i < gemeente_count(); i++)
        count += gemeente_in_region(bytes_of_text(gemeente_code(i)), day);
    return count;
}

static void test_voorschoten_left_the_region_with_2023(void **state) {
    (void)state;
    day_t last = day_of_civil(2023, 12, 31);
    assert_int_equal(count_in_region(last), 10);
    assert_int_equal(count_in_region(last + 1), 9);
    assert_true(gemeente_in_region(bytes_of_text("0626"), last));
    assert_false(gemeente_in_region(bytes_of_text("0626"), last + 1));
    assert_string_equal(gemeente_naam(bytes_of_text("0626")), "Voorschoten");
}

static void test_other_gemeenten_are_outside(void **state) {
    (void)state;
    day_t day = day_of_civil(2025, 1, 1);
    assert_false(gemeente_in_region(bytes_of_text("0599"), day));
    assert_false(gemeente_in_region(bytes_of_text("051"), day));
    assert_false(gemeente_in_region(bytes_of_text("05180"), day));
    assert_false(gemeente_in_region((struct bytes){NULL, 0}, day));
    assert_null(gemeente_naam(bytes_of_text("0599")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_name_comes_back),
        cmocka_unit_test(test_what_is_no_name_is_refused_and_changes_nothing),
        cmocka_unit_test(test_every_value_has_words),
        cmocka_unit_test(test_verdicts_have_the_contracts_names),
        cmocka_unit_test(test_ijw_lists_have_their_gaps),
        cmocka_unit_test(test_jeugdreclassering_does_not_protect),
        cmocka_unit_test(test_cleaning_up_is_not_helping),
        cmocka_unit_test(test_voorschoten_left_the_region_with_2023),
        cmocka_unit_test(test_other_gemeenten_are_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
