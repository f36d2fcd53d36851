#include "client/render_figures.h"
#include "tests/client/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOON INT64_C(1740819600000000) /* 2025-03-01T09:00Z, 10:00 in Amsterdam */

static struct figures figures_of(uint32_t places) {
    return (struct figures){
        .waiting[WAITING_ALL] = {places, places - 1, places},
        .beyond[WAITING_ALL] = {places / 4, places / 4, places / 4},
        .beyond[WAITING_NETTO] = {places / 5, places / 5, places / 5},
        .days = {.count = places,
                 .sum = 90 * (uint64_t)places + 1,
                 .median = 80,
                 .p80 = 120,
                 .p92 = 150,
                 .longest = 400},
        .bands = {places},
        .inflow = 5,
        .left = {[GESTART] = 3, [VERHUISD] = 1, [ADMIN_OPGESCHOOND] = 2},
        .taken = {places},
        .coverage = {.expected = 14, .fresh = 13, .oldest = day_of_civil(2025, 2, 27)}};
}

static struct figure_point point_of(uint32_t places, day_t from, day_t on) {
    return (struct figure_point){
        .period = {from, on}, .norm_id = bytes_of_text("3m"), .total = figures_of(places)};
}

static struct figures_question question_of(uint32_t measures) {
    return (struct figures_question){.measures = measures, .region_day = DAY_NONE};
}

static struct figures_reply page_of(const struct figure_point *points, size_t count) {
    return (struct figures_reply){
        .point_count = count, .points = points, .next_from = DAY_NONE, .as_known_at = NOON};
}

/* Shows the pages one after the other, and the end. */
static void show(struct shown *shown, enum format format, const struct figures_question *question,
                 const struct figures_reply *pages, size_t count) {
    shown_begin(shown);
    struct figures_show *figures = figures_show_new(shown->out, format, question);
    assert_non_null(figures);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(figures_show_page(figures, &pages[i]), STATUS_OK);
    assert_int_equal(figures_show_end(figures), STATUS_OK);
    figures_show_free(&figures);
    assert_null(figures);
}

static void test_series_is_one_table_over_all_pages(void **state) {
    (void)state;
    struct figure_point points[] = {
        point_of(40, day_of_civil(2025, 1, 1), day_of_civil(2025, 1, 31)),
        point_of(8, day_of_civil(2025, 2, 1), day_of_civil(2025, 2, 28))};
    points[1].total.waiting[WAITING_ALL].jeugdigen_lower = 8;
    points[1].total.coverage.stale = 1;
    const struct figures_reply pages[] = {page_of(points, 1), page_of(points + 1, 1)};
    struct figures_question question = question_of(0);
    struct shown shown;
    question.clock = CLOCK_COMPLEET_DATUM;
    question.region_day = day_of_civil(2023, 12, 31);
    show(&shown, FORMAT_TABLE, &question, pages, 2);
    assert_shown(
        &shown,
        "Cijfers zoals bekend op 01-03-2025 10:00; geteld vanaf compleet_datum; de regio als op "
        "31-12-2023\n"
        "\n"
        "periode                    norm  plekken  jeugdigen  boven norm  netto     %  gemiddeld  "
        "mediaan  p80  p92  langst  instroom  gestart  opgeschoond  overig uit               "
        "aanbieders      oudste\n"
        "-------------------------  ----  -------  ---------  ----------  -----  ----  ---------  "
        "-------  ---  ---  ------  --------  -------  -----------  ----------  "
        "-----------------------  ----------\n"
        "01-01-2025 t/m 31-01-2025  3m         40      39-40          10      8  25,0       90,0  "
        "     80  120  150     400         5        3            2           1                "
        "13 van 14  27-02-2025\n"
        "01-02-2025 t/m 28-02-2025  3m          8          8           2      1  25,0       90,1  "
        "     80  120  150     400         5        3            2           1  14 van 14 "
        "(1 verouderd)  27-02-2025\n"
        "\n");
}

/* Places by hulpvorm, one of them unknown. */
static struct figure_point divided(struct figure_cell cells[2]) {
    day_t day = day_of_civil(2025, 3, 1);
    struct figure_point point = point_of(12, day, day);
    cells[0] = (struct figure_cell){.key = {bytes_of_text("")}, .figures = figures_of(4)};
    cells[1] =
        (struct figure_cell){.key = {bytes_of_text("AMBULANT_JO")}, .figures = figures_of(8)};
    point.cells = cells;
    point.cell_count = 2;
    return point;
}

