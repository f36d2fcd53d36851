#include "client/report/startpunt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define MEMORY ((size_t)4 * 1024 * 1024)
#define ON 20000 /* 2024-10-04 */

#define MAX_CELLS 8

/* What the daemon would say, by what it is asked. */
struct played {
    struct figure_cell own[2][MAX_CELLS], region[2][MAX_CELLS]; /* of 90 and 365 days */
    size_t own_count[2], region_count[2];
    struct aanname_row aanname[MAX_CELLS];
    size_t aanname_count;
    day_t alone; /* the day of the data of an aanbieder that is asked for alone */
    struct filter region_filter;
    unsigned asked_alone;
    struct figure_point points[8]; /* an answer each */
    size_t point_count;
};

static struct survival table(uint32_t starts, uint32_t half, uint32_t eighty) {
    return (struct survival){.starts = starts,
                             .at_risk = 2 * starts,
                             .half_known = half > 0,
                             .half_days = half,
                             .eighty_known = eighty > 0,
                             .eighty_days = eighty};
}

static void play_own(struct played *played, size_t window, const char *agb, enum hulpvorm hulpvorm,
                     struct survival survival, day_t oldest) {
    struct figure_cell *cell = &played->own[window][played->own_count[window]++];
    cell->key[0] = bytes_of_text(agb);
    cell->key[1] = bytes_of_text(hulpvorm_name(hulpvorm));
    cell->figures.survival = survival;
    cell->figures.coverage.oldest = oldest;
}

static void play_region(struct played *played, size_t window, enum hulpvorm hulpvorm,
                        struct survival survival) {
    struct figure_cell *cell = &played->region[window][played->region_count[window]++];
    cell->key[0] = bytes_of_text(hulpvorm_name(hulpvorm));
    cell->figures.survival = survival;
}

static void play_aanname(struct played *played, const char *agb, enum hulpvorm hulpvorm,
                         enum aanname status) {
    struct aanname_row *row = &played->aanname[played->aanname_count++];
    snprintf(row->agb.text, sizeof row->agb.text, "%s", agb);
    row->hulpvorm = hulpvorm;
    row->status = status;
    row->peilmoment = instant_of_day(ON - 1) + 1;
}

static enum status answer(void *context, const struct figures_question *question,
                          struct figures_reply *reply, struct complaint *complaint) {
    struct played *played = context;
    size_t window = question->survival_days == STARTPUNT_LONG_DAYS;
    struct figure_point *point = &played->points[played->point_count++];
    *point = (struct figure_point){.period = {question->from, question->until}};
    assert_int_equal(question->from, ON);
    assert_int_equal(question->until, ON);
    assert_non_null(complaint);
    if (question->by_count == 2) {
        point->cells = played->own[window];
        point->cell_count = played->own_count[window];
        point->aanname = played->aanname;
        point->aanname_count = played->aanname_count;
    } else if (question->by_count == 1) {
        point->cells = played->region[window];
        point->cell_count = played->region_count[window];
        played->region_filter = question->filter;
    } else {
        assert_int_equal(question->filter.aanbieder_count, 1);
        point->total.coverage.oldest = played->alone;
        played->asked_alone++;
    }
    *reply = (struct figures_reply){.by_count = question->by_count,
                                    .point_count = 1,
                                    .points = point,
                                    .next_from = DAY_NONE,
                                    .as_known_at = 1700000000000000};
    assert_true(question->as_known_at == 0 || question->as_known_at == reply->as_known_at);
    return STATUS_OK;
}

static struct startpunt made(struct arena *arena, struct played *played) {
    struct figures_source source = {played, answer};
    struct complaint complaint = {0};
    struct startpunt startpunt;
    assert_int_equal(startpunt_make(&source, ON, arena, &startpunt, &complaint), STATUS_OK);
    return startpunt;
}

