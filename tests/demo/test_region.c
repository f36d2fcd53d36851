#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "client/demo/region.h"
#include "client/demo/wait.h"
#include "proto/model/check.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static day_t first_day(void) {
    return day_of_civil(2025, 1, 6);
}

static struct region *region_of(uint64_t seed, size_t aanbieder_count) {
    struct region_options options = {seed, aanbieder_count, first_day()};
    struct region *region = region_new(&options);
    assert_non_null(region);
    return region;
}

static day_t start_of(const struct region_wait *wait) {
    const struct raw_place *place = &wait->place;
    if (place->oorspronkelijke_aanmelddatum)
        return day_of_number(place->oorspronkelijke_aanmelddatum);
    return day_of_number(place->aanmelddatum ? place->aanmelddatum : place->verwijsdatum);
}

static size_t beyond(struct region *region, day_t day) {
    size_t count = 0;
    for (size_t i = 0; i < region_wait_count(region); i++)
        count += day_add_months(start_of(region_wait(region, i)), 3) < day;
    return count;
}

/* domain.md section 10: about 4,800 open places, about 1,550 beyond the norm. */
static void test_region_has_the_known_figures(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct region *region = region_of(seed, REGION_AANBIEDERS);
        assert_in_range(region_wait_count(region), 4500, 5100);
        assert_in_range(beyond(region, first_day()), 1350, 1750);
        region_free(&region);
    }
}

static void test_sixteen_cross_a_day(void **state) {
    (void)state;
    struct region *region = region_of(1, REGION_AANBIEDERS);
    size_t crossings = 0;
    for (day_t day = first_day() + 1; day <= first_day() + 91; day++) {
        assert_true(region_advance(region, day));
        for (size_t i = 0; i < region_wait_count(region); i++) {
            const struct region_wait *wait = region_wait(region, i);
            crossings += region_waits_on(wait, day) && day_add_months(start_of(wait), 3) + 1 == day;
        }
    }
    assert_in_range(crossings / 91, 14, 18);
    region_free(&region);
}

static void test_32_largest_carry_about_three_quarters(void **state) {
    (void)state;
    struct region *region = region_of(1, REGION_AANBIEDERS);
    double all = 0, largest = 0;
    for (size_t i = 0; i < REGION_AANBIEDERS; i++) {
        double size = region_aanbieder(region, region_by_size(region, i))->size;
        all += size;
        largest += i < 32 ? size : 0;
    }
    assert_true(largest / all > 0.70 && largest / all < 0.78);
    region_free(&region);
}

static size_t others_of(struct region *region, size_t wait) {
    size_t count = 0;
    const struct region_wait *own = region_wait(region, wait);
    for (size_t i = 0; i < region_wait_count(region); i++)
        count += i != wait && own->has_pseudonym && region_wait(region, i)->has_pseudonym &&
                 memcmp(region_wait(region, i)->pseudonym, own->pseudonym, PSEUDONYM_BYTES) == 0;
    return count;
}

static void test_a_tenth_of_the_jeugdigen_hold_a_second_place(void **state) {
    (void)state;
    struct region *region = region_of(1, REGION_AANBIEDERS);
    size_t places = region_wait_count(region), shared = 0;
    for (size_t i = 0; i < places; i++)
        shared += others_of(region, i) > 0;
    double share = (double)shared / 2 / ((double)places - (double)shared / 2);
    assert_true(share > 0.08 && share < 0.12);
    region_free(&region);
}

static void test_same_seed_gives_same_region(void **state) {
    (void)state;
    struct region *a = region_of(3, 24), *b = region_of(3, 24);
    assert_int_equal(region_wait_count(a), region_wait_count(b));
    for (size_t i = 0; i < region_wait_count(a); i++)
        assert_string_equal(region_wait(a, i)->id, region_wait(b, i)->id);
    region_free(&a);
    region_free(&b);
}

static void test_names_and_codes_are_unique(void **state) {
    (void)state;
    struct region *region = region_of(1, REGION_AANBIEDERS);
    for (size_t i = 0; i < REGION_AANBIEDERS; i++)
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(region_aanbieder(region, i)->naam,
                                    region_aanbieder(region, j)->naam);
            assert_string_not_equal(region_aanbieder(region, i)->agb.text,
                                    region_aanbieder(region, j)->agb.text);
        }
    region_free(&region);
}

static bool is_sorted(const struct wachtlijst *list) {
    for (size_t i = 1; i < list->place_count; i++)
        if (bytes_compare(list->places[i - 1].id, list->places[i].id) >= 0)
            return false;
    for (size_t i = 1; i < list->outflow_count; i++)
        if (bytes_compare(list->outflow[i - 1].id, list->outflow[i].id) >= 0)
            return false;
    return true;
}

/* Every place of a day's list was there the day before or is new; every one that went
 * is told, or went without a reason. */
static void test_lists_follow_from_each_other(void **state) {
    (void)state;
    struct region *region = region_of(1, 24);
    struct arena *arena = arena_new((size_t)64 << 20);
    size_t largest = region_by_size(region, 0), previous = 0, told = 0;
    for (day_t day = first_day(); day < first_day() + 28; day++) {
        struct wachtlijst list;
        assert_true(day == first_day() || region_advance(region, day));
        arena_reset(arena);
        assert_int_equal(region_list(region, largest, day, arena, &list), STATUS_OK);
        assert_true(is_sorted(&list));
        assert_true(list.place_count + list.outflow_count + 5 >= previous);
        previous = list.place_count;
        told += list.outflow_count;
        region_delivered(region, largest, day);
    }
    assert_true(told > 0);
    arena_free(&arena);
    region_free(&region);
}

/* What the generator makes is what the daemon accepts: no line has a fault but those
 * that were put in. */
static void test_lines_have_no_fault_but_the_intended(void **state) {
    (void)state;
    struct region *region = region_of(1, REGION_AANBIEDERS);
    struct arena *arena = arena_new((size_t)64 << 20);
    for (size_t a = 0; a < REGION_AANBIEDERS; a++) {
        struct wachtlijst list;
        arena_reset(arena);
        region_correct(region, a);
        assert_int_equal(region_list(region, a, first_day(), arena, &list), STATUS_OK);
        for (size_t i = 0; i < list.place_count; i++) {
            struct line_faults faults = {0};
            struct place place;
            check_place(&list.places[i], first_day(), false, &faults, &place);
            assert_true(!line_faults_any(&faults) || line_faults_only(&faults, FAULT_BUITEN_REGIO));
        }
    }
    arena_free(&arena);
    region_free(&region);
}

static void test_summer_is_weeks_29_to_34(void **state) {
    (void)state;
    assert_false(wait_is_summer(day_of_civil(2024, 7, 14)));
    assert_true(wait_is_summer(day_of_civil(2024, 7, 15)));
    assert_true(wait_is_summer(day_of_civil(2024, 8, 25)));
    assert_false(wait_is_summer(day_of_civil(2024, 8, 26)));
    assert_true(wait_is_summer(day_of_civil(2026, 7, 13)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_region_has_the_known_figures),
        cmocka_unit_test(test_sixteen_cross_a_day),
        cmocka_unit_test(test_32_largest_carry_about_three_quarters),
        cmocka_unit_test(test_a_tenth_of_the_jeugdigen_hold_a_second_place),
        cmocka_unit_test(test_same_seed_gives_same_region),
        cmocka_unit_test(test_names_and_codes_are_unique),
        cmocka_unit_test(test_lists_follow_from_each_other),
        cmocka_unit_test(test_lines_have_no_fault_but_the_intended),
        cmocka_unit_test(test_summer_is_weeks_29_to_34),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
