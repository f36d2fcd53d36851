/* What is known of a place that left: its rows of history, and what was told. */
#include "daemon/domain/left.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/history.h"
#include "proto/model/list.h"
#include "tests/domain/known.h"
#include "tests/domain/scene.h"

enum { IDS = 8, STEPS = 40, HISTORIES = 150 };

static const char *const ids[IDS] = {"A", "B", "C", "D", "E", "F", "G", "H"};

/* ---- a list through whose whole life every row is kept */

struct diary {
    struct scene scene;
    struct list rows[IDS]; /* struct history_row */
    size_t told, untold;   /* left places looked at */
};

static size_t index_of(struct bytes id) {
    return (size_t)(id.at[0] - 'A');
}

static void write_row(struct diary *diary, const struct change *change, instant_t until) {
    struct history_row *row = list_add(&diary->rows[index_of(change->after.place.id)]);
    assert_int_equal(history_row_of(change, diary->scene.next_event - 1,
                                    diary->scene.book.data_peilmoment, until, diary->scene.arena,
                                    row),
                     STATUS_OK);
}

static size_t random_lines(const struct diary *diary, uint64_t *seed, uint32_t day,
                           struct place *places, struct leaving *leavings, size_t *leaving_count) {
    static const uint32_t starts[] = {20241001, 20241105, 20250101};
    size_t count = 0;
    *leaving_count = 0;
    for (size_t i = 0; i < IDS; i++) {
        const struct known_place *known = scene_find(&diary->scene, ids[i]);
        struct known_wait wait = known_place_wait(known);
        uint64_t dice = scene_random(seed);
        struct leaving leaving = scene_leaving(ids[i], dice / 7 % UITSTROOMREDEN_COUNT, day);
        leaving.carries_place = !wait.open && dice / 5 % 2;
        leaving.place = scene_place(ids[i], starts[dice / 11 % 3]);
        if (dice % 5 < 2) {
            places[count] = scene_place(ids[i], starts[dice / 7 % 3]);
            places[count++].urgentie = dice / 100 % 2 ? URGENTIE_HOOG : URGENTIE_REGULIER;
        } else if (dice % 5 < 4 && (wait.open || wait.left_onbekend || leaving.carries_place)) {
            leavings[(*leaving_count)++] = leaving;
        }
    }
    return count;
}

/* A late snapshot tells how somebody left; what was so then ends before what is known now. */
static void complete_late(struct diary *diary, uint64_t *seed) {
    const struct known_places *all = &diary->scene.places;
    for (size_t i = 0; i < all->count; i++) {
        struct known_place *known = (struct known_place *)(uintptr_t)&all->at[i];
        struct known_wait wait = known_place_wait(known);
        if (!wait.left_onbekend || scene_random(seed) % 8 > 0)
            continue;
        struct departure *last =
            (struct departure *)(uintptr_t)&known->departures[known->departure_count - 1];
        struct change change = {
            .flags = CHANGE_COMPLETED, .after = *known, .last = last, .departure = *last};
        last->reden = VERHUISD;
        last->datum = day_of_number(20250202);
        diary->scene.next_event++;
        write_row(diary, &change, diary->scene.book.data_peilmoment + 1);
    }
}

static struct known_place kept_of(const struct known_place *known, struct arena *arena) {
    struct known_place kept;
    assert_int_equal(history_place(known, arena, &kept), STATUS_OK);
    return kept;
}

/* As the receipts of their events tell it. */
static void name_snapshots(struct known_place *known, const struct known_place *named) {
    struct departure *departures = (struct departure *)(uintptr_t)known->departures;
    assert_int_equal(known->departure_count, named->departure_count);
    for (size_t i = 0; i < known->departure_count; i++) {
        const struct snapshot_ref *ref = &named->departures[i].wait.opened_by;
        assert_int_equal(departures[i].wait.opened_by.event, ref->event);
        departures[i].wait.opened_by = *ref;
    }
}

