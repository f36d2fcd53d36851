/* Blocks by themselves. That they say what an aanbieder's history says is tested with the
 * whole engine (tests/engine/test_index.c); here a past is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/block_names.h"
#include "tests/domain/block_story.h"
#include "tests/domain/roll_keep.h"
#include "tests/domain/scene.h"

static const struct spell *find_spell(const struct past *past, const struct spell *wanted) {
    for (size_t i = 0; i < past->spell_count; i++) {
        const struct spell *spell = &past->spells[i];
        const struct block_entry a = story_entry(spell), b = story_entry(wanted);
        if (memcmp(spell->key->bytes, wanted->key->bytes, BLOCK_NAME_BYTES) == 0 &&
            spell->from == wanted->from && spell->until == wanted->until &&
            spell->wait == wanted->wait && block_entry_same(&a, &b))
            return spell;
    }
    return NULL;
}

static void test_whole_past_comes_back_out_of_its_blocks(void **state) {
    const struct block_range all = {
        .first = INT32_MIN / 2, .last = INT32_MAX, .flows = true, .detail = true};
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct block_record *records;
        size_t count;
        struct story *story = story_lived(seed, &records, &count);
        struct past read = story_read(records, count, &all, story->arena);
        assert_int_equal(read.spell_count, story->past.spell_count);
        assert_int_equal(read.flow_count, story->past.flow_count);
        assert_int_equal(read.peil_count, story->past.peil_count);
        for (size_t i = 0; i < story->past.spell_count; i++)
            assert_non_null(find_spell(&read, &story->past.spells[i]));
        assert_true(bytes_equal(records[count - 1].slim, story->record.slim));
        assert_true(bytes_equal(records[count - 1].detail, story->record.detail));
        story_free(story);
    }
}

static size_t count_open(const struct past *past, day_t day) {
    size_t count = 0;
    for (size_t i = 0; i < past->spell_count; i++)
        count += past->spells[i].from < instant_of_day(day + 1) &&
                 past->spells[i].until >= instant_of_day(day + 1);
    return count;
}

static void test_one_day_is_read_out_of_one_block(void **state) {
    struct block_record *records;
    size_t count;
    (void)state;
    struct story *story = story_lived(7, &records, &count);
    for (day_t day = day_of_number(20231221); day < day_of_instant(story->at); day += 5) {
        const struct block_range range = {.first = day, .last = day};
        size_t at = count;
        while (at > 0 && records[at - 1].number > block_of_day(day))
            at--;
        struct past read = story_read(&records[at - 1], 1, &range, story->arena);
        assert_int_equal(read.spell_count, count_open(&story->past, day));
        assert_int_equal(count_open(&read, day), read.spell_count);
    }
    story_free(story);
}

static void test_days_before_1970_have_blocks_too(void **state) {
    (void)state;
    assert_int_equal(block_of_day(0), 0);
    assert_int_equal(block_of_day(63), 0);
    assert_int_equal(block_of_day(64), 1);
    assert_int_equal(block_of_day(-1), -1);
    assert_int_equal(block_of_day(-64), -1);
    assert_int_equal(block_of_day(-65), -2);
}

/* ---- damage */

static void read_damaged(const struct block_record *records, size_t count, struct arena *arena) {
    const struct block_range range = {
        .first = INT32_MIN / 2, .last = INT32_MAX, .flows = true, .detail = true};
    struct block_reader *reader = block_reader_new(&range, UINT64_MAX, arena);
    struct past past = {0};
    for (size_t i = 0; i < count; i++) {
        enum status status = block_reader_add(reader, &records[i]);
        assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
        if (status != STATUS_OK)
            return;
    }
    assert_int_equal(block_reader_finish(reader, &past), STATUS_OK);
    for (size_t i = 0; i < past.spell_count; i++)
        assert_true(traits_possible(spell_traits(&past.spells[i])));
}

