/* What each figure means, one claim each; the numbers are worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/counting.h"

static struct made_past *one_aanbieder(uint32_t peilmoment) {
    struct made_past *made = test_malloc(sizeof *made);
    past_begin(made, "06010713", 400);
    past_peil(made, peilmoment);
    return made;
}

static struct spell *waits(struct made_past *made, const char *id, uint32_t aanmelddatum) {
    return past_spell(made, scene_place(id, aanmelddatum), 20250101, 0);
}

static struct place *place_of(struct spell *spell) {
    return (struct place *)spell->place;
}

static const struct figures *on(struct counting *counting, const struct made_past *made,
                                uint32_t day) {
    counting->question.from = counting->question.until = day_of_number(day);
    return count_one(counting, made);
}

static void test_place_counts_from_its_first_day_until_the_day_it_left(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250228, 20250306, STEP_DAY);
    past_spell(made, scene_place("A", 20250101), 20250301, 20250305);
    count_one(&counting, made);
    static const uint32_t expected[] = {0, 1, 1, 1, 1, 0, 0};
    assert_int_equal(counting.point_count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(counting.points[i].total.waiting[WAITING_ALL].places, expected[i]);
    counting_end(&counting);
    test_free(made);
}

static void test_readings_leave_out_what_they_say(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250601, 20250601, STEP_ONE);
    place_of(waits(made, "A", 20250101))->overbrugging = OVERBRUGGING_AMBULANT;
    place_of(waits(made, "B", 20250101))->maatregel = VOOGDIJ;
    place_of(waits(made, "C", 20250101))->maatregel = JEUGDRECLASSERING;
    place_of(waits(made, "D", 20250501))->eigen_wens = true;
    place_of(waits(made, "E", 20250501))->overbrugging = OVERBRUGGING_GEEN;
    const struct figures *found = count_one(&counting, made);
    static const uint32_t waiting[] = {5, 4, 1, 1, 4}, beyond[] = {3, 2, 1, 1, 3};
    for (size_t i = 0; i < WAITING_COUNT; i++) {
        assert_int_equal(found->waiting[i].places, waiting[i]);
        assert_int_equal(found->beyond[i].places, beyond[i]);
    }
    counting_end(&counting);
    test_free(made);
}

/* domain.md section 5: 2024-11-30 is schadelijk from 2025-03-01, so past three months. */
static void test_beyond_and_band_begin_on_the_first_schadelijk_day(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250228, 20250228, STEP_ONE);
    waits(made, "A", 20241130);
    const struct figures *found = on(&counting, made, 20250228);
    assert_int_equal(found->beyond[WAITING_ALL].places, 0);
    assert_int_equal(found->bands[2], 1);
    found = on(&counting, made, 20250301);
    assert_int_equal(found->beyond[WAITING_ALL].places, 1);
    assert_int_equal(found->bands[3], 1);
    assert_int_equal(found->bands[2], 0);
    counting_end(&counting);
    test_free(made);
}

static void test_band_goes_up_to_twelve_months_and_more(void **state) {
    (void)state;
    static const uint32_t starts[BAND_COUNT] = {20250615, 20250515, 20250415, 20250115,
                                                20241015, 20240715, 20200101};
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250620, 20250620, STEP_ONE);
    for (size_t i = 0; i < BAND_COUNT; i++)
        waits(made, "A", starts[i]);
    const struct figures *found = count_one(&counting, made);
    for (size_t i = 0; i < BAND_COUNT; i++)
        assert_int_equal(found->bands[i], 1);
    counting_end(&counting);
    test_free(made);
}

