/* What stands next to a total: whose data it has, how old they are, and who takes new
 * children (rules.md 8.5, proto/FIGURES.md 2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/counting.h"

static const char *const agbs[] = {"06010713", "06010001"};

static struct made_past *aanbieder(size_t index, uint32_t interval_days, uint32_t peilmoment) {
    struct made_past *made = test_malloc(sizeof *made);
    past_begin(made, agbs[index], interval_days);
    past_peil(made, peilmoment);
    return made;
}

static void assert_coverage(const struct figures *found, uint32_t expected, uint32_t fresh,
                            uint32_t stale, uint32_t dropped) {
    assert_int_equal(found->coverage.expected, expected);
    assert_int_equal(found->coverage.fresh, fresh);
    assert_int_equal(found->coverage.stale, stale);
    assert_int_equal(found->coverage.dropped, dropped);
}

static void test_silent_aanbieder_is_flagged_after_once_and_out_after_twice(void **state) {
    (void)state;
    struct made_past *made = aanbieder(0, 2, 20250301);
    struct counting counting = counting_begin(20250228, 20250306, STEP_DAY);
    past_spell(made, scene_place("A", 20250101), 20250301, 0);
    count_one(&counting, made);
    static const uint32_t fresh[] = {0, 1, 1, 1, 0, 0, 0}, stale[] = {0, 0, 0, 0, 1, 1, 0};
    for (size_t i = 0; i < 7; i++) {
        const struct figures *found = &counting.points[i].total;
        bool counts = fresh[i] || stale[i];
        assert_coverage(found, 1, fresh[i], stale[i], !counts);
        assert_int_equal(found->waiting[WAITING_ALL].places, counts);
        assert_int_equal(found->coverage.oldest, counts ? day_of_number(20250301) : DAY_NONE);
        assert_int_equal(found->coverage.deliveries, i == 1);
    }
    counting_end(&counting);
    test_free(made);
}

static void test_aanbieder_no_longer_expected_counts_while_it_has_places(void **state) {
    (void)state;
    struct made_past *made = aanbieder(0, 7, 20250301);
    struct counting counting = counting_begin(20250301, 20250302, STEP_DAY);
    made->past.expected = false;
    past_spell(made, scene_place("A", 20250101), 20250301, 20250302);
    count_one(&counting, made);
    assert_coverage(&counting.points[0].total, 0, 1, 0, 0);
    assert_int_equal(counting.points[0].total.coverage.deliveries, 1);
    assert_coverage(&counting.points[1].total, 0, 0, 0, 0);
    counting_end(&counting);
    test_free(made);
}

static void test_cell_expects_who_has_places_in_it_dropped_or_not(void **state) {
    (void)state;
    struct made_past *fresh = aanbieder(0, 7, 20250301), *old = aanbieder(1, 7, 20250201);
    struct counting counting = counting_begin(20250302, 20250302, STEP_ONE);
    const struct past *pasts[] = {&fresh->past, &old->past};
    struct place kdc = scene_place("B", 20250101);
    kdc.hulpvorm = KDC;
    past_spell(fresh, scene_place("A", 20250101), 20250301, 0);
    past_spell(old, scene_place("A", 20250101), 20250201, 0);
    past_spell(old, kdc, 20250201, 0);
    counting_by(&counting, BY_HULPVORM);
    count_figures(&counting, pasts, 2);
    assert_coverage(&counting.points->total, 2, 1, 0, 1);
    assert_int_equal(counting.points->cell_count, 2);
    const struct figures *ggz = find_cell(counting.points, 1, "AMBULANTE_JEUGD_GGZ");
    assert_coverage(ggz, 2, 1, 0, 1);
    assert_int_equal(ggz->waiting[WAITING_ALL].places, 1);
    const struct figures *of_kdc = find_cell(counting.points, 1, "KDC");
    assert_coverage(of_kdc, 1, 0, 0, 1);
    assert_int_equal(of_kdc->waiting[WAITING_ALL].places, 0);
    assert_int_equal(of_kdc->coverage.oldest, DAY_NONE);
    counting_end(&counting);
    test_free(fresh);
    test_free(old);
}

/* The successor has the places from the day of the succession on; what it took over is no
 * delivery of its own. */
