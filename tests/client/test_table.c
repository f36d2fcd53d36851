#include "client/csv_fields.h"
#include "client/table.h"
#include "tests/client/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct table_column columns[] = {{"naam", false}, {"plekken", true}, {"stad", false}};

static void test_columns_are_as_wide_as_their_widest_cell(void **state) {
    struct table table = table_new(*state, columns, 3);
    struct shown shown;
    table_put(&table, bytes_of_text("Zon"));
    table_print(&table, "%d", 7);
    table_put(&table, bytes_of_text("Delft"));
    table_put(&table, bytes_of_text("Caf\xC3\xA9 Maan"));
    table_print(&table, "%d", 12345678);
    table_put(&table, bytes_of_text(""));
    shown_begin(&shown);
    assert_int_equal(table_write(shown.out, &table), STATUS_OK);
    assert_shown(&shown, "naam        plekken  stad\n"
                         "---------  --------  -----\n"
                         "Zon               7  Delft\n"
                         "Caf\xC3\xA9 Maan  12345678  \n");
}

static void test_foreign_text_cannot_steer_the_terminal_or_break_the_table(void **state) {
    struct table table = table_new(*state, columns, 3);
    struct shown shown;
    table_put(&table, bytes_of_text("a\x1b[2J\nb"));
    table_put(&table, bytes_of("\xFF", 1));
    table_put(&table, bytes_of_text("c"));
    shown_begin(&shown);
    assert_int_equal(table_write(shown.out, &table), STATUS_OK);
    assert_shown(&shown, "naam     plekken  stad\n"
                         "-------  -------  ----\n"
                         "a?[2J?b        ?  c\n");
}

static void test_many_rows_stay_in_order(void **state) {
    struct table table = table_new(*state, columns, 1);
    struct shown shown;
    for (int i = 100; i < 1100; i++)
        table_print(&table, "%04d", i);
    shown_begin(&shown);
    assert_int_equal(table_write(shown.out, &table), STATUS_OK);
    shown_end(&shown);
    const char *line = strchr(strchr(shown.text, '\n') + 1, '\n') + 1;
    for (int i = 100; i < 1100; i++, line = strchr(line, '\n') + 1)
        assert_int_equal(atoi(line), i);
    assert_int_equal(*line, 0);
    free(shown.text);
}

static void test_lost_cell_is_told_and_nothing_is_written(void **state) {
    (void)state;
    struct arena *small = arena_new(4096);
    struct table table = table_new(small, columns, 1);
    struct shown shown;
    for (int i = 0; i < 10000; i++)
        table_print(&table, "cel %d", i);
    shown_begin(&shown);
    assert_int_equal(table_write(shown.out, &table), STATUS_NO_MEMORY);
    assert_shown(&shown, "");
    arena_free(&small);
}

static void test_fields_are_quoted_only_where_they_must(void **state) {
    (void)state;
    struct shown shown;
    shown_begin(&shown);
    struct csv_fields comma = {.file = shown.out, .separator = ','};
    csv_put_text(&comma, "plain");
    csv_put_text(&comma, "a,b");
    csv_put_text(&comma, "zeg \"hoi\"");
    csv_put_text(&comma, "regel\neinde");
    csv_put_text(&comma, " blank");
    csv_put_text(&comma, "a;b");
    csv_put_text(&comma, "");
    csv_end_row(&comma);
    struct csv_fields semicolon = {.file = shown.out, .separator = ';'};
    csv_put_text(&semicolon, "a,b");
    csv_put_text(&semicolon, "a;b");
    csv_end_row(&semicolon);
    assert_shown(&shown, "plain,\"a,b\",\"zeg \"\"hoi\"\"\",\"regel\neinde\",\" blank\",a;b,\n"
                         "a,b;\"a;b\"\n");
}

static void test_what_people_wrote_is_no_formula(void **state) {
    static const char *const texts[] = {"=1+1", "+1", "-1", "@x", "\tx", "\rx", "a=1", ""};
    (void)state;
    struct shown shown;
    shown_begin(&shown);
    struct csv_fields fields = {.file = shown.out, .separator = ';'};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        csv_put_prose(&fields, bytes_of_text(texts[i]));
    csv_end_row(&fields);
    assert_shown(&shown, "'=1+1;'+1;'-1;'@x;'\tx;\"'\rx\";a=1;\n");
}

static void test_values_are_written_for_programs(void **state) {
    (void)state;
    struct shown shown;
    instant_t instant;
    assert_true(instant_parse("2025-01-31T09:00:00Z", &instant));
    shown_begin(&shown);
    struct csv_fields fields = {.file = shown.out, .separator = ','};
    csv_put_count(&fields, UINT64_MAX);
    csv_put_bool(&fields, true);
    csv_put_bool(&fields, false);
    csv_put_day(&fields, day_of_civil(2025, 1, 31));
    csv_put_day(&fields, DAY_NONE);
    csv_put_instant(&fields, instant);
    csv_put_instant(&fields, 0);
    csv_put_instant(&fields, INSTANT_MAX);
    csv_end_row(&fields);
    assert_shown(&shown, "18446744073709551615,ja,nee,2025-01-31,,2025-01-31T09:00:00.000000Z,,\n");
}

static int setup(void **state) {
    *state = arena_new(1 << 20);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(test_columns_are_as_wide_as_their_widest_cell),
        WITH_ARENA(test_foreign_text_cannot_steer_the_terminal_or_break_the_table),
        WITH_ARENA(test_many_rows_stay_in_order),
        cmocka_unit_test(test_lost_cell_is_told_and_nothing_is_written),
        cmocka_unit_test(test_fields_are_quoted_only_where_they_must),
        cmocka_unit_test(test_what_people_wrote_is_no_formula),
        cmocka_unit_test(test_values_are_written_for_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
