#include "client/render_questions.h"
#include "tests/client/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define FIRST INT64_C(1740819600000000) /* 2025-03-01T09:00Z, 10:00 in Amsterdam */

static instant_t days_on(int days) {
    return FIRST + days * MICROSECONDS_PER_DAY;
}

static struct place place(void) {
    return (struct place){.gemeente = "0518",
                          .hulpvorm = KDC,
                          .maatregel_start = DAY_NONE,
                          .urgentie_datum = DAY_NONE,
                          .overbrugging_sinds = DAY_NONE,
                          .laatst_geverifieerd = DAY_NONE,
                          .oorspronkelijke_aanmelddatum = DAY_NONE,
                          .aanmelddatum = day_of_civil(2024, 11, 28),
                          .verwijsdatum = DAY_NONE,
                          .toewijzingsdatum = DAY_NONE,
                          .compleet_datum = DAY_NONE,
                          .intakedatum = DAY_NONE};
}

static struct place_version open_version(int from, int recorded, uint64_t event) {
    return (struct place_version){.kind = VERSION_OPEN,
                                  .valid_from = days_on(from),
                                  .valid_until = INSTANT_MAX,
                                  .recorded_at = days_on(recorded),
                                  .event = event,
                                  .wait = 7,
                                  .start = day_of_civil(2024, 11, 28),
                                  .clock = CLOCK_AANMELDDATUM,
                                  .has_place = true,
                                  .place = place(),
                                  .left_on = DAY_NONE};
}

static struct place_version left_version(enum version_kind kind, int from, uint64_t event,
                                         enum uitstroomreden reden) {
    struct place_version version = open_version(from, from, event);
    version.kind = kind;
    version.has_place = false;
    version.reden = reden;
    version.left_on = day_of_civil(2025, 3, 5);
    return version;
}

static const struct history_request request = {.agb = {"06010713"},
                                               .place_id = {(const uint8_t *)"K7QX", 4}};

/* Opened, told late that it was urgent before, left without a reason, which came later, and
 * back with another start. */
static struct history_reply history(struct place_version versions[5], struct taken *taken) {
    versions[0] = open_version(0, 0, 7);
    versions[0].valid_until = days_on(2);
    versions[1] = open_version(-1, 2, 9);
    versions[1].valid_until = days_on(0);
    versions[1].late = true;
    versions[1].place.urgentie = URGENTIE_HOOG;
    versions[1].place.gi = (struct agb){"01234567"};
    versions[2] = left_version(VERSION_LEFT, 4, 11, REDEN_ONBEKEND);
    versions[3] = left_version(VERSION_COMPLETED, 6, 12, GESTART);
    versions[4] = open_version(8, 8, 15);
    versions[4].wait = 15;
    versions[4].start = versions[4].place.aanmelddatum = day_of_civil(2025, 3, 8);
    *taken = (struct taken){.state = NIET_MOGELIJK,
                            .obstacle = ONDERWIJS,
                            .who = bytes_of_text("anna"),
                            .recorded_at = days_on(1),
                            .event = 8};
    return (struct history_reply){
        .version_count = 5, .taken_count = 1, .versions = versions, .taken = taken};
}

