#include "client/render_questions.h"
#include "tests/client/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOON INT64_C(1740819600000000) /* 2025-03-01T09:00Z, 10:00 in Amsterdam */

static struct place_row row(void) {
    return (struct place_row){
        .agb = {"06010713"},
        .aanbieder = bytes_of_text("KDC De Zon"),
        .telefoon = bytes_of_text("070 1234567"),
        .place = {.id = bytes_of_text("K7QX"),
                  .gemeente = "0518",
                  .hulpvorm = KDC,
                  .maatregel = OTS,
                  .maatregel_start = DAY_NONE,
                  .urgentie_datum = DAY_NONE,
                  .overbrugging_sinds = DAY_NONE,
                  .laatst_geverifieerd = DAY_NONE,
                  .oorspronkelijke_aanmelddatum = DAY_NONE,
                  .aanmelddatum = day_of_civil(2024, 11, 28),
                  .verwijsdatum = DAY_NONE,
                  .toewijzingsdatum = DAY_NONE,
                  .compleet_datum = DAY_NONE,
                  .intakedatum = DAY_NONE},
        .start = day_of_civil(2024, 11, 28),
        .clock = CLOCK_AANMELDDATUM,
        .crossing = day_of_civil(2025, 3, 1),
        .days_waited = 93,
        .other_places_known = true,
        .rank = 1,
        .rank_reason = RANK_URGENT,
        .rank_sentence = bytes_of_text("beschermingsmaatregel; 93 dagen gewacht"),
        .data_peilmoment = NOON,
        .data_age_days = 1,
    };
}

static struct places_reply reply_of(const struct place_row *rows, size_t count) {
    return (struct places_reply){.row_count = count,
                                 .rows = rows,
                                 .count = (uint32_t)count,
                                 .as_known_at = NOON,
                                 .on = day_of_civil(2025, 3, 1),
                                 .norm_id = bytes_of_text("3m")};
}

static void test_table_names_whom_to_phone_and_why(void **state) {
    struct place_row rows[] = {row(), row()};
    rows[1].rank = 3;
    rows[1].days_waited = 7;
    rows[1].place.id = bytes_of_text("P-9");
    rows[1].place.hulpvorm = AMBULANT_JO;
    rows[1].place.gemeente[0] = 0;
    rows[1].rank_sentence = bytes_of_text("overbrugging onbekend; 7 dagen gewacht");
    rows[1].stale = rows[1].reinstated = true;
    rows[1].data_age_days = 12;
    rows[1].other_places = 2;
    rows[1].taken = (struct taken){.state = NIET_MOGELIJK,
                                   .obstacle = GEEN_CAPACITEIT,
                                   .who = bytes_of_text("anna"),
                                   .recorded_at = NOON};
    const struct places_reply reply = reply_of(rows, 2);
    struct shown shown;
    shown_begin(&shown);
    assert_int_equal(render_places(shown.out, &reply, *state), STATUS_OK);
    assert_shown(
        &shown,
        "Wachtplekken op 01-03-2025, zoals bekend op 01-03-2025 10:00, norm 3m\n"
        "\n"
        "rang  dagen  hulpvorm      gemeente  plek  aanbieder   telefoon     wie heeft haar"
        "                         waarom\n"
        "----  -----  ------------  --------  ----  ----------  -----------  ------------"
        "-------------------------  -----------------------------------------------------"
        "---------------------------------------------\n"
        "   1     93  KDC           Den Haag  K7QX  KDC De Zon  070 1234567  niemand"
        "                                beschermingsmaatregel; 93 dagen gewacht\n"
        "   3      7  ambulant J&O            P-9   KDC De Zon  070 1234567  anna: niet mogelijk "
        "(geen capaciteit)  overbrugging onbekend; 7 dagen gewacht; 2 andere plekken; terug op de "
        "lijst; gegevens 12 dagen oud\n"
        "\n"
        "2 plekken\n");
}

