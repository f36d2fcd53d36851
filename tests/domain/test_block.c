/* Blocks by themselves. That they say what an aanbieder's history says is tested with the
 * whole engine (tests/engine/test_index.c); here a past is made up, moment by moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/block_names.h"
#include "daemon/domain/block_roll.h"
#include "daemon/domain/past_keep.h"
#include "tests/domain/scene.h"

enum { PLACES = 12, MOMENTS = 80, MOST = PLACES * MOMENTS };

/* Everybody is there or is not, moment after moment. */
struct story {
    struct arena *arena;
    uint64_t seed;
    instant_t at, step;
    bool there[PLACES];
    struct spell now[PLACES];
    struct place_key keys[PLACES];
    struct peil peils[MOMENTS];
    struct spell spells[MOST];
    struct flow flows[2 * MOST];
    struct past past;
    struct block_record record; /* made moment by moment */
    struct block_turn turns[2 * PLACES];
    size_t turn_count;
};

static uint32_t below(struct story *story, uint32_t limit) {
    return (uint32_t)(scene_random(&story->seed) % limit);
}

static void story_begin(struct story *story, uint64_t seed) {
    *story = (struct story){.arena = arena_new((size_t)64 << 20), .seed = seed, .step = 1};
    story->at = instant_of_day(day_of_number(20231220));
    story->past = (struct past){.first_day = DAY_NONE,
                                .last_day = DAY_NONE,
                                .peils = story->peils,
                                .spells = story->spells,
                                .flows = story->flows};
    for (size_t i = 0; i < PLACES; i++) /* every third one has a name that was given */
        story->keys[i].bytes[i % 3 ? 0 : 4] = story->keys[i].bytes[7] = (uint8_t)(100 - i);
}

/* More of them than have short codes. */
static void random_text(struct story *story, char *text, size_t digits, uint32_t limit) {
    char number[16];
    snprintf(number, sizeof number, "%0*u", (int)digits, (unsigned)below(story, limit));
    memcpy(text, number, digits);
}

static struct place *random_place(struct story *story, size_t index) {
    static const char *const ids[PLACES] = {"A", "B", "C", "D", "E", "F",
                                            "G", "H", "I", "J", "K", "L"};
    struct place *place = arena_alloc(story->arena, sizeof *place);
    *place = scene_place(ids[index], 20230701 + below(story, 28));
    place->hulpvorm = 1 + below(story, 3);
    place->urgentie = below(story, URGENTIE_COUNT);
    place->verwijsdatum = below(story, 2) ? place->aanmelddatum - 3 : DAY_NONE;
    place->has_pseudonym = below(story, 2);
    place->pseudonym[below(story, 2) ? 3 : 7] = (uint8_t)below(story, 3);
    place->pseudonym_epoch = below(story, 2);
    place->intakedatum = below(story, 3) ? DAY_NONE : place->aanmelddatum + 9;
    random_text(story, place->gemeente, GEMEENTE_DIGITS, 200);
    if (below(story, 2))
        random_text(story, place->gi.text, AGB_DIGITS, 20);
    return place;
}

/* As it was but for one thing. */
static const struct place *changed_place(struct story *story, const struct place *before) {
    struct place *place = arena_alloc(story->arena, sizeof *place);
    *place = *before;
    const uint32_t what = below(story, 6);
    if (what == 0)
        place->urgentie = below(story, URGENTIE_COUNT);
    else if (what == 1)
        place->toewijzingsdatum = place->aanmelddatum + (day_t)below(story, 3);
    else if (what == 2)
        random_text(story, place->gi.text, AGB_DIGITS, 20);
    else if (what == 3)
        place->hulpvorm = 1 + below(story, 3);
    else if (what == 4)
        place->aanmelddatum += (day_t)below(story, 3);
    else
        place->has_pseudonym = !place->has_pseudonym;
    return place;
}

static struct block_entry entry_of(const struct spell *spell) {
    return (struct block_entry){spell->place, spell->key, spell->wait, spell->start,
                                spell->reinstated};
}

static struct flow *add_flow(struct story *story, const struct spell *spell, bool left) {
    struct flow *flow = &story->flows[story->past.flow_count++];
    *flow = (struct flow){.left = left,
                          .place = spell->place,
                          .key = spell->key,
                          .wait = spell->wait,
                          .start = spell->start,
                          .shown_at = story->at,
                          .shown = day_of_instant(story->at),
                          .datum = DAY_NONE};
    return flow;
}

static void end_spell(struct story *story, size_t index) {
    struct spell *spell = &story->now[index];
    spell->until = story->at;
    story->spells[story->past.spell_count++] = *spell;
}

static void begin_spell(struct story *story, size_t index, uint64_t wait,
                        const struct place *place) {
    story->now[index] = (struct spell){.place = place,
                                       .key = &story->keys[index],
                                       .wait = wait,
                                       .start = place->aanmelddatum,
                                       .from = story->at,
                                       .until = INSTANT_MAX};
}

