/* One place's rows, and what they amount to: spells and flows, as known at an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/past.h"

enum { MOST = 16 };

/* Rows of one aanbieder, in the order of the store; every day's snapshot is at noon. */
struct diary {
    struct arena *arena;
    size_t count;
    struct history_row rows[MOST];
    struct place_key keys[MOST];
    struct past past;
};

static int start(void **state) {
    struct diary *diary = calloc(1, sizeof *diary);
    diary->arena = arena_new(1 << 20);
    *state = diary;
    return 0;
}

static int end(void **state) {
    struct diary *diary = *state;
    arena_free(&diary->arena);
    free(diary);
    return 0;
}

static instant_t noon(uint32_t day) {
    return day == 0 ? INSTANT_MAX : instant_of_day(day_of_number(day)) + MICROSECONDS_PER_DAY / 2;
}

static struct history_row *add(struct diary *diary, enum history_kind kind, uint8_t place,
                               uint64_t event, uint32_t from, uint32_t until) {
    struct history_row *row = &diary->rows[diary->count];
    *row = (struct history_row){.kind = kind,
                                .event = event,
                                .from = noon(from),
                                .until = noon(until),
                                .datum = DAY_NONE,
                                .known.place = {.gemeente = "0518", .hulpvorm = KDC}};
    diary->keys[diary->count++].bytes[15] = place;
    return row;
}

static void applied(struct diary *diary, uint64_t event, uint32_t day) {
    add(diary, HISTORY_APPLIED, 0, event, day, 0);
}

static struct history_row *open(struct diary *diary, uint8_t place, uint64_t event, uint64_t wait,
                                uint32_t from, uint32_t until) {
    struct history_row *row = add(diary, HISTORY_STATE, place, event, from, until);
    row->known.open = true;
    row->known.wait = (struct wait){.name = wait, .start = day_of_number(20250101)};
    return row;
}

static struct history_row *left(struct diary *diary, uint8_t place, uint64_t event, uint64_t wait,
                                uint32_t from, uint32_t until, enum uitstroomreden reden) {
    struct history_row *row = add(diary, HISTORY_STATE, place, event, from, until);
    struct departure *departure = arena_alloc(diary->arena, sizeof *departure);
    *departure =
        (struct departure){.wait = {.name = wait, .start = day_of_number(20250101)},
                           .reden = reden,
                           .datum = reden == REDEN_ONBEKEND ? DAY_NONE : day_of_number(from),
                           .event = event,
                           .voids = reden == ADMIN_FOUT && until == 0};
    row->known.departures = departure;
    row->known.departure_count = 1;
    return row;
}

/* How many rows from `first` on are about the same place, or about none. */
static struct past_rows same_place(const struct diary *diary, size_t first) {
    struct past_rows rows = {0, &diary->rows[first]};
    while (first + rows.count < diary->count &&
           memcmp(&diary->keys[first + rows.count], &diary->keys[first],
                  sizeof diary->keys[first]) == 0)
        rows.count++;
    return rows;
}

/* Rows are forgotten as soon as they were given. */
static void add_rows(struct past_builder *builder, const struct place_key *key,
                     const struct past_rows *rows, const struct past_takings *takings) {
    struct arena *scratch = arena_new(1 << 20);
    struct history_row *copy = arena_array(scratch, rows->count, sizeof *copy);
    memcpy(copy, rows->at, rows->count * sizeof *copy);
    const struct past_rows copies = {rows->count, copy};
    assert_int_equal(past_builder_add(builder, key, &copies, takings, scratch), STATUS_OK);
    arena_free(&scratch);
}

static const struct past *known_on(struct diary *diary, uint64_t event,
                                   const struct past_range *range) {
    const struct past_takings takings = {0};
    struct past_builder *builder;
    struct past_rows rows = {0, NULL};
    size_t at = 0;
    if (diary->count > 0 && diary->keys[0].bytes[15] == 0)
        rows = same_place(diary, 0);
    assert_int_equal(past_builder_new(range, event, &rows, diary->arena, &builder), STATUS_OK);
    for (at = rows.count; at < diary->count; at += rows.count) {
        rows = same_place(diary, at);
        add_rows(builder, &diary->keys[at], &rows, &takings);
    }
    past_builder_finish(builder, &diary->past);
    return &diary->past;
}

