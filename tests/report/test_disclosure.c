#include "client/report/disclosure.h"
#include "proto/model/suppress.h"
#include "tests/report/made_up.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MEMORY ((size_t)64 * 1024 * 1024)

static int setup(void **state) {
    *state = arena_new(MEMORY);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

static struct sheets sheets_of(struct arena *arena, uint64_t seed, unsigned size,
                               enum audience audience, struct made_up **region) {
    const struct made_up_options options = {.seed = seed, .size_permille = size, .norm_id = "3m"};
    const struct sheets_question question = {
        .last = day_of_civil(2025, 9, 30), .audience = audience, .region_day = DAY_NONE};
    struct complaint complaint = {0};
    struct sheets sheets;
    *region = made_up_new(&options);
    assert_non_null(*region);
    struct figures_source source = made_up_source(*region);
    assert_int_equal(sheets_make(&source, &question, arena, &sheets, &complaint), STATUS_OK);
    return sheets;
}

static void visit(const struct sheets *sheets,
                  void (*check)(const struct sheet *sheet, const struct line *line)) {
    for (size_t i = 0; i < sheets->count; i++) {
        const struct sheet *sheet = &sheets->sheet[i];
        check(sheet, &sheet->region);
        for (size_t block = 0; block < BLOCK_COUNT; block++)
            for (size_t k = 0; k < sheet->blocks[block].count; k++)
                check(sheet, &sheet->blocks[block].lines[k]);
    }
}

/* Of whatever the marks let through. */
static void check_line(const struct sheet *sheet, const struct line *line) {
    for (size_t figure = 0; figure < figure_name_count(); figure++) {
        struct figure_value value;
        enum release release = disclosure_release(figure, line->by);
        if (!line->shown[figure] || !figure_value(figure, &line->figures, sheet->period.on, &value))
            continue;
        assert_int_not_equal(release, RELEASE_NEVER);
        if (release == RELEASE_COUNT)
            assert_false(value.numerator > 0 && value.numerator < SUPPRESS_BELOW);
        if (release == RELEASE_DAYS)
            assert_in_range(value.rests_on, SUPPRESS_DAYS_BELOW, UINT32_MAX);
    }
}

static void test_no_mark_lets_a_small_count_or_days_of_few_through(void **state) {
    for (unsigned size = 1; size <= 64; size *= 4) {
        struct made_up *region;
        struct sheets sheets = sheets_of(*state, 11 + size, size, AUDIENCE_PUBLIC, &region);
        visit(&sheets, check_line);
        made_up_free(&region);
        arena_reset(*state);
    }
}

static void test_lines_together_add_up_and_are_at_least_two(void **state) {
    struct made_up *region;
    size_t joined = 0;
    struct sheets sheets = sheets_of(*state, 3, 40, AUDIENCE_PUBLIC, &region);
    const struct block *block = &sheets_last(&sheets)->blocks[BLOCK_HULPVORM];
    const struct line *together = &block->lines[block->count - 1];
    uint32_t places = 0;
    for (size_t i = 0; i + 1 < block->count; i++) {
        joined += block->lines[i].joined;
        places += block->lines[i].joined ? block->lines[i].figures.waiting[WAITING_ALL].places : 0;
    }
    assert_int_equal(together->together, joined);
    assert_in_range(joined, 2, HULPVORM_COUNT);
    assert_int_equal(together->figures.waiting[WAITING_ALL].places, places);
    made_up_free(&region);
}

/* What is together there stays together everywhere: only the line of coverage is no count. */
static void check_joined(const struct sheet *sheet, const struct line *line) {
    (void)sheet;
    for (size_t figure = 0; line->joined && figure < figure_name_count(); figure++)
        assert_false(line->shown[figure]);
}

static void test_a_line_that_is_together_shows_nothing_of_its_own(void **state) {
    struct made_up *region;
    struct sheets sheets = sheets_of(*state, 5, 40, AUDIENCE_PUBLIC, &region);
    visit(&sheets, check_joined);
    made_up_free(&region);
}

static void test_a_flow_is_hidden_where_either_end_is(void **state) {
    struct made_up *region;
    size_t instroom = figure_named("instroom"), seen = 0;
    struct sheets sheets = sheets_of(*state, 6, 40, AUDIENCE_PUBLIC, &region);
    for (size_t i = 1; i < sheets.count; i++)
        for (size_t k = 0; k < HULPVORM_COUNT - 1; k++) {
            const struct line *before = &sheets.sheet[i - 1].blocks[BLOCK_HULPVORM].lines[k];
            const struct line *line = &sheets.sheet[i].blocks[BLOCK_HULPVORM].lines[k];
            assert_false((before->joined || line->joined) && line->shown[instroom]);
            seen += before->joined && !line->joined;
        }
    assert_true(seen > 0);
    made_up_free(&region);
}

static void test_of_a_region_that_is_small_itself_only_coverage_is_told(void **state) {
    struct made_up *region;
    struct sheets sheets = sheets_of(*state, 1, 1, AUDIENCE_PUBLIC, &region);
    const struct sheet *last = sheets_last(&sheets);
    assert_in_range(last->region.figures.waiting[WAITING_ALL].places, 1, 9);
    assert_false(last->region.shown[figure_named("wachtplekken")]);
    assert_true(last->region.shown[figure_named("aanbieders_verwacht")]);
    assert_int_equal(last->blocks[BLOCK_HULPVORM].count, HULPVORM_COUNT - 1);
    visit(&sheets, check_joined);
    made_up_free(&region);
}

static void check_open(const struct sheet *sheet, const struct line *line) {
    (void)sheet;
    assert_false(line->joined);
    for (size_t figure = 0; figure < figure_name_count(); figure++)
        assert_int_equal(line->shown[figure], figure_asked(figure, REPORT_MEASURES));
}

static void test_inside_the_circle_all_is_shown(void **state) {
    struct made_up *region;
    struct sheets sheets = sheets_of(*state, 7, 10, AUDIENCE_CIRCLE, &region);
    visit(&sheets, check_open);
    assert_int_equal(sheets.duiding_count, 3);
    made_up_free(&region);
}

static void test_notes_of_aanbieders_stay_inside(void **state) {
    struct made_up *region;
    struct sheets sheets = sheets_of(*state, 7, 10, AUDIENCE_PUBLIC, &region);
    assert_int_equal(sheets.duiding_count, 2);
    for (size_t i = 0; i < sheets.duiding_count; i++)
        assert_string_equal(sheets.duiding[i].agb.text, "");
    made_up_free(&region);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_mark_lets_a_small_count_or_days_of_few_through),
        cmocka_unit_test(test_lines_together_add_up_and_are_at_least_two),
        cmocka_unit_test(test_a_line_that_is_together_shows_nothing_of_its_own),
        cmocka_unit_test(test_a_flow_is_hidden_where_either_end_is),
        cmocka_unit_test(test_of_a_region_that_is_small_itself_only_coverage_is_told),
        cmocka_unit_test(test_inside_the_circle_all_is_shown),
        cmocka_unit_test(test_notes_of_aanbieders_stay_inside),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