static void test_first_page_says_how_to_read_on(void **state) {
    const struct place_row rows[] = {row()};
    struct places_reply reply = reply_of(rows, 1);
    struct shown shown;
    reply.count = 501;
    reply.next_offset = 500;
    shown_begin(&shown);
    assert_int_equal(render_places(shown.out, &reply, *state), STATUS_OK);
    assert_shown_holds(&shown, "\n1 van 501 plekken getoond. Verder met --offset 500 --as-known-at "
                               "2025-03-01T09:00:00.000000Z, of alles met --all.\n");
}

static void test_no_places_is_no_table(void **state) {
    const struct places_reply reply = reply_of(NULL, 0);
    struct shown shown;
    shown_begin(&shown);
    assert_int_equal(render_places(shown.out, &reply, *state), STATUS_OK);
    assert_shown(&shown, "Wachtplekken op 01-03-2025, zoals bekend op 01-03-2025 10:00, norm 3m\n"
                         "\n"
                         "0 plekken\n");
}

static void test_other_places_of_a_jeugdige_have_no_norm(void **state) {
    struct places_reply reply = reply_of(NULL, 0);
    reply.norm_id = bytes_of(NULL, 0);
    struct shown shown;
    shown_begin(&shown);
    assert_int_equal(render_places(shown.out, &reply, *state), STATUS_OK);
    assert_shown(&shown, "Wachtplekken op 01-03-2025, zoals bekend op 01-03-2025 10:00\n"
                         "\n"
                         "0 plekken\n");
}

static void test_csv_has_every_field_under_its_name(void **state) {
    (void)state;
    struct place_row rows[] = {row(), row()};
    const struct places_reply reply = reply_of(rows, 2);
    struct shown shown;
    rows[0].aanbieder = bytes_of_text("Zon, \"De\"");
    rows[1].other_places_known = false;
    rows[1].taken = (struct taken){
        .state = OPGEPAKT, .who = bytes_of_text("anna"), .recorded_at = NOON, .event = 7};
    shown_begin(&shown);
    render_places_csv(shown.out, &reply);
    assert_shown(
        &shown,
        "rang,rang_reden,rang_zin,dagen,wacht_sinds,klok,schadelijk_vanaf,agb_code,aanbieder,"
        "telefoon,mail,id,gemeente,hulpvorm,productcategorie,verwijzer,maatregel,maatregel_start,"
        "gi,machtiging_uithuisplaatsing,urgentie,urgentie_datum,overbrugging,overbrugging_sinds,"
        "leeftijdsband,regie,eigen_wens,laatst_geverifieerd,oorspronkelijke_aanmelddatum,"
        "aanmelddatum,verwijsdatum,toewijzingsdatum,compleet_datum,intakedatum,andere_plekken,"
        "terug,peilmoment,dagen_oud,verouderd,opvolging,belemmering,wie,vastgelegd_op\n"
        "1,URGENT,beschermingsmaatregel; 93 dagen gewacht,93,2024-11-28,aanmelddatum,2025-03-01,"
        "06010713,\"Zon, \"\"De\"\"\",070 1234567,,K7QX,0518,KDC,,,OTS,,,,,,,,,,,,,2024-11-28,,,,,"
        "0,nee,2025-03-01T09:00:00.000000Z,1,nee,,,,\n"
        "1,URGENT,beschermingsmaatregel; 93 dagen gewacht,93,2024-11-28,aanmelddatum,2025-03-01,"
        "06010713,KDC De Zon,070 1234567,,K7QX,0518,KDC,,,OTS,,,,,,,,,,,,,2024-11-28,,,,,"
        ",nee,2025-03-01T09:00:00.000000Z,1,nee,OPGEPAKT,,anna,2025-03-01T09:00:00.000000Z\n");
}