static struct figures_reply divided_page(const struct figure_point *point) {
    struct figures_reply page = page_of(point, 1);
    page.by_count = 1;
    return page;
}

static void test_named_measures_have_sheets_of_their_own(void **state) {
    (void)state;
    struct figure_cell cells[2];
    const struct figure_point point = divided(cells);
    const struct figures_reply page = divided_page(&point);
    struct figures_question question = question_of(MEASURE_BIT(MEASURE_TAKEN));
    struct shown shown;
    question.by[question.by_count++] = BY_HULPVORM;
    show(&shown, FORMAT_TABLE, &question, &page, 1);
    assert_shown(
        &shown,
        "Cijfers zoals bekend op 01-03-2025 10:00\n"
        "\n"
        "01-03-2025, norm 3m\n"
        "hulpvorm      aanbieders      oudste\n"
        "------------  ----------  ----------\n"
        "TOTAAL         13 van 14  27-02-2025\n"
        "onbekend       13 van 14  27-02-2025\n"
        "ambulant J&O   13 van 14  27-02-2025\n"
        "\n"
        "Wie heeft ze, en wat staat er in de weg\n"
        "hulpvorm      niemand  opgepakt  ingebracht  geplaatst  niet mogelijk  losgelaten  "
        "capaciteit  aanbod  financiering  toewijzing  gezin  onderwijs  anders\n"
        "------------  -------  --------  ----------  ---------  -------------  ----------  "
        "----------  ------  ------------  ----------  -----  ---------  ------\n"
        "TOTAAL             12         0           0          0              0           0  "
        "         0       0             0           0      0          0       0\n"
        "onbekend            4         0           0          0              0           0  "
        "         0       0             0           0      0          0       0\n"
        "ambulant J&O        8         0           0          0              0           0  "
        "         0       0             0           0      0          0       0\n"
        "\n");
}

static void test_who_takes_new_children_is_a_list(void **state) {
    (void)state;
    day_t day = day_of_civil(2025, 3, 1);
    const struct aanname_row rows[] = {{{"06010713"}, KDC, AANNAME_STOP, NOON},
                                       {{"06010713"}, CRISIS, AANNAME_OPEN, NOON}};
    struct figure_point point = point_of(4, day, day);
    const struct figures_question question = question_of(MEASURE_BIT(MEASURE_AANNAME));
    struct shown shown;
    point.aanname = rows;
    point.aanname_count = 2;
    const struct figures_reply page = page_of(&point, 1);
    show(&shown, FORMAT_TABLE, &question, &page, 1);
    assert_shown_holds(&shown, "Wie neemt nieuwe kinderen aan\n"
                               "aanbieder  hulpvorm  aanname  peilmoment\n"
                               "---------  --------  -------  ----------------\n"
                               "06010713   KDC       stop     01-03-2025 10:00\n"
                               "06010713   crisis    open     01-03-2025 10:00\n");
}

static void test_note_of_several_pages_is_told_once(void **state) {
    (void)state;
    day_t day = day_of_civil(2025, 1, 31);
    const struct figure_point points[] = {point_of(4, day, day), point_of(4, day + 1, day + 1)};
    const struct duiding note = {.event = 9,
                                 .recorded_at = NOON,
                                 .who = bytes_of_text("beheer"),
                                 .from = day,
                                 .until = day + 1,
                                 .hulpvorm = KDC,
                                 .gemeente = "0503",
                                 .is_break = true,
                                 .text = bytes_of_text("andere telling")};
    struct figures_reply pages[] = {page_of(points, 1), page_of(points + 1, 1)};
    const struct figures_question question = question_of(0);
    struct shown shown;
    pages[0].duiding = pages[1].duiding = &note;
    pages[0].duiding_count = pages[1].duiding_count = 1;
    show(&shown, FORMAT_TABLE, &question, pages, 2);
    shown_end(&shown);
    const char *notes = strstr(shown.text, "\n\nDuiding\n");
    assert_string_equal(notes, "\n\nDuiding\n"
                               "Breuk 31-01-2025 t/m 01-02-2025, KDC, Delft: andere telling\n"
                               "   nummer 9, door beheer op 01-03-2025 10:00\n");
    free(shown.text);
}