static void test_versions_say_what_changed_and_when_it_was_known(void **state) {
    (void)state;
    struct place_version versions[5];
    struct taken taken;
    const struct history_reply reply = history(versions, &taken);
    struct shown shown;
    shown_begin(&shown);
    render_history(shown.out, &request, &reply);
    assert_shown(&shown,
                 "Plek K7QX van 06010713, in de volgorde waarin het bekend werd\n"
                 "\n"
                 "1. Bekend sinds 01-03-2025 10:00 (gebeurtenis 7): op de lijst\n"
                 "   Geldt van 01-03-2025 10:00 tot 03-03-2025 10:00\n"
                 "   Wacht sinds 28-11-2024 (aanmelddatum)\n"
                 "   gemeente Den Haag, hulpvorm KDC, aanmelddatum 28-11-2024\n"
                 "2. Bekend sinds 03-03-2025 10:00 (gebeurtenis 9): op de lijst (nagekomen)\n"
                 "   Geldt van 28-02-2025 10:00 tot 01-03-2025 10:00\n"
                 "   Veranderd: GI van leeg naar 01234567, urgentie van leeg naar hoog\n"
                 "3. Bekend sinds 05-03-2025 10:00 (gebeurtenis 11): van de lijst, reden onbekend, "
                 "op 05-03-2025\n"
                 "   Geldt van 05-03-2025 10:00 tot nader order\n"
                 "4. Bekend sinds 07-03-2025 10:00 (gebeurtenis 12): vertrek aangevuld, hulp "
                 "gestart, op 05-03-2025\n"
                 "   Geldt van 07-03-2025 10:00 tot nader order\n"
                 "5. Bekend sinds 09-03-2025 10:00 (gebeurtenis 15): op de lijst\n"
                 "   Geldt van 09-03-2025 10:00 tot nader order\n"
                 "   Wacht opnieuw, sinds 08-03-2025 (aanmelddatum)\n"
                 "   Veranderd: GI van 01234567 naar leeg, urgentie van hoog naar leeg, "
                 "aanmelddatum van 28-11-2024 naar 08-03-2025\n"
                 "\n"
                 "Opvolging\n"
                 "   02-03-2025 10:00 niet mogelijk door anna; belemmering: onderwijs\n");
}

static void test_same_fields_again_are_no_change(void **state) {
    (void)state;
    const struct place_version versions[] = {open_version(0, 0, 7), open_version(1, 1, 8)};
    const struct history_reply reply = {.version_count = 2, .versions = versions};
    struct shown shown;
    shown_begin(&shown);
    render_history(shown.out, &request, &reply);
    assert_shown_holds(&shown, "2. Bekend sinds 02-03-2025 10:00 (gebeurtenis 8): op de lijst\n"
                               "   Geldt van 02-03-2025 10:00 tot nader order\n"
                               "   Niets veranderd\n"
                               "\n"
                               "Niemand zei iets over deze plek.\n");
}

static void test_corrected_start_day_is_told(void **state) {
    (void)state;
    struct place_version versions[] = {open_version(0, 0, 7), open_version(1, 1, 8)};
    versions[1].start = versions[1].place.verwijsdatum = day_of_civil(2024, 10, 1);
    versions[1].clock = CLOCK_VERWIJSDATUM;
    const struct history_reply reply = {.version_count = 2, .versions = versions};
    struct shown shown;
    shown_begin(&shown);
    render_history(shown.out, &request, &reply);
    assert_shown_holds(&shown, "   Wacht sinds 01-10-2024 (verwijsdatum)\n"
                               "   Veranderd: verwijsdatum van leeg naar 01-10-2024\n");
}

static void test_csv_has_versions_and_takings(void **state) {
    (void)state;
    struct place_version versions[5];
    struct taken taken;
    const struct history_reply reply = history(versions, &taken);
    struct shown shown;
    shown_begin(&shown);
    render_history_csv(shown.out, &reply);
    assert_shown(
        &shown,
        "soort,vastgelegd_op,gebeurtenis,geldig_van,geldig_tot,nagekomen,wachten,wacht_sinds,klok,"
        "gemeente,hulpvorm,productcategorie,verwijzer,maatregel,maatregel_start,gi,"
        "machtiging_uithuisplaatsing,urgentie,urgentie_datum,overbrugging,overbrugging_sinds,"
        "leeftijdsband,regie,eigen_wens,laatst_geverifieerd,oorspronkelijke_aanmelddatum,"
        "aanmelddatum,verwijsdatum,toewijzingsdatum,compleet_datum,intakedatum,uitstroomreden,"
        "uitstroomdatum,opvolging,belemmering,wie\n"
        "OPEN,2025-03-01T09:00:00.000000Z,7,2025-03-01T09:00:00.000000Z,"
        "2025-03-03T09:00:00.000000Z,nee,7,2024-11-28,aanmelddatum,0518,KDC,,,,,,,,,,,,,,,,"
        "2024-11-28,,,,,,,,,\n"
        "OPEN,2025-03-03T09:00:00.000000Z,9,2025-02-28T09:00:00.000000Z,"
        "2025-03-01T09:00:00.000000Z,ja,7,2024-11-28,aanmelddatum,0518,KDC,,,,,01234567,,HOOG,,,,,"
        ",,,,2024-11-28,,,,,,,,,\n"
        "LEFT,2025-03-05T09:00:00.000000Z,11,2025-03-05T09:00:00.000000Z,,nee,7,2024-11-28,"
        "aanmelddatum,,,,,,,,,,,,,,,,,,,,,,,ONBEKEND,2025-03-05,,,\n"
        "COMPLETED,2025-03-07T09:00:00.000000Z,12,2025-03-07T09:00:00.000000Z,,nee,7,2024-11-28,"
        "aanmelddatum,,,,,,,,,,,,,,,,,,,,,,,GESTART,2025-03-05,,,\n"
        "OPEN,2025-03-09T09:00:00.000000Z,15,2025-03-09T09:00:00.000000Z,,nee,15,2025-03-08,"
        "aanmelddatum,0518,KDC,,,,,,,,,,,,,,,,2025-03-08,,,,,,,,,\n"
        "OPVOLGING,2025-03-02T09:00:00.000000Z,8,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,NIET_MOGELIJK,"
        "ONDERWIJS,anna\n");
}