static const struct past *known_at(struct diary *diary, uint64_t event) {
    static const struct past_range all = {INT32_MIN, INT32_MAX, true, false, false};
    return known_on(diary, event, &all);
}

static void assert_spell(const struct past *past, size_t index, uint32_t from, uint32_t until) {
    assert_true(index < past->spell_count);
    assert_int_equal(past->spells[index].from, noon(from));
    assert_int_equal(past->spells[index].until, noon(until));
}

static void assert_flow(const struct past *past, size_t index, bool has_left, uint32_t day) {
    assert_true(index < past->flow_count);
    assert_int_equal(past->flows[index].left, has_left);
    assert_int_equal(past->flows[index].shown, day_of_number(day));
}

static void test_who_stays_has_one_spell_and_came_once(void **state) {
    struct diary *diary = *state;
    applied(diary, 1, 20250110);
    open(diary, 1, 1, 1, 20250110, 0);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 1);
    assert_spell(past, 0, 20250110, 0);
    assert_int_equal(past->flow_count, 1);
    assert_flow(past, 0, false, 20250110);
}

static void test_changed_fields_are_another_spell_and_no_flow(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    open(diary, 1, 2, 1, 20250112, 0)->known.place.hulpvorm = CRISIS;
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 2);
    assert_spell(past, 0, 20250110, 20250112);
    assert_spell(past, 1, 20250112, 0);
    assert_int_equal(past->flow_count, 1);
}

static void test_what_was_recorded_later_was_not_known(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 5, 1, 20250112, 0, GESTART);
    assert_int_equal(known_at(diary, 4)->flow_count, 1);
    assert_spell(&diary->past, 0, 20250110, 0);
    assert_int_equal(known_at(diary, 5)->flow_count, 2);
    assert_spell(&diary->past, 0, 20250110, 20250112);
    assert_int_equal(diary->past.flows[1].reden, GESTART);
    assert_true(diary->past.flows[1].last);
}

static void test_a_late_absence_is_a_gap_between_two_stays(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 7, 1, 20250112, 20250114, REDEN_ONBEKEND);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 2);
    assert_spell(past, 0, 20250110, 20250112);
    assert_spell(past, 1, 20250114, 0);
    assert_true(past->spells[1].reinstated);
    assert_int_equal(past->flow_count, 3);
    assert_flow(past, 1, true, 20250112);
    assert_flow(past, 2, false, 20250114);
    assert_false(past->flows[1].last);
}

static void test_a_late_presence_ends_without_a_word(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 7, 7, 20250112, 20250114);
    const struct past *past = known_at(diary, 9);
    assert_spell(past, 0, 20250112, 20250114);
    assert_flow(past, 1, true, 20250114);
    assert_int_equal(past->flows[1].reden, REDEN_ONBEKEND);
    assert_int_equal(past->flows[1].datum, DAY_NONE);
}

static void test_opened_and_closed_for_one_peilmoment_counts_as_both(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 2, 1, 20250110, 0, TERUGGETROKKEN);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 0);
    assert_int_equal(past->flow_count, 2);
    assert_flow(past, 0, false, 20250110);
    assert_flow(past, 1, true, 20250110);
    assert_int_equal(past->flows[1].reden, TERUGGETROKKEN);
}

static void test_came_and_left_for_one_peilmoment_with_the_fields_it_left_with(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 2, 1, 20250110, 0, REDEN_ONBEKEND);
    open(diary, 1, 3, 1, 20250110, 0)->known.place.hulpvorm = CRISIS;
    left(diary, 1, 4, 1, 20250110, 0, TERUGGETROKKEN);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->flow_count, 2);
    assert_flow(past, 0, false, 20250110);
    assert_flow(past, 1, true, 20250110);
    assert_int_equal(past->flows[0].place->hulpvorm, CRISIS);
    assert_int_equal(past->flows[1].place->hulpvorm, CRISIS);
    assert_int_equal(past->flows[1].reden, TERUGGETROKKEN);
}

static void test_nobody_came_at_a_peilmoment_that_only_changed_somebody(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    open(diary, 1, 2, 1, 20250114, 0)->known.place.hulpvorm = CRISIS;
    left(diary, 1, 3, 1, 20250112, 20250114, REDEN_ONBEKEND);
    left(diary, 1, 4, 1, 20250114, 0, GESTART);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 1);
    assert_int_equal(past->flow_count, 2);
    assert_flow(past, 0, false, 20250110);
    assert_flow(past, 1, true, 20250112);
    assert_true(past->flows[1].last);
}

