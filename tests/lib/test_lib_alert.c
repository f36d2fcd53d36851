/* An alert as a program sees it, member by member. */
#include "client/lib/alert.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define BUDGET (1 << 16)

static struct alert full_alert(void) {
    return (struct alert){
        .number = 12,
        .kind = VAN_LIJST,
        .due = day_of_number(20250301),
        .recorded_at = 1740819600000000,
        .agb = {"06010713"},
        .aanbieder = bytes_of_text("KDC De Zon"),
        .telefoon = bytes_of_text("070 1234567"),
        .mail = bytes_of_text("wachtlijst@example.nl"),
        .data_peilmoment = 1740819600000001,
        .place = {.place_id = bytes_of_text("K7QXM2P9"),
                  .start = day_of_number(20241128),
                  .clock = CLOCK_AANMELDDATUM,
                  .crossing = day_of_number(20250228),
                  .norm_id = bytes_of_text("3m"),
                  .level = 6,
                  .telling = 2,
                  .days_waited = 93,
                  .withdraws_count = 2,
                  .withdraws = {8, 9},
                  .reden = GESTART,
                  .left_on = day_of_number(20250227),
                  .helped = HELPED_YES,
                  .hulpvorm = KDC,
                  .gemeente = "0518",
                  .maatregel = OTS,
                  .gi = {"06012345"},
                  .urgentie = URGENTIE_HOOG,
                  .overbrugging = OVERBRUGGING_GEEN,
                  .rank = 1,
                  .rank_sentence = bytes_of_text("beschermingsmaatregel; 93 dagen gewacht")}};
}

static void test_every_member_comes_from_the_alert(void **state) {
    const struct alert alert = full_alert();
    struct arena *arena = arena_new(BUDGET);
    struct wachtpost_alert shown;
    (void)state;
    assert_true(alert_show(&alert, arena, &shown));
    assert_int_equal(shown.size, sizeof shown);
    assert_int_equal(shown.number, 12);
    assert_int_equal(shown.recorded_at, alert.recorded_at);
    assert_int_equal(shown.data_peilmoment, alert.data_peilmoment);
    assert_string_equal(shown.agb, "06010713");
    assert_string_equal(shown.aanbieder, "KDC De Zon");
    assert_string_equal(shown.telefoon, "070 1234567");
    assert_string_equal(shown.mail, "wachtlijst@example.nl");
    assert_string_equal(shown.place_id, "K7QXM2P9");
    assert_string_equal(shown.gemeente, "0518");
    assert_string_equal(shown.gi, "06012345");
    assert_string_equal(shown.norm, "3m");
    assert_string_equal(shown.rank_sentence, "beschermingsmaatregel; 93 dagen gewacht");
    assert_int_equal(shown.kind, WACHTPOST_ALERT_VAN_LIJST);
    assert_int_equal(shown.due, 20250301);
    assert_int_equal(shown.start, 20241128);
    assert_int_equal(shown.clock, wachtpost_code("clock", "aanmelddatum"));
    assert_int_equal(shown.crossing, 20250228);
    assert_int_equal(shown.level, 6);
    assert_int_equal(shown.telling, 2);
    assert_int_equal(shown.days_waited, 93);
    assert_int_equal(shown.rank, 1);
    assert_int_equal(shown.hulpvorm, WACHTPOST_HULPVORM_KDC);
    assert_int_equal(shown.maatregel, WACHTPOST_MAATREGEL_OTS);
    assert_int_equal(shown.urgentie, WACHTPOST_URGENTIE_HOOG);
    assert_int_equal(shown.overbrugging, WACHTPOST_OVERBRUGGING_GEEN);
    assert_int_equal(shown.reden, WACHTPOST_UITSTROOMREDEN_GESTART);
    assert_int_equal(shown.left_on, 20250227);
    assert_int_equal(shown.helped, 1);
    assert_int_equal(shown.withdraws_count, 2);
    assert_int_equal(shown.withdraws[0], 8);
    assert_int_equal(shown.withdraws[1], 9);
    arena_free(&arena);
}

static void test_silence_of_an_aanbieder_has_no_place(void **state) {
    struct alert alert = full_alert();
    struct arena *arena = arena_new(BUDGET);
    struct wachtpost_alert shown;
    (void)state;
    alert.kind = STIL;
    assert_true(alert_show(&alert, arena, &shown));
    assert_int_equal(shown.kind, WACHTPOST_ALERT_STIL);
    assert_string_equal(shown.aanbieder, "KDC De Zon");
    assert_string_equal(shown.place_id, "");
    assert_string_equal(shown.gemeente, "");
    assert_string_equal(shown.gi, "");
    assert_string_equal(shown.norm, "");
    assert_string_equal(shown.rank_sentence, "");
    assert_int_equal(shown.start, 0);
    assert_int_equal(shown.hulpvorm, 0);
    assert_int_equal(shown.withdraws_count, 0);
    arena_free(&arena);
}

static void test_without_room_nothing_is_shown(void **state) {
    const struct alert alert = full_alert();
    struct arena *arena = arena_new(64);
    struct wachtpost_alert shown;
    (void)state;
    assert_false(alert_show(&alert, arena, &shown));
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_member_comes_from_the_alert),
        cmocka_unit_test(test_silence_of_an_aanbieder_has_no_place),
        cmocka_unit_test(test_without_room_nothing_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
