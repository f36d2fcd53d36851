#include "client/worklist.h"
#include "monday.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TODAY 20150
#define MAX_MADE 8

/* A scope to fill by hand. */
struct scope {
    struct place_row rows[MAX_MADE];
    struct alert alerts[MAX_MADE];
    struct taken_place taken[MAX_MADE];
    struct worklist_sources sources;
    struct arena *arena;
    struct worklist made;
};

static int open_scope(void **state) {
    struct scope *scope = calloc(1, sizeof *scope);
    if (!scope)
        return -1;
    scope->arena = arena_new(1 << 20);
    scope->sources = (struct worklist_sources){.name = bytes_of_text("anna"),
                                               .today = TODAY,
                                               .rows = scope->rows,
                                               .alerts = scope->alerts,
                                               .taken = scope->taken};
    *state = scope;
    return scope->arena ? 0 : -1;
}

static int close_scope(void **state) {
    struct scope *scope = *state;
    arena_free(&scope->arena);
    free(scope);
    return 0;
}

/* Beyond the norm for `past` days (before it: negative). */
static struct place_row *add_row(struct scope *scope, const char *agb, const char *id, int past) {
    struct place_row *row = &scope->rows[scope->sources.row_count++];
    *row = (struct place_row){
        .place = {.id = bytes_of_text(id)}, .start = TODAY - 92 - past, .crossing = TODAY - past};
    strcpy(row->agb.text, agb);
    return row;
}

static struct alert *add_alert(struct scope *scope, enum alert_kind kind,
                               const struct place_row *row) {
    struct alert *alert = &scope->alerts[scope->sources.alert_count++];
    *alert = (struct alert){.number = 100 + scope->sources.alert_count,
                            .kind = kind,
                            .recorded_at = 1000,
                            .agb = row->agb,
                            .place = {.place_id = row->place.id, .start = row->start}};
    return alert;
}

static void withdraw(struct alert *by, const struct alert *alert) {
    by->place.withdraws[by->place.withdraws_count++] = alert->number;
}

static struct worklist *make(struct scope *scope) {
    assert_int_equal(worklist_make(&scope->sources, scope->arena, &scope->made), STATUS_OK);
    return &scope->made;
}

static void assert_list(const struct worklist_items *items, const char *ids) {
    char found[MAX_MADE * 8] = "";
    for (size_t i = 0; i < items->count; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.*s", i ? " " : "",
                 (int)items->at[i].row->place.id.size, (const char *)items->at[i].row->place.id.at);
    assert_string_equal(found, ids);
}

static void test_news_is_of_a_wait_that_is_still_there(void **state) {
    struct scope *scope = *state;
    struct place_row *there = add_row(scope, "06010713", "A", 1);
    struct place_row *again = add_row(scope, "06010713", "B", 1);
    struct place_row gone = {.agb = {"06010713"}, .place = {.id = bytes_of_text("C")}};
    struct place_row elsewhere = {.agb = {"41410101"}, .place = there->place};
    add_alert(scope, OVERSCHRIJDING, there);
    add_alert(scope, OVERSCHRIJDING, again)->place.start -= 400; /* an earlier wait */
    add_alert(scope, OVERSCHRIJDING, &gone);
    add_alert(scope, OVERSCHRIJDING, &elsewhere)->place.start = there->start;
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_NEW], "A");
    assert_int_equal(worklist->lists[WORKLIST_NEW].at[0].news->number, 101);
}

static void test_only_what_was_told_of_norm_and_level_is_news(void **state) {
    struct scope *scope = *state;
    add_alert(scope, DREIGEND, add_row(scope, "06010713", "A", -5));
    add_alert(scope, NIVEAU, add_row(scope, "06010713", "B", 95));
    add_alert(scope, INGETROKKEN, add_row(scope, "06010713", "C", -20))->place.cause = CAUSE_DATUM;
    add_alert(scope, STIL, add_row(scope, "06010713", "D", 1));
    assert_list(&make(scope)->lists[WORKLIST_NEW], "A B");
}

static void test_what_was_withdrawn_or_corrected_is_no_news(void **state) {
    struct scope *scope = *state;
    struct place_row *withdrawn = add_row(scope, "06010713", "A", -20);
    struct place_row *corrected = add_row(scope, "06010713", "B", 3);
    const struct alert *first = add_alert(scope, OVERSCHRIJDING, withdrawn);
    const struct alert *second = add_alert(scope, OVERSCHRIJDING, corrected);
    withdraw(add_alert(scope, INGETROKKEN, withdrawn), first);
    add_alert(scope, OVERSCHRIJDING, corrected)->place.corrects = second->number;
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_NEW], "B");
    assert_int_equal(worklist->lists[WORKLIST_NEW].at[0].news->number, 104);
}

static void test_last_of_two_news_is_shown(void **state) {
    struct scope *scope = *state;
    struct place_row *row = add_row(scope, "06010713", "A", 1);
    add_alert(scope, DREIGEND, row);
    add_alert(scope, OVERSCHRIJDING, row);
    const struct worklist *worklist = make(scope);
    assert_int_equal(worklist->lists[WORKLIST_NEW].count, 1);
    assert_int_equal(worklist->lists[WORKLIST_NEW].at[0].news->kind, OVERSCHRIJDING);
}