static void test_csv_is_one_row_per_period_key_and_figure(void **state) {
    (void)state;
    struct figure_cell cells[2];
    struct figure_point point = divided(cells);
    const struct figures_reply page = divided_page(&point);
    struct figures_question question = question_of(MEASURE_BIT(MEASURE_SURVIVAL));
    struct shown shown;
    point.total.survival = (struct survival){12, 40, true, false, 33, 0};
    question.by[question.by_count++] = BY_HULPVORM;
    show(&shown, FORMAT_CSV, &question, &page, 1);
    assert_shown_holds(&shown, "periode_van,peildag,norm,hulpvorm,figuur,waarde\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,levenstafel_gestart,12\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,levenstafel_plekken,40\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,helft_begonnen_binnen,33\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,acht_van_tien_begonnen_binnen,\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,aanbieders_verwacht,14\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,aanbieders_actueel,13\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,aanbieders_verouderd,0\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,aanbieders_weggevallen,0\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,leveringen,0\n"
                               "2025-03-01,2025-03-01,3m,TOTAAL,oudste_gegevens,2\n"
                               "2025-03-01,2025-03-01,3m,ONBEKEND,levenstafel_gestart,0\n");
}

static void test_csv_rows_are_the_figures_of_the_usual_measures(void **state) {
    (void)state;
    day_t day = day_of_civil(2025, 3, 1);
    const struct figure_point point = point_of(40, day, day);
    const struct figures_reply page = page_of(&point, 1);
    const struct figures_question question = question_of(0);
    struct shown shown;
    show(&shown, FORMAT_CSV, &question, &page, 1);
    shown_end(&shown);
    assert_non_null(strstr(shown.text, "\n2025-03-01,2025-03-01,3m,wachtplekken,40\n"));
    assert_non_null(strstr(shown.text, "\n2025-03-01,2025-03-01,3m,aandeel_schadelijk,25.0\n"));
    assert_non_null(strstr(shown.text, "\n2025-03-01,2025-03-01,3m,wachtdagen_gemiddeld,90.0\n"));
    assert_non_null(strstr(shown.text, "\n2025-03-01,2025-03-01,3m,gestart_gemiddeld,\n"));
    assert_null(strstr(shown.text, "helft_begonnen"));
    free(shown.text);
}

static void test_json_is_one_document_over_all_pages(void **state) {
    (void)state;
    day_t day = day_of_civil(2025, 3, 1);
    struct figure_cell cells[2];
    const struct figure_point points[] = {divided(cells), point_of(4, day + 1, day + 1)};
    const struct figures_reply pages[] = {divided_page(points), page_of(points + 1, 1)};
    struct figures_question question = question_of(MEASURE_BIT(MEASURE_SURVIVAL));
    struct shown shown;
    question.by[question.by_count++] = BY_HULPVORM;
    show(&shown, FORMAT_JSON, &question, pages, 2);
    const char *const rest = "\"survival\":{\"starts\":0,\"at_risk\":0,\"half_days\":null,"
                             "\"eighty_days\":null},\"coverage\":{\"expected\":14,\"fresh\":13,"
                             "\"stale\":0,\"dropped\":0,\"oldest\":\"2025-02-27\","
                             "\"deliveries\":0}}";
    char expected[4096];
    snprintf(expected, sizeof expected,
             "{\"as_known_at\":\"2025-03-01T09:00:00.000000Z\",\"by\":[\"HULPVORM\"],\"points\":["
             "{\"from\":\"2025-03-01\",\"on\":\"2025-03-01\",\"norm_id\":\"3m\",\"total\":{%s,"
             "\"cells\":[{\"key\":[\"\"],\"figures\":{%s},{\"key\":[\"AMBULANT_JO\"],"
             "\"figures\":{%s}],\"aanname\":[]},{\"from\":\"2025-03-02\",\"on\":\"2025-03-02\","
             "\"norm_id\":\"3m\",\"total\":{%s,\"cells\":[],\"aanname\":[]}],\"duiding\":[]}\n",
             rest, rest, rest, rest);
    assert_shown(&shown, expected);
}

static void test_json_holds_every_measure(void **state) {
    (void)state;
    static const char *const parts[] = {
        "\"waiting\":{\"places\":40,\"jeugdigen_lower\":39,\"jeugdigen_upper\":40}",
        "\"beyond_netto\":{\"places\":8,",
        "\"waiting_adjusted\":{",
        "\"without_clock\":0",
        "\"bands\":{\"0-1\":40,",
        "\"days\":{\"count\":40,\"sum\":3601,\"median\":80,",
        "\"aanbieders_p80\":0",
        "\"inflow\":5",
        "\"left\":{\"ONBEKEND\":0,\"GESTART\":3,",
        "\"realised\":{\"count\":0",
        "\"realised_within\":0",
        "{\"from\":\"intakedatum\",\"to\":\"uitstroomdatum\",\"count\":0,\"sum\":0}",
        "\"taken\":{\"NIEMAND\":40,",
        "\"obstacles\":{\"GEEN\":0,"};
    day_t day = day_of_civil(2025, 3, 1);
    const struct figure_point point = point_of(40, day, day);
    const struct figures_reply page = page_of(&point, 1);
    const struct figures_question question = question_of(0);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct shown shown;
        show(&shown, FORMAT_JSON, &question, &page, 1);
        assert_shown_holds(&shown, parts[i]);
    }
}

