#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/place.h"

static struct place some_place(void) {
    return (struct place){.id = bytes_of_text("p1"),
                          .gemeente = "0518",
                          .hulpvorm = KDC,
                          .maatregel_start = DAY_NONE,
                          .urgentie_datum = DAY_NONE,
                          .overbrugging_sinds = DAY_NONE,
                          .laatst_geverifieerd = DAY_NONE,
                          .oorspronkelijke_aanmelddatum = DAY_NONE,
                          .aanmelddatum = 20000,
                          .verwijsdatum = 19990,
                          .toewijzingsdatum = 19980,
                          .compleet_datum = 19970,
                          .intakedatum = DAY_NONE};
}

static void test_clock_starts_at_the_first_of_four_fields(void **state) {
    (void)state;
    struct place place = some_place();
    enum clock clock;
    place.oorspronkelijke_aanmelddatum = 20010;
    assert_int_equal(place_start(&place, &clock), 20010);
    assert_int_equal(clock, CLOCK_OORSPRONKELIJKE_AANMELDDATUM);
    place.oorspronkelijke_aanmelddatum = DAY_NONE;
    assert_int_equal(place_start(&place, &clock), 20000);
    assert_int_equal(clock, CLOCK_AANMELDDATUM);
    place.aanmelddatum = DAY_NONE;
    assert_int_equal(place_start(&place, &clock), 19990);
    assert_int_equal(clock, CLOCK_VERWIJSDATUM);
    place.verwijsdatum = DAY_NONE;
    assert_int_equal(place_start(&place, &clock), 19980);
    assert_int_equal(clock, CLOCK_TOEWIJZINGSDATUM);
    place.toewijzingsdatum = DAY_NONE;
    assert_int_equal(place_start(&place, &clock), DAY_NONE);
    assert_int_equal(clock, CLOCK_NONE);
}

/* Every field is compared: change each in turn. */
static void test_any_field_makes_a_difference(void **state) {
    (void)state;
    const struct place base = some_place();
    assert_true(place_equal(&base, &base));
#define DIFFERS(field, value)                                                                      \
    do {                                                                                           \
        struct place other = base;                                                                 \
        other.field = (value);                                                                     \
        assert_false(place_equal(&base, &other));                                                  \
        assert_false(place_equal(&other, &base));                                                  \
    } while (0)
    DIFFERS(id, bytes_of_text("p2"));
    DIFFERS(has_pseudonym, true);
    DIFFERS(pseudonym_epoch, 1);
    DIFFERS(gemeente[3], '9');
    DIFFERS(hulpvorm, CRISIS);
    DIFFERS(productcategorie, 45);
    DIFFERS(verwijzer, 2);
    DIFFERS(maatregel, OTS);
    DIFFERS(maatregel_start, 1);
    DIFFERS(gi.text[0], '0');
    DIFFERS(machtiging_uithuisplaatsing, true);
    DIFFERS(urgentie, URGENTIE_HOOG);
    DIFFERS(urgentie_datum, 1);
    DIFFERS(overbrugging, OVERBRUGGING_GEEN);
    DIFFERS(overbrugging_sinds, 1);
    DIFFERS(leeftijdsband, LEEFTIJD_4_11);
    DIFFERS(regie, REGIE_GI);
    DIFFERS(eigen_wens, true);
    DIFFERS(laatst_geverifieerd, 1);
    DIFFERS(oorspronkelijke_aanmelddatum, 1);
    DIFFERS(aanmelddatum, 1);
    DIFFERS(verwijsdatum, 1);
    DIFFERS(toewijzingsdatum, 1);
    DIFFERS(compleet_datum, 1);
    DIFFERS(intakedatum, 1);
#undef DIFFERS
}

static void test_an_absent_pseudonyms_bytes_do_not_count(void **state) {
    (void)state;
    struct place a = some_place(), b = some_place();
    b.pseudonym[31] = 1;
    assert_true(place_equal(&a, &b));
    a.has_pseudonym = b.has_pseudonym = true;
    assert_false(place_equal(&a, &b));
}

static void test_agb_code_is_eight_digits(void **state) {
    (void)state;
    struct agb agb = {"12345678"};
    assert_false(agb_parse(bytes_of_text("0601071"), &agb));
    assert_false(agb_parse(bytes_of_text("060107130"), &agb));
    assert_false(agb_parse(bytes_of_text("0601071x"), &agb));
    assert_false(agb_parse(bytes_of_text(""), &agb));
    assert_string_equal(agb.text, "12345678");
    assert_true(agb_parse(bytes_of_text("06010713"), &agb));
    assert_string_equal(agb.text, "06010713");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock_starts_at_the_first_of_four_fields),
        cmocka_unit_test(test_any_field_makes_a_difference),
        cmocka_unit_test(test_an_absent_pseudonyms_bytes_do_not_count),
        cmocka_unit_test(test_agb_code_is_eight_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
