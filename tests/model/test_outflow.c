#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/model/lines.h"

static const struct known_wait unknown;

static struct known_wait open_wait(uint32_t start) {
    return (struct known_wait){.open = true, .start = day_of_number(start)};
}

static struct known_wait left_onbekend(uint32_t start) {
    return (struct known_wait){.left_onbekend = true, .start = day_of_number(start)};
}

static struct raw_outflow good_outflow(void) {
    return (struct raw_outflow){bytes_of_text("p1"), GESTART, 20250310, NULL};
}

/* The peilmoment is 2025-03-31. */
static struct leaving expect_seen(const struct raw_outflow *raw, bool seen,
                                  const struct known_wait *known, const char *expected) {
    struct line_faults faults;
    struct leaving leaving;
    char text[FAULTS_TEXT_SIZE];
    check_outflow(raw, day_of_civil(2025, 3, 31), seen, known != NULL, known ? known : &unknown,
                  &faults, &leaving);
    assert_string_equal(faults_text(&faults, text), expected);
    return leaving;
}

static struct leaving expect(const struct raw_outflow *raw, struct known_wait known,
                             const char *expected) {
    return expect_seen(raw, false, &known, expected);
}

static void test_open_place_leaves_with_reason_and_date(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct leaving leaving = expect(&raw, open_wait(20250101), "");
    assert_true(bytes_equal(leaving.id, raw.id));
    assert_int_equal(leaving.reden, GESTART);
    assert_int_equal(leaving.datum, day_of_number(20250310));
    assert_false(leaving.carries_place);
}

static void test_date_of_leaving_is_required_real_and_not_ahead(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    raw.datum = 0;
    expect(&raw, open_wait(20250101), "DATUM:datum");
    raw.datum = 20250230;
    expect(&raw, open_wait(20250101), "DATUM:datum");
    raw.datum = 20250401;
    expect(&raw, open_wait(20250101), "TOEKOMST:datum");
    raw.datum = 20250331;
    expect(&raw, open_wait(20250101), "");
}

static void test_reason_stands_in_its_list_and_empty_is_onbekend(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    raw.reden = UITSTROOMREDEN_COUNT;
    expect(&raw, open_wait(20250101), "CODE:reden");
    raw.reden = -1;
    expect(&raw, open_wait(20250101), "CODE:reden");
    raw.reden = 0;
    assert_int_equal(expect(&raw, open_wait(20250101), "").reden, REDEN_ONBEKEND);
}

static void test_nobody_leaves_before_the_wait_began(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    expect(&raw, open_wait(20250310), "");
    expect(&raw, open_wait(20250311), "UITSTROOMDATUM:datum");
    expect(&raw, left_onbekend(20250310), "");
    expect(&raw, left_onbekend(20250311), "UITSTROOMDATUM:datum");
    raw.datum = 0;
    expect(&raw, open_wait(20250311), "DATUM:datum");
}

static void test_unknown_id_must_carry_its_place(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct raw_place place = good_place("");
    expect(&raw, unknown, "ONBEKENDE_PLEK:id");
    raw.place = &place;
    struct leaving leaving = expect(&raw, unknown, "");
    assert_true(leaving.carries_place);
    assert_true(bytes_equal(leaving.place.id, raw.id));
    assert_int_equal(leaving.place.aanmelddatum, day_of_number(20250101));
    place.aanmelddatum = 20250311;
    expect(&raw, unknown, "UITSTROOMDATUM:datum");
}

static void test_carried_place_is_validated_like_any_other(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct raw_place place = {.id = bytes_of_text("p2"), .jeugdige = bytes_of_text("x")};
    raw.place = &place;
    expect(&raw, unknown,
           "ID:place.id GEEN_STARTDATUM:place.oorspronkelijke_aanmelddatum "
           "GEMEENTE:place.gemeente CODE:place.hulpvorm PSEUDONIEM:place.jeugdige");
    place = good_place("p1");
    place.gemeente = bytes_of_text("0599");
    place.aanmelddatum = 20100101;
    expect(&raw, unknown, "TE_OUD:place.aanmelddatum BUITEN_REGIO:place.gemeente");
}