static void test_admin_fout_takes_the_wait_out_of_everything_from_then(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 5, 1, 20250112, 0, ADMIN_FOUT);
    assert_int_equal(known_at(diary, 4)->spell_count, 1);
    assert_int_equal(known_at(diary, 5)->spell_count, 0);
    assert_int_equal(diary->past.flow_count, 0);
    open(diary, 1, 6, 1, 20250114, 0);
    assert_int_equal(known_at(diary, 6)->spell_count, 2);
    assert_int_equal(diary->past.flow_count, 3);
}

static void test_a_completion_replaces_reason_and_date(void **state) {
    struct diary *diary = *state;
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 2, 1, 20250112, 0, REDEN_ONBEKEND);
    struct history_row *row = add(diary, HISTORY_COMPLETED, 1, 3, 0, 0);
    row->leaving = 2;
    row->reden = GESTART;
    row->datum = day_of_number(20250111);
    assert_int_equal(known_at(diary, 2)->flows[1].reden, REDEN_ONBEKEND);
    assert_int_equal(known_at(diary, 3)->flows[1].reden, GESTART);
    assert_int_equal(diary->past.flows[1].datum, day_of_number(20250111));
}

static void test_a_passage_is_one_of_each_and_a_mistaken_one_is_none(void **state) {
    struct diary *diary = *state;
    struct history_row *row = left(diary, 1, 2, 2, 20250112, 0, NIET_PASSEND);
    row->kind = HISTORY_PASSED;
    row = left(diary, 2, 2, 2, 20250112, 0, ADMIN_FOUT);
    row->kind = HISTORY_PASSED;
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 0);
    assert_int_equal(past->flow_count, 2);
    assert_true(past->flows[1].last);
}

static void test_equal_peilmomenten_are_one_and_the_last_word_counts(void **state) {
    struct diary *diary = *state;
    applied(diary, 1, 20250110);
    applied(diary, 2, 20250112);
    applied(diary, 3, 20250111);
    applied(diary, 4, 20250112);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->peil_count, 3);
    assert_int_equal(past->peils[1].event, 3);
    assert_int_equal(past->peils[2].event, 4);
    assert_int_equal(known_at(diary, 2)->peil_count, 2);
}

static void test_a_successor_has_the_places_from_its_succession_on(void **state) {
    struct diary *diary = *state;
    applied(diary, 1, 20250110);
    struct history_row *row = add(diary, HISTORY_SUCCESSOR, 0, 5, 20250120, 0);
    row->until = noon(20250110);
    open(diary, 1, 1, 1, 20250110, 0);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->first_day, day_of_number(20250120));
    assert_int_equal(past->flow_count, 0);
    assert_int_equal(past->spell_count, 1);
    assert_true(past->peils[0].inherited);
    assert_int_equal(known_at(diary, 4)->spell_count, 0);
    assert_int_equal(diary->past.peil_count, 0);
}

static void test_only_what_is_asked_for_stays(void **state) {
    struct diary *diary = *state;
    const struct past_range day = {day_of_number(20250112), day_of_number(20250112), false, false,
                                   false};
    struct past_range days = {day.first, day_of_number(20250114), true, false, false};
    open(diary, 1, 1, 1, 20250110, 0);
    open(diary, 1, 2, 1, 20250112, 0)->known.place.hulpvorm = CRISIS;
    open(diary, 1, 3, 1, 20250113, 0);
    left(diary, 1, 4, 1, 20250114, 0, GESTART);
    open(diary, 2, 5, 5, 20250115, 0);
    const struct past *past = known_on(diary, 9, &day);
    assert_int_equal(past->spell_count, 2); /* the one that ends then, too */
    assert_spell(past, 1, 20250112, 20250113);
    assert_int_equal(past->spells[1].place->hulpvorm, CRISIS);
    assert_int_equal(past->spells[1].key->bytes[15], 1);
    assert_int_equal(past->flow_count, 0);
    past = known_on(diary, 9, &days);
    assert_int_equal(past->spell_count, 3);
    assert_int_equal(past->flow_count, 1);
    assert_flow(past, 0, true, 20250114);
    assert_true(past->flows[0].last);
    assert_ptr_equal(past->flows[0].place, past->spells[2].place);
    days.last = day_of_number(20250113);
    assert_int_equal(known_on(diary, 9, &days)->flow_count, 0);
}