static void test_norm_is_the_one_in_force_on_the_day_or_the_one_asked(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250420, 20250423, STEP_DAY);
    struct norm norms[] = {scene_norm_3m(), {.id = "dagen", .days = 90}};
    norms[1].from = day_of_number(20250422);
    counting.setting.norms = norms;
    counting.setting.norm_count = 2;
    waits(made, "A", 20250121); /* 3m: from 22 April; 90 days: from 22 April */
    waits(made, "B", 20250120); /* 3m: from 21 April; 90 days: from 21 April */
    waits(made, "C", 20250122); /* 3m: from 23 April; 90 days: from 23 April */
    norms[1].days = 30;
    count_one(&counting, made);
    static const uint32_t expected[] = {0, 1, 3, 3};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(counting.points[i].total.beyond[WAITING_ALL].places, expected[i]);
    assert_true(bytes_equal(counting.points[1].norm_id, bytes_of_text("3m")));
    assert_true(bytes_equal(counting.points[2].norm_id, bytes_of_text("dagen")));
    counting.setting.norm = &norms[0];
    count_one(&counting, made);
    assert_int_equal(counting.points[2].total.beyond[WAITING_ALL].places, 2);
    assert_true(bytes_equal(counting.points[2].norm_id, bytes_of_text("3m")));
    counting_end(&counting);
    test_free(made);
}

static void test_other_clock_counts_from_its_own_date(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250401, 20250401, STEP_ONE);
    place_of(waits(made, "A", 20250101))->compleet_datum = day_of_number(20250302);
    waits(made, "B", 20250101);
    counting.question.clock = CLOCK_COMPLEET_DATUM;
    const struct figures *found = count_one(&counting, made);
    assert_int_equal(found->waiting[WAITING_ALL].places, 2);
    assert_int_equal(found->without_clock, 1);
    assert_int_equal(found->days.count, 1);
    assert_int_equal(found->days.sum, 30);
    assert_int_equal(found->bands[0], 1);
    assert_int_equal(found->aanbieders, 1);
    counting_end(&counting);
    test_free(made);
}

static void test_start_day_that_lies_ahead_has_waited_no_days(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250309, 20250312, STEP_DAY);
    waits(made, "A", 20250310);
    waits(made, "B", 20250301);
    count_one(&counting, made);
    static const uint32_t sums[] = {8, 9, 11, 13};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(counting.points[i].total.days.count, 2);
        assert_int_equal(counting.points[i].total.days.sum, sums[i]);
        assert_int_equal(counting.points[i].total.bands[0], 2);
    }
    counting_end(&counting);
    test_free(made);
}

/* Of four, the 50th percentile is the second, the 80th and 92nd are the fourth. */
static void test_days_are_whole_days_by_nearest_rank(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250131, 20250131, STEP_ONE);
    waits(made, "A", 20250101);
    waits(made, "B", 20250121);
    waits(made, "C", 20250111);
    waits(made, "D", 20250130);
    const struct figures *found = count_one(&counting, made);
    assert_int_equal(found->days.sum, 30 + 20 + 10 + 1);
    assert_int_equal(found->days.median, 10);
    assert_int_equal(found->days.p80, 30);
    assert_int_equal(found->days.longest, 30);
    counting_end(&counting);
    test_free(made);
}

/* On 31 May three months are 92 days (from 28 February); waits of 92 and 0 have a mean of 46,
 * a p80 and longest of 92. */
static void test_share_of_aanbieders_has_three_readings(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250531, 20250531, STEP_ONE);
    waits(made, "A", 20250228);
    waits(made, "B", 20250531);
    const struct figures *found = count_one(&counting, made);
    assert_int_equal(found->aanbieders, 1);
    assert_int_equal(found->aanbieders_mean, 0);
    assert_int_equal(found->aanbieders_longest, 1);
    assert_int_equal(found->aanbieders_p80, 1);
    place_of(waits(made, "C", 20250228))->hulpvorm = KDC;
    made->spells[1].start = day_of_number(20250228);
    made->spells[2].start = day_of_number(20250228);
    found = count_one(&counting, made);
    assert_int_equal(found->aanbieders_mean, 1); /* exactly three months */
    made->spells[2].start = day_of_number(20250301);
    found = count_one(&counting, made);
    assert_int_equal(found->aanbieders_mean, 0); /* a third of a day less */
    assert_int_equal(found->aanbieders_longest, 1);
    counting_end(&counting);
    test_free(made);
}

