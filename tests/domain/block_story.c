#include "tests/domain/block_story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/scene.h"

uint32_t story_below(struct story *story, uint32_t limit) {
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
    snprintf(number, sizeof number, "%0*u", (int)digits, (unsigned)story_below(story, limit));
    memcpy(text, number, digits);
}

static struct place *random_place(struct story *story, size_t index) {
    static const char *const ids[PLACES] = {"A", "B", "C", "D", "E", "F",
                                            "G", "H", "I", "J", "K", "L"};
    struct place *place = arena_alloc(story->arena, sizeof *place);
    *place = scene_place(ids[index], 20230701 + story_below(story, 28));
    place->hulpvorm = 1 + story_below(story, 3);
    place->urgentie = story_below(story, URGENTIE_COUNT);
    place->verwijsdatum = story_below(story, 2) ? place->aanmelddatum - 3 : DAY_NONE;
    place->has_pseudonym = story_below(story, 2);
    place->pseudonym[story_below(story, 2) ? 3 : 7] = (uint8_t)story_below(story, 3);
    place->pseudonym_epoch = story_below(story, 2);
    place->intakedatum = story_below(story, 3) ? DAY_NONE : place->aanmelddatum + 9;
    random_text(story, place->gemeente, GEMEENTE_DIGITS, 200);
    if (story_below(story, 2))
        random_text(story, place->gi.text, AGB_DIGITS, 20);
    return place;
}

/* As it was but for one thing. */
static const struct place *changed_place(struct story *story, const struct place *before) {
    struct place *place = arena_alloc(story->arena, sizeof *place);
    *place = *before;
    const uint32_t what = story_below(story, 6);
    if (what == 0)
        place->urgentie = story_below(story, URGENTIE_COUNT);
    else if (what == 1)
        place->toewijzingsdatum = place->aanmelddatum + (day_t)story_below(story, 3);
    else if (what == 2)
        random_text(story, place->gi.text, AGB_DIGITS, 20);
    else if (what == 3)
        place->hulpvorm = 1 + story_below(story, 3);
    else if (what == 4)
        place->aanmelddatum += (day_t)story_below(story, 3);
    else
        place->has_pseudonym = !place->has_pseudonym;
    return place;
}

struct block_entry story_entry(const struct spell *spell) {
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
        .kind = kind, .position = position, .entry = story_entry(spell), .datum = DAY_NONE};
    return turn;
}

static void leave(struct story *story, size_t index, size_t position) {
    struct block_turn *turn = add_turn(story, TURN_LEFT, position, &story->now[index]);
    struct flow *flow = add_flow(story, &story->now[index], true);
    turn->reden = flow->reden = story_below(story, UITSTROOMREDEN_COUNT);
    turn->datum = flow->datum =
        story_below(story, 2) ? flow->shown - (day_t)story_below(story, 90) : DAY_NONE;
    turn->last = flow->last = story_below(story, 2);
    end_spell(story, index);
    story->there[index] = false;
}

static void change(struct story *story, size_t index, size_t position) {
    struct spell before = story->now[index];
    end_spell(story, index);
    begin_spell(story, index, before.wait,
                story_below(story, 4) ? changed_place(story, before.place)
                                      : random_place(story, index));
    struct block_entry old = story_entry(&before), new = story_entry(&story->now[index]);
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
    begin_spell(story, index, this_event(story) - story_below(story, 2),
                random_place(story, index));
    add_turn(story, TURN_OPENED, position, &story->now[index]);
    add_flow(story, &story->now[index], false);
    story->there[index] = true;
}

void story_open(const struct story *story, struct block_entry *open, size_t *count) {
    *count = 0;
    for (size_t i = 0; i < PLACES; i++)
        if (story->there[i])
            open[(*count)++] = story_entry(&story->now[i]);
}

static void live(struct story *story) {
    struct block_entry open[PLACES];
    size_t open_count, position = 0;
    story_open(story, open, &open_count);
    if (story_below(story, 3))
        story->step = 1 + (instant_t)story_below(story, 4000) * 60 * MICROSECONDS_PER_SECOND;
    story->at += story->step + (story_below(story, 20) == 0 ? 200 * MICROSECONDS_PER_DAY : 0);
    story->turn_count = 0;
    for (size_t i = 0; i < PLACES; i++) {
        uint32_t what = story_below(story, 12);
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

struct story *story_lived(uint64_t seed, struct block_record **records, size_t *count) {
    struct story *story = malloc(sizeof *story);
    story_begin(story, seed);
    for (int i = 0; i < MOMENTS; i++)
        live(story);
    story_end(story);
    assert_int_equal(block_write_past(&story->past, story->arena, records, count), STATUS_OK);
    return story;
}

void story_free(struct story *story) {
    arena_free(&story->arena);
    free(story);
}

struct past story_read_across(const struct block_record *records, size_t count, day_t seam,
                              const struct block_range *range, struct arena *arena) {
    struct block_reader *reader = block_reader_new(range, UINT64_MAX, arena);
    struct past past = {0};
    block_reader_seam(reader, seam);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(block_reader_add(reader, &records[i]), STATUS_OK);
    assert_int_equal(block_reader_finish(reader, &past), STATUS_OK);
    return past;
}

struct past story_read(const struct block_record *records, size_t count,
                       const struct block_range *range, struct arena *arena) {
    return story_read_across(records, count, INT32_MIN, range, arena);
}
