/* A snapshot from the program's side: built in any order, checked as the daemon checks. */
#include "wachtpost.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PEILMOMENT INT64_C(1740819600000000) /* 1 March 2025, 10:00 in Amsterdam */
#define BSN "123456782"

static struct wachtpost_snapshot *new_snapshot(void) {
    struct wachtpost_snapshot *snapshot = NULL;
    assert_int_equal(wachtpost_snapshot_new("06010713", PEILMOMENT, &snapshot, NULL), WACHTPOST_OK);
    return snapshot;
}

static struct wachtpost_place good_place(const char *id) {
    struct wachtpost_place place;
    wachtpost_place_init(&place);
    place.id = id;
    place.gemeente = "0518";
    place.hulpvorm = WACHTPOST_HULPVORM_KDC;
    place.aanmelddatum = 20250131;
    return place;
}

static void add(struct wachtpost_snapshot *snapshot, const struct wachtpost_place *place) {
    struct wachtpost_error error;
    assert_int_equal(wachtpost_snapshot_place(snapshot, place, &error), WACHTPOST_OK);
}

static void add_good(struct wachtpost_snapshot *snapshot, const char *id) {
    const struct wachtpost_place place = good_place(id);
    add(snapshot, &place);
}

static struct wachtpost_mistake mistake_at(const struct wachtpost_snapshot *snapshot, size_t i) {
    struct wachtpost_mistake mistake;
    wachtpost_mistake_init(&mistake);
    assert_int_equal(wachtpost_snapshot_mistake(snapshot, i, &mistake), WACHTPOST_OK);
    return mistake;
}

static void assert_mistake(const struct wachtpost_snapshot *snapshot, size_t i, uint32_t line,
                           const char *id, const char *field, const char *code) {
    struct wachtpost_mistake mistake = mistake_at(snapshot, i);
    assert_int_equal(mistake.line, line);
    assert_string_equal(mistake.id, id);
    assert_string_equal(mistake.field, field);
    assert_string_equal(mistake.code, code);
    assert_true(strlen(mistake.sentence) > 10);
}

static void test_list_in_any_order_without_mistakes_can_be_delivered(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_outflow outflow;
    (void)state;
    wachtpost_outflow_init(&outflow);
    outflow.id = "A9";
    outflow.reden = WACHTPOST_UITSTROOMREDEN_GESTART;
    outflow.datum = 20250215;
    add_good(snapshot, "B2");
    add_good(snapshot, "A1");
    assert_int_equal(wachtpost_snapshot_outflow(snapshot, &outflow, NULL), WACHTPOST_OK);
    assert_int_equal(
        wachtpost_snapshot_aanname(snapshot, WACHTPOST_HULPVORM_KDC, WACHTPOST_AANNAME_STOP, NULL),
        WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_system(snapshot, "MijnECD", "12.3", NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_mistakes(snapshot), 0);
    assert_int_equal(wachtpost_snapshot_left_out(snapshot), 0);
    wachtpost_snapshot_free(&snapshot);
    assert_null(snapshot);
}

static void test_every_mistake_is_named_by_line_field_and_code_in_order_of_id(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_error error;
    struct wachtpost_place wrong = good_place("B2");
    struct wachtpost_outflow outflow;
    (void)state;
    wrong.line = 7;
    wrong.hulpvorm = 99;
    wrong.aanmelddatum = 20250230;
    add(snapshot, &wrong);
    wrong = good_place("A1");
    wrong.line = 8;
    wrong.gemeente = "518";
    add(snapshot, &wrong);
    wachtpost_outflow_init(&outflow);
    outflow.id = "C3";
    outflow.line = 9;
    assert_int_equal(wachtpost_snapshot_outflow(snapshot, &outflow, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_check(snapshot, &error), WACHTPOST_BAD_INPUT);
    assert_int_equal(error.status, WACHTPOST_BAD_INPUT);
    assert_string_equal(error.text, "Er zijn 4 fouten in deze levering.");
    assert_int_equal(wachtpost_snapshot_mistakes(snapshot), 4);
    assert_mistake(snapshot, 0, 8, "A1", "gemeente", "GEMEENTE");
    assert_mistake(snapshot, 1, 7, "B2", "aanmelddatum", "DATUM");
    assert_mistake(snapshot, 2, 7, "B2", "hulpvorm", "CODE");
    assert_mistake(snapshot, 3, 9, "C3", "datum", "DATUM");
    assert_int_equal(mistake_at(snapshot, 2).section, WACHTPOST_SECTION_PLACES);
    assert_int_equal(mistake_at(snapshot, 3).section, WACHTPOST_SECTION_OUTFLOW);
    struct wachtpost_mistake none;
    wachtpost_mistake_init(&none);
    assert_int_equal(wachtpost_snapshot_mistake(snapshot, 4, &none), WACHTPOST_ABSENT);
    wachtpost_snapshot_free(&snapshot);
}

static void test_double_is_the_one_that_came_later(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_place place = good_place("A1");
    (void)state;
    for (place.line = 1; place.line <= 3; place.line++)
        add(snapshot, &place);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_mistakes(snapshot), 2);
    assert_mistake(snapshot, 0, 2, "A1", "id", "DUBBEL");
    assert_mistake(snapshot, 1, 3, "A1", "id", "DUBBEL");
    wachtpost_snapshot_free(&snapshot);
}

static void test_id_that_may_be_a_bsn_is_told_to_nobody(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_error error = {0};
    struct wachtpost_place place = good_place(BSN);
    (void)state;
    place.aanmelddatum = 20250230;
    add(snapshot, &place);
    add(snapshot, &place);
    assert_int_equal(wachtpost_snapshot_check(snapshot, &error), WACHTPOST_BAD_INPUT);
    size_t count = wachtpost_snapshot_mistakes(snapshot);
    assert_int_equal(count, 5); /* BSN and DATUM of both, and DUBBEL */
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(mistake_at(snapshot, i).id, "");
        assert_null(strstr(mistake_at(snapshot, i).sentence, BSN));
    }
    assert_null(strstr(error.text, BSN));
    wachtpost_snapshot_free(&snapshot);
}

