#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/domain/scene.h"

enum { MAX_PLACES = 12 };

/* A random sorted list over a small set of ids, with a few start days. */
static size_t random_list(uint64_t *seed, struct place *places, struct leaving *leavings,
                          size_t *leaving_count) {
    static const char *const ids[MAX_PLACES] = {"A", "B", "C", "D", "E", "F",
                                                "G", "H", "I", "J", "K", "L"};
    static const uint32_t days[] = {20250101, 20250115, 20250201};
    size_t count = 0;
    *leaving_count = 0;
    for (size_t i = 0; i < MAX_PLACES; i++) {
        uint64_t dice = scene_random(seed);
        if (dice % 4 < 2)
            places[count++] = scene_place(ids[i], days[dice / 7 % 3]);
        else if (dice % 4 == 2)
            leavings[(*leaving_count)++] =
                scene_leaving(ids[i], dice / 7 % UITSTROOMREDEN_COUNT, 20250301);
    }
    return count;
}

static bool listed(const struct place *places, size_t count, struct bytes id) {
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(places[i].id, id))
            return true;
    return false;
}

/* Outflow that a receipt would refuse as ONBEKENDE_PLEK never gets this far. */
static size_t drop_unknown(const struct scene *scene, struct leaving *leavings, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct known_wait wait = known_place_wait(known_places_find(scene->places, leavings[i].id));
        if (wait.open || wait.left_onbekend)
            leavings[kept++] = leavings[i];
    }
    return kept;
}

static void test_open_places_after_a_snapshot_are_exactly_its_lines(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct scene scene = scene_begin();
        uint64_t dice = seed;
        for (uint32_t step = 0; step < 20; step++) {
            struct place places[MAX_PLACES];
            struct leaving leavings[MAX_PLACES];
            size_t leaving_count, open = 0;
            size_t count = random_list(&dice, places, leavings, &leaving_count);
            leaving_count = drop_unknown(&scene, leavings, leaving_count);
            scene_snapshot(&scene, 20250301 + step, places, count, leavings, leaving_count);
            for (size_t i = 0; i < scene.places.count; i++) {
                const struct known_place *known = &scene.places.at[i];
                open += known->open;
                assert_int_equal(known->open, listed(places, count, known->place.id));
            }
            assert_int_equal(open, count);
            assert_int_equal(scene.applied.open_after, count);
            assert_int_equal(scene.applied.open_before + scene.applied.new_places -
                                 scene.applied.left,
                             scene.applied.open_after);
        }
        scene_end(&scene);
    }
}

static void test_repeated_list_changes_nothing(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    struct place places[] = {scene_place("A", 20250101), scene_place("B", 20250101)};
    scene_snapshot(&scene, 20250301, places, 2, NULL, 0);
    scene_snapshot(&scene, 20250302, places, 2, NULL, 0);
    assert_int_equal(scene.applied.change_count, 0);
    assert_int_equal(scene.applied.changed, 0);
    scene_end(&scene);
}

static void test_place_back_with_another_start_day_is_a_new_wait(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    struct place place = scene_place("A", 20250101);
    scene_snapshot(&scene, 20250301, &place, 1, NULL, 0);
    scene_snapshot(&scene, 20250302, NULL, 0, NULL, 0);
    place = scene_place("A", 20250110);
    scene_snapshot(&scene, 20250303, &place, 1, NULL, 0);
    assert_true(scene.applied.changes[0].flags & CHANGE_NEW);
    scene_snapshot(&scene, 20250304, NULL, 0, NULL, 0);
    place = scene_place("A", 20250101);
    scene_snapshot(&scene, 20250305, &place, 1, NULL, 0);
    assert_true(scene.applied.changes[0].flags & CHANGE_REINSTATED);
    assert_int_equal(scene_find(&scene, "A")->departure_count, 1);
    scene_end(&scene);
}

static void test_came_and_left_counts_and_leaves_nothing_to_reinstate(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    struct leaving leaving = scene_leaving("A", GESTART, 20250301);
    leaving.carries_place = true;
    leaving.place = scene_place("A", 20250101);
    scene_snapshot(&scene, 20250302, NULL, 0, &leaving, 1);
    assert_int_equal(scene.applied.new_places, 1);
    assert_int_equal(scene.applied.left, 1);
    assert_null(scene_find(&scene, "A"));
    struct place place = scene_place("A", 20250101);
    scene_snapshot(&scene, 20250303, &place, 1, NULL, 0);
    assert_true(scene.applied.changes[0].flags & CHANGE_NEW);
    scene_end(&scene);
}

static struct applied holding(uint32_t open, uint32_t leaving, bool unexplained) {
    return (struct applied){
        .hold_open = open, .hold_leaving = leaving, .all_unexplained = unexplained};
}

static void test_half_the_places_gone_at_once_looks_wrong(void **state) {
    (void)state;
    struct applied half = holding(10, 5, false), more = holding(10, 6, false);
    struct applied small = holding(9, 8, true), all = holding(3, 3, true);
    struct applied explained = holding(3, 3, false), two = holding(2, 2, true);
    assert_false(applied_looks_wrong(&half));
    assert_true(applied_looks_wrong(&more));
    assert_false(applied_looks_wrong(&small));
    assert_true(applied_looks_wrong(&all));
    assert_false(applied_looks_wrong(&explained));
    assert_false(applied_looks_wrong(&two));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_places_after_a_snapshot_are_exactly_its_lines),
        cmocka_unit_test(test_repeated_list_changes_nothing),
        cmocka_unit_test(test_place_back_with_another_start_day_is_a_new_wait),
        cmocka_unit_test(test_came_and_left_counts_and_leaves_nothing_to_reinstate),
        cmocka_unit_test(test_half_the_places_gone_at_once_looks_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