static void call_damaged(const struct block_record *record, struct arena *arena) {
    const struct block_range all = {.first = INT32_MIN / 2, .last = INT32_MAX};
    struct roll_keeper keeper = roll_keeper_of(arena);
    const struct roll_listener listener = roll_keeper_listener(&keeper);
    struct roll_call *call = roll_call_new(&all, &listener, arena);
    struct roll roll;
    enum status status = roll_make(record, arena, &roll);
    assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
    if (status != STATUS_OK)
        return;
    assert_int_equal(roll_call_add(call, &roll), STATUS_OK);
    roll_call_finish(call);
    const struct spell *spells = keeper.keeper.spells.items;
    for (size_t i = 0; i < keeper.keeper.spells.count; i++)
        assert_true(traits_possible(spells[i].traits));
}

static void write_on_damaged(struct block_record record, const struct story *story,
                             struct arena *arena) {
    struct block_entry open[PLACES];
    size_t open_count;
    const struct block_moment moment = {.at = story->at + MICROSECONDS_PER_DAY, .applied = true};
    const struct block_record kept = record;
    story_open(story, open, &open_count);
    enum status status = block_write_moment(&record, open, open_count, &moment, arena);
    assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
    struct block_record again = kept;
    const struct block_moment same = {.at = story->at, .applied = true};
    bool written;
    status = block_write_again(&again, &same, arena, &written);
    assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
}

static struct bytes damage(struct story *story, struct bytes whole, struct arena *arena) {
    uint8_t *copy = arena_alloc(arena, whole.size);
    size_t size = story_below(story, 4) ? whole.size : story_below(story, (uint32_t)whole.size);
    memcpy(copy, whole.at, whole.size);
    for (uint32_t i = 1 + story_below(story, 3); i > 0 && size > 0; i--)
        copy[story_below(story, (uint32_t)size)] = (uint8_t)scene_random(&story->seed);
    return bytes_of(copy, size);
}

static void test_damaged_block_is_damage_and_nothing_worse(void **state) {
    struct arena *arena = arena_new((size_t)64 << 20);
    struct block_record *records;
    size_t count;
    (void)state;
    struct story *story = story_lived(3, &records, &count);
    for (int i = 0; i < 20000; i++) {
        struct block_record *hurt = &records[story_below(story, (uint32_t)count)];
        const struct block_record kept = *hurt;
        arena_reset(arena);
        hurt->slim = damage(story, kept.slim, arena);
        if (story_below(story, 2))
            hurt->detail = damage(story, kept.detail, arena);
        read_damaged(records, count, arena);
        call_damaged(hurt, arena);
        write_on_damaged(*hurt, story, arena);
        *hurt = kept;
    }
    arena_free(&arena);
    story_free(story);
}

static void test_both_parts_of_a_record_come_back_and_one_that_is_cut_does_not(void **state) {
    struct block_record *records, split;
    struct bytes joined;
    size_t count;
    (void)state;
    struct story *story = story_lived(9, &records, &count);
    assert_int_equal(block_join(&records[0], story->arena, &joined), STATUS_OK);
    assert_int_equal(block_split(joined, &split), STATUS_OK);
    assert_true(bytes_equal(split.slim, records[0].slim));
    assert_true(bytes_equal(split.detail, records[0].detail));
    for (size_t size = 0; size <= joined.size - records[0].detail.size; size++)
        assert_int_equal(block_split(bytes_of(joined.at, size), &split), STATUS_DAMAGED);
    assert_int_equal(block_split(bytes_of("\0x", 2), &split), STATUS_DAMAGED);
    story_free(story);
}

/* ---- names that were given */

/* What was seen under a name so far: always the same number. */
static bool number_name(void *context, enum block_name kind, uint8_t name[BLOCK_NAME_BYTES]) {
    uint64_t number = 1 + kind;
    (void)context;
    for (size_t i = 0; i < BLOCK_NAME_BYTES; i++)
        number = number * 131 + name[i];
    block_give_name(1 + number % 1000000, name);
    return true;
}