static void name(struct spell *spell, uint8_t pseudonym, uint32_t epoch) {
    struct place *place = place_of(spell);
    place->has_pseudonym = true;
    place->pseudonym[0] = pseudonym;
    place->pseudonym_epoch = epoch;
}

static void test_jeugdige_counts_once_and_epochs_make_bounds(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250301, 20250301, STEP_ONE);
    struct spell *first = waits(made, "A", 20240101);
    waits(made, "F", 20240101); /* without a pseudonym */
    name(first, 1, 1);
    name(waits(made, "B", 20250101), 1, 1);
    name(waits(made, "C", 20250101), 2, 1);
    name(waits(made, "D", 20250101), 2, 2);
    name(waits(made, "E", 20250101), 3, 2);
    const struct figures *found = count_one(&counting, made);
    assert_int_equal(found->waiting[WAITING_ALL].places, 6);
    assert_int_equal(found->waiting[WAITING_ALL].jeugdigen_upper, 5);
    assert_int_equal(found->waiting[WAITING_ALL].jeugdigen_lower, 2);
    assert_int_equal(found->beyond[WAITING_ALL].places, 2);
    assert_int_equal(found->beyond[WAITING_ALL].jeugdigen_upper, 2);
    assert_int_equal(found->beyond[WAITING_ALL].jeugdigen_lower, 1);
    place_of(first)->has_pseudonym = false;
    found = count_one(&counting, made);
    assert_int_equal(found->beyond[WAITING_ALL].jeugdigen_lower, 1); /* somebody it is */
    counting_end(&counting);
    test_free(made);
}

static void test_what_a_coordinator_said_last_counts(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250301, 20250304, STEP_DAY);
    struct spell *spell = waits(made, "A", 20250101);
    spell_say(made, spell, 20250302, NIET_MOGELIJK, FINANCIERING);
    spell_say(made, spell, 20250304, LOSGELATEN, OBSTACLE_NONE);
    count_one(&counting, made);
    static const enum taken_state states[] = {TAKEN_NOBODY, NIET_MOGELIJK, NIET_MOGELIJK,
                                              LOSGELATEN};
    for (size_t i = 0; i < 4; i++) {
        const struct figures *found = &counting.points[i].total;
        assert_int_equal(found->taken[states[i]], 1);
        assert_int_equal(found->obstacles[FINANCIERING], states[i] == NIET_MOGELIJK);
        assert_int_equal(found->obstacles[OBSTACLE_NONE], states[i] != NIET_MOGELIJK);
    }
    counting_end(&counting);
    test_free(made);
}

static void test_flow_counts_on_the_day_that_showed_it(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250301, 20250331, STEP_ONE);
    const struct place place = scene_place("A", 20250101);
    past_came(made, place, 20250228);
    past_came(made, place, 20250301);
    past_came(made, place, 20250331);
    past_left(made, place, 20250331, VERHUISD, 20250101);
    past_left(made, place, 20250401, GESTART, 20250331);
    const struct figures *found = count_one(&counting, made);
    assert_int_equal(found->inflow, 2);
    assert_int_equal(found->left[VERHUISD], 1);
    assert_int_equal(found->left[GESTART], 0);
    counting_end(&counting);
    test_free(made);
}

static void test_realised_wait_counts_on_the_date_of_leaving(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250301, 20250430, STEP_MONTH);
    past_left(made, scene_place("A", 20250101), 20250501, GESTART, 20250331);
    past_left(made, scene_place("B", 20250101), 20250501, GESTART, 20250401); /* 3m: 2 April */
    past_left(made, scene_place("C", 20250101), 20250501, GESTART, 20250402);
    past_left(made, scene_place("D", 20250101), 20250501, ELDERS_GESTART, 20250402);
    past_left(made, scene_place("E", 20250101), 20250501, GESTART, 20250402)->last = false;
    count_one(&counting, made);
    const struct figures *march = &counting.points[0].total, *april = &counting.points[1].total;
    assert_int_equal(march->realised.count, 1);
    assert_int_equal(march->realised.sum, 89);
    assert_int_equal(april->realised.count, 2);
    assert_int_equal(april->realised.median, 90);
    assert_int_equal(april->realised.longest, 91);
    assert_int_equal(april->realised_within, 1);
    counting_end(&counting);
    test_free(made);
}

