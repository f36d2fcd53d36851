/* FIGURES: what is filled in where a question leaves something out, what is refused, and
 * what an answer takes. */
#include "proto/model/limits.h"
#include "proto/wire/fields.h"
#include "tests/wire/draft.h"
#include "tests/wire/values.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct dice dice;

static int set_up(void **state) {
    (void)state;
    dice = (struct dice){41, arena_new(MAX_REQUEST_MEMORY_BYTES)};
    return dice.arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&dice.arena);
    return 0;
}

/* encode and decode of one message: what decoding says of a value that was encoded. */
#define GOES(name)                                                                                 \
    static enum status name##_goes(const struct name *value, struct name *back) {                  \
        struct bytes body;                                                                         \
        assert_int_equal(wire_encode_##name(value, dice.arena, &body), STATUS_OK);                 \
        return wire_decode_##name(body, dice.arena, back);                                         \
    }
GOES(figures_reply)
GOES(monitor_table)
#undef GOES

/* ---- the question of FIGURES */

static void test_what_a_question_leaves_out_is_filled_in(void **state) {
    struct figures_request back;
    struct draft draft;
    (void)state;
    draft_begin(&draft);
    draft_number(&draft, 2, 20250331);
    assert_int_equal(wire_decode_figures_request(draft_body(&draft), dice.arena, &back), STATUS_OK);
    assert_int_equal(back.question.from, day_of_civil(2025, 3, 31));
    assert_int_equal(back.question.until, back.question.from);
    assert_int_equal(back.question.measures, MEASURES_USUAL);
    assert_int_equal(back.question.region_day, DAY_NONE);
    assert_int_equal(back.question.by_count, 0);
}

static void test_a_question_without_a_first_day_is_the_engines_to_refuse(void **state) {
    struct figures_request back;
    struct draft draft;
    (void)state;
    draft_begin(&draft);
    draft_number(&draft, 4, STEP_MONTH);
    assert_int_equal(wire_decode_figures_request(draft_body(&draft), dice.arena, &back), STATUS_OK);
    assert_int_equal(back.question.from, DAY_NONE);
    assert_int_equal(back.question.until, DAY_NONE);
}

/* FiguresRequest with these packed codes in field 5 (by) or 6 (measures). */
static enum status asked(uint32_t number, const void *codes, size_t count,
                         struct figures_request *back) {
    struct draft draft;
    draft_begin(&draft);
    draft_part(&draft, number, codes, count);
    return wire_decode_figures_request(draft_body(&draft), dice.arena, back);
}

static void test_each_dimension_is_asked_once_and_is_one(void **state) {
    static const uint8_t all[] = {8, 7, 6, 5, 4, 3, 2, 1}, twice[] = {2, 3, 2};
    static const uint8_t none[] = {0}, beyond[] = {DIMENSION_COUNT};
    struct figures_request back;
    (void)state;
    assert_int_equal(asked(5, all, sizeof all, &back), STATUS_OK);
    assert_int_equal(back.question.by_count, DIMENSION_COUNT - 1);
    assert_int_equal(back.question.by[0], BY_LEEFTIJDSBAND);
    assert_int_equal(back.question.by[7], BY_AANBIEDER);
    assert_int_equal(asked(5, twice, sizeof twice, &back), STATUS_MALFORMED);
    assert_int_equal(asked(5, none, sizeof none, &back), STATUS_MALFORMED);
    assert_int_equal(asked(5, beyond, sizeof beyond, &back), STATUS_MALFORMED);
}

static void test_a_measure_that_is_none_is_malformed(void **state) {
    static const uint8_t two[] = {MEASURE_SURVIVAL, MEASURE_WAITING, MEASURE_SURVIVAL};
    static const uint8_t none[] = {0}, beyond[] = {MEASURE_COUNT};
    struct figures_request back;
    (void)state;
    assert_int_equal(asked(6, two, sizeof two, &back), STATUS_OK);
    assert_int_equal(back.question.measures,
                     MEASURE_BIT(MEASURE_WAITING) | MEASURE_BIT(MEASURE_SURVIVAL));
    assert_int_equal(asked(6, none, sizeof none, &back), STATUS_MALFORMED);
    assert_int_equal(asked(6, beyond, sizeof beyond, &back), STATUS_MALFORMED);
}

static void test_a_day_that_is_none_makes_a_question_malformed(void **state) {
    static const uint32_t days_of_figures[] = {2, 3, 11};
    struct figures_request figures;
    struct places_request places;
    struct draft draft;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        draft_begin(&draft);
        draft_number(&draft, days_of_figures[i], 20250229);
        assert_int_equal(wire_decode_figures_request(draft_body(&draft), dice.arena, &figures),
                         STATUS_MALFORMED);
    }
    draft_begin(&draft);
    draft_number(&draft, 2, 20250229);
    assert_int_equal(wire_decode_places_request(draft_body(&draft), dice.arena, &places),
                     STATUS_MALFORMED);
}