static struct block_turn *add_turn(struct story *story, enum block_turn_kind kind, size_t position,
                                   const struct spell *spell) {
    struct block_turn *turn = &story->turns[story->turn_count++];
    *turn = (struct block_turn){
        .kind = kind, .position = position, .entry = entry_of(spell), .datum = DAY_NONE};
    return turn;
}

static void leave(struct story *story, size_t index, size_t position) {
    struct block_turn *turn = add_turn(story, TURN_LEFT, position, &story->now[index]);
    struct flow *flow = add_flow(story, &story->now[index], true);
    turn->reden = flow->reden = below(story, UITSTROOMREDEN_COUNT);
    turn->datum = flow->datum = below(story, 2) ? flow->shown - (day_t)below(story, 90) : DAY_NONE;
    turn->last = flow->last = below(story, 2);
    end_spell(story, index);
    story->there[index] = false;
}

static void change(struct story *story, size_t index, size_t position) {
    struct spell before = story->now[index];
    end_spell(story, index);
    begin_spell(story, index, before.wait,
                below(story, 4) ? changed_place(story, before.place) : random_place(story, index));
    struct block_entry old = entry_of(&before), new = entry_of(&story->now[index]);
    if (block_entry_same(&old, &new)) {
        story->past.spell_count--;
        story->now[index] = before;
    } else {
        add_turn(story, TURN_CHANGED, position, &story->now[index]);
    }
}

static uint64_t this_event(const struct story *story) {
    return 1000 + story->past.peil_count;
}

static void come(struct story *story, size_t index, size_t position) {
    begin_spell(story, index, this_event(story) - below(story, 2), random_place(story, index));
    add_turn(story, TURN_OPENED, position, &story->now[index]);
    add_flow(story, &story->now[index], false);
    story->there[index] = true;
}

static void list_open(const struct story *story, struct block_entry *open, size_t *count) {
    *count = 0;
    for (size_t i = 0; i < PLACES; i++)
        if (story->there[i])
            open[(*count)++] = entry_of(&story->now[i]);
}

static void live(struct story *story) {
    struct block_entry open[PLACES];
    size_t open_count, position = 0;
    list_open(story, open, &open_count);
    if (below(story, 3))
        story->step = 1 + (instant_t)below(story, 4000) * 60 * MICROSECONDS_PER_SECOND;
    story->at += story->step + (below(story, 20) == 0 ? 200 * MICROSECONDS_PER_DAY : 0);
    story->turn_count = 0;
    for (size_t i = 0; i < PLACES; i++) {
        uint32_t what = below(story, 12);
        if (story->there[i] && what == 0)
            leave(story, i, position);
        else if (story->there[i] && what == 1)
            change(story, i, position);
        else if (!story->there[i] && what == 0)
            come(story, i, position);
        position += story->there[i];
    }
    const struct block_moment moment = {.at = story->at,
                                        .applied = true,
                                        .event = this_event(story),
                                        .turn_count = story->turn_count,
                                        .turns = story->turns};
    story->peils[story->past.peil_count++] =
        (struct peil){.peilmoment = moment.at, .event = moment.event};
    assert_int_equal(block_write_moment(&story->record, open, open_count, &moment, story->arena),
                     STATUS_OK);
}

static void story_end(struct story *story) {
    for (size_t i = 0; i < PLACES; i++)
        if (story->there[i])
            story->spells[story->past.spell_count++] = story->now[i];
}

/* The whole of it, and its blocks. */
static struct story *lived(uint64_t seed, struct block_record **records, size_t *count) {
    struct story *story = malloc(sizeof *story);
    story_begin(story, seed);
    for (int i = 0; i < MOMENTS; i++)
        live(story);
    story_end(story);
    assert_int_equal(block_write_past(&story->past, story->arena, records, count), STATUS_OK);
    return story;
}

static void story_free(struct story *story) {
    arena_free(&story->arena);
    free(story);
}

static struct past read_blocks(const struct block_record *records, size_t count,
                               const struct block_range *range, struct arena *arena) {
    struct block_reader *reader = block_reader_new(range, UINT64_MAX, arena);
    struct past past = {0};
    for (size_t i = 0; i < count; i++)
        assert_int_equal(block_reader_add(reader, &records[i]), STATUS_OK);
    assert_int_equal(block_reader_finish(reader, &past), STATUS_OK);
    return past;
}