static void test_phase_counts_where_both_dates_are_in_order(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250501, 20250531, STEP_ONE);
    struct place place = scene_place("A", 20250110);
    place.verwijsdatum = day_of_number(20250101);
    place.compleet_datum = day_of_number(20250105); /* before the aanmelddatum */
    place.toewijzingsdatum = day_of_number(20250125);
    past_left(made, place, 20250520, GESTART, 20250510);
    place.intakedatum = day_of_number(20250501);
    past_left(made, place, 20250520, GESTART, 20250510);
    const struct phase_days *phases = count_one(&counting, made)->phases;
    assert_int_equal(phases[PHASE_VERWIJZING].count, 2);
    assert_int_equal(phases[PHASE_VERWIJZING].sum, 18);
    assert_int_equal(phases[PHASE_AANMELDING].count, 0);
    assert_int_equal(phases[PHASE_TOEWIJZING].sum, 40);
    assert_int_equal(phases[PHASE_INTAKE].count, 1);
    assert_int_equal(phases[PHASE_INTAKE].sum, 96);
    assert_int_equal(phases[PHASE_START].sum, 9);
    counting_end(&counting);
    test_free(made);
}

/* The window of 30 days that ends on 31 March begins on 2 March. */
static void test_life_table_looks_at_who_waits_or_left_in_the_window(void **state) {
    (void)state;
    struct made_past *made = one_aanbieder(20250101);
    struct counting counting = counting_begin(20250331, 20250331, STEP_ONE);
    counting.question.measures = MEASURE_BIT(MEASURE_SURVIVAL);
    counting.question.survival_days = 30;
    past_left(made, scene_place("A", 20250220), 20250401, GESTART, 20250302);
    past_left(made, scene_place("B", 20250220), 20250302, GESTART, 20250301); /* before */
    past_left(made, scene_place("C", 20250228), 20250305, VERHUISD, 0);       /* the day shown */
    waits(made, "D", 20250301)->wait = 4;
    place_of(waits(made, "E", 20250301))->urgentie = URGENTIE_CRISIS;
    place_of(waits(made, "F", 20250301))->hulpvorm = CRISIS;
    waits(made, "A", 20250220); /* still on the list, but it left in the window */
    struct survival found = count_one(&counting, made)->survival;
    assert_int_equal(found.starts, 1);
    assert_int_equal(found.at_risk, 3);
    assert_true(found.half_known); /* at 10 days A and D are at risk, A begins */
    assert_int_equal(found.half_days, 10);
    counting_end(&counting);
    test_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_place_counts_from_its_first_day_until_the_day_it_left),
        cmocka_unit_test(test_readings_leave_out_what_they_say),
        cmocka_unit_test(test_beyond_and_band_begin_on_the_first_schadelijk_day),
        cmocka_unit_test(test_band_goes_up_to_twelve_months_and_more),
        cmocka_unit_test(test_norm_is_the_one_in_force_on_the_day_or_the_one_asked),
        cmocka_unit_test(test_other_clock_counts_from_its_own_date),
        cmocka_unit_test(test_start_day_that_lies_ahead_has_waited_no_days),
        cmocka_unit_test(test_days_are_whole_days_by_nearest_rank),
        cmocka_unit_test(test_share_of_aanbieders_has_three_readings),
        cmocka_unit_test(test_jeugdige_counts_once_and_epochs_make_bounds),
        cmocka_unit_test(test_what_a_coordinator_said_last_counts),
        cmocka_unit_test(test_flow_counts_on_the_day_that_showed_it),
        cmocka_unit_test(test_realised_wait_counts_on_the_date_of_leaving),
        cmocka_unit_test(test_phase_counts_where_both_dates_are_in_order),
        cmocka_unit_test(test_life_table_looks_at_who_waits_or_left_in_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
