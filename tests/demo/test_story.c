#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "client/demo/story.h"
#include "client/demo/wait.h"

#include <cmocka.h>

/* One quarter as the demo plays it, without a daemon. */
struct run {
    struct region *region;
    struct story story;
    day_t first_day;
    int days;
    size_t seen[ACT_COMEBACK + 1], placeless;
};

static void deliver(struct run *run, size_t aanbieder, day_t day) {
    const struct region_wait *wait = NULL;
    enum act act = story_act(&run->story, aanbieder, day, &wait);
    bool needs_wait =
        act == ACT_MISTYPED || act == ACT_CORRECTION || act == ACT_DEPARTURE || act == ACT_COMEBACK;
    run->seen[act]++;
    run->placeless += needs_wait && !wait;
    if (act != ACT_ABSENT && act != ACT_MISTAKE)
        region_delivered(run->region, aanbieder, day);
    if (act == ACT_MISTYPED)
        region_correct(run->region, aanbieder);
}

static struct run play(uint64_t seed, size_t aanbieders, int days) {
    struct run run = {.first_day = day_of_civil(2025, 1, 6), .days = days};
    struct region_options options = {seed, aanbieders, run.first_day};
    run.region = region_new(&options);
    assert_non_null(run.region);
    run.story = story_plan(run.region, run.first_day, days);
    for (day_t day = run.first_day; day <= run.first_day + days; day++) {
        assert_true(day == run.first_day || region_advance(run.region, day));
        story_prepare(&run.story, day);
        for (size_t i = 0; i < aanbieders && !wait_is_weekend(day); i++)
            deliver(&run, i, day);
    }
    return run;
}

static void assert_whole(const struct run *run) {
    static const enum act once[] = {ACT_RETURN,  ACT_MISTYPED,    ACT_CORRECTION,
                                    ACT_MISTAKE, ACT_REPLACEMENT, ACT_CLEAN_UP,
                                    ACT_CONFIRM, ACT_DEPARTURE,   ACT_COMEBACK};
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        assert_int_equal(run->seen[once[i]], 1);
    assert_true(run->seen[ACT_ABSENT] > 0);
    assert_int_equal(run->placeless, 0);
}

static void test_every_chapter_happens_once_in_a_quarter(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct run run = play(seed, REGION_AANBIEDERS, 91);
        assert_whole(&run);
        region_free(&run.region);
    }
}

static void test_every_chapter_happens_once_in_a_quick_demo(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct run run = play(seed, 24, 28);
        assert_whole(&run);
        region_free(&run.region);
    }
}

static void test_silence_lasts_six_weeks(void **state) {
    (void)state;
    struct run run = play(1, REGION_AANBIEDERS, 91);
    assert_int_equal(run.story.chapters[0].act, ACT_RETURN);
    assert_int_equal(run.story.chapters[0].day - run.story.silent_from, 42);
    region_free(&run.region);
}

/* rules.md 3.4: more than half of ten or more. */
static void test_clean_up_is_large_enough_to_be_held(void **state) {
    (void)state;
    struct raw_place places[20] = {0};
    struct wachtlijst list = {.place_count = 20, .places = places};
    struct arena *arena = arena_new((size_t)1 << 20);
    for (size_t i = 0; i < 20; i++)
        places[i].id = bytes_of(&"ABCDEFGHIJKLMNOPQRST"[i], 1);
    assert_int_equal(story_clean_up(&list, day_of_civil(2025, 2, 3), arena), STATUS_OK);
    assert_int_equal(list.place_count, 8);
    assert_int_equal(list.outflow_count, 12);
    for (size_t i = 0; i < list.outflow_count; i++)
        assert_int_equal(list.outflow[i].reden, ADMIN_OPGESCHOOND);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_chapter_happens_once_in_a_quarter),
        cmocka_unit_test(test_every_chapter_happens_once_in_a_quick_demo),
        cmocka_unit_test(test_silence_lasts_six_weeks),
        cmocka_unit_test(test_clean_up_is_large_enough_to_be_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