static void test_what_was_recorded_before_the_window_does_not_count(void **state) {
    struct scope *scope = *state;
    add_alert(scope, OVERSCHRIJDING, add_row(scope, "06010713", "A", 9))->recorded_at = 1999;
    add_alert(scope, OVERSCHRIJDING, add_row(scope, "06010713", "B", 1))->recorded_at = 2000;
    struct place_row gone = {.agb = {"06010713"}, .place = {.id = bytes_of_text("C")}};
    add_alert(scope, VAN_LIJST, &gone)->recorded_at = 1999;
    scope->sources.since = 2000;
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_NEW], "B");
    assert_int_equal(worklist->departure_count, 0);
}

static void test_place_that_came_back_is_back_and_neither_gone_nor_new(void **state) {
    struct scope *scope = *state;
    struct place_row *row = add_row(scope, "06010713", "A", 40);
    const struct alert *gone = add_alert(scope, VAN_LIJST, row);
    struct alert *back = add_alert(scope, INGETROKKEN, row);
    back->place.cause = CAUSE_TERUG;
    withdraw(back, gone);
    add_alert(scope, NIVEAU, row);
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_BACK], "A");
    assert_list(&worklist->lists[WORKLIST_NEW], "");
    assert_int_equal(worklist->departure_count, 0);
}

static void test_voided_wait_that_is_told_on_arrival_again_is_back(void **state) {
    struct scope *scope = *state;
    add_row(scope, "06010713", "A", 2)->reinstated = true;
    add_row(scope, "06010713", "B", 2)->reinstated = true;
    add_row(scope, "06010713", "C", 95)->reinstated = true;
    add_alert(scope, OVERSCHRIJDING, &scope->rows[0])->place.on_arrival = true;
    add_alert(scope, OVERSCHRIJDING, &scope->rows[1]); /* the day came; it was back before */
    add_alert(scope, NIVEAU, &scope->rows[2]);
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_BACK], "A");
    assert_list(&worklist->lists[WORKLIST_NEW], "B C");
}

static void take(struct place_row *row, enum taken_state how, const char *who) {
    row->taken = (struct taken){.state = how, .who = bytes_of_text(who)};
}

static void test_mine_is_what_i_said_last_and_did_not_let_go(void **state) {
    struct scope *scope = *state;
    take(add_row(scope, "06010713", "A", 5), OPGEPAKT, "anna");
    take(add_row(scope, "06010713", "B", -5), NIET_MOGELIJK, "anna");
    take(add_row(scope, "06010713", "C", 5), OPGEPAKT, "bram");
    take(add_row(scope, "06010713", "D", 5), LOSGELATEN, "anna");
    add_row(scope, "06010713", "E", 5);
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_MINE], "A B");
    assert_list(&worklist->lists[WORKLIST_NOBODYS], "D E");
}

static void test_nothing_is_mine_while_the_name_is_not_known(void **state) {
    struct scope *scope = *state;
    take(add_row(scope, "06010713", "A", 5), OPGEPAKT, "");
    scope->sources.name = bytes_of_text("");
    assert_int_equal(make(scope)->lists[WORKLIST_MINE].count, 0);
}

static void test_nobodys_begins_on_the_crossing(void **state) {
    struct scope *scope = *state;
    add_row(scope, "06010713", "A", 0);
    add_row(scope, "06010713", "B", -1);
    const struct worklist *worklist = make(scope);
    assert_list(&worklist->lists[WORKLIST_NOBODYS], "A");
    assert_true(worklist_beyond(worklist, &scope->rows[0]));
    assert_false(worklist_beyond(worklist, &scope->rows[1]));
}

static void test_first_three_are_nobodys_in_the_order_of_the_daemon(void **state) {
    struct scope *scope = *state;
    take(add_row(scope, "73730202", "E", 90), OPGEPAKT, "bram");
    add_row(scope, "73730202", "D", 1);
    add_row(scope, "06010713", "C", 50);
    add_row(scope, "06010713", "F", -1);
    add_row(scope, "41410101", "A", 2);
    add_row(scope, "06010713", "B", 99);
    assert_list(&make(scope)->first, "D C A");
}

static struct alert *add_departure(struct scope *scope, const char *id, uint32_t rank,
                                   uint32_t days, enum helped helped) {
    const struct place_row gone = {.agb = {"06010713"}, .place = {.id = bytes_of_text(id)}};
    struct alert *alert = add_alert(scope, VAN_LIJST, &gone);
    alert->place.rank = rank;
    alert->place.days_waited = days;
    alert->place.helped = helped;
    return alert;
}

static void test_who_left_unhelped_is_listed_by_rank_then_days(void **state) {
    struct scope *scope = *state;
    add_departure(scope, "A", 2, 100, HELPED_UNKNOWN);
    add_departure(scope, "B", 1, 95, HELPED_NO);
    add_departure(scope, "C", 2, 200, HELPED_NO);
    add_departure(scope, "D", 2, 300, HELPED_YES);
    const struct worklist *worklist = make(scope);
    assert_int_equal(worklist->departure_count, 3);
    assert_int_equal(worklist->departures[0].alert->number, 102);
    assert_int_equal(worklist->departures[1].alert->number, 103);
    assert_int_equal(worklist->departures[2].alert->number, 101);
}