static void test_lines_own_field_is_named_before_the_carried_one(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct raw_place place = good_place("");
    raw.place = &place;
    raw.reden = 99;
    raw.datum = 20250401;
    place.hulpvorm = 99;
    place.verwijsdatum = 20250401;
    expect(&raw, unknown, "TOEKOMST:datum CODE:reden");
    raw.reden = GESTART;
    raw.datum = 20250310;
    expect(&raw, unknown, "TOEKOMST:place.verwijsdatum CODE:place.hulpvorm");
}

static void test_place_carried_for_an_open_id_is_ignored_untested(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct raw_place place = {.id = bytes_of_text("other")};
    raw.place = &place;
    assert_false(expect(&raw, open_wait(20250101), "").carries_place);
    expect(&raw, open_wait(20250311), "UITSTROOMDATUM:datum");
}

static void test_completion_carrying_another_start_came_and_left(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct raw_place place = good_place("");
    raw.place = &place;
    place.aanmelddatum = 20250310;
    assert_true(expect(&raw, left_onbekend(20250311), "").carries_place);
    place.aanmelddatum = 20250311;
    expect(&raw, left_onbekend(20250101), "UITSTROOMDATUM:datum");
    expect(&raw, left_onbekend(20250311), "UITSTROOMDATUM:datum");
}

static void test_completion_whose_carried_start_cannot_be_told_is_held_to_the_known(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct raw_place place = good_place("");
    raw.place = &place;
    place.aanmelddatum = 20250230;
    expect(&raw, left_onbekend(20250101), "DATUM:place.aanmelddatum");
    expect(&raw, left_onbekend(20250311), "DATUM:place.aanmelddatum UITSTROOMDATUM:datum");
    expect(&raw, unknown, "DATUM:place.aanmelddatum");
    place.aanmelddatum = 0;
    expect(&raw, left_onbekend(20250311),
           "GEEN_STARTDATUM:place.oorspronkelijke_aanmelddatum UITSTROOMDATUM:datum");
}

static void test_state_is_not_asked_for_a_bad_or_double_id(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    struct known_wait known = open_wait(20250311);
    expect_seen(&raw, true, &known, "DUBBEL:id");
    expect_seen(&raw, true, &unknown, "DUBBEL:id");
    raw.id = bytes_of_text("");
    expect(&raw, unknown, "ID:id");
    raw.id = bytes_of_text("123456782");
    expect(&raw, unknown, "BSN:id ONBEKENDE_PLEK:id");
}

static void test_without_the_state_only_the_line_itself_is_judged(void **state) {
    (void)state;
    struct raw_outflow raw = good_outflow();
    expect_seen(&raw, false, NULL, "");
    struct raw_place place = good_place("");
    raw.place = &place;
    assert_true(expect_seen(&raw, false, NULL, "").carries_place);
    place.aanmelddatum = 20250311;
    expect_seen(&raw, false, NULL, "UITSTROOMDATUM:datum");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_place_leaves_with_reason_and_date),
        cmocka_unit_test(test_date_of_leaving_is_required_real_and_not_ahead),
        cmocka_unit_test(test_reason_stands_in_its_list_and_empty_is_onbekend),
        cmocka_unit_test(test_nobody_leaves_before_the_wait_began),
        cmocka_unit_test(test_unknown_id_must_carry_its_place),
        cmocka_unit_test(test_carried_place_is_validated_like_any_other),
        cmocka_unit_test(test_lines_own_field_is_named_before_the_carried_one),
        cmocka_unit_test(test_place_carried_for_an_open_id_is_ignored_untested),
        cmocka_unit_test(test_completion_carrying_another_start_came_and_left),
        cmocka_unit_test(test_completion_whose_carried_start_cannot_be_told_is_held_to_the_known),
        cmocka_unit_test(test_state_is_not_asked_for_a_bad_or_double_id),
        cmocka_unit_test(test_without_the_state_only_the_line_itself_is_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