static void test_cells_with_other_keys_than_asked_are_refused(void **state) {
    (void)state;
    struct figure_cell cells[2];
    const struct figure_point point = divided(cells);
    const struct figures_reply page = divided_page(&point);
    const struct figures_question question = question_of(0);
    struct shown shown;
    shown_begin(&shown);
    struct figures_show *figures = figures_show_new(shown.out, FORMAT_CSV, &question);
    assert_int_equal(figures_show_page(figures, &page), STATUS_MALFORMED);
    figures_show_free(&figures);
    assert_shown(&shown, "");
}

static const struct monitor_row monitor_rows[] = {
    {.key = {(const uint8_t *)"KDC", 3},
     .rows = 1,
     .places = 30,
     .beyond = 10,
     .has_days = true,
     .days = {.count = 30, .sum = 100, .median = 3, .p80 = 4, .p92 = 5, .longest = 6}},
    {.key = {(const uint8_t *)MONITOR_TOGETHER, 5}, .rows = 3, .places = 12, .beyond = 6}};

static struct figures_reply monitor_page(void) {
    struct figures_reply page = page_of(NULL, 0);
    page.monitor = (struct monitor_table){
        .by = BY_HULPVORM,
        .on = day_of_civil(2025, 2, 28),
        .norm_id = bytes_of_text("3m"),
        .recorded_at = NOON,
        .row_count = 2,
        .rows = monitor_rows,
        .total = {.rows = 4, .places = 42, .beyond = 16},
        .coverage = {.expected = 14, .fresh = 12, .stale = 1, .oldest = DAY_NONE}};
    return page;
}

static void test_monitor_sees_what_is_shown_together(void **state) {
    (void)state;
    const struct figures_reply page = monitor_page();
    struct figures_question question = question_of(0);
    struct shown shown;
    question.by[question.by_count++] = BY_HULPVORM;
    show(&shown, FORMAT_TABLE, &question, &page, 1);
    assert_shown(&shown,
                 "Cijfers zoals bekend op 01-03-2025 10:00\n"
                 "\n"
                 "Maandtabel van 28-02-2025, norm 3m, vastgelegd op 01-03-2025 10:00\n"
                 "        plekken  boven norm     %  gemiddeld  mediaan  p80  p92  langst\n"
                 "------  -------  ----------  ----  ---------  -------  ---  ---  ------\n"
                 "TOTAAL       42          16  38,1          -        -    -    -       -\n"
                 "KDC          30          10  33,3        3,3        3    4    5       6\n"
                 "samen        12           6  50,0          -        -    -    -       -\n"
                 "Onder samen staan 3 rijen bij elkaar, zodat geen kleine aantallen te herleiden "
                 "zijn.\n"
                 "Meegeteld zijn 13 van 14 aanbieders, van wie 1 met verouderde gegevens; oudste "
                 "gegevens -.\n"
                 "\n");
}

