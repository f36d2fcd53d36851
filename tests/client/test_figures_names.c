#include "client/figures_names.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static size_t found(const char *name) {
    size_t figure = 0;
    if (!figure_name_find(name, &figure))
        fail_msg("no figure is called %s", name);
    return figure;
}

static void assert_value(const char *name, const struct figures *figures, uint64_t numerator,
                         uint64_t denominator, uint64_t rests_on) {
    struct figure_value value;
    if (!figure_value(found(name), figures, day_of_civil(2025, 3, 31), &value))
        fail_msg("%s has no value", name);
    assert_int_equal(value.numerator, numerator);
    assert_int_equal(value.denominator, denominator);
    assert_int_equal(value.rests_on, rests_on);
}

static void assert_none(const char *name, const struct figures *figures) {
    struct figure_value value;
    if (figure_value(found(name), figures, day_of_civil(2025, 3, 31), &value))
        fail_msg("%s should have no value", name);
}

static void assert_text(const char *name, const struct figures *figures, char mark,
                        const char *expected) {
    struct figure_value value;
    char text[FIGURE_TEXT_SIZE];
    assert_true(figure_value(found(name), figures, 0, &value));
    assert_string_equal(figure_text(found(name), &value, mark, text), expected);
}

static void test_every_name_is_there_once_and_explained(void **state) {
    (void)state;
    for (size_t i = 0; i < figure_name_count(); i++) {
        const struct figure_name *name = figure_name(i);
        assert_int_equal(found(name->name), i);
        for (const char *letter = name->name; *letter; letter++)
            assert_true(islower((unsigned char)*letter) || isdigit((unsigned char)*letter) ||
                        *letter == '_');
        size_t size = strlen(name->definition);
        assert_true(size > 20 && name->definition[size - 1] == '.');
        assert_true(isupper((unsigned char)name->definition[0]) ||
                    isdigit((unsigned char)name->definition[0]));
        assert_null(strchr(name->definition, '\n'));
        assert_non_null(figure_unit_words(name->unit));
    }
    size_t figure;
    assert_false(figure_name_find("wacht", &figure));
}

/* Every number in it differs from every other. */
static struct figures all_different(void) {
    struct figures figures;
    for (size_t word = 0; word < sizeof figures / sizeof(uint32_t); word++) {
        uint32_t mark = 1000 + (uint32_t)word;
        memcpy((uint8_t *)&figures + word * sizeof mark, &mark, sizeof mark);
    }
    figures.survival.half_known = figures.survival.eighty_known = true;
    figures.coverage.oldest = 7;
    return figures;
}

/* Put together from others: shares, means, sums over reasons. */
static bool is_derived(const struct figure_name *name, const struct figure_value *value) {
    return name->unit == UNIT_PROCENT || value->denominator != 1 ||
           strcmp(name->name, "uitstroom") == 0 || strcmp(name->name, "uitstroom_overig") == 0;
}

static void test_every_number_that_comes_back_is_exactly_one_figure(void **state) {
    (void)state;
    const size_t numbers = WAITING_COUNT * 2 * 3 + 1 + 6 + BAND_COUNT + 1 + UITSTROOMREDEN_COUNT +
                           6 + 1 + PHASE_COUNT * 2 + TAKEN_STATE_COUNT + OBSTACLE_COUNT + 4 + 4 + 6;
    const struct figures figures = all_different();
    uint64_t seen[256];
    size_t count = 0;
    for (size_t i = 0; i < figure_name_count(); i++) {
        struct figure_value value;
        assert_true(figure_value(i, &figures, 100, &value));
        if (is_derived(figure_name(i), &value))
            continue;
        for (size_t other = 0; other < count; other++)
            if (seen[other] == value.numerator)
                fail_msg("%s shows what another shows", figure_name(i)->name);
        seen[count++] = value.numerator;
    }
    assert_int_equal(count, numbers);
}

static void test_values_come_from_the_field_they_name(void **state) {
    (void)state;
    const struct figures figures = {
        .waiting[WAITING_NETTO] = {.places = 7, .jeugdigen_lower = 5},
        .beyond[WAITING_BESCHERMING] = {.places = 2, .jeugdigen_upper = 3},
        .bands[6] = 9,
        .left[ELDERS_GEPLAATST] = 4,
        .phases[PHASE_INTAKE] = {.count = 3, .sum = 40},
        .taken[INGEBRACHT] = 6,
        .obstacles[GEZIN] = 8,
        .coverage = {.oldest = day_of_civil(2025, 3, 1), .deliveries = 11}};
    assert_value("wachtplekken_netto", &figures, 7, 1, 7);
    assert_value("jeugdigen_minstens_netto", &figures, 5, 1, 5);
    assert_value("wachtplekken_schadelijk_bescherming", &figures, 2, 1, 2);
    assert_value("jeugdigen_schadelijk_hoogstens_bescherming", &figures, 3, 1, 3);
    assert_value("wachtplekken_12_plus_maanden", &figures, 9, 1, 9);
    assert_value("uitstroom_elders_geplaatst", &figures, 4, 1, 4);
    assert_value("fase_intake_plekken", &figures, 3, 1, 3);
    assert_value("fase_intake_som", &figures, 40, 1, 3);
    assert_value("fase_intake_gemiddeld", &figures, 40, 3, 3);
    assert_value("opvolging_ingebracht", &figures, 6, 1, 6);
    assert_value("belemmering_gezin", &figures, 8, 1, 8);
    assert_value("oudste_gegevens", &figures, 30, 1, 30);
    assert_value("leveringen", &figures, 11, 1, 11);
}