static void check_left(struct diary *diary, const struct known_place *known) {
    struct arena *arena = diary->scene.arena;
    const struct list *list = &diary->rows[index_of(known->place.id)];
    const struct past_rows rows = {list->count, list->items};
    const struct known_place kept = kept_of(known, arena);
    struct known_place left = *known, found;
    struct bytes record;
    assert_int_equal(left_of_rows(&rows, arena, &found), STATUS_OK);
    assert_same_place(&found, &kept);
    name_snapshots(&found, known);
    assert_int_equal(pack_left(known, arena, &record), STATUS_OK);
    if (record.size > 0)
        assert_int_equal(unpack_left(record, arena, &found), STATUS_OK);
    left.next_due = DAY_NONE; /* nothing is due of who left */
    assert_same_place(&found, &left);
    diary->told += record.size > 0;
    diary->untold += record.size == 0;
}

static void check(struct diary *diary) {
    for (size_t i = 0; i < IDS; i++) {
        const struct past_rows rows = {diary->rows[i].count, diary->rows[i].items};
        const struct known_place *known = scene_find(&diary->scene, ids[i]);
        struct known_place found;
        if (known && !known->open)
            check_left(diary, known);
        else
            assert_int_equal(left_of_rows(&rows, diary->scene.arena, &found), STATUS_ABSENT);
    }
}

static void live(struct diary *diary, uint64_t seed) {
    for (uint32_t step = 0; step < STEPS; step++) {
        struct place places[IDS];
        struct leaving leavings[IDS];
        size_t leaving_count;
        const uint32_t day = day_to_number(day_of_number(20250103) + (day_t)(3 * step));
        size_t count = random_lines(diary, &seed, day, places, leavings, &leaving_count);
        scene_snapshot(&diary->scene, day, places, count, leavings, leaving_count);
        for (size_t i = 0; i < diary->scene.applied.change_count; i++)
            write_row(diary, &diary->scene.applied.changes[i], INSTANT_MAX);
        check(diary);
        complete_late(diary, &seed);
        check(diary);
        scene_day(&diary->scene, day_to_number(day_of_number(day) + 1));
    }
}

static void test_rows_say_of_who_left_all_that_is_known_but_what_was_told(void **state) {
    (void)state;
    size_t told = 0, untold = 0;
    for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
        struct diary diary = {.scene = scene_begin()};
        for (size_t i = 0; i < IDS; i++)
            diary.rows[i] = LIST_OF(diary.scene.arena, struct history_row);
        live(&diary, seed);
        told += diary.told;
        untold += diary.untold;
        scene_end(&diary.scene);
    }
    assert_true(told > 1000 && untold > 1000);
}

/* ---- the record */

static struct known_place random_left(uint64_t *seed, struct arena *arena) {
    return random_known_place(seed, arena, false);
}

static void test_what_was_told_comes_back_whatever_it_was(void **state) {
    (void)state;
    struct arena *arena = arena_new((size_t)16 << 20);
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        uint64_t dice = seed;
        const struct known_place left = random_left(&dice, arena);
        struct known_place back = kept_of(&left, arena);
        struct bytes record;
        name_snapshots(&back, &left);
        assert_int_equal(pack_left(&left, arena, &record), STATUS_OK);
        if (record.size > 0)
            assert_int_equal(unpack_left(record, arena, &back), STATUS_OK);
        assert_same_place(&back, &left);
        arena_reset(arena);
    }
    arena_free(&arena);
}

static void test_of_whom_nothing_was_told_there_is_no_record(void **state) {
    (void)state;
    struct arena *arena = arena_new((size_t)1 << 20);
    struct departure departure = {.wait = {.name = 3, .start = 20000}, .event = 5};
    struct known_place left = {
        .place = scene_place("A", 20241005), .departure_count = 1, .departures = &departure};
    struct bytes record;
    assert_int_equal(pack_left(&left, arena, &record), STATUS_OK);
    assert_int_equal(record.size, 0);
    departure.van_lijst = 9;
    assert_int_equal(pack_left(&left, arena, &record), STATUS_OK);
    assert_true(record.size > 0);
    arena_free(&arena);
}