static void test_json_speaks_the_contracts_names(void **state) {
    (void)state;
    struct place_row rows[] = {row()};
    const struct places_reply reply = reply_of(rows, 1);
    struct shown shown;
    rows[0].taken = (struct taken){
        .state = INGEBRACHT, .obstacle = GEZIN, .who = bytes_of_text("anna"), .event = 7};
    shown_begin(&shown);
    assert_true(render_places_json(shown.out, &reply));
    assert_shown(
        &shown,
        "{\"rows\":[{\"agb_code\":\"06010713\",\"aanbieder\":\"KDC De Zon\",\"telefoon\":"
        "\"070 1234567\",\"mail\":\"\",\"place\":{\"id\":\"K7QX\",\"gemeente\":\"0518\","
        "\"hulpvorm\":\"KDC\",\"productcategorie\":0,\"verwijzer\":0,\"maatregel\":\"OTS\","
        "\"maatregel_start\":null,\"gi\":\"\",\"machtiging_uithuisplaatsing\":false,\"urgentie\":"
        "\"ONBEKEND\",\"urgentie_datum\":null,\"overbrugging\":\"ONBEKEND\","
        "\"overbrugging_sinds\":null,\"leeftijdsband\":\"ONBEKEND\",\"regie\":\"ONBEKEND\","
        "\"eigen_wens\":false,\"laatst_geverifieerd\":null,\"oorspronkelijke_aanmelddatum\":null,"
        "\"aanmelddatum\":\"2024-11-28\",\"verwijsdatum\":null,\"toewijzingsdatum\":null,"
        "\"compleet_datum\":null,\"intakedatum\":null},\"start_day\":\"2024-11-28\",\"clock\":"
        "\"aanmelddatum\",\"crossing\":\"2025-03-01\",\"days_waited\":93,\"other_places_known\":"
        "true,\"other_places\":0,\"rank\":1,\"rank_reason\":\"URGENT\",\"rank_sentence\":"
        "\"beschermingsmaatregel; 93 dagen gewacht\",\"data_peilmoment\":"
        "\"2025-03-01T09:00:00.000000Z\",\"data_age_days\":1,\"stale\":false,\"taken\":{\"state\":"
        "\"INGEBRACHT\",\"obstacle\":\"GEZIN\",\"who\":\"anna\",\"recorded_at\":null,\"event\":7},"
        "\"reinstated\":false}],\"count\":1,\"next_offset\":0,\"as_known_at\":"
        "\"2025-03-01T09:00:00.000000Z\",\"on\":\"2025-03-01\",\"norm_id\":\"3m\"}\n");
}

static void test_taking_is_told_with_what_stands_in_the_way(void **state) {
    (void)state;
    const struct taken_place place = {.agb = {"06010713"},
                                      .place_id = bytes_of_text("K7\x1bQX"),
                                      .taken = {.state = NIET_MOGELIJK,
                                                .obstacle = FINANCIERING,
                                                .who = bytes_of_text("anna"),
                                                .recorded_at = NOON}};
    struct shown shown;
    shown_begin(&shown);
    render_taken(shown.out, &place);
    assert_shown(&shown, "Plek K7?QX van 06010713: niet mogelijk door anna; belemmering: "
                         "financiering; vastgelegd op 01-03-2025 10:00.\n");
    shown_begin(&shown);
    render_taken_csv(shown.out, &place);
    assert_shown(&shown, "agb_code,id,opvolging,belemmering,wie,vastgelegd_op\n"
                         "06010713,K7\x1bQX,NIET_MOGELIJK,FINANCIERING,anna,"
                         "2025-03-01T09:00:00.000000Z\n");
    shown_begin(&shown);
    assert_true(render_taken_json(shown.out, &place));
    assert_shown_holds(&shown, "{\"agb_code\":\"06010713\",\"place_id\":\"K7\\u001BQX\",\"taken\":{"
                               "\"state\":\"NIET_MOGELIJK\"");
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_names_whom_to_phone_and_why),
        cmocka_unit_test(test_first_page_says_how_to_read_on),
        cmocka_unit_test(test_no_places_is_no_table),
        cmocka_unit_test(test_other_places_of_a_jeugdige_have_no_norm),
        cmocka_unit_test(test_csv_has_every_field_under_its_name),
        cmocka_unit_test(test_json_speaks_the_contracts_names),
        cmocka_unit_test(test_taking_is_told_with_what_stands_in_the_way),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
