/* What the reading of a file makes of dossiers and BSNs, and that what is kept of it stands alone.
 */
#include "client/source/source.h"
#include "installation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { BUDGET = 1 << 24 };

struct read {
    struct plek_register *plekken;
    struct bsn_list *bsns;
    struct arena *scratch, *arena;
    struct source *source;
    struct source_options options;
    struct source_reading reading;
};

static void read_text(struct read *read, const struct installation *here, const char *text) {
    *read = (struct read){.plekken = installation_register(here, PLEK_TO_LOOK),
                          .bsns = bsn_list_new(10),
                          .scratch = arena_new(BUDGET),
                          .arena = arena_new(BUDGET)};
    read->options =
        (struct source_options){.peilmoment = instant_of_day(day_of_civil(2026, 11, 26)),
                                .plekken = read->plekken,
                                .files = {"lijst.csv", "weg.csv"},
                                .bsns = read->bsns};
    read->source = source_new(read->scratch, &read->options);
    assert_non_null(read->source);
    assert_int_equal(source_read(read->source, bytes_of_text(text), SOURCE_LIST), STATUS_OK);
    assert_int_equal(source_finish(read->source, &read->reading), STATUS_OK);
}

/* All that was read goes; what is kept must not miss it. */
static void keep(struct read *read) {
    assert_int_equal(source_keep(&read->reading, read->arena, &read->reading), STATUS_OK);
    arena_free_wiped(&read->scratch);
}

static void end(struct read *read) {
    plek_register_close(&read->plekken);
    bsn_list_free(&read->bsns);
    arena_free(&read->scratch);
    arena_free(&read->arena);
}

static void assert_text(struct bytes found, const char *wanted) {
    assert_true(bytes_equal(found, bytes_of_text(wanted)));
}

static void test_what_is_kept_stands_without_what_was_read(void **state) {
    struct read read;
    read_text(&read, *state,
              "dossier;Gemeente;hulpvorm;gi;aanmelddatum;naam;uitstroomreden;uitstroomdatum\n"
              "\"=\"\"0123456\"\"\";Den Haag;kdc;1020304;1-11-2026;x;;\n"
              "17;Delft;kdc;;2026-11-02;y;GESTART;2026-11-20\n"
              "18;Utrecht;kdc;;2026-11-02;z;;\n");
    keep(&read);
    const struct source_part_reading *part = &read.reading.parts[SOURCE_LIST];
    assert_int_equal(part->mistake_count, 0);
    assert_int_equal(read.reading.list.place_count, 1);
    assert_text(read.reading.list.places[0].id, "6TC-CJK-28J");
    assert_text(read.reading.list.places[0].gemeente, "0518");
    assert_text(read.reading.list.places[0].gi, "01020304");
    assert_int_equal(read.reading.list.place_rows[0], 2);
    assert_int_equal(read.reading.list.outflow_count, 1);
    assert_int_equal(read.reading.list.outflow[0].id.size, PLEK_ID_SIZE - 1);
    assert_text(read.reading.list.outflow[0].place->gemeente, "0503");
    assert_int_equal(read.reading.list.outflow_rows[0], 3);
    assert_int_equal(part->left_out_count, 1);
    assert_int_equal(part->left_out_rows[0], 4);
    assert_int_equal(part->dropped_count, 1);
    assert_text(part->dropped[0].name, "naam");
    end(&read);
}

static void test_mistakes_are_kept_with_the_names_of_their_columns(void **state) {
    struct read read;
    read_text(&read, *state,
              "Dossiernummer;gemeente;hulpvorm;aanmelddatum;bsn\n"
              "1;0518;KDC;2026-11-01;123456789\n"
              ";0518;KDC;2026-11-01;\n"
              "3;0518;KDC;2026-11-01;\n"
              "003;0518;KDC;2026-11-01;\n");
    keep(&read);
    static const struct {
        uint32_t row;
        const char *column, *kind;
    } wanted[] = {{2, "bsn", "BSN"}, {3, "Dossiernummer", "ID"}, {5, "Dossiernummer", "DUBBEL"}};
    const struct source_part_reading *part = &read.reading.parts[SOURCE_LIST];
    assert_int_equal(part->mistake_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(part->mistakes[i].row, wanted[i].row);
        assert_string_equal(part->mistakes[i].column, wanted[i].column);
        assert_string_equal(part->mistakes[i].kind, wanted[i].kind);
        assert_int_not_equal(part->mistakes[i].sentence[0], 0);
    }
    end(&read);
}

/* As a server of keys could answer: not all, and not in the order of the ids. */
static void test_each_place_gets_its_own_pseudonym(void **state) {
    struct read read;
    read_text(&read, *state,
              "id;gemeente;hulpvorm;aanmelddatum;bsn;uitstroomreden;uitstroomdatum\n"
              "C;0518;KDC;2026-11-01;123456782;;\n"
              "B;0518;KDC;2026-11-01;n.v.t.;;\n"
              "A;0518;KDC;2026-11-01;012345672;;\n"
              "E;0518;KDC;2026-11-01;123456782;;\n"
              "D;0518;KDC;2026-11-01;241000002;GESTART;2026-11-20\n"
              "F;;;;241000002;GESTART;2026-11-20\n");
    assert_int_equal(bsn_list_count(read.bsns), 4);
    const struct pseudonym made[] = {{.known = true, .at = "for C", .epoch = 7},
                                     {.known = true, .at = "for A", .epoch = 7},
                                     {.known = false},
                                     {.known = true, .at = "for D", .epoch = 8}};
    assert_int_equal(source_give_pseudonyms(read.source, made, &read.reading), STATUS_OK);
    keep(&read);
    const struct raw_place *places = read.reading.list.places;
    assert_memory_equal(places[0].jeugdige.at, made[1].at, PSEUDONYM_BYTES);
    assert_int_equal(places[1].jeugdige.size, 0);
    assert_memory_equal(places[2].jeugdige.at, made[0].at, PSEUDONYM_BYTES);
    assert_int_equal(places[2].jeugdige_epoch, 7);
    assert_int_equal(places[3].jeugdige.size, 0);
    assert_int_equal(places[3].jeugdige_epoch, 0);
    const struct raw_outflow *outflow = read.reading.list.outflow;
    assert_memory_equal(outflow[0].place->jeugdige.at, made[3].at, PSEUDONYM_BYTES);
    assert_int_equal(outflow[0].place->jeugdige_epoch, 8);
    assert_text(outflow[0].id, "D");
    assert_null(outflow[1].place);
    end(&read);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, installation_setup, installation_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HERE(test_what_is_kept_stands_without_what_was_read),
        HERE(test_mistakes_are_kept_with_the_names_of_their_columns),
        HERE(test_each_place_gets_its_own_pseudonym),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