static int setup(void **state) {
    *state = arena_new(MEMORY);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

#define ZON "06010713"
#define MAAN "06010714"

static void test_ten_starts_are_enough_and_nine_lead_to_the_longer_window(void **state) {
    struct played played = {0};
    play_own(&played, 0, ZON, KDC, table(10, 30, 80), ON - 1);
    play_own(&played, 0, ZON, PLEEGZORG, table(9, 1, 1), ON - 1);
    play_own(&played, 1, ZON, PLEEGZORG, table(10, 36, 0), ON - 1);
    struct startpunt startpunt = made(*state, &played);
    assert_int_equal(startpunt.row_count, 2);
    assert_int_equal(startpunt.rows[0].basis, BASIS_AANBIEDER);
    assert_int_equal(startpunt.rows[0].survival.eighty_days, 80);
    assert_int_equal(startpunt.rows[1].basis, BASIS_LONG);
    assert_int_equal(startpunt.rows[1].survival.half_days, 36);
    assert_int_equal(played.region_filter.aanbieder_count, 0);
}

static void test_then_the_region_and_then_nothing(void **state) {
    struct played played = {0};
    play_own(&played, 0, ZON, KDC, table(3, 5, 6), ON - 1);
    play_own(&played, 0, ZON, PLEEGZORG, table(0, 0, 0), ON - 1);
    play_own(&played, 0, ZON, GEZINSHUIS, table(2, 3, 0), ON - 1);
    play_region(&played, 0, KDC, table(25, 70, 140));
    play_region(&played, 0, PLEEGZORG, table(9, 70, 140));
    play_region(&played, 1, PLEEGZORG, table(31, 90, 200));
    struct startpunt startpunt = made(*state, &played);
    assert_int_equal(startpunt.rows[0].hulpvorm, KDC);
    assert_int_equal(startpunt.rows[0].basis, BASIS_REGION);
    assert_int_equal(startpunt.rows[1].basis, BASIS_REGION_LONG);
    assert_int_equal(startpunt.rows[2].basis, BASIS_FEW);
}

static void test_nothing_is_told_from_data_older_than_fourteen_days(void **state) {
    struct played played = {0};
    play_own(&played, 0, MAAN, KDC, table(50, 30, 80), ON - 15);
    play_own(&played, 0, ZON, KDC, table(50, 40, 90), ON - 14);
    play_aanname(&played, ZON, KDC, AANNAME_STOP);
    struct startpunt startpunt = made(*state, &played);
    assert_int_equal(startpunt.rows[0].basis, BASIS_AANBIEDER);
    assert_int_equal(startpunt.rows[0].aanname, AANNAME_STOP);
    assert_string_equal(startpunt.rows[1].agb.text, MAAN);
    assert_int_equal(startpunt.rows[1].basis, BASIS_OLD);
    assert_int_equal(startpunt.rows[1].aanname, AANNAME_ONBEKEND);
    assert_int_equal(played.region_filter.aanbieder_count, 1);
    assert_string_equal(played.region_filter.aanbieders[0].text, ZON);
}

static void test_a_list_that_ran_empty_is_asked_for_its_day(void **state) {
    struct played played = {.alone = ON - 3};
    play_own(&played, 0, ZON, KDC, table(12, 30, 80), DAY_NONE);
    struct startpunt startpunt = made(*state, &played);
    assert_int_equal(played.asked_alone, 1);
    assert_int_equal(startpunt.rows[0].basis, BASIS_AANBIEDER);
    assert_int_equal(startpunt.rows[0].data_on, ON - 3);
    played = (struct played){.alone = DAY_NONE};
    play_own(&played, 0, ZON, KDC, table(12, 30, 80), DAY_NONE);
    startpunt = made(*state, &played);
    assert_int_equal(startpunt.rows[0].basis, BASIS_OLD);
}

static void test_crisis_is_left_out(void **state) {
    struct played played = {0};
    play_own(&played, 0, ZON, CRISIS, table(12, 1, 1), ON - 1);
    play_aanname(&played, ZON, CRISIS, AANNAME_OPEN);
    play_aanname(&played, ZON, DYSLEXIE, AANNAME_OPEN);
    struct startpunt startpunt = made(*state, &played);
    assert_int_equal(startpunt.row_count, 1);
    assert_int_equal(startpunt.rows[0].hulpvorm, DYSLEXIE);
    assert_int_equal(startpunt.rows[0].aanname, AANNAME_OPEN);
}

static void test_weeks_are_whole_and_rounded_up(void **state) {
    (void)state;
    assert_int_equal(startpunt_weeks(0), 1);
    assert_int_equal(startpunt_weeks(1), 1);
    assert_int_equal(startpunt_weeks(7), 1);
    assert_int_equal(startpunt_weeks(8), 2);
    assert_int_equal(startpunt_weeks(84), 12);
}

static const char golden_csv[] =
    "peildatum,agb,hulpvorm,hulpvorm_naam,neemt_aan,helft_binnen_weken,"
    "acht_van_tien_binnen_weken,gebaseerd_op,tekst,gegevens_van\n"
    "2024-10-04,06010713,DYSLEXIE,dyslexie,onbekend,1,,aanbieder_90_dagen,De helft van de kinderen "
    "begon binnen 1 week; hoe lang het voor acht van de tien duurt is nog niet te meten.,"
    "2024-10-03\n"
    "2024-10-04,06010713,KDC,KDC,ja,5,12,aanbieder_90_dagen,\"De helft van de kinderen begon "
    "binnen "
    "5 weken, acht van de tien binnen 12 weken.\",2024-10-03\n"
    "2024-10-04,06010713,PLEEGZORG,pleegzorg,onbekend,10,20,regio_90_dagen,\"Te weinig gegevens "
    "van "
    "deze aanbieder; in de hele regio: de helft van de kinderen begon binnen 10 weken, acht van de "
    "tien binnen 20 weken.\",2024-10-03\n"
    "2024-10-04,06010713,GEZINSHUIS,gezinshuis,onbekend,,,te_weinig_gegevens,te weinig "
    "gegevens,2024-10-03\n";

static void assert_holds(const struct report_files *files, const char *name, const char *part) {
    const struct report_file *file = files_find(files, name);
    assert_non_null(file);
    if (!memmem(file->content.at, file->content.size, part, strlen(part)))
        fail_msg("%s lacks %s", name, part);
}

static void test_files_say_it_in_words_and_are_the_same_each_time(void **state) {
    struct played played = {0};
    struct report_files files, again;
    play_own(&played, 0, ZON, KDC, table(10, 30, 80), ON - 1);
    play_own(&played, 0, ZON, DYSLEXIE, table(10, 5, 0), ON - 1);
    play_own(&played, 0, ZON, PLEEGZORG, table(1, 5, 0), ON - 1);
    play_own(&played, 0, ZON, GEZINSHUIS, table(1, 5, 0), ON - 1);
    play_aanname(&played, ZON, KDC, AANNAME_OPEN);
    play_region(&played, 0, PLEEGZORG, table(25, 70, 140));
    struct startpunt startpunt = made(*state, &played);
    assert_int_equal(startpunt_files(&startpunt, *state, &files), STATUS_OK);
    assert_int_equal(startpunt_files(&startpunt, *state, &again), STATUS_OK);
    const struct report_file *csv = files_find(&files, "wachttijden.csv");
    assert_true(bytes_equal(csv->content, bytes_of_text(golden_csv)));
    assert_holds(&files, "wachttijden.json", "\"helft_binnen_weken\": 5");
    assert_holds(&files, "wachttijden.json", "\"acht_van_tien_binnen_weken\": null");
    assert_holds(&files, "LEESMIJ.md", "Peildatum 2024-10-04, zoals bekend op 2023-11-14T22:13:20");
    for (size_t i = 0; i < files.count; i++)
        assert_true(bytes_equal(files.file[i].content, again.file[i].content));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_starts_are_enough_and_nine_lead_to_the_longer_window),
        cmocka_unit_test(test_then_the_region_and_then_nothing),
        cmocka_unit_test(test_nothing_is_told_from_data_older_than_fourteen_days),
        cmocka_unit_test(test_a_list_that_ran_empty_is_asked_for_its_day),
        cmocka_unit_test(test_crisis_is_left_out),
        cmocka_unit_test(test_weeks_are_whole_and_rounded_up),
        cmocka_unit_test(test_files_say_it_in_words_and_are_the_same_each_time),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