static void test_place_outside_the_region_is_left_out_and_no_mistake(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_place place = good_place("A1");
    struct wachtpost_mistake line;
    (void)state;
    wachtpost_mistake_init(&line);
    place.gemeente = "0363";
    place.line = 5;
    add(snapshot, &place);
    add_good(snapshot, "A1"); /* not a double of one that does not go */
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_left_out(snapshot), 1);
    assert_int_equal(wachtpost_snapshot_left_out_line(snapshot, 0, &line), WACHTPOST_OK);
    assert_int_equal(line.line, 5);
    assert_string_equal(line.code, "BUITEN_REGIO");
    wachtpost_snapshot_free(&snapshot);
}

static void test_outflow_that_carries_its_place_is_checked_with_it(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_place place = good_place("ignored");
    struct wachtpost_outflow outflow;
    (void)state;
    wachtpost_outflow_init(&outflow);
    outflow.id = "A1";
    outflow.reden = WACHTPOST_UITSTROOMREDEN_GESTART;
    outflow.datum = 20250215;
    outflow.place = &place;
    assert_int_equal(wachtpost_snapshot_outflow(snapshot, &outflow, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
    outflow.id = "A2";
    place.hulpvorm = 0;
    assert_int_equal(wachtpost_snapshot_outflow(snapshot, &outflow, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_BAD_INPUT);
    assert_mistake(snapshot, 0, 0, "A2", "place.hulpvorm", "CODE");
    wachtpost_snapshot_free(&snapshot);
}

static void test_what_is_added_after_a_check_is_checked_by_the_next(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_place wrong = good_place("B");
    (void)state;
    wrong.verwijzer = 7;
    add(snapshot, &wrong);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_mistakes(snapshot), 1);
    add_good(snapshot, "A");
    assert_int_equal(wachtpost_snapshot_mistakes(snapshot), 0);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_BAD_INPUT);
    assert_mistake(snapshot, 0, 0, "B", "verwijzer", "CODE");
    wachtpost_snapshot_free(&snapshot);
}

static void test_20000_lines_fit_and_the_next_does_not(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_error error;
    char id[16];
    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        snprintf(id, sizeof id, "P%u", i);
        add_good(snapshot, id);
    }
    const struct wachtpost_place more = good_place("more");
    assert_int_equal(wachtpost_snapshot_place(snapshot, &more, &error), WACHTPOST_BAD_INPUT);
    assert_non_null(strstr(error.text, "20.000"));
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
    wachtpost_snapshot_free(&snapshot);
}

/* A program that was compiled with an older header: its struct ends earlier. */
static void test_shorter_struct_of_an_older_program_is_understood(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_place place = good_place("A1");
    (void)state;
    place.size = offsetof(struct wachtpost_place, compleet_datum);
    place.compleet_datum = 99; /* not the program's to know */
    add(snapshot, &place);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
    wachtpost_snapshot_free(&snapshot);
}

struct later_place {
    struct wachtpost_place place;
    uint64_t new_member;
};

static void
test_longer_struct_of_a_newer_program_is_taken_while_what_is_new_is_not_used(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct later_place later = {.place = good_place("A1"), .new_member = 0};
    (void)state;
    later.place.size = sizeof later;
    assert_int_equal(wachtpost_snapshot_place(snapshot, &later.place, NULL), WACHTPOST_OK);
    later.new_member = 1;
    assert_int_equal(wachtpost_snapshot_place(snapshot, &later.place, NULL), WACHTPOST_MISUSE);
    wachtpost_snapshot_free(&snapshot);
}