/* ---- figures */

static struct figures largest_figures(void) {
    struct figures figures;
    memset(&figures, 0xff, sizeof figures);
    figures.survival.half_known = figures.survival.eighty_known = true;
    figures.coverage.oldest = day_of_civil(9999, 12, 31);
    return figures;
}

static struct figures usual_figures(void) {
    struct figures figures = {.inflow = 12, .coverage = {.oldest = 20000, .expected = 3}};
    for (int i = 0; i < WAITING_COUNT; i++) {
        figures.waiting[i] = (struct count){400, 380, 390};
        figures.beyond[i] = (struct count){140, 130, 135};
    }
    for (int i = 0; i < BAND_COUNT; i++)
        figures.bands[i] = 57;
    for (int i = 0; i < PHASE_COUNT; i++)
        figures.phases[i] = (struct phase_days){20, 900};
    figures.left[GESTART] = 11;
    figures.taken[OPGEPAKT] = 7;
    figures.days = figures.realised = (struct days){400, 39000, 70, 160, 300, 900};
    return figures;
}

static struct figures_reply reply_of(struct figure_point *point, struct figure_cell *cells,
                                     size_t count, const struct figures *figures) {
    for (size_t i = 0; i < count; i++)
        cells[i] =
            (struct figure_cell){{bytes_of_text("06010713"), bytes_of_text("KDC")}, *figures};
    *point = (struct figure_point){
        .period = {20000, 20000}, .total = *figures, .cell_count = count, .cells = cells};
    return (struct figures_reply){
        .by_count = 2,
        .point_count = 1,
        .points = point,
        .next_from = DAY_NONE,
        .monitor = {.on = DAY_NONE, .coverage = {.oldest = DAY_NONE}},
    };
}

static void test_the_largest_figures_come_back(void **state) {
    struct figures figures = largest_figures();
    struct figure_cell cell;
    struct figure_point point;
    struct figures_reply reply = reply_of(&point, &cell, 1, &figures), back;
    (void)state;
    assert_int_equal(figures_reply_goes(&reply, &back), STATUS_OK);
    assert_int_equal(back.by_count, 2);
    assert_true(same_figures_reply(&reply, &back));
}

static void test_figures_of_nothing_take_no_room(void **state) {
    struct figures none = {.coverage = {.oldest = DAY_NONE}};
    struct figure_point point;
    struct figures_reply reply = reply_of(&point, NULL, 0, &none), back;
    struct bytes body, written;
    (void)state;
    reply.by_count = 0;
    assert_int_equal(wire_encode_figures_reply(&reply, dice.arena, &body), STATUS_OK);
    field_values(body, 2, &written);
    /* Two dates of five bytes, and a total that is there and empty. */
    assert_int_equal(written.size, 5 + 5 + 2);
    assert_int_equal(wire_decode_figures_reply(body, dice.arena, &back), STATUS_OK);
    assert_true(same_figures_reply(&reply, &back));
}

static void test_a_full_reply_of_20000_cells_fits_its_bounds(void **state) {
    struct figures figures = usual_figures();
    struct figure_cell *cells = dice_array(&dice, MAX_CELLS_PER_REPLY, sizeof *cells);
    struct figure_point point;
    struct figures_reply reply = reply_of(&point, cells, MAX_CELLS_PER_REPLY, &figures), back;
    struct bytes body;
    size_t before = arena_used(dice.arena);
    (void)state;
    assert_int_equal(wire_encode_figures_reply(&reply, dice.arena, &body), STATUS_OK);
    assert_true(body.size <= 8 << 20);
    assert_true(arena_used(dice.arena) - before <= 4 * body.size);
    assert_int_equal(wire_decode_figures_reply(body, dice.arena, &back), STATUS_OK);
    assert_true(same_figures_reply(&reply, &back));
}

/* FiguresReply {head, points {total {}, cells...}} with cells of so many keys. */
static enum status cells_go(const size_t *key_counts, size_t count, struct figures_reply *back) {
    struct draft reply, point, cell;
    draft_begin(&reply);
    draft_begin(&point);
    draft_part(&point, 4, "", 0);
    for (size_t i = 0; i < count; i++) {
        draft_begin(&cell);
        for (size_t key = 0; key < key_counts[i]; key++)
            draft_part(&cell, 1, "x", 1);
        draft_part(&cell, 2, "", 0);
        draft_nested(&point, 5, &cell);
    }
    draft_part(&reply, 1, "", 0);
    draft_nested(&reply, 2, &point);
    return wire_decode_figures_reply(draft_body(&reply), dice.arena, back);
}