static void test_an_alert_to_the_parties_of_the_place_costs_little(void **state) {
    (void)state;
    struct arena *arena = arena_new((size_t)1 << 20);
    const struct party party = {"0518", {""}, AMBULANTE_JEUGD_GGZ};
    struct departure departure = {
        .wait = {.start = 20001,
                 .told = {1, {{OVERSCHRIJDING, 0, 20001, 70123}}, COUNTED_DREIGEND, 1, &party}},
        .van_lijst = 70311};
    const struct telling telling = {20001, OVERSCHRIJDING, 0, 1};
    struct known_place left = {.place = scene_place("A", 20241005),
                               .departure_count = 1,
                               .departures = &departure,
                               .telling_count = 1,
                               .tellings = &telling};
    struct known_place back = kept_of(&left, arena);
    struct bytes record;
    left.next_due = back.next_due = DAY_NONE;
    assert_int_equal(pack_left(&left, arena, &record), STATUS_OK);
    assert_true(record.size <= 24);
    assert_int_equal(unpack_left(record, arena, &back), STATUS_OK);
    assert_same_place(&back, &left);
    arena_free(&arena);
}

static void test_a_record_of_version_1_says_all_of_it(void **state) {
    (void)state;
    struct arena *arena = arena_new((size_t)16 << 20);
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t dice = seed;
        const struct known_place left = random_left(&dice, arena);
        const struct bytes record = pack_whole_place(&left, arena);
        struct known_place back = {.next_due = 5};
        assert_true(left_is_whole(record));
        assert_int_equal(unpack_left(record, arena, &back), STATUS_OK);
        assert_same_place(&back, &left);
        arena_reset(arena);
    }
    arena_free(&arena);
}

static void test_cut_or_flipped_records_and_those_of_another_place_are_harmless(void **state) {
    (void)state;
    struct arena *arena = arena_new((size_t)16 << 20);
    struct arena *again = arena_new((size_t)16 << 20);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t dice = seed;
        struct known_place left = random_left(&dice, arena), back;
        struct bytes record;
        left.telling_count += left.telling_count == 0;
        left.tellings = arena_array(arena, left.telling_count, sizeof *left.tellings);
        assert_int_equal(pack_left(&left, arena, &record), STATUS_OK);
        for (size_t size = 0; size < record.size; size++) {
            back = kept_of(&left, again);
            assert_int_equal(unpack_left(bytes_of(record.at, size), again, &back), STATUS_DAMAGED);
        }
        uint8_t *bad = malloc(record.size);
        assert_non_null(bad);
        memcpy(bad, record.at, record.size);
        for (size_t bit = 0; bit < 8 * record.size; bit++) {
            bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
            back = kept_of(&left, again);
            enum status status = unpack_left(bytes_of(bad, record.size), again, &back);
            assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
            bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        free(bad);
        back = (struct known_place){0};
        if (left.departure_count > 0)
            assert_int_equal(unpack_left(record, again, &back), STATUS_DAMAGED);
        arena_reset(arena);
        arena_reset(again);
    }
    arena_free(&again);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_say_of_who_left_all_that_is_known_but_what_was_told),
        cmocka_unit_test(test_what_was_told_comes_back_whatever_it_was),
        cmocka_unit_test(test_of_whom_nothing_was_told_there_is_no_record),
        cmocka_unit_test(test_an_alert_to_the_parties_of_the_place_costs_little),
        cmocka_unit_test(test_a_record_of_version_1_says_all_of_it),
        cmocka_unit_test(test_cut_or_flipped_records_and_those_of_another_place_are_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
