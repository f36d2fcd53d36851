/* Which cells there are, and under which table of the region. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/counting.h"

static struct made_past *aanbieder(const char *agb) {
    struct made_past *made = test_malloc(sizeof *made);
    past_begin(made, agb, 3000);
    past_peil(made, 20230101);
    return made;
}

static struct place *waits(struct made_past *made, const char *id, enum hulpvorm hulpvorm,
                           const char *gemeente) {
    struct spell *spell = past_spell(made, scene_place(id, 20230101), 20230101, 0);
    struct place *place = (struct place *)spell->place;
    place->hulpvorm = hulpvorm;
    memcpy(place->gemeente, gemeente, sizeof place->gemeente);
    return place;
}

static uint32_t places(const struct figures *figures) {
    return figures ? figures->waiting[WAITING_ALL].places : 0;
}

static bool cell_is(const struct figure_cell *cell, const char *first, const char *second) {
    return bytes_equal(cell->key[0], bytes_of_text(first)) &&
           bytes_equal(cell->key[1], bytes_of_text(second));
}

static void test_cells_are_sorted_by_key_and_onbekend_is_empty(void **state) {
    (void)state;
    struct made_past *made = aanbieder("06010713");
    struct counting counting = counting_begin(20230601, 20230601, STEP_ONE);
    waits(made, "A", KDC, "0518")->urgentie = URGENTIE_HOOG;
    waits(made, "B", AMBULANT_JO, "0518")->urgentie = URGENTIE_REGULIER;
    waits(made, "C", HULPVORM_ONBEKEND, "0518");
    waits(made, "D", AMBULANT_JO, "0503");
    waits(made, "E", AMBULANTE_JEUGD_GGZ, "0503")->urgentie = URGENTIE_CRISIS;
    waits(made, "F", AMBULANT_JO, "0637")->urgentie = URGENTIE_REGULIER;
    counting_by(&counting, BY_HULPVORM);
    counting_by(&counting, BY_URGENTIE);
    count_one(&counting, made);
    const struct figure_cell *cells = counting.points->cells;
    assert_int_equal(counting.points->cell_count, 5);
    assert_true(cell_is(&cells[0], "", ""));
    assert_true(cell_is(&cells[1], "AMBULANTE_JEUGD_GGZ", "CRISIS"));
    assert_true(cell_is(&cells[2], "AMBULANT_JO", ""));
    assert_true(cell_is(&cells[3], "AMBULANT_JO", "REGULIER"));
    assert_true(cell_is(&cells[4], "KDC", "HOOG"));
    assert_int_equal(places(&cells[3].figures), 2);
    counting_end(&counting);
    test_free(made);
}

static void test_cell_is_there_only_in_periods_with_something_in_it(void **state) {
    (void)state;
    struct made_past *made = aanbieder("06010713");
    struct counting counting = counting_begin(20230101, 20230105, STEP_DAY);
    past_spell(made, scene_place("A", 20230101), 20230102, 20230103);
    past_left(made, scene_place("A", 20230101), 20230104, VERHUISD, 20230104);
    counting_by(&counting, BY_GEMEENTE);
    count_one(&counting, made);
    static const size_t expected[] = {0, 1, 0, 1, 0};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(counting.points[i].cell_count, expected[i]);
    assert_int_equal(find_cell(&counting.points[3], 1, "0518")->left[VERHUISD], 1);
    counting_end(&counting);
    test_free(made);
}

static void
test_help_that_began_counts_without_the_clock_for_its_phases_or_not_at_all(void **state) {
    (void)state;
    struct made_past *made = aanbieder("06010713");
    struct counting counting = counting_begin(20230301, 20230331, STEP_ONE);
    struct place place = scene_place("A", 20230101);
    past_left(made, place, 20230304, GESTART, 20230304);
    memcpy(place.gemeente, "0503", sizeof place.gemeente);
    place.intakedatum = day_of_number(20230304);
    past_left(made, place, 20230304, GESTART, 20230304);
    counting.question.measures = MEASURE_BIT(MEASURE_REALISED);
    counting.question.clock = CLOCK_COMPLEET_DATUM;
    counting_by(&counting, BY_GEMEENTE);
    count_one(&counting, made);
    assert_int_equal(counting.points[0].cell_count, 1);
    const struct figures *of_phases = find_cell(&counting.points[0], 1, "0503");
    assert_int_equal(of_phases->realised.count, 0);
    assert_int_equal(of_phases->phases[PHASE_START].count, 1);
    counting_end(&counting);
    test_free(made);
}

static void test_place_outside_the_region_that_day_does_not_count(void **state) {
    (void)state;
    struct made_past *made = aanbieder("06010713");
    struct counting counting = counting_begin(20231231, 20240101, STEP_DAY);
    waits(made, "A", KDC, "0626");
    waits(made, "B", KDC, "0518");
    counting_by(&counting, BY_GEMEENTE);
    count_one(&counting, made);
    assert_int_equal(places(find_cell(&counting.points[0], 1, "0626")), 1);
    assert_null(find_cell(&counting.points[1], 1, "0626"));
    assert_int_equal(places(&counting.points[1].total), 1);
    counting.question.region_day = day_of_number(20231231);
    count_one(&counting, made);
    assert_int_equal(places(find_cell(&counting.points[1], 1, "0626")), 1);
    counting_end(&counting);
    test_free(made);
}

/* Whether cells are asked, or only how many wait. */
static void test_place_counts_again_when_the_region_takes_it_back(void **state) {
    const struct regio_rule rules[] = {
        {.from = DAY_NONE, .until = day_of_number(20231201)},
        {.from = day_of_number(20231203), .until = DAY_NONE},
    };
    const uint32_t expected[] = {1, 0, 1};
    (void)state;
    struct made_past *made = aanbieder("06010713");
    waits(made, "A", KDC, "0518");
    for (size_t by = 0; by < 2; by++) {
        struct counting counting = counting_begin(20231201, 20231203, STEP_DAY);
        counting.question.measures = MEASURE_BIT(MEASURE_WAITING);
        counting.regio = (struct regio){2, rules};
        if (by)
            counting_by(&counting, BY_GEMEENTE);
        count_one(&counting, made);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(places(&counting.points[i].total), expected[i]);
        counting_end(&counting);
    }
    test_free(made);
}