static void test_outflow_is_split_in_started_cleaned_up_and_other(void **state) {
    (void)state;
    struct figures figures = {0};
    for (size_t reden = 0; reden < UITSTROOMREDEN_COUNT; reden++)
        figures.left[reden] = UINT32_MAX - (uint32_t)reden;
    uint64_t all = 0;
    for (size_t reden = 0; reden < UITSTROOMREDEN_COUNT; reden++)
        all += figures.left[reden];
    uint64_t other = all - figures.left[GESTART] - figures.left[ADMIN_OPGESCHOOND];
    assert_value("uitstroom", &figures, all, 1, all);
    assert_value("uitstroom_overig", &figures, other, 1, other);
}

static void test_days_of_nobody_have_no_value(void **state) {
    (void)state;
    const struct figures none = {.coverage.oldest = DAY_NONE};
    assert_none("wachtdagen_gemiddeld", &none);
    assert_none("wachtdagen_mediaan", &none);
    assert_none("gestart_langst", &none);
    assert_none("fase_start_gemiddeld", &none);
    assert_none("aandeel_schadelijk", &none);
    assert_none("aandeel_aanbieders_3_maanden_p80", &none);
    assert_none("oudste_gegevens", &none);
    assert_value("wachtplekken", &none, 0, 1, 0);
    const struct figures one = {.days = {.count = 1}};
    assert_value("wachtdagen_mediaan", &one, 0, 1, 1);
    assert_value("wachtdagen_gemiddeld", &one, 0, 1, 1);
}

static void test_age_that_nobody_reached_has_no_value(void **state) {
    (void)state;
    struct figures figures = {.survival = {.starts = 12, .half_known = true, .half_days = 40}};
    assert_value("helft_begonnen_binnen", &figures, 40, 1, 12);
    assert_none("acht_van_tien_begonnen_binnen", &figures);
    figures.survival.eighty_known = true;
    assert_value("acht_van_tien_begonnen_binnen", &figures, 0, 1, 12);
}

static void test_means_and_shares_have_one_decimal_rounded_half_up(void **state) {
    (void)state;
    struct figures figures = {.days = {.count = 3, .sum = 100},
                              .realised = {.count = 20, .sum = 1},
                              .realised_within = 20};
    assert_text("wachtdagen_gemiddeld", &figures, '.', "33.3");
    assert_text("gestart_gemiddeld", &figures, ',', "0,1");
    assert_text("aandeel_gestart_binnen_norm", &figures, '.', "100.0");
    figures.realised_within = 13;
    assert_text("aandeel_gestart_binnen_norm", &figures, ',', "65,0");
    figures.days = (struct days){.count = 3, .sum = 200};
    assert_text("wachtdagen_gemiddeld", &figures, '.', "66.7");
    figures.days = (struct days){.count = 1000, .sum = 999949};
    assert_text("wachtdagen_gemiddeld", &figures, '.', "999.9");
    figures.days.sum = 999950;
    assert_text("wachtdagen_gemiddeld", &figures, '.', "1000.0");
    assert_text("wachtdagen_som", &figures, '.', "999950");
}

static void test_figures_of_other_measures_are_not_asked(void **state) {
    (void)state;
    size_t days = found("wachtdagen_p80"), survival = found("helft_begonnen_binnen");
    assert_true(figure_asked(days, 0));
    assert_false(figure_asked(survival, 0));
    assert_true(figure_asked(survival, MEASURE_BIT(MEASURE_SURVIVAL)));
    assert_false(figure_asked(days, MEASURE_BIT(MEASURE_SURVIVAL)));
    assert_true(figure_asked(found("aanbieders_verwacht"), MEASURE_BIT(MEASURE_SURVIVAL)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_name_is_there_once_and_explained),
        cmocka_unit_test(test_every_number_that_comes_back_is_exactly_one_figure),
        cmocka_unit_test(test_values_come_from_the_field_they_name),
        cmocka_unit_test(test_outflow_is_split_in_started_cleaned_up_and_other),
        cmocka_unit_test(test_days_of_nobody_have_no_value),
        cmocka_unit_test(test_age_that_nobody_reached_has_no_value),
        cmocka_unit_test(test_means_and_shares_have_one_decimal_rounded_half_up),
        cmocka_unit_test(test_figures_of_other_measures_are_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