static void test_all_cells_have_as_many_keys(void **state) {
    struct figures_reply back;
    (void)state;
    assert_int_equal(cells_go((size_t[]){3, 3}, 2, &back), STATUS_OK);
    assert_int_equal(back.by_count, 3);
    assert_int_equal(cells_go((size_t[]){3, 2}, 2, &back), STATUS_MALFORMED);
    assert_int_equal(cells_go((size_t[]){2, 3}, 2, &back), STATUS_MALFORMED);
    assert_int_equal(cells_go((size_t[]){DIMENSION_COUNT - 1}, 1, &back), STATUS_OK);
    assert_int_equal(cells_go((size_t[]){DIMENSION_COUNT}, 1, &back), STATUS_MALFORMED);
}

/* FiguresReply {head, points {total {left: so many ones}}} */
static enum status reasons_go(size_t count) {
    uint8_t ones[64];
    struct draft reply, point, total;
    struct figures_reply back;
    memset(ones, 1, sizeof ones);
    draft_begin(&reply);
    draft_begin(&point);
    draft_begin(&total);
    draft_part(&total, 15, ones, count);
    draft_nested(&point, 4, &total);
    draft_part(&reply, 1, "", 0);
    draft_nested(&reply, 2, &point);
    return wire_decode_figures_reply(draft_body(&reply), dice.arena, &back);
}

static void test_a_list_of_figures_is_whole_or_absent(void **state) {
    (void)state;
    assert_int_equal(reasons_go(UITSTROOMREDEN_COUNT), STATUS_OK);
    assert_int_equal(reasons_go(0), STATUS_OK);
    assert_int_equal(reasons_go(UITSTROOMREDEN_COUNT - 1), STATUS_MALFORMED);
    assert_int_equal(reasons_go(UITSTROOMREDEN_COUNT + 1), STATUS_MALFORMED);
}

static void test_a_point_without_its_total_is_malformed(void **state) {
    static const uint8_t body[] = {0x0a, 0, 0x12, 0};
    struct figures_reply back;
    (void)state;
    assert_int_equal(wire_decode_figures_reply(bytes_of(body, 4), dice.arena, &back),
                     STATUS_MALFORMED);
}

static void test_a_table_of_nothing_or_without_its_total_is_malformed(void **state) {
    static const uint8_t nothing[] = {0x32, 0}, no_total[] = {0x08, BY_HULPVORM};
    static const uint8_t table[] = {0x08, BY_HULPVORM, 0x32, 0};
    struct monitor_table back;
    (void)state;
    assert_int_equal(wire_decode_monitor_table(bytes_of(nothing, 2), dice.arena, &back),
                     STATUS_MALFORMED);
    assert_int_equal(wire_decode_monitor_table(bytes_of(no_total, 2), dice.arena, &back),
                     STATUS_MALFORMED);
    assert_int_equal(wire_decode_monitor_table(bytes_of(table, 4), dice.arena, &back), STATUS_OK);
    assert_int_equal(back.by, BY_HULPVORM);
}

static void test_a_kept_table_can_be_sent_again(void **state) {
    struct monitor_table table = random_monitor_table(&dice), kept;
    struct figures_reply reply = {.next_from = DAY_NONE}, back;
    (void)state;
    assert_int_equal(monitor_table_goes(&table, &kept), STATUS_OK);
    reply.monitor = kept;
    assert_int_equal(figures_reply_goes(&reply, &back), STATUS_OK);
    assert_true(same_monitor_table(&table, &back.monitor));
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        FRESH(test_what_a_question_leaves_out_is_filled_in),
        FRESH(test_a_question_without_a_first_day_is_the_engines_to_refuse),
        FRESH(test_each_dimension_is_asked_once_and_is_one),
        FRESH(test_a_measure_that_is_none_is_malformed),
        FRESH(test_a_day_that_is_none_makes_a_question_malformed),
        FRESH(test_the_largest_figures_come_back),
        FRESH(test_figures_of_nothing_take_no_room),
        FRESH(test_a_full_reply_of_20000_cells_fits_its_bounds),
        FRESH(test_all_cells_have_as_many_keys),
        FRESH(test_a_list_of_figures_is_whole_or_absent),
        FRESH(test_a_point_without_its_total_is_malformed),
        FRESH(test_a_table_of_nothing_or_without_its_total_is_malformed),
        FRESH(test_a_kept_table_can_be_sent_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