static void test_json_names_the_place_in_every_version(void **state) {
    (void)state;
    struct place_version versions[] = {open_version(0, 0, 7),
                                       left_version(VERSION_LEFT, 4, 11, VERHUISD)};
    const struct history_reply reply = {.version_count = 2, .versions = versions};
    struct shown shown;
    shown_begin(&shown);
    assert_true(render_history_json(shown.out, &request, &reply));
    assert_shown(
        &shown,
        "{\"agb_code\":\"06010713\",\"place_id\":\"K7QX\",\"versions\":[{\"kind\":\"OPEN\","
        "\"valid_from\":\"2025-03-01T09:00:00.000000Z\",\"valid_until\":null,\"recorded_at\":"
        "\"2025-03-01T09:00:00.000000Z\",\"event\":7,\"late\":false,\"wait\":7,\"start_day\":"
        "\"2024-11-28\",\"clock\":\"aanmelddatum\",\"place\":{\"id\":\"K7QX\",\"gemeente\":"
        "\"0518\",\"hulpvorm\":\"KDC\",\"productcategorie\":0,\"verwijzer\":0,\"maatregel\":"
        "\"ONBEKEND\",\"maatregel_start\":null,\"gi\":\"\",\"machtiging_uithuisplaatsing\":false,"
        "\"urgentie\":\"ONBEKEND\",\"urgentie_datum\":null,\"overbrugging\":\"ONBEKEND\","
        "\"overbrugging_sinds\":null,\"leeftijdsband\":\"ONBEKEND\",\"regie\":\"ONBEKEND\","
        "\"eigen_wens\":false,\"laatst_geverifieerd\":null,\"oorspronkelijke_aanmelddatum\":null,"
        "\"aanmelddatum\":\"2024-11-28\",\"verwijsdatum\":null,\"toewijzingsdatum\":null,"
        "\"compleet_datum\":null,\"intakedatum\":null},\"reden\":null,\"left_on\":null},"
        "{\"kind\":\"LEFT\",\"valid_from\":\"2025-03-05T09:00:00.000000Z\",\"valid_until\":null,"
        "\"recorded_at\":\"2025-03-05T09:00:00.000000Z\",\"event\":11,\"late\":false,\"wait\":7,"
        "\"start_day\":\"2024-11-28\",\"clock\":\"aanmelddatum\",\"place\":null,\"reden\":"
        "\"VERHUISD\",\"left_on\":\"2025-03-05\"}],\"taken\":[]}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_say_what_changed_and_when_it_was_known),
        cmocka_unit_test(test_same_fields_again_are_no_change),
        cmocka_unit_test(test_corrected_start_day_is_told),
        cmocka_unit_test(test_csv_has_versions_and_takings),
        cmocka_unit_test(test_json_names_the_place_in_every_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