static void test_departure_that_turned_out_to_be_help_is_not_listed(void **state) {
    struct scope *scope = *state;
    const struct alert *unknown = add_departure(scope, "A", 2, 100, HELPED_UNKNOWN);
    add_departure(scope, "A", 2, 90, HELPED_YES)->place.corrects = unknown->number;
    assert_int_equal(make(scope)->departure_count, 0);
}

static void test_departure_tells_who_had_it_unless_let_go(void **state) {
    struct scope *scope = *state;
    add_departure(scope, "A", 1, 2, HELPED_NO);
    add_departure(scope, "B", 1, 1, HELPED_NO);
    scope->taken[0] = (struct taken_place){{"06010713"}, bytes_of_text("A"), {.state = OPGEPAKT}};
    scope->taken[1] = (struct taken_place){{"06010713"}, bytes_of_text("A"), {.state = INGEBRACHT}};
    scope->taken[2] = (struct taken_place){{"06010713"}, bytes_of_text("B"), {.state = LOSGELATEN}};
    scope->sources.taken_count = 3;
    const struct worklist *worklist = make(scope);
    assert_int_equal(worklist->departures[0].taken->state, INGEBRACHT);
    assert_null(worklist->departures[1].taken);
}

static void age(struct place_row *row, uint32_t days) {
    row->data_age_days = days;
    row->stale = days > 7;
}

static void test_overdue_aanbieders_stand_once_most_beyond_the_norm_first(void **state) {
    struct scope *scope = *state;
    age(add_row(scope, "41410101", "A", 5), 9);
    age(add_row(scope, "06010713", "B", 5), 3);
    age(add_row(scope, "73730202", "C", 5), 20);
    age(add_row(scope, "41410101", "D", -5), 9);
    age(add_row(scope, "98980404", "E", 1), 30);
    age(add_row(scope, "98980404", "F", 1), 30);
    const struct worklist *worklist = make(scope);
    assert_int_equal(worklist->overdue_count, 3);
    assert_string_equal(worklist->overdue[0].row->agb.text, "98980404");
    assert_string_equal(worklist->overdue[1].row->agb.text, "73730202");
    assert_string_equal(worklist->overdue[2].row->agb.text, "41410101");
    assert_int_equal(worklist->overdue[2].places, 2);
    assert_int_equal(worklist->overdue[2].beyond, 1);
}

static void test_empty_scope_gives_empty_lists(void **state) {
    const struct worklist *worklist = make(*state);
    assert_int_equal(worklist->first.count, 0);
    for (enum worklist_list list = 0; list < WORKLIST_LISTS; list++)
        assert_int_equal(worklist->lists[list].count, 0);
    assert_int_equal(worklist->departure_count + worklist->overdue_count, 0);
}

static void test_too_little_memory_is_told_and_changes_nothing(void **state) {
    (void)state;
    const struct worklist_sources sources = monday();
    for (size_t budget = 64; budget < 1024; budget += 64) {
        struct worklist worklist = {.departure_count = 77};
        struct arena *arena = arena_new(budget);
        assert_non_null(arena);
        enum status status = worklist_make(&sources, arena, &worklist);
        assert_int_equal(worklist.departure_count, status == STATUS_OK ? 1 : 77);
        assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
        assert_true(budget > 64 || status == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
}

#define IN_SCOPE(test) cmocka_unit_test_setup_teardown(test, open_scope, close_scope)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCOPE(test_news_is_of_a_wait_that_is_still_there),
        IN_SCOPE(test_only_what_was_told_of_norm_and_level_is_news),
        IN_SCOPE(test_what_was_withdrawn_or_corrected_is_no_news),
        IN_SCOPE(test_last_of_two_news_is_shown),
        IN_SCOPE(test_what_was_recorded_before_the_window_does_not_count),
        IN_SCOPE(test_place_that_came_back_is_back_and_neither_gone_nor_new),
        IN_SCOPE(test_voided_wait_that_is_told_on_arrival_again_is_back),
        IN_SCOPE(test_mine_is_what_i_said_last_and_did_not_let_go),
        IN_SCOPE(test_nothing_is_mine_while_the_name_is_not_known),
        IN_SCOPE(test_nobodys_begins_on_the_crossing),
        IN_SCOPE(test_first_three_are_nobodys_in_the_order_of_the_daemon),
        IN_SCOPE(test_who_left_unhelped_is_listed_by_rank_then_days),
        IN_SCOPE(test_departure_that_turned_out_to_be_help_is_not_listed),
        IN_SCOPE(test_departure_tells_who_had_it_unless_let_go),
        IN_SCOPE(test_overdue_aanbieders_stand_once_most_beyond_the_norm_first),
        IN_SCOPE(test_empty_scope_gives_empty_lists),
        cmocka_unit_test(test_too_little_memory_is_told_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