static const struct spell *find_spell(const struct past *past, const struct spell *wanted) {
    for (size_t i = 0; i < past->spell_count; i++) {
        const struct spell *spell = &past->spells[i];
        const struct block_entry a = entry_of(spell), b = entry_of(wanted);
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
        struct story *story = lived(seed, &records, &count);
        struct past read = read_blocks(records, count, &all, story->arena);
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
    struct story *story = lived(7, &records, &count);
    for (day_t day = day_of_number(20231221); day < day_of_instant(story->at); day += 5) {
        const struct block_range range = {.first = day, .last = day};
        size_t at = count;
        while (at > 0 && records[at - 1].number > block_of_day(day))
            at--;
        struct past read = read_blocks(&records[at - 1], 1, &range, story->arena);
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

/* ---- rolls */

static struct past call_rolls(const struct block_record *records, size_t count,
                              const struct block_range *range, struct arena *arena) {
    struct past_keeper keeper = past_keeper_of(arena);
    const struct past_listener listener = past_keeper_listener(&keeper);
    struct roll_call *call = roll_call_new(range, &listener, arena);
    struct past past = {0};
    for (size_t i = 0; i < count; i++) {
        struct roll made, *kept = arena_alloc(arena, sizeof *kept);
        assert_int_equal(roll_make(&records[i], arena, &made), STATUS_OK);
        *kept = roll_copy(&made, arena_alloc(arena, roll_bytes(&made)));
        assert_int_equal(roll_call_add(call, kept), STATUS_OK);
    }
    roll_call_finish(call);
    assert_int_equal(past_keeper_finish(&keeper, &past), STATUS_OK);
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
        struct story *story = lived(seed, &records, &count);
        for (int i = 0; i < 20; i++) {
            size_t first = below(story, (uint32_t)count);
            struct block_range range = {.first = records[first].number * BLOCK_DAYS +
                                                 (day_t)below(story, BLOCK_DAYS)};
            range.last = below(story, 5) ? range.first + (day_t)below(story, 300) : INT32_MAX;
            struct past read = read_blocks(records + first, count - first, &range, story->arena);
            struct past called = call_rolls(records + first, count - first, &range, story->arena);
            assert_told_alike(&read, &called, story->arena);
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
    struct story *story = lived(11, &records, &count);
    assert_true(count > 1);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(roll_make(&records[i], story->arena, &rolls[i]), STATUS_OK);
    struct past_keeper keeper = past_keeper_of(story->arena);
    const struct past_listener listener = past_keeper_listener(&keeper);
    struct roll_call *call = roll_call_new(&all, &listener, story->arena);
    rolls[1].carried_count++;
    assert_int_equal(roll_call_add(call, &rolls[0]), STATUS_OK);
    assert_int_equal(roll_call_add(call, &rolls[1]), STATUS_DAMAGED);
    story_free(story);
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
    struct past_keeper keeper = past_keeper_of(arena);
    const struct past_listener listener = past_keeper_listener(&keeper);
    struct roll_call *call = roll_call_new(&all, &listener, arena);
    struct roll roll;
    enum status status = roll_make(record, arena, &roll);
    assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
    if (status != STATUS_OK)
        return;
    assert_int_equal(roll_call_add(call, &roll), STATUS_OK);
    roll_call_finish(call);
    const struct spell *spells = keeper.spells.items;
    for (size_t i = 0; i < keeper.spells.count; i++)
        assert_true(traits_possible(spells[i].traits));
}

static void write_on_damaged(struct block_record record, const struct story *story,
                             struct arena *arena) {
    struct block_entry open[PLACES];
    size_t open_count;
    const struct block_moment moment = {.at = story->at + MICROSECONDS_PER_DAY, .applied = true};
    const struct block_record kept = record;
    list_open(story, open, &open_count);
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
    size_t size = below(story, 4) ? whole.size : below(story, (uint32_t)whole.size);
    memcpy(copy, whole.at, whole.size);
    for (uint32_t i = 1 + below(story, 3); i > 0 && size > 0; i--)
        copy[below(story, (uint32_t)size)] = (uint8_t)scene_random(&story->seed);
    return bytes_of(copy, size);
}

static void test_damaged_block_is_damage_and_nothing_worse(void **state) {
    struct arena *arena = arena_new((size_t)64 << 20);
    struct block_record *records;
    size_t count;
    (void)state;
    struct story *story = lived(3, &records, &count);
    for (int i = 0; i < 20000; i++) {
        struct block_record *hurt = &records[below(story, (uint32_t)count)];
        const struct block_record kept = *hurt;
        arena_reset(arena);
        hurt->slim = damage(story, kept.slim, arena);
        if (below(story, 2))
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
    struct story *story = lived(9, &records, &count);
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
    struct story *story = lived(5, &records, &count);
    struct past before = read_blocks(records, count, &all, story->arena);
    const struct bytes detail = records[0].detail;
    const size_t named_bytes = detail_bytes(records, count);
    rename_all(records, count, leave_name, story->arena);
    assert_true(bytes_equal(records[0].detail, detail));
    rename_all(records, count, number_name, story->arena);
    assert_true(detail_bytes(records, count) < named_bytes);
    struct past after = read_blocks(records, count, &all, story->arena);
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
        cmocka_unit_test(test_rolls_that_are_called_up_say_what_blocks_say),
        cmocka_unit_test(test_roll_that_does_not_follow_the_one_before_is_damage),
        cmocka_unit_test(test_damaged_block_is_damage_and_nothing_worse),
        cmocka_unit_test(test_a_block_whose_names_become_numbers_says_the_same_of_them),
        cmocka_unit_test(test_both_parts_of_a_record_come_back_and_one_that_is_cut_does_not),
        cmocka_unit_test(test_taking_goes_to_the_wait_it_was_said_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