static void test_monitor_gets_only_figures_that_are_in_its_table(void **state) {
    (void)state;
    const struct figures_reply page = monitor_page();
    struct figures_question question = question_of(0);
    struct shown shown;
    question.by[question.by_count++] = BY_HULPVORM;
    show(&shown, FORMAT_CSV, &question, &page, 1);
    assert_shown(&shown, "periode_van,peildag,norm,hulpvorm,figuur,waarde\n"
                         ",2025-02-28,3m,TOTAAL,wachtplekken,42\n"
                         ",2025-02-28,3m,TOTAAL,wachtplekken_schadelijk,16\n"
                         ",2025-02-28,3m,TOTAAL,aandeel_schadelijk,38.1\n"
                         ",2025-02-28,3m,KDC,wachtplekken,30\n"
                         ",2025-02-28,3m,KDC,wachtplekken_schadelijk,10\n"
                         ",2025-02-28,3m,KDC,aandeel_schadelijk,33.3\n"
                         ",2025-02-28,3m,KDC,wachtdagen_plekken,30\n"
                         ",2025-02-28,3m,KDC,wachtdagen_som,100\n"
                         ",2025-02-28,3m,KDC,wachtdagen_gemiddeld,3.3\n"
                         ",2025-02-28,3m,KDC,wachtdagen_mediaan,3\n"
                         ",2025-02-28,3m,KDC,wachtdagen_p80,4\n"
                         ",2025-02-28,3m,KDC,wachtdagen_p92,5\n"
                         ",2025-02-28,3m,KDC,wachtdagen_langst,6\n"
                         ",2025-02-28,3m,SAMEN,wachtplekken,12\n"
                         ",2025-02-28,3m,SAMEN,wachtplekken_schadelijk,6\n"
                         ",2025-02-28,3m,SAMEN,aandeel_schadelijk,50.0\n");
    show(&shown, FORMAT_JSON, &question, &page, 1);
    assert_shown(
        &shown,
        "{\"as_known_at\":\"2025-03-01T09:00:00.000000Z\",\"by\":[\"HULPVORM\"],\"monitor\":"
        "{\"by\":\"HULPVORM\",\"on\":\"2025-02-28\",\"norm_id\":\"3m\",\"recorded_at\":"
        "\"2025-03-01T09:00:00.000000Z\",\"rows\":[{\"key\":\"KDC\",\"rows\":1,\"places\":30,"
        "\"beyond\":10,\"days\":{\"count\":30,\"sum\":100,\"median\":3,\"p80\":4,\"p92\":5,"
        "\"longest\":6}},{\"key\":\"SAMEN\",\"rows\":3,\"places\":12,\"beyond\":6,\"days\":null}],"
        "\"total\":{\"key\":\"\",\"rows\":4,\"places\":42,\"beyond\":16,\"days\":null},"
        "\"coverage\":{\"expected\":14,\"fresh\":12,\"stale\":1,\"dropped\":0,\"oldest\":null,"
        "\"deliveries\":0}},\"duiding\":[]}\n");
}

static void test_note_is_shown_as_it_is_kept(void **state) {
    (void)state;
    const struct duiding note = {.event = 9,
                                 .recorded_at = NOON,
                                 .who = bytes_of_text("beheer"),
                                 .from = day_of_civil(2025, 1, 31),
                                 .until = day_of_civil(2025, 1, 31),
                                 .agb = {"06010713"},
                                 .text = bytes_of_text("zomer, \"drukte\"")};
    struct shown shown;
    shown_begin(&shown);
    render_duiding(shown.out, &note, 1);
    assert_shown(&shown, "Duiding 31-01-2025, aanbieder 06010713: zomer, \"drukte\"\n"
                         "   nummer 9, door beheer op 01-03-2025 10:00\n");
    shown_begin(&shown);
    render_duiding_csv(shown.out, &note, 1);
    assert_shown(&shown, "gebeurtenis,vastgelegd_op,wie,van,tot_en_met,aanbieder,hulpvorm,gemeente,"
                         "breuk,tekst\n"
                         "9,2025-03-01T09:00:00.000000Z,beheer,2025-01-31,2025-01-31,06010713,,,"
                         "nee,\"zomer, \"\"drukte\"\"\"\n");
    shown_begin(&shown);
    assert_true(render_duiding_json(shown.out, &note));
    assert_shown(&shown, "{\"event\":9,\"recorded_at\":\"2025-03-01T09:00:00.000000Z\",\"who\":"
                         "\"beheer\",\"from\":\"2025-01-31\",\"until\":\"2025-01-31\",\"agb_code\":"
                         "\"06010713\",\"hulpvorm\":\"\",\"gemeente\":\"\",\"is_break\":false,"
                         "\"text\":\"zomer, \\\"drukte\\\"\"}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series_is_one_table_over_all_pages),
        cmocka_unit_test(test_named_measures_have_sheets_of_their_own),
        cmocka_unit_test(test_who_takes_new_children_is_a_list),
        cmocka_unit_test(test_note_of_several_pages_is_told_once),
        cmocka_unit_test(test_csv_is_one_row_per_period_key_and_figure),
        cmocka_unit_test(test_csv_rows_are_the_figures_of_the_usual_measures),
        cmocka_unit_test(test_json_is_one_document_over_all_pages),
        cmocka_unit_test(test_json_holds_every_measure),
        cmocka_unit_test(test_cells_with_other_keys_than_asked_are_refused),
        cmocka_unit_test(test_monitor_sees_what_is_shown_together),
        cmocka_unit_test(test_monitor_gets_only_figures_that_are_in_its_table),
        cmocka_unit_test(test_note_is_shown_as_it_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