static void test_only_the_members_that_a_program_knows_are_filled(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    struct wachtpost_place wrong = good_place("A1");
    struct wachtpost_mistake mistake;
    (void)state;
    wrong.verwijzer = 7;
    wrong.line = 3;
    add(snapshot, &wrong);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_BAD_INPUT);
    memset(&mistake, 0x5a, sizeof mistake);
    mistake.size = offsetof(struct wachtpost_mistake, section);
    assert_int_equal(wachtpost_snapshot_mistake(snapshot, 0, &mistake), WACHTPOST_OK);
    assert_string_equal(mistake.field, "verwijzer");
    assert_int_equal(mistake.size, offsetof(struct wachtpost_mistake, section));
    assert_int_equal(mistake.line, 0x5a5a5a5a);
    wachtpost_snapshot_free(&snapshot);
}

static void test_misuse_is_said_and_ends_nothing(void **state) {
    struct wachtpost_snapshot *snapshot = NULL;
    struct wachtpost_error error = {0};
    struct wachtpost_place place;
    (void)state;
    memset(&place, 0, sizeof place); /* no size */
    assert_int_equal(wachtpost_snapshot_new(NULL, 0, &snapshot, &error), WACHTPOST_MISUSE);
    assert_non_null(strstr(error.text, "wachtpost_snapshot_new"));
    assert_int_equal(wachtpost_snapshot_new("0601071", 0, &snapshot, NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_place(NULL, &place, NULL), WACHTPOST_MISUSE);
    assert_int_equal(wachtpost_snapshot_check(NULL, NULL), WACHTPOST_MISUSE);
    snapshot = new_snapshot();
    assert_int_equal(wachtpost_snapshot_place(snapshot, &place, NULL), WACHTPOST_MISUSE);
    assert_int_equal(wachtpost_snapshot_place(snapshot, NULL, NULL), WACHTPOST_MISUSE);
    assert_int_equal(wachtpost_snapshot_outflow(snapshot, NULL, NULL), WACHTPOST_MISUSE);
    assert_int_equal(wachtpost_snapshot_aanname(snapshot, 0, 1, NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_aanname(snapshot, 6, 3, NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_system(snapshot, "x\n", "", NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_system(snapshot, "\xff", "", NULL), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_mistakes(NULL), 0);
    wachtpost_snapshot_free(&snapshot);
    wachtpost_snapshot_free(&snapshot);
    wachtpost_snapshot_free(NULL);
}

static void test_empty_list_and_extreme_moments_are_checked(void **state) {
    static const int64_t moments[] = {INT64_MIN, 0, INT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        struct wachtpost_snapshot *snapshot = NULL;
        assert_int_equal(wachtpost_snapshot_new("06010713", moments[i], &snapshot, NULL),
                         WACHTPOST_OK);
        assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
        wachtpost_snapshot_free(&snapshot);
    }
}

static void test_child_after_fork_is_told_that_it_may_not(void **state) {
    struct wachtpost_snapshot *snapshot = new_snapshot();
    int ended;
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(wachtpost_snapshot_check(snapshot, NULL) == WACHTPOST_MISUSE ? 0 : 1);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    assert_int_equal(wachtpost_snapshot_check(snapshot, NULL), WACHTPOST_OK);
    wachtpost_snapshot_free(&snapshot);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_in_any_order_without_mistakes_can_be_delivered),
        cmocka_unit_test(test_every_mistake_is_named_by_line_field_and_code_in_order_of_id),
        cmocka_unit_test(test_double_is_the_one_that_came_later),
        cmocka_unit_test(test_id_that_may_be_a_bsn_is_told_to_nobody),
        cmocka_unit_test(test_place_outside_the_region_is_left_out_and_no_mistake),
        cmocka_unit_test(test_outflow_that_carries_its_place_is_checked_with_it),
        cmocka_unit_test(test_what_is_added_after_a_check_is_checked_by_the_next),
        cmocka_unit_test(test_20000_lines_fit_and_the_next_does_not),
        cmocka_unit_test(test_shorter_struct_of_an_older_program_is_understood),
        cmocka_unit_test(
            test_longer_struct_of_a_newer_program_is_taken_while_what_is_new_is_not_used),
        cmocka_unit_test(test_only_the_members_that_a_program_knows_are_filled),
        cmocka_unit_test(test_misuse_is_said_and_ends_nothing),
        cmocka_unit_test(test_empty_list_and_extreme_moments_are_checked),
        cmocka_unit_test(test_child_after_fork_is_told_that_it_may_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
