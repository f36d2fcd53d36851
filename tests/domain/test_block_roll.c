/* Rolls of blocks, called up, say what the blocks say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/block_story.h"
#include "tests/domain/roll_keep.h"

static struct past call_rolls(const struct block_record *records, size_t count, day_t seam,
                              const struct block_range *range, struct arena *arena) {
    struct roll_keeper keeper = roll_keeper_of(arena);
    const struct roll_listener listener = roll_keeper_listener(&keeper);
    struct roll_call *call = roll_call_new(range, &listener, arena);
    struct past past = {0};
    for (size_t i = 0; i < count; i++) {
        struct roll made, *kept = arena_alloc(arena, sizeof *kept);
        if (i > 0 && records[i - 1].number < seam && records[i].number >= seam)
            roll_call_seam(call);
        assert_int_equal(roll_make(&records[i], arena, &made), STATUS_OK);
        *kept = roll_copy(&made, arena_alloc(arena, roll_bytes(&made)));
        assert_int_equal(roll_call_add(call, kept), STATUS_OK);
    }
    roll_call_finish(call);
    assert_int_equal(past_keeper_finish(&keeper.keeper, &past), STATUS_OK);
    return past;
}

static int compare_told(const void *a, const void *b) {
    const struct spell *left = a, *right = b;
    const int64_t of_left[] = {left->from, left->until, left->start, (int64_t)left->traits.low};
    const int64_t of_right[] = {right->from, right->until, right->start,
                                (int64_t)right->traits.low};
    for (size_t i = 0; i < sizeof of_left / sizeof *of_left; i++)
        if (of_left[i] != of_right[i])
            return of_left[i] < of_right[i] ? -1 : 1;
    return 0;
}

static struct spell *sorted_spells(const struct past *past, struct arena *arena) {
    struct spell *spells = arena_array(arena, past->spell_count, sizeof *spells);
    for (size_t i = 0; i < past->spell_count; i++)
        spells[i] = past->spells[i];
    if (past->spell_count > 1)
        qsort(spells, past->spell_count, sizeof *spells, compare_told);
    return spells;
}

static void assert_told_alike(const struct past *read, const struct past *called,
                              struct arena *arena) {
    const struct spell *a = sorted_spells(read, arena), *b = sorted_spells(called, arena);
    assert_int_equal(read->spell_count, called->spell_count);
    assert_int_equal(read->peil_count, called->peil_count);
    for (size_t i = 0; i < read->spell_count; i++) {
        assert_int_equal(compare_told(&a[i], &b[i]), 0);
        assert_true(traits_same(a[i].traits, b[i].traits));
    }
    for (size_t i = 0; i < read->peil_count; i++) {
        assert_true(read->peils[i].peilmoment == called->peils[i].peilmoment);
        assert_int_equal(read->peils[i].inherited, called->peils[i].inherited);
    }
}

static void test_rolls_that_are_called_up_say_what_blocks_say(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct block_record *records;
        size_t count;
        struct story *story = story_lived(seed, &records, &count);
        for (int i = 0; i < 20; i++) {
            size_t first = story_below(story, (uint32_t)count);
            struct block_range range = {.first = records[first].number * BLOCK_DAYS +
                                                 (day_t)story_below(story, BLOCK_DAYS)};
            range.last =
                story_below(story, 5) ? range.first + (day_t)story_below(story, 300) : INT32_MAX;
            struct past read = story_read(records + first, count - first, &range, story->arena);
            struct past called =
                call_rolls(records + first, count - first, INT32_MIN, &range, story->arena);
            assert_told_alike(&read, &called, story->arena);
        }
        story_free(story);
    }
}

/* As where rows were taken away: what comes after the seam does not know who was there before. */
static void test_rolls_across_a_seam_say_what_blocks_say(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct block_record *records;
        size_t count;
        struct story *story = story_lived(seed, &records, &count);
        for (size_t hole = 1; hole + 1 < count; hole++) {
            const struct block_record around[] = {records[hole - 1], records[hole + 1]};
            const day_t seam = around[1].number;
            struct block_range range = {.first = around[story_below(story, 2)].number * BLOCK_DAYS +
                                                 (day_t)story_below(story, BLOCK_DAYS)};
            range.last =
                story_below(story, 2) ? range.first + (day_t)story_below(story, 150) : INT32_MAX;
            struct past read = story_read_across(around, 2, seam, &range, story->arena);
            struct past called = call_rolls(around, 2, seam, &range, story->arena);
            assert_told_alike(&read, &called, story->arena);
        }
        story_free(story);
    }
}

/* Its first block is read all the same, for the days of its code. */
static void test_nobody_is_there_before_the_first_roll(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct block_record *records;
        size_t count;
        struct story *story = story_lived(seed, &records, &count);
        for (size_t i = 0; i < count; i++) {
            const day_t begin = records[i].number * BLOCK_DAYS;
            const struct block_range before = {.first = begin - 20, .last = begin - 1};
            struct past called = call_rolls(records + i, 1, INT32_MIN, &before, story->arena);
            assert_int_equal(called.spell_count, 0);
        }
        story_free(story);
    }
}

static void test_roll_that_does_not_follow_the_one_before_is_damage(void **state) {
    const struct block_range all = {.first = INT32_MIN / 2, .last = INT32_MAX};
    struct block_record *records;
    struct roll rolls[2];
    size_t count;
    (void)state;
    struct story *story = story_lived(11, &records, &count);
    assert_true(count > 1);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(roll_make(&records[i], story->arena, &rolls[i]), STATUS_OK);
    struct roll_keeper keeper = roll_keeper_of(story->arena);
    const struct roll_listener listener = roll_keeper_listener(&keeper);
    struct roll_call *call = roll_call_new(&all, &listener, story->arena);
    rolls[1].carried_count++;
    assert_int_equal(roll_call_add(call, &rolls[0]), STATUS_OK);
    assert_int_equal(roll_call_add(call, &rolls[1]), STATUS_DAMAGED);
    story_free(story);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rolls_that_are_called_up_say_what_blocks_say),
        cmocka_unit_test(test_rolls_across_a_seam_say_what_blocks_say),
        cmocka_unit_test(test_nobody_is_there_before_the_first_roll),
        cmocka_unit_test(test_roll_that_does_not_follow_the_one_before_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
