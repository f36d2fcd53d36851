#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "proto/model/limits.h"
#include "tests/model/lines.h"

/* The peilmoment of these tests. */
static day_t today(void) {
    return day_of_civil(2025, 3, 31);
}

static void expect_on(day_t day, const struct raw_place *raw, const char *expected) {
    struct line_faults faults;
    struct place place;
    char text[FAULTS_TEXT_SIZE];
    check_place(raw, day, false, &faults, &place);
    assert_string_equal(faults_text(&faults, text), expected);
    assert_int_equal(line_faults_any(&faults), expected[0] != '\0');
}

static void expect(const struct raw_place *raw, const char *expected) {
    expect_on(today(), raw, expected);
}

static void expect_id(struct bytes id, const char *expected) {
    struct raw_place raw = good_place("p1");
    raw.id = id;
    expect(&raw, expected);
}

static void test_required_fields_are_enough(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    expect(&raw, "");
    raw = (struct raw_place){0};
    expect(&raw, "ID:id GEEN_STARTDATUM:oorspronkelijke_aanmelddatum GEMEENTE:gemeente "
                 "CODE:hulpvorm");
}

static void test_good_line_becomes_the_place_it_says(void **state) {
    (void)state;
    static const uint8_t pseudonym[PSEUDONYM_BYTES] = {1, 2, 3};
    struct raw_place raw = good_place("p1");
    raw.jeugdige = bytes_of(pseudonym, sizeof pseudonym);
    raw.jeugdige_epoch = 4;
    raw.productcategorie = 45;
    raw.verwijzer = 8;
    raw.maatregel = OTS;
    raw.maatregel_start = 20250201;
    raw.gi = bytes_of_text("06012345");
    raw.machtiging_uithuisplaatsing = true;
    raw.urgentie = URGENTIE_HOOG;
    raw.urgentie_datum = 20250202;
    raw.overbrugging = OVERBRUGGING_AMBULANT;
    raw.overbrugging_sinds = 20250203;
    raw.leeftijdsband = LEEFTIJD_4_11;
    raw.regie = REGIE_GI;
    raw.eigen_wens = true;
    raw.laatst_geverifieerd = 20250204;
    raw.oorspronkelijke_aanmelddatum = 20241205;
    raw.verwijsdatum = 20241206;
    raw.toewijzingsdatum = 20241207;
    raw.compleet_datum = 20241208;
    raw.intakedatum = 20250609;

    struct place wanted = {.id = bytes_of_text("p1"),
                           .has_pseudonym = true,
                           .pseudonym = {1, 2, 3},
                           .pseudonym_epoch = 4,
                           .gemeente = "0518",
                           .hulpvorm = KDC,
                           .productcategorie = 45,
                           .verwijzer = 8,
                           .maatregel = OTS,
                           .maatregel_start = day_of_number(20250201),
                           .gi = {"06012345"},
                           .machtiging_uithuisplaatsing = true,
                           .urgentie = URGENTIE_HOOG,
                           .urgentie_datum = day_of_number(20250202),
                           .overbrugging = OVERBRUGGING_AMBULANT,
                           .overbrugging_sinds = day_of_number(20250203),
                           .leeftijdsband = LEEFTIJD_4_11,
                           .regie = REGIE_GI,
                           .eigen_wens = true,
                           .laatst_geverifieerd = day_of_number(20250204),
                           .oorspronkelijke_aanmelddatum = day_of_number(20241205),
                           .aanmelddatum = day_of_number(20250101),
                           .verwijsdatum = day_of_number(20241206),
                           .toewijzingsdatum = day_of_number(20241207),
                           .compleet_datum = day_of_number(20241208),
                           .intakedatum = day_of_number(20250609)};
    struct line_faults faults;
    struct place place;
    check_place(&raw, today(), false, &faults, &place);
    assert_false(line_faults_any(&faults));
    assert_true(place_equal(&place, &wanted));
}

static void test_absent_dates_and_codes_are_none_and_onbekend(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    struct line_faults faults;
    struct place place;
    check_place(&raw, today(), false, &faults, &place);
    assert_false(place.has_pseudonym);
    assert_string_equal(place.gi.text, "");
    assert_int_equal(place.maatregel, MAATREGEL_ONBEKEND);
    assert_int_equal(place.intakedatum, DAY_NONE);
    assert_int_equal(place.verwijsdatum, DAY_NONE);
    assert_true(place.id.at == raw.id.at);
}

static void test_id_is_utf8_of_at_most_64_bytes_without_controls(void **state) {
    (void)state;
    char text[MAX_ID_BYTES + 1];
    memset(text, 'a', sizeof text);
    expect_id(bytes_of(text, MAX_ID_BYTES), "");
    expect_id(bytes_of(text, MAX_ID_BYTES + 1), "ID:id");
    expect_id(bytes_of(text, 1), "");
    expect_id(bytes_of(text, 0), "ID:id");
    expect_id(bytes_of_text("plek-\xC3\xA9"), "");
    expect_id(bytes_of_text("plek-\xC3"), "ID:id");
    expect_id(bytes_of_text("plek\t1"), "ID:id");
    expect_id(bytes_of_text("plek\xC2\x80"), "ID:id");
    expect_id(bytes_of("plek\0", 5), "ID:id");
}