static bool leave_name(void *context, enum block_name kind, uint8_t name[BLOCK_NAME_BYTES]) {
    (void)context, (void)kind, (void)name;
    return true;
}

static void rename_all(struct block_record *records, size_t count, block_rename *rename,
                       struct arena *arena) {
    for (size_t i = 0; i < count; i++)
        assert_int_equal(block_rename_all(&records[i], rename, NULL, arena, &records[i].detail),
                         STATUS_OK);
}

static size_t detail_bytes(const struct block_record *records, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += records[i].detail.size;
    return bytes;
}

/* It is what it was, but for the names, which are numbered. */
static void assert_renamed(const struct spell *before, const struct spell *after) {
    struct place was = *before->place;
    struct place_key key = *before->key;
    number_name(NULL, BLOCK_NAME_PLACE, key.bytes);
    assert_memory_equal(after->key->bytes, key.bytes, BLOCK_NAME_BYTES);
    if (was.has_pseudonym)
        number_name(NULL, BLOCK_NAME_JEUGDIGE, was.pseudonym);
    const struct block_entry a = {.place = &was, .start = before->start},
                             b = {.place = after->place, .start = after->start};
    assert_true(block_entry_same(&a, &b));
    assert_true(before->wait == after->wait && before->from == after->from);
}

static void test_a_block_whose_names_become_numbers_says_the_same_of_them(void **state) {
    const struct block_range all = {
        .first = INT32_MIN / 2, .last = INT32_MAX, .flows = true, .detail = true};
    struct block_record *records;
    size_t count;
    (void)state;
    struct story *story = story_lived(5, &records, &count);
    struct past before = story_read(records, count, &all, story->arena);
    const struct bytes detail = records[0].detail;
    const size_t named_bytes = detail_bytes(records, count);
    rename_all(records, count, leave_name, story->arena);
    assert_true(bytes_equal(records[0].detail, detail));
    rename_all(records, count, number_name, story->arena);
    assert_true(detail_bytes(records, count) < named_bytes);
    struct past after = story_read(records, count, &all, story->arena);
    assert_int_equal(after.spell_count, before.spell_count);
    for (size_t i = 0; i < before.spell_count; i++)
        assert_renamed(&before.spells[i], &after.spells[i]);
    story_free(story);
}

/* ---- what coordinators said */

static void test_taking_goes_to_the_wait_it_was_said_of(void **state) {
    const struct place_key keys[] = {{{1}}, {{2}}, {{2}}, {{3}}};
    const struct taking at[] = {{.event = 5, .wait = 1},
                                {.event = 6, .wait = 1},
                                {.event = 9, .wait = 1},
                                {.event = 7, .wait = 1}};
    const struct past_takings takings = {4, at, keys};
    const struct spell spells[] = {{.key = &keys[1], .wait = 1}, {.key = &keys[1], .wait = 2}};
    struct past past = {.spell_count = 2, .spells = spells};
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    assert_int_equal(block_attach_takings(&past, &takings, 8, arena), STATUS_OK);
    assert_int_equal(past.spells[0].taking_count, 1);
    assert_int_equal(past.spells[0].takings[0].event, 6);
    assert_int_equal(past.spells[1].taking_count, 0);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_past_comes_back_out_of_its_blocks),
        cmocka_unit_test(test_one_day_is_read_out_of_one_block),
        cmocka_unit_test(test_days_before_1970_have_blocks_too),
        cmocka_unit_test(test_damaged_block_is_damage_and_nothing_worse),
        cmocka_unit_test(test_a_block_whose_names_become_numbers_says_the_same_of_them),
        cmocka_unit_test(test_both_parts_of_a_record_come_back_and_one_that_is_cut_does_not),
        cmocka_unit_test(test_taking_goes_to_the_wait_it_was_said_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