static void test_what_no_figure_tells_apart_may_be_one_spell(void **state) {
    struct diary *diary = *state;
    const struct past_range joined = {INT32_MIN, INT32_MAX, true, false, true};
    open(diary, 1, 1, 1, 20250110, 0);
    open(diary, 1, 2, 1, 20250112, 0)->known.place.laatst_geverifieerd = day_of_number(20250112);
    open(diary, 1, 3, 1, 20250113, 0)->known.place.hulpvorm = CRISIS;
    open(diary, 1, 4, 4, 20250114, 0)->known.place.hulpvorm = CRISIS;
    open(diary, 2, 5, 5, 20250114, 0)->known.place.hulpvorm = CRISIS;
    assert_int_equal(known_at(diary, 9)->spell_count, 5);
    const struct past *past = known_on(diary, 9, &joined);
    assert_int_equal(past->spell_count, 4);
    assert_spell(past, 0, 20250110, 20250113);
    assert_spell(past, 1, 20250113, 20250114);
    assert_int_equal(past->flow_count, 4);
}

static void test_memory_goes_by_what_stays(void **state) {
    struct diary *diary = *state;
    const struct past_range day = {day_of_number(20250111), day_of_number(20250111), true, false,
                                   false};
    for (uint64_t event = 1; event <= MOST; event++)
        open(diary, 1, event, 1, 20250110 + (uint32_t)event, 0);
    size_t before = arena_used(diary->arena);
    known_on(diary, 99, &day);
    const size_t of_one_day = arena_used(diary->arena) - before;
    before = arena_used(diary->arena);
    known_at(diary, 99);
    assert_true(arena_used(diary->arena) - before > of_one_day + (MOST - 2) * sizeof(struct place));
}

static void test_who_left_under_the_old_code_is_back_under_the_new_one(void **state) {
    struct diary *diary = *state;
    struct history_row *row = add(diary, HISTORY_SUCCESSOR, 0, 5, 20250120, 0);
    row->until = noon(20250112);
    open(diary, 1, 1, 1, 20250110, 0);
    left(diary, 1, 2, 1, 20250112, 0, TERUGGETROKKEN);
    open(diary, 1, 7, 1, 20250122, 0);
    const struct past *past = known_at(diary, 9);
    assert_int_equal(past->spell_count, 2);
    assert_true(past->spells[1].reinstated);
    assert_int_equal(past->flow_count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_what_is_asked_for_stays, start, end),
        cmocka_unit_test_setup_teardown(test_what_no_figure_tells_apart_may_be_one_spell, start,
                                        end),
        cmocka_unit_test_setup_teardown(test_memory_goes_by_what_stays, start, end),
        cmocka_unit_test_setup_teardown(test_who_stays_has_one_spell_and_came_once, start, end),
        cmocka_unit_test_setup_teardown(test_changed_fields_are_another_spell_and_no_flow, start,
                                        end),
        cmocka_unit_test_setup_teardown(test_what_was_recorded_later_was_not_known, start, end),
        cmocka_unit_test_setup_teardown(test_a_late_absence_is_a_gap_between_two_stays, start, end),
        cmocka_unit_test_setup_teardown(test_a_late_presence_ends_without_a_word, start, end),
        cmocka_unit_test_setup_teardown(test_opened_and_closed_for_one_peilmoment_counts_as_both,
                                        start, end),
        cmocka_unit_test_setup_teardown(
            test_came_and_left_for_one_peilmoment_with_the_fields_it_left_with, start, end),
        cmocka_unit_test_setup_teardown(test_nobody_came_at_a_peilmoment_that_only_changed_somebody,
                                        start, end),
        cmocka_unit_test_setup_teardown(test_admin_fout_takes_the_wait_out_of_everything_from_then,
                                        start, end),
        cmocka_unit_test_setup_teardown(test_a_completion_replaces_reason_and_date, start, end),
        cmocka_unit_test_setup_teardown(test_a_passage_is_one_of_each_and_a_mistaken_one_is_none,
                                        start, end),
        cmocka_unit_test_setup_teardown(test_equal_peilmomenten_are_one_and_the_last_word_counts,
                                        start, end),
        cmocka_unit_test_setup_teardown(test_who_left_under_the_old_code_is_back_under_the_new_one,
                                        start, end),
        cmocka_unit_test_setup_teardown(test_a_successor_has_the_places_from_its_succession_on,
                                        start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
