#include "client/report/archive.h"
#include "client/report/differences.h"
#include "client/report/kenmerken.h"
#include "client/report/regiomonitor.h"
#include "tests/report/made_up.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define MEMORY ((size_t)256 * 1024 * 1024)
#define SIZE 60

static int setup(void **state) {
    *state = arena_new(MEMORY);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

static enum status make(struct arena *arena, const struct made_up_options *options,
                        const struct sheets_question *question, struct report_files *files,
                        struct complaint *complaint) {
    const struct regiomonitor_wish wish = {.question = *question};
    instant_t known_at;
    struct made_up *region = made_up_new(options);
    assert_non_null(region);
    struct figures_source source = made_up_source(region);
    enum status status = regiomonitor_make(&source, &wish, arena, files, &known_at, complaint);
    if (status == STATUS_OK)
        assert_int_equal(known_at, made_up_now());
    made_up_free(&region);
    return status;
}

static struct report_files made(struct arena *arena, struct made_up_options options,
                                enum audience audience) {
    const struct sheets_question question = {
        .last = day_of_civil(2025, 9, 30), .audience = audience, .region_day = DAY_NONE};
    struct report_files files;
    struct complaint complaint = {0};
    options.seed = 4;
    options.size_permille = SIZE;
    if (!options.norm_id)
        options.norm_id = "3m";
    assert_int_equal(make(arena, &options, &question, &files, &complaint), STATUS_OK);
    return files;
}

static bool holds(const struct report_file *file, const char *part) {
    return memmem(file->content.at, file->content.size, part, strlen(part)) != NULL;
}

static void test_same_answers_give_the_same_bytes(void **state) {
    struct report_files a = made(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    struct report_files b = made(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    assert_int_equal(a.count, 6);
    for (size_t i = 0; i < a.count; i++)
        assert_true(bytes_equal(a.file[i].content, b.file[i].content));
}

static void test_every_file_for_the_circle_says_so(void **state) {
    struct report_files files = made(*state, (struct made_up_options){0}, AUDIENCE_CIRCLE);
    for (size_t i = 0; i < files.count; i++)
        assert_true(holds(&files.file[i], "kring"));
    files = made(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    assert_false(holds(files_find(&files, REGIOMONITOR_FEITEN), "kring"));
    assert_true(holds(files_find(&files, REGIOMONITOR_FEITEN), ",afgerond,"));
    assert_true(holds(files_find(&files, REGIOMONITOR_FEITEN), ",verborgen,"));
}

static void test_quarters_before_the_first_data_are_left_out(void **state) {
    struct report_files files = made(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    const struct report_file *facts = files_find(&files, REGIOMONITOR_FEITEN);
    assert_true(holds(facts, "\n2023Q4,"));
    assert_true(holds(facts, "\n2025Q3,"));
    const struct made_up_options options = {.seed = 4, .size_permille = SIZE, .norm_id = "3m"};
    const struct sheets_question question = {.last = day_of_civil(2024, 6, 30),
                                             .region_day = DAY_NONE};
    struct complaint complaint = {0};
    assert_int_equal(make(*state, &options, &question, &files, &complaint), STATUS_OK);
    facts = files_find(&files, REGIOMONITOR_FEITEN);
    assert_false(holds(facts, "\n2023Q3,"));
    assert_true(holds(facts, "\n2023Q4,"));
    assert_false(holds(facts, "\n2024Q3,"));
}

static void test_a_quarter_that_is_not_over_is_refused(void **state) {
    const struct made_up_options options = {.seed = 4, .size_permille = 1, .norm_id = "3m"};
    const struct sheets_question question = {.last = day_of_civil(2025, 12, 31),
                                             .region_day = DAY_NONE};
    struct report_files files;
    struct complaint complaint = {0};
    assert_int_equal(make(*state, &options, &question, &files, &complaint), STATUS_BAD_INPUT);
    assert_string_equal(complaint.text, "2025Q4 is nog niet voorbij in wat bekend is");
}

static void test_foreign_text_is_escaped_on_the_page(void **state) {
    struct report_files files = made(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    const struct report_file *page = files_find(&files, REGIOMONITOR_PAGE);
    assert_true(holds(page, "&lt;opgeschoond&gt; &amp; nagebeld"));
    assert_false(holds(page, "<opgeschoond>"));
}

static void test_it_fits_where_publications_are_kept_even_at_full_size(void **state) {
    const struct made_up_options options = {.seed = 4, .size_permille = 1000, .norm_id = "3m"};
    const struct sheets_question question = {
        .last = day_of_civil(2025, 9, 30), .audience = AUDIENCE_CIRCLE, .region_day = DAY_NONE};
    struct report_files files;
    struct complaint complaint = {0};
    struct bytes packed;
    assert_int_equal(make(*state, &options, &question, &files, &complaint), STATUS_OK);
    assert_int_equal(archive_pack(&files, *state, &packed), STATUS_OK);
    assert_in_range(packed.size, 1, 3 * 1024 * 1024);
}

static void test_what_it_is_kept_under_tells_the_two_apart(void **state) {
    char name[REGIOMONITOR_NAME_SIZE];
    day_t last = day_of_civil(2025, 9, 30);
    (void)state;
    assert_string_equal(regiomonitor_name(last, AUDIENCE_PUBLIC, name), "regiomonitor/2025Q3");
    assert_string_equal(regiomonitor_name(last, AUDIENCE_CIRCLE, name),
                        "regiomonitor-kring/2025Q3");
}

static void test_what_was_asked_can_be_read_back(void **state) {
    struct report_files files = made(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    struct bytes content = files_find(&files, REGIOMONITOR_KENMERKEN)->content, value;
    assert_true(kenmerk_find(content, KENMERK_KNOWN_AT, 0, &value));
    assert_true(bytes_equal(value, bytes_of_text("2025-10-20T08:00:00.000000Z")));
    assert_true(kenmerk_find(content, KENMERK_REGION_DAY, 0, &value));
    assert_int_equal(value.size, 0);
    assert_false(kenmerk_find(content, KENMERK_SERIES, 0, &value));
    assert_false(kenmerk_find(content, KENMERK_KNOWN_AT, 1, &value));
}

/* ---- differences with what was fixed ---- */

static struct differences compared(struct arena *arena, struct made_up_options now,
                                   enum audience audience) {
    struct differences differences;
    struct report_files then = made(arena, (struct made_up_options){0}, audience);
    struct report_files present = made(arena, now, audience);
    assert_int_equal(differences_find(&then, &present, arena, &differences), STATUS_OK);
    return differences;
}

static void test_nothing_differs_from_itself(void **state) {
    struct differences differences = compared(*state, (struct made_up_options){0}, AUDIENCE_PUBLIC);
    assert_int_equal(differences.count, 0);
    assert_int_equal(differences.quarter_count, 0);
    assert_int_equal(differences.added_count, 0);
    assert_in_range(differences.compared, 1000, 100000);
}

static void test_late_deliveries_are_told_from_the_number_of_deliveries(void **state) {
    struct differences differences =
        compared(*state, (struct made_up_options){.late = true}, AUDIENCE_CIRCLE);
    assert_int_equal(differences.quarter_count, 1);
    assert_true(bytes_equal(differences.quarters[0].quarter, bytes_of_text("2025Q3")));
    for (size_t i = 0; i < differences.count; i++)
        assert_int_equal(differences.difference[i].reason, REASON_LATE);
    assert_false(
        bytes_equal(differences.quarters[0].deliveries[0], differences.quarters[0].deliveries[1]));
}

static void test_another_norm_is_told_whatever_else_changed(void **state) {
    struct differences differences =
        compared(*state, (struct made_up_options){.late = true, .norm_id = "90d"}, AUDIENCE_PUBLIC);
    assert_in_range(differences.quarter_count, 8, 8);
    for (size_t i = 0; i < differences.count; i++)
        assert_int_equal(differences.difference[i].reason, REASON_NORM);
}

static void test_duiding_that_was_added_is_told(void **state) {
    struct differences differences =
        compared(*state, (struct made_up_options){.noted_since = true}, AUDIENCE_PUBLIC);
    assert_int_equal(differences.count, 0);
    assert_int_equal(differences.added_count, 1);
    assert_int_equal(memcmp(differences.added[0].at, "1200,2025-08-30,", 16), 0);
}

static struct report_files tables(const char *facts) {
    struct report_files files = {.count = 2};
    files.file[0] = (struct report_file){REGIOMONITOR_EXCEL, bytes_of_text(facts)};
    files.file[1] = (struct report_file){REGIOMONITOR_DUIDING, bytes_of_text("nummer\n")};
    return files;
}

#define HEAD "a;b;c;d;e;f;g;h;i;j;k;l;m\n"
#define ROW(subject, code, figure, value)                                                          \
    "2025Q3;1;2;" subject ";" code ";x;" figure ";" value ";plekken;exact;3m;wachtpost;kring\n"

static enum reason only_reason(struct arena *arena, const char *then, const char *now) {
    struct report_files before = tables(then), after = tables(now);
    struct differences differences;
    assert_int_equal(differences_find(&before, &after, arena, &differences), STATUS_OK);
    assert_int_equal(differences.count, 1);
    return differences.difference[0].reason;
}

static void test_the_reason_follows_from_what_stands_beside_it(void **state) {
    assert_int_equal(only_reason(*state, HEAD ROW("gemeente", "0626", "wachtplekken", "40"),
                                 HEAD ROW("gemeente", "0626", "wachtplekken", "0")),
                     REASON_REGION);
    assert_int_equal(only_reason(*state, HEAD ROW("regio", "", "aanbieders_verwacht", "185"),
                                 HEAD ROW("regio", "", "aanbieders_verwacht", "184")),
                     REASON_AANBIEDERS);
    assert_int_equal(only_reason(*state, HEAD ROW("regio", "", "aanbieders_weggevallen", "2"),
                                 HEAD ROW("regio", "", "aanbieders_weggevallen", "3")),
                     REASON_DROPPED);
    assert_int_equal(only_reason(*state, HEAD ROW("regio", "", "wachtplekken", "40"),
                                 HEAD ROW("regio", "", "wachtplekken", "45")),
                     REASON_CORRECTED);
}

static char *written(void (*write)(FILE *out, const void *context), const void *context) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    write(out, context);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_rows_of_differences_subtract_what_was_published(void **state) {
    struct report_files before = tables(HEAD ROW("regio", "", "wachtdagen_gemiddeld", "98,3"));
    struct report_files after = tables(HEAD ROW("regio", "", "wachtdagen_gemiddeld", "97"));
    struct differences differences;
    assert_int_equal(differences_find(&before, &after, *state, &differences), STATUS_OK);
    char *text = written(differences_write, &differences);
    assert_non_null(strstr(text, "2025Q3,regio,,x,wachtdagen_gemiddeld,98.3,97,-1.3,exact,exact,"
                                 "3m,3m,verbeterd of aangevuld in een latere levering,wachtpost,"
                                 "kring\n"));
    free(text);
}

static void tell(FILE *out, const void *context) {
    differences_tell(out, context);
}

static void test_the_summary_says_what_and_why(void **state) {
    struct differences differences = compared(
        *state, (struct made_up_options){.late = true, .noted_since = true}, AUDIENCE_CIRCLE);
    const struct differences_story story = {.differences = &differences,
                                            .name = "regiomonitor-kring/2025Q3",
                                            .then = made_up_now(),
                                            .now = made_up_now() + 1,
                                            .repeated = true};
    char *text = written(tell, &story);
    assert_non_null(strstr(text, "zoals bekend op 20-10-2025 10:00"));
    assert_non_null(strstr(text, "precies gelijk"));
    assert_non_null(strstr(text, "later ontvangen leveringen\n"));
    assert_non_null(strstr(text, "leveringen over dit kwartaal: 516 werd 520\n"));
    assert_non_null(strstr(text, "1200,2025-08-30"));
    free(text);
}

static void test_files_that_are_no_publication_are_refused(void **state) {
    struct report_files nothing = {0}, empty = tables(HEAD),
                        whole = tables(HEAD ROW("a", "", "b", "1"));
    struct differences differences;
    assert_int_equal(differences_find(&nothing, &whole, *state, &differences), STATUS_MALFORMED);
    assert_int_equal(differences_find(&whole, &empty, *state, &differences), STATUS_MALFORMED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_answers_give_the_same_bytes),
        cmocka_unit_test(test_every_file_for_the_circle_says_so),
        cmocka_unit_test(test_quarters_before_the_first_data_are_left_out),
        cmocka_unit_test(test_a_quarter_that_is_not_over_is_refused),
        cmocka_unit_test(test_foreign_text_is_escaped_on_the_page),
        cmocka_unit_test(test_it_fits_where_publications_are_kept_even_at_full_size),
        cmocka_unit_test(test_what_it_is_kept_under_tells_the_two_apart),
        cmocka_unit_test(test_what_was_asked_can_be_read_back),
        cmocka_unit_test(test_nothing_differs_from_itself),
        cmocka_unit_test(test_late_deliveries_are_told_from_the_number_of_deliveries),
        cmocka_unit_test(test_another_norm_is_told_whatever_else_changed),
        cmocka_unit_test(test_duiding_that_was_added_is_told),
        cmocka_unit_test(test_the_reason_follows_from_what_stands_beside_it),
        cmocka_unit_test(test_rows_of_differences_subtract_what_was_published),
        cmocka_unit_test(test_the_summary_says_what_and_why),
        cmocka_unit_test(test_files_that_are_no_publication_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
