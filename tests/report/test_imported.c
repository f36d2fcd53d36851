#include "client/report/imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MEMORY ((size_t)4 * 1024 * 1024)
#define HEAD "kwartaal;figuur;hulpvorm;waarde\n"

static int arena_setup(void **state) {
    *state = arena_new(MEMORY);
    return *state ? 0 : -1;
}

static int arena_teardown(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

static struct imported_reading reading_of(struct arena *arena, const char *text) {
    struct imported_reading reading;
    assert_int_equal(imported_read(bytes_of_text(text), bytes_of_text("reeks/oud"),
                                   day_of_civil(2025, 10, 1), arena, &reading),
                     STATUS_OK);
    return reading;
}

static struct imported series_of(struct arena *arena, const char *text) {
    struct imported_reading reading = reading_of(arena, text);
    assert_int_equal(reading.mistake_count, 0);
    return reading.series;
}

static void test_kept_text_is_sorted_and_gives_the_same_series(void **state) {
    struct bytes text, again;
    struct imported series =
        series_of(*state, "\xEF\xBB\xBFhulpvorm;extra;waarde;kwartaal;figuur\r\n"
                          "KDC;x;12;2021Q4;wachtplekken_schadelijk\r\n"
                          ";x;17,5;2021Q4;aandeel_aanbieders_3_maanden_langst\r\n"
                          ";x;134;2020Q4;wachtplekken_schadelijk_bescherming\r\n");
    static const char expected[] = HEAD "2020Q4;wachtplekken_schadelijk_bescherming;;134\n"
                                        "2021Q4;wachtplekken_schadelijk;KDC;12\n"
                                        "2021Q4;aandeel_aanbieders_3_maanden_langst;;17,5\n";
    assert_int_equal(imported_text(&series, *state, &text), STATUS_OK);
    assert_true(bytes_equal(text, bytes_of_text(expected)));
    series = series_of(*state, expected);
    assert_int_equal(imported_text(&series, *state, &again), STATUS_OK);
    assert_true(bytes_equal(again, text));
}

static void test_every_mistake_is_named_with_row_and_column(void **state) {
    struct imported_reading reading = reading_of(*state, HEAD "2021Q5;wachtplekken;;1\n"
                                                              "2021Q4;wachters;ZORG;-1\n"
                                                              "2021Q4;wachtplekken;;1,5\n"
                                                              "2021Q4;wachtplekken;ONBEKEND;5\n"
                                                              "2025Q4;wachtplekken;;5\n"
                                                              "2021Q3;wachtplekken;KDC;7\n"
                                                              "2021Q3;wachtplekken;KDC;7\n");
    static const struct {
        uint32_t row;
        const char *column, *kind;
    } expected[] = {{2, "kwartaal", "DATUM"},    {3, "figuur", "CODE"}, {3, "hulpvorm", "CODE"},
                    {3, "waarde", "CODE"},       {4, "waarde", "CODE"}, {5, "hulpvorm", "CODE"},
                    {6, "kwartaal", "TOEKOMST"}, {8, "", "DUBBEL"}};
    assert_int_equal(reading.mistake_count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < reading.mistake_count; i++) {
        assert_int_equal(reading.mistakes[i].row, expected[i].row);
        assert_string_equal(reading.mistakes[i].column, expected[i].column);
        assert_string_equal(reading.mistakes[i].kind, expected[i].kind);
    }
}

static void test_missing_columns_and_empty_files_are_told(void **state) {
    struct imported_reading reading = reading_of(*state, "kwartaal,figuur,hulpvorm,waarde\n1;2\n");
    assert_int_equal(reading.mistake_count, 4);
    assert_string_equal(reading.mistakes[0].kind, "KOLOM");
    reading = reading_of(*state, "");
    assert_int_equal(reading.mistake_count, 1);
    assert_string_equal(reading.mistakes[0].kind, "OPMAAK");
    reading = reading_of(*state, HEAD "2021Q4;\"wacht\"plekken;;1\n");
    assert_int_equal(reading.mistake_count, 1);
}

static struct fact fact_at(const struct imported *series, const char *figure,
                           enum hulpvorm hulpvorm) {
    return imported_fact(series, day_of_civil(2021, 12, 31), figure_named(figure), hulpvorm);
}

static void assert_shown(struct fact fact, uint64_t number) {
    assert_int_equal(fact.state, FACT_SHOWN);
    assert_int_equal(fact.tenths, 10 * number);
    assert_true(fact.rounded);
}

static void test_the_public_sees_no_small_count_and_nothing_that_gives_it_away(void **state) {
    struct imported series =
        series_of(*state, HEAD "2021Q4;wachtplekken_schadelijk;;868\n"
                               "2021Q4;wachtplekken_schadelijk;AMBULANTE_JEUGD_GGZ;839\n"
                               "2021Q4;wachtplekken_schadelijk;KDC;3\n"
                               "2021Q4;wachtplekken_schadelijk;PLEEGZORG;6\n"
                               "2021Q4;wachtplekken_schadelijk;LVB_AMBULANT;20\n"
                               "2021Q4;wachtplekken_schadelijk_bescherming;;38\n"
                               "2021Q4;wachtdagen_gemiddeld;;98,3\n"
                               "2021Q4;wachtdagen_langst;KDC;900\n");
    assert_int_equal(imported_disclose(&series, *state), STATUS_OK);
    assert_shown(fact_at(&series, "wachtplekken_schadelijk", HULPVORM_ONBEKEND), 870);
    assert_shown(fact_at(&series, "wachtplekken_schadelijk", AMBULANTE_JEUGD_GGZ), 840);
    assert_shown(fact_at(&series, "wachtplekken_schadelijk", LVB_AMBULANT), 20);
    assert_shown(fact_at(&series, "wachtplekken_schadelijk_bescherming", HULPVORM_ONBEKEND), 40);
    assert_int_equal(fact_at(&series, "wachtplekken_schadelijk", KDC).state, FACT_HIDDEN);
    assert_int_equal(fact_at(&series, "wachtplekken_schadelijk", PLEEGZORG).state, FACT_HIDDEN);
    assert_int_equal(fact_at(&series, "wachtdagen_gemiddeld", HULPVORM_ONBEKEND).state,
                     FACT_HIDDEN);
    assert_int_equal(fact_at(&series, "wachtdagen_langst", KDC).state, FACT_HIDDEN);
    assert_int_equal(fact_at(&series, "wachtplekken", KDC).state, FACT_NONE);
}

static void test_those_within_the_norm_are_not_given_away_either(void **state) {
    struct imported series = series_of(*state, HEAD "2021Q4;wachtplekken;;42\n"
                                                    "2021Q4;wachtplekken_schadelijk;;40\n"
                                                    "2021Q4;aanbieders_verwacht;;185\n");
    assert_int_equal(imported_disclose(&series, *state), STATUS_OK);
    assert_int_equal(fact_at(&series, "wachtplekken", HULPVORM_ONBEKEND).state, FACT_HIDDEN);
    assert_int_equal(fact_at(&series, "wachtplekken_schadelijk", HULPVORM_ONBEKEND).state,
                     FACT_HIDDEN);
    assert_int_equal(fact_at(&series, "aanbieders_verwacht", HULPVORM_ONBEKEND).tenths, 1850);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_text_is_sorted_and_gives_the_same_series),
        cmocka_unit_test(test_every_mistake_is_named_with_row_and_column),
        cmocka_unit_test(test_missing_columns_and_empty_files_are_told),
        cmocka_unit_test(test_the_public_sees_no_small_count_and_nothing_that_gives_it_away),
        cmocka_unit_test(test_those_within_the_norm_are_not_given_away_either),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
