#include "client/alerts/sieve.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct alert place_alert(enum alert_kind kind) {
    return (struct alert){.kind = kind,
                          .agb = {"06010713"},
                          .place = {.hulpvorm = KDC,
                                    .gemeente = "0518",
                                    .maatregel = OTS,
                                    .urgentie = URGENTIE_HOOG,
                                    .gi = {"11111111"}}};
}

static struct alert holder_alert(void) {
    return (struct alert){.kind = STIL, .agb = {"06010713"}};
}

static void test_sieve_that_asks_nothing_admits_everything(void **state) {
    (void)state;
    const struct sieve sieve = {0};
    const struct alert holder = holder_alert();
    for (int kind = DREIGEND; kind <= VAN_LIJST; kind++) {
        struct alert alert = place_alert((enum alert_kind)kind);
        assert_true(sieve_admits(&sieve, &alert));
    }
    assert_true(sieve_admits(&sieve, &holder));
}

static void test_any_value_within_a_dimension_and_all_dimensions(void **state) {
    (void)state;
    const struct bytes delft = bytes_of_text("0503"), den_haag = bytes_of_text("0518");
    const struct bytes both[] = {delft, den_haag};
    const struct alert alert = place_alert(OVERSCHRIJDING);
    struct sieve sieve = {.filter = {.gemeente_count = 2, .gemeenten = both}};
    assert_true(sieve_admits(&sieve, &alert));
    sieve.filter.hulpvormen = 1u << KDC | 1u << CRISIS;
    assert_true(sieve_admits(&sieve, &alert));
    sieve.filter.hulpvormen = 1u << CRISIS;
    assert_false(sieve_admits(&sieve, &alert));
    sieve = (struct sieve){.filter = {.gemeente_count = 1, .gemeenten = &delft}};
    assert_false(sieve_admits(&sieve, &alert));
    sieve = (struct sieve){.kinds = 1u << DREIGEND};
    assert_false(sieve_admits(&sieve, &alert));
    sieve.kinds |= 1u << OVERSCHRIJDING;
    assert_true(sieve_admits(&sieve, &alert));
}

static void test_each_trait_of_a_place_is_looked_at(void **state) {
    (void)state;
    const struct agb here = {"06010713"}, elsewhere = {"06010714"};
    const struct alert alert = place_alert(NIVEAU);
    const struct sieve no[] = {
        {.filter = {.aanbieder_count = 1, .aanbieders = &elsewhere}},
        {.filter = {.gi_count = 1, .gis = &here}},
        {.filter = {.maatregelen = 1u << MAATREGEL_GEEN}},
        {.filter = {.urgenties = 1u << URGENTIE_REGULIER}},
    };
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(sieve_admits(&no[i], &alert));
    const struct sieve yes = {.filter = {.aanbieder_count = 1,
                                         .aanbieders = &here,
                                         .maatregelen = 1u << OTS,
                                         .urgenties = 1u << URGENTIE_HOOG}};
    assert_true(sieve_admits(&yes, &alert));
}

static void test_alert_about_an_aanbieder_has_no_traits_of_a_place(void **state) {
    (void)state;
    const struct alert holder = holder_alert();
    const struct agb here = {"06010713"};
    const struct sieve no[] = {{.levels = 1u << 6}, {.filter = {.hulpvormen = 1u << KDC}}};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(sieve_admits(&no[i], &holder));
    const struct sieve yes = {.kinds = 1u << STIL,
                              .filter = {.aanbieder_count = 1, .aanbieders = &here}};
    assert_true(sieve_admits(&yes, &holder));
}

static void test_level_is_passed_or_reached_and_its_end_comes_along(void **state) {
    (void)state;
    const struct sieve nine = {.levels = 1u << 9};
    struct alert alert = place_alert(NIVEAU);
    alert.place.level = 9;
    assert_true(sieve_admits(&nine, &alert));
    alert.place.level = 6;
    assert_false(sieve_admits(&nine, &alert));
    alert = place_alert(OVERSCHRIJDING);
    assert_false(sieve_admits(&nine, &alert));
    alert.place.reached_level = 9;
    assert_true(sieve_admits(&nine, &alert));
    alert = place_alert(DREIGEND);
    assert_false(sieve_admits(&nine, &alert));
    alert.kind = INGETROKKEN;
    assert_true(sieve_admits(&nine, &alert));
    alert.kind = VAN_LIJST;
    assert_true(sieve_admits(&nine, &alert));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sieve_that_asks_nothing_admits_everything),
        cmocka_unit_test(test_any_value_within_a_dimension_and_all_dimensions),
        cmocka_unit_test(test_each_trait_of_a_place_is_looked_at),
        cmocka_unit_test(test_alert_about_an_aanbieder_has_no_traits_of_a_place),
        cmocka_unit_test(test_level_is_passed_or_reached_and_its_end_comes_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
