#include "client/render.h"
#include "client/render_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Whatever a render function wrote, malloc'ed. */
static char *shown(void (*render)(FILE *, const struct alert *), const struct alert *alert) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    render(out, alert);
    assert_int_equal(fclose(out), 0);
    return text;
}

static struct alert place_alert(enum alert_kind kind) {
    return (struct alert){
        .number = 12,
        .kind = kind,
        .due = day_of_civil(2025, 3, 1),
        .agb = {"06010713"},
        .aanbieder = bytes_of_text("KDC De Zon"),
        .telefoon = bytes_of_text("070 1234567"),
        .data_peilmoment = 1,
        .data_age_days = 1,
        .place = {.place_id = bytes_of_text("K7QX"),
                  .start = day_of_civil(2024, 11, 28),
                  .clock = CLOCK_AANMELDDATUM,
                  .crossing = day_of_civil(2025, 3, 1),
                  .norm_id = bytes_of_text("3m"),
                  .days_waited = 1,
                  .left_on = DAY_NONE,
                  .hulpvorm = KDC,
                  .gemeente = "0518",
                  .maatregel = OTS,
                  .rank = 1,
                  .rank_sentence = bytes_of_text("beschermingsmaatregel; 1 dag gewacht")}};
}

static void assert_shows(const struct alert *alert, const char *part) {
    char *text = shown(render_alert, alert);
    if (!strstr(text, part))
        fail_msg("%s\nshould hold: %s", text, part);
    size_t size = strlen(text);
    assert_true(size > 2 && strcmp(text + size - 2, "\n\n") == 0);
    free(text);
}

static void test_every_kind_says_in_words_what_happened(void **state) {
    (void)state;
    struct alert alert = place_alert(DREIGEND);
    assert_shows(&alert, "12. 01-03-2025 DREIGEND: dreigt over de norm te gaan; KDC, Den Haag");
    alert = place_alert(OVERSCHRIJDING);
    alert.place.on_arrival = true;
    alert.place.reached_level = 6;
    assert_shows(&alert, "al langer dan 6 maanden; stond bij aankomst al over de norm.");
    alert.place.first_snapshot = true;
    assert_shows(&alert, "stond in de eerste levering al over de norm.");
    alert = place_alert(NIVEAU);
    alert.place.level = 9;
    assert_shows(&alert, "wacht nu 9 maanden");
    alert = place_alert(VAN_LIJST);
    alert.place.reden = ADMIN_OPGESCHOOND;
    alert.place.helped = HELPED_UNKNOWN;
    alert.place.left_on = day_of_civil(2025, 3, 4);
    alert.place.corrects = 7;
    assert_shows(&alert, "van de lijst: administratief opgeschoond, onbekend of er hulp is");
    assert_shows(&alert, "; van de lijst op 04-03-2025.");
    assert_shows(&alert, "Dit verbetert alert 7.");
}

static void test_every_cause_of_withdrawal_is_explained(void **state) {
    (void)state;
    for (enum cause cause = CAUSE_DATUM; cause < CAUSE_COUNT; cause++) {
        struct alert alert = place_alert(INGETROKKEN);
        alert.place.cause = cause;
        alert.place.withdraws_count = 2;
        alert.place.withdraws[0] = 3;
        alert.place.withdraws[1] = 9;
        assert_shows(&alert, cause_words(cause));
        assert_shows(&alert, "Dit trekt in: alert 3, 9.");
    }
}

static void test_silence_and_its_end(void **state) {
    (void)state;
    struct alert alert = place_alert(STIL);
    alert.holder =
        (struct aanbieder_alert){.interval_days = 7, .silent_since = day_of_civil(2025, 2, 1)};
    assert_shows(&alert, "STIL: levert niet\n   Laatste levering of inschrijving: 01-02-2025; "
                         "afgesproken is elke 7 dagen.\n");
    alert.holder.ends = 5;
    assert_shows(&alert, "STIL: levert weer\n   Dit beëindigt alert 5. Geen levering sinds");
}

static void test_held_snapshot_and_each_end(void **state) {
    (void)state;
    struct alert alert = place_alert(AFWIJKEND);
    alert.holder = (struct aanbieder_alert){
        .sequence = 4, .peilmoment = 1740819600000000, .open = 20, .would_leave = 11};
    assert_shows(&alert, "Levering 4 van 01-03-2025 10:00 zou 11 van 20 plekken laten verdwijnen;");
    for (enum hold_end end = HOLD_APPLIED; end < HOLD_END_COUNT; end++) {
        alert.holder.ends = 6;
        alert.holder.end = end;
        assert_shows(&alert, hold_end_words(end));
    }
}

static void test_foreign_text_cannot_steer_the_terminal(void **state) {
    (void)state;
    struct alert alert = place_alert(OVERSCHRIJDING);
    alert.aanbieder = bytes_of_text("De\x1b[2JZon\r\n\xC2\x9B"
                                    "1m \xC3\xA9");
    alert.place.place_id = bytes_of("\xFF\x07", 2);
    char *text = shown(render_alert, &alert);
    assert_non_null(strstr(text, "De?[2JZon????1m \xC3\xA9"));
    assert_non_null(strstr(text, "over plek ??"));
    free(text);
}