static void test_flow_counts_by_the_region_on_its_own_day(void **state) {
    (void)state;
    struct made_past *made = aanbieder("06010713");
    struct counting counting = counting_begin(20231201, 20240131, STEP_ONE);
    struct place place = scene_place("A", 20230101);
    memcpy(place.gemeente, "0626", sizeof place.gemeente);
    past_came(made, place, 20231231);
    past_came(made, place, 20240101);
    assert_int_equal(count_one(&counting, made)->inflow, 1);
    counting.question.region_day = day_of_number(20240101);
    assert_int_equal(count_one(&counting, made)->inflow, 0);
    counting_end(&counting);
    test_free(made);
}

static void test_filter_limits_total_and_cells_alike(void **state) {
    (void)state;
    struct made_past *one = aanbieder("06010713"), *two = aanbieder("06010001");
    struct counting counting = counting_begin(20230601, 20230601, STEP_ONE);
    const struct past *pasts[] = {&one->past, &two->past};
    const struct agb only = {"06010713"};
    waits(one, "A", KDC, "0518");
    waits(one, "B", AMBULANT_JO, "0518");
    waits(two, "A", KDC, "0518");
    counting_by(&counting, BY_AANBIEDER);
    counting.question.filter.hulpvormen = UINT32_C(1) << KDC;
    count_figures(&counting, pasts, 2);
    assert_int_equal(places(&counting.points->total), 2);
    assert_int_equal(places(find_cell(counting.points, 1, "06010713")), 1);
    counting.question.filter.aanbieder_count = 1;
    counting.question.filter.aanbieders = &only;
    count_figures(&counting, pasts, 2);
    assert_int_equal(places(&counting.points->total), 1);
    assert_int_equal(counting.points->total.coverage.expected, 1);
    assert_int_equal(counting.points->cell_count, 1);
    counting_end(&counting);
    test_free(one);
    test_free(two);
}

static void test_jeugdige_in_two_cells_counts_once_in_the_total(void **state) {
    (void)state;
    struct made_past *one = aanbieder("06010713"), *two = aanbieder("06010001");
    struct counting counting = counting_begin(20230601, 20230601, STEP_ONE);
    const struct past *pasts[] = {&one->past, &two->past};
    waits(one, "A", KDC, "0518")->has_pseudonym = true;
    waits(two, "A", KDC, "0518")->has_pseudonym = true;
    counting_by(&counting, BY_AANBIEDER);
    count_figures(&counting, pasts, 2);
    assert_int_equal(counting.points->total.waiting[WAITING_ALL].jeugdigen_upper, 1);
    assert_int_equal(counting.points->total.waiting[WAITING_ALL].jeugdigen_lower, 1);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(counting.points->cells[i].figures.waiting[WAITING_ALL].jeugdigen_upper, 1);
    counting_end(&counting);
    test_free(one);
    test_free(two);
}

static void test_only_what_is_asked_is_filled(void **state) {
    (void)state;
    struct made_past *made = aanbieder("06010713");
    struct counting counting = counting_begin(20230601, 20230601, STEP_ONE);
    waits(made, "A", KDC, "0518");
    past_came(made, scene_place("A", 20230101), 20230601);
    counting.question.measures = MEASURE_BIT(MEASURE_FLOWS);
    const struct figures *found = count_one(&counting, made);
    assert_int_equal(found->inflow, 1);
    assert_int_equal(places(found), 0);
    assert_int_equal(found->days.count, 0);
    assert_int_equal(found->taken[TAKEN_NOBODY], 0);
    assert_int_equal(found->coverage.fresh, 1);
    counting_end(&counting);
    test_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_sorted_by_key_and_onbekend_is_empty),
        cmocka_unit_test(test_cell_is_there_only_in_periods_with_something_in_it),
        cmocka_unit_test(
            test_help_that_began_counts_without_the_clock_for_its_phases_or_not_at_all),
        cmocka_unit_test(test_place_outside_the_region_that_day_does_not_count),
        cmocka_unit_test(test_place_counts_again_when_the_region_takes_it_back),
        cmocka_unit_test(test_flow_counts_by_the_region_on_its_own_day),
        cmocka_unit_test(test_filter_limits_total_and_cells_alike),
        cmocka_unit_test(test_jeugdige_in_two_cells_counts_once_in_the_total),
        cmocka_unit_test(test_only_what_is_asked_is_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