static void test_successor_takes_over_on_its_day(void **state) {
    (void)state;
    struct made_past *old = aanbieder(0, 30, 20250301), *new = aanbieder(1, 30, 20250301);
    struct counting counting = counting_begin(20250301, 20250304, STEP_DAY);
    const struct past *pasts[] = {&old->past, &new->past};
    past_spell(old, scene_place("A", 20250101), 20250301, 0);
    past_spell(new, scene_place("A", 20250101), 20250301, 0);
    old->past.expected = false;
    old->past.last_day = day_of_number(20250302);
    new->past.first_day = day_of_number(20250303);
    new->peils[0].inherited = true;
    counting_by(&counting, BY_AANBIEDER);
    count_figures(&counting, pasts, 2);
    for (size_t i = 0; i < 4; i++) {
        const struct figure_point *point = &counting.points[i];
        assert_int_equal(point->total.waiting[WAITING_ALL].places, 1);
        assert_int_equal(find_cell(point, 1, agbs[0]) != NULL, i < 2);
        assert_int_equal(find_cell(point, 1, agbs[1]) != NULL, i >= 2);
        assert_int_equal(point->total.coverage.deliveries, i == 0);
        assert_coverage(&point->total, 1, 1, 0, i < 2);
    }
    counting_end(&counting);
    test_free(old);
    test_free(new);
}

static void test_deliveries_count_in_the_period_of_their_day(void **state) {
    (void)state;
    struct made_past *made = aanbieder(0, 60, 20250228);
    struct counting counting = counting_begin(20250301, 20250430, STEP_MONTH);
    past_peil(made, 20250301);
    past_peil(made, 20250331);
    past_peil(made, 20250331);
    past_peil(made, 20250401);
    past_peil(made, 20250501);
    count_one(&counting, made);
    assert_int_equal(counting.points[0].total.coverage.deliveries, 3);
    assert_int_equal(counting.points[1].total.coverage.deliveries, 1);
    assert_int_equal(counting.points[1].total.coverage.oldest, day_of_number(20250401));
    counting_end(&counting);
    test_free(made);
}

static void assert_row(const struct aanname_row *row, const char *agb, enum hulpvorm hulpvorm,
                       enum aanname status) {
    assert_string_equal(row->agb.text, agb);
    assert_int_equal(row->hulpvorm, hulpvorm);
    assert_int_equal(row->status, status);
}

static void test_aanname_is_told_of_whoever_counts(void **state) {
    (void)state;
    struct made_past *fresh = aanbieder(0, 7, 20250301), *other = aanbieder(1, 7, 20250228);
    struct counting counting = counting_begin(20250301, 20250308, STEP_WEEK);
    const struct past *pasts[] = {&fresh->past, &other->past};
    counting.question.measures = MEASURE_BIT(MEASURE_AANNAME);
    fresh->aanname[0][KDC] = AANNAME_STOP;
    fresh->aanname[0][AMBULANT_JO] = AANNAME_OPEN;
    past_peil(fresh, 20250308);
    fresh->aanname[1][KDC] = AANNAME_OPEN;
    other->aanname[0][KDC] = AANNAME_STOP;
    other->past.interval_days = 2;
    count_figures(&counting, pasts, 2);
    const struct figure_point *points = counting.points;
    assert_int_equal(points[0].aanname_count, 3);
    assert_row(&points[0].aanname[0], agbs[1], KDC, AANNAME_STOP);
    assert_row(&points[0].aanname[1], agbs[0], AMBULANT_JO, AANNAME_OPEN);
    assert_row(&points[0].aanname[2], agbs[0], KDC, AANNAME_STOP);
    assert_int_equal(points[1].aanname_count, 1); /* the other is dropped by then */
    assert_row(&points[1].aanname[0], agbs[0], KDC, AANNAME_OPEN);
    assert_int_equal(points[1].aanname[0].peilmoment, noon(20250308));
    counting.question.filter.hulpvormen = UINT32_C(1) << AMBULANT_JO;
    count_figures(&counting, pasts, 2);
    assert_int_equal(counting.points[0].aanname_count, 1);
    counting_end(&counting);
    test_free(fresh);
    test_free(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silent_aanbieder_is_flagged_after_once_and_out_after_twice),
        cmocka_unit_test(test_aanbieder_no_longer_expected_counts_while_it_has_places),
        cmocka_unit_test(test_cell_expects_who_has_places_in_it_dropped_or_not),
        cmocka_unit_test(test_successor_takes_over_on_its_day),
        cmocka_unit_test(test_deliveries_count_in_the_period_of_their_day),
        cmocka_unit_test(test_aanname_is_told_of_whoever_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