static void test_bsn_in_an_id_is_found_also_beside_a_bad_id(void **state) {
    (void)state;
    expect_id(bytes_of_text("123456782"), "BSN:id");
    expect_id(bytes_of_text("123456783"), "");
    expect_id(bytes_of_text("\xFF"
                            "123456782"),
              "ID:id BSN:id");
}

static void test_line_seen_before_is_a_double_whatever_else_it_is(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    raw.gemeente = bytes_of_text("x");
    struct line_faults faults;
    struct place place;
    char text[FAULTS_TEXT_SIZE];
    check_place(&raw, today(), true, &faults, &place);
    assert_string_equal(faults_text(&faults, text), "DUBBEL:id GEMEENTE:gemeente");
}

/* Each date field with its place in a line. */
static const struct date {
    const char *name;
    size_t at;
} dates[] = {
#define DATE(field)                                                                                \
    { #field, offsetof(struct raw_place, field) }
    DATE(maatregel_start),
    DATE(urgentie_datum),
    DATE(overbrugging_sinds),
    DATE(laatst_geverifieerd),
    DATE(oorspronkelijke_aanmelddatum),
    DATE(aanmelddatum),
    DATE(verwijsdatum),
    DATE(toewijzingsdatum),
    DATE(compleet_datum),
    DATE(intakedatum),
};
enum { DATE_COUNT = sizeof dates / sizeof *dates };

static void put(struct raw_place *raw, size_t at, uint32_t value) {
    memcpy((char *)raw + at, &value, sizeof value);
}

static void expect_date(const struct date *date, uint32_t value, const char *code) {
    struct raw_place raw = good_place("p1");
    char wanted[80] = "";
    put(&raw, date->at, value);
    if (code)
        snprintf(wanted, sizeof wanted, "%s:%s", code, date->name);
    expect(&raw, wanted);
}

static void test_every_date_must_exist_and_lie_in_the_past(void **state) {
    (void)state;
    for (size_t i = 0; i < DATE_COUNT; i++) {
        bool planned = strcmp(dates[i].name, "intakedatum") == 0;
        expect_date(&dates[i], 20250331, NULL);
        expect_date(&dates[i], 20250229, "DATUM");
        expect_date(&dates[i], UINT32_MAX, "DATUM");
        expect_date(&dates[i], 1, "DATUM");
        expect_date(&dates[i], 20250401, planned ? NULL : "TOEKOMST");
        expect_date(&dates[i], 20260331, planned ? NULL : "TOEKOMST");
        expect_date(&dates[i], 20260401, "TOEKOMST");
    }
}

static void test_first_field_in_the_contracts_order_is_named(void **state) {
    (void)state;
    for (size_t first = 0; first < DATE_COUNT; first++) {
        struct raw_place raw = good_place("p1");
        char wanted[80];
        for (size_t i = first; i < DATE_COUNT; i++)
            put(&raw, dates[i].at, 20251301);
        snprintf(wanted, sizeof wanted, "DATUM:%s", dates[first].name);
        expect(&raw, wanted);
    }
}

/* Each code field with its place in a line and a value outside its list. */
static const struct {
    const char *name;
    size_t at;
    int32_t outside;
} code_fields[] = {
#define OUTSIDE(field, value)                                                                      \
    { #field, offsetof(struct raw_place, field), value }
    OUTSIDE(hulpvorm, HULPVORM_COUNT),
    OUTSIDE(hulpvorm, HULPVORM_ONBEKEND),
    OUTSIDE(hulpvorm, -1),
    OUTSIDE(productcategorie, 39),
    OUTSIDE(productcategorie, -1),
    OUTSIDE(verwijzer, 7),
    OUTSIDE(maatregel, MAATREGEL_COUNT),
    OUTSIDE(maatregel, INT32_MIN),
    OUTSIDE(urgentie, URGENTIE_COUNT),
    OUTSIDE(overbrugging, OVERBRUGGING_COUNT),
    OUTSIDE(leeftijdsband, LEEFTIJDSBAND_COUNT),
    OUTSIDE(regie, REGIE_COUNT),
    OUTSIDE(regie, INT32_MAX),
};

static void test_every_code_must_stand_in_its_list(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof code_fields / sizeof *code_fields; i++) {
        struct raw_place raw = good_place("p1");
        char wanted[80];
        put(&raw, code_fields[i].at, (uint32_t)code_fields[i].outside);
        snprintf(wanted, sizeof wanted, "CODE:%s", code_fields[i].name);
        expect(&raw, wanted);
    }
}

static void test_gi_is_an_agb_code_and_comes_before_urgentie(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    raw.gi = bytes_of_text("0601234");
    raw.urgentie = 99;
    expect(&raw, "CODE:gi");
    raw.maatregel = 99;
    expect(&raw, "CODE:maatregel");
}

static void test_pseudonym_is_absent_or_32_bytes(void **state) {
    (void)state;
    static const uint8_t pseudonym[PSEUDONYM_BYTES + 1];
    struct raw_place raw = good_place("p1");
    for (size_t size = 0; size <= sizeof pseudonym; size++) {
        raw.jeugdige = bytes_of(pseudonym, size);
        expect(&raw, size == 0 || size == PSEUDONYM_BYTES ? "" : "PSEUDONIEM:jeugdige");
    }
}

static void test_gemeente_is_judged_on_the_day_of_the_peilmoment(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    raw.aanmelddatum = 20230101;
    raw.gemeente = bytes_of_text("0626");
    expect_on(day_of_civil(2023, 12, 31), &raw, "");
    expect_on(day_of_civil(2024, 1, 1), &raw, "BUITEN_REGIO:gemeente");
    raw.gemeente = bytes_of_text("0599");
    expect(&raw, "BUITEN_REGIO:gemeente");
    raw.gemeente = bytes_of_text("518");
    expect(&raw, "GEMEENTE:gemeente");
    raw.gemeente = bytes_of_text("");
    expect(&raw, "GEMEENTE:gemeente");
}

static void test_start_day_is_at_most_120_months_old(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    raw.aanmelddatum = 20150331;
    expect(&raw, "");
    raw.aanmelddatum = 20150330;
    expect(&raw, "TE_OUD:aanmelddatum");
    raw.aanmelddatum = 20140228;
    expect_on(day_of_civil(2024, 2, 29), &raw, "");
    raw.oorspronkelijke_aanmelddatum = 20140227;
    expect_on(day_of_civil(2024, 2, 29), &raw, "TE_OUD:oorspronkelijke_aanmelddatum");
    raw.oorspronkelijke_aanmelddatum = 20250101; /* it alone starts the clock */
    expect(&raw, "");
}

static void test_date_that_is_none_counts_as_present_and_is_not_tested_further(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    raw.aanmelddatum = 20250230;
    expect(&raw, "DATUM:aanmelddatum");
    raw.verwijsdatum = 20100101; /* does not start the clock: a date stands before it */
    expect(&raw, "DATUM:aanmelddatum");
    raw.oorspronkelijke_aanmelddatum = 20100101;
    expect(&raw, "DATUM:aanmelddatum TE_OUD:oorspronkelijke_aanmelddatum");
}

static void test_one_code_can_be_told_from_several(void **state) {
    (void)state;
    struct line_faults faults = {0};
    assert_false(line_faults_only(&faults, FAULT_BUITEN_REGIO));
    faults.field[FAULT_BUITEN_REGIO] = "gemeente";
    assert_true(line_faults_only(&faults, FAULT_BUITEN_REGIO));
    assert_false(line_faults_only(&faults, FAULT_CODE));
    faults.field[FAULT_CODE] = "hulpvorm";
    assert_false(line_faults_only(&faults, FAULT_BUITEN_REGIO));
}

static void test_peilmoment_at_the_ends_of_time_is_survived(void **state) {
    (void)state;
    struct raw_place raw = good_place("p1");
    raw.intakedatum = 20250401;
    expect_on(day_of_instant(INT64_MIN), &raw, "TOEKOMST:aanmelddatum");
    expect_on(day_of_instant(INSTANT_MAX), &raw, "TE_OUD:aanmelddatum");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_required_fields_are_enough),
        cmocka_unit_test(test_good_line_becomes_the_place_it_says),
        cmocka_unit_test(test_absent_dates_and_codes_are_none_and_onbekend),
        cmocka_unit_test(test_id_is_utf8_of_at_most_64_bytes_without_controls),
        cmocka_unit_test(test_bsn_in_an_id_is_found_also_beside_a_bad_id),
        cmocka_unit_test(test_line_seen_before_is_a_double_whatever_else_it_is),
        cmocka_unit_test(test_every_date_must_exist_and_lie_in_the_past),
        cmocka_unit_test(test_first_field_in_the_contracts_order_is_named),
        cmocka_unit_test(test_every_code_must_stand_in_its_list),
        cmocka_unit_test(test_gi_is_an_agb_code_and_comes_before_urgentie),
        cmocka_unit_test(test_pseudonym_is_absent_or_32_bytes),
        cmocka_unit_test(test_gemeente_is_judged_on_the_day_of_the_peilmoment),
        cmocka_unit_test(test_start_day_is_at_most_120_months_old),
        cmocka_unit_test(test_date_that_is_none_counts_as_present_and_is_not_tested_further),
        cmocka_unit_test(test_one_code_can_be_told_from_several),
        cmocka_unit_test(test_peilmoment_at_the_ends_of_time_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