static void test_line_is_one_line(void **state) {
    (void)state;
    for (enum alert_kind kind = DREIGEND; kind < ALERT_KIND_COUNT; kind++) {
        struct alert alert = place_alert(kind);
        char *text = shown(render_alert_line, &alert);
        assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
        assert_non_null(strstr(text, "KDC De Zon  070 1234567"));
        free(text);
    }
}

static void assert_amsterdam(const char *utc, const char *expected) {
    instant_t instant;
    char text[DUTCH_INSTANT_SIZE];
    assert_true(instant_parse(utc, &instant));
    assert_string_equal(dutch_instant(instant, text), expected);
}

static void test_time_of_day_is_amsterdams_also_when_the_clock_jumps(void **state) {
    (void)state;
    assert_amsterdam("2025-01-31T23:00:00Z", "01-02-2025 00:00");
    assert_amsterdam("2025-07-01T12:34:56Z", "01-07-2025 14:34");
    assert_amsterdam("2025-03-30T00:59:59Z", "30-03-2025 01:59");
    assert_amsterdam("2025-03-30T01:00:00Z", "30-03-2025 03:00");
    assert_amsterdam("2025-03-30T21:59:00Z", "30-03-2025 23:59");
    assert_amsterdam("2025-10-26T00:59:00Z", "26-10-2025 02:59");
    assert_amsterdam("2025-10-26T01:00:00Z", "26-10-2025 02:00");
    assert_amsterdam("2025-10-26T22:59:00Z", "26-10-2025 23:59");
}

static void test_receipt_names_rows_of_the_file(void **state) {
    (void)state;
    const uint32_t place_rows[] = {9, 4}, outflow_rows[] = {7};
    const struct wachtlijst list = {.place_count = 2,
                                    .outflow_count = 1,
                                    .place_rows = place_rows,
                                    .outflow_rows = outflow_rows};
    const struct refused_line lines[] = {{.section = SECTION_PLACES, .index = 1},
                                         {.section = SECTION_OUTFLOW, .index = 0},
                                         {.section = SECTION_PLACES, .index = 2},
                                         {.section = SECTION_OUTFLOW, .index = 1}};
    assert_int_equal(row_of_refused(&lines[0], &list), 4);
    assert_int_equal(row_of_refused(&lines[1], &list), 7);
    assert_int_equal(row_of_refused(&lines[2], &list), 0);
    assert_int_equal(row_of_refused(&lines[3], &list), 0);
    assert_int_equal(row_of_refused(&lines[0], NULL), 0);
}

static void test_text_in_a_sentence_is_harmless_and_fits(void **state) {
    (void)state;
    char room[SHOWN_TEXT_SIZE], long_text[2 * SHOWN_TEXT_SIZE];
    assert_string_equal(shown_text(bytes_of_text("De Zon\x1b[2J"), room), "De Zon?[2J");
    assert_string_equal(shown_text(bytes_of_text(""), room), "");
    assert_string_equal(shown_text(bytes_of_text("co\xc3\xb6rdinator"), room),
                        "co\xc3\xb6rdinator");
    memset(long_text, 'x', sizeof long_text);
    assert_int_equal(strlen(shown_text(bytes_of(long_text, sizeof long_text), room)),
                     SHOWN_TEXT_SIZE - 1);
}

static char *rank_shown(const char *sentence, uint32_t days) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    write_rank_sentence(out, bytes_of_text(sentence), days);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_rank_is_said_as_the_server_says_it(void **state) {
    (void)state;
    static const struct {
        const char *sentence;
        uint32_t days;
    } ranks[] = {{"urgentie crisis; 93 dagen gewacht", 93},
                 {"beschermingsmaatregel; 1 dag gewacht", 1},
                 {"van de lijst, hulp onbekend; 12 dagen gewacht", 12},
                 {"een reden van later; 3 dagen gewacht", 3},
                 {"wachtdagen", 3},
                 {"", 0}};
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        char *text = rank_shown(ranks[i].sentence, ranks[i].days);
        assert_string_equal(text, ranks[i].sentence);
        free(text);
    }
}

static void test_counts_have_one_and_more(void **state) {
    (void)state;
    char text[COUNT_WORDS_SIZE];
    assert_string_equal(count_words(1, "plek", "plekken", text), "1 plek");
    assert_string_equal(count_words(0, "plek", "plekken", text), "0 plekken");
    assert_string_equal(count_words(UINT64_MAX, "plek", "plekken", text),
                        "18446744073709551615 plekken");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_says_in_words_what_happened),
        cmocka_unit_test(test_every_cause_of_withdrawal_is_explained),
        cmocka_unit_test(test_silence_and_its_end),
        cmocka_unit_test(test_held_snapshot_and_each_end),
        cmocka_unit_test(test_foreign_text_cannot_steer_the_terminal),
        cmocka_unit_test(test_line_is_one_line),
        cmocka_unit_test(test_time_of_day_is_amsterdams_also_when_the_clock_jumps),
        cmocka_unit_test(test_receipt_names_rows_of_the_file),
        cmocka_unit_test(test_text_in_a_sentence_is_harmless_and_fits),
        cmocka_unit_test(test_rank_is_said_as_the_server_says_it),
        cmocka_unit_test(test_counts_have_one_and_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
