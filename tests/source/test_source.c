#include "client/source/source.h"

#include "client/source/list_csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define PEILMOMENT "2025-03-01T09:00:00Z"
#define HEADER "id;gemeente;hulpvorm;aanmelddatum\n"

static int setup(void **state) {
    *state = arena_new(64 * 1024 * 1024);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    arena_free((struct arena **)state);
    return 0;
}

static struct source_reading read_bytes(void **state, struct bytes content) {
    struct source_options options = {.format = SOURCE_BY_CONTENT};
    struct source_reading reading;
    assert_true(instant_parse(PEILMOMENT, &options.peilmoment));
    assert_int_equal(source_read_list(content, &options, *state, &reading), STATUS_OK);
    return reading;
}

static struct source_reading read_text(void **state, const char *text) {
    return read_bytes(state, bytes_of_text(text));
}

static void assert_mistake(const struct source_reading *reading, size_t index, uint32_t row,
                           const char *column, const char *kind) {
    assert_true(index < reading->parts[0].mistake_count);
    assert_int_equal(reading->parts[0].mistakes[index].row, row);
    assert_string_equal(reading->parts[0].mistakes[index].column, column);
    assert_string_equal(reading->parts[0].mistakes[index].kind, kind);
    assert_true(strlen(reading->parts[0].mistakes[index].sentence) > 20);
}

static void assert_text(struct bytes found, const char *expected) {
    assert_true(bytes_equal(found, bytes_of_text(expected)));
}

static void test_required_columns_are_enough(void **state) {
    struct source_reading reading = read_text(state, HEADER "A1;0518;KDC;2025-01-31\n");
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.list.place_count, 1);
    assert_int_equal(reading.list.outflow_count, 0);
    assert_text(reading.list.places[0].id, "A1");
    assert_text(reading.list.places[0].gemeente, "0518");
    assert_int_equal(reading.list.places[0].hulpvorm, KDC);
    assert_int_equal(reading.list.places[0].aanmelddatum, 20250131);
    assert_int_equal(reading.list.place_rows[0], 2);
}

static void test_bom_crlf_quotes_order_and_case_of_columns_make_no_difference(void **state) {
    struct source_reading reading =
        read_text(state, "\xEF\xBB\xBF"
                         "Aanmelddatum;hulpvorm;ID;gemeente\r\n"
                         "\"31-01-2025\"; KDC ;\"A;\"\"1\";0518\r\n\r\n;;;\r\n"
                         "2025-01-30;KDC;A2;0518");
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.list.place_count, 2);
    assert_text(reading.list.places[0].id, "A2");
    assert_int_equal(reading.list.place_rows[0], 5);
    assert_text(reading.list.places[1].id, "A;\"1");
    assert_int_equal(reading.list.places[1].aanmelddatum, 20250131);
}

static void test_list_without_places_is_a_list(void **state) {
    struct source_reading reading = read_text(state, HEADER);
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.list.place_count + reading.list.outflow_count, 0);
}

static void test_leading_zero_that_a_spreadsheet_took_is_put_back(void **state) {
    struct source_reading reading =
        read_text(state, "id;gemeente;hulpvorm;aanmelddatum;gi;verwijzer\n"
                         "A1;518;KDC;2025-01-31;6012345;01\n");
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_text(reading.list.places[0].gemeente, "0518");
    assert_text(reading.list.places[0].gi, "06012345");
    assert_int_equal(reading.list.places[0].verwijzer, 1);
}

static void test_ids_are_sorted_bytewise(void **state) {
    struct source_reading reading = read_text(state, HEADER "b;0518;KDC;2025-01-31\n"
                                                            "B;0518;KDC;2025-01-31\n"
                                                            "a1;0518;KDC;2025-01-31\n"
                                                            "a;0518;KDC;2025-01-31\n");
    assert_text(reading.list.places[0].id, "B");
    assert_text(reading.list.places[1].id, "a");
    assert_text(reading.list.places[2].id, "a1");
    assert_text(reading.list.places[3].id, "b");
    assert_int_equal(reading.list.place_rows[3], 2);
}

static void test_every_wrong_row_is_reported_at_once(void **state) {
    struct source_reading reading =
        read_text(state, "id;gemeente;hulpvorm;maatregel;eigen_wens;aanmelddatum;verwijsdatum\n"
                         "A1;0518;KDC;;;2025-01-31;\n"
                         "A2;051;KCD;;;31-02-2025;2025-99-01\n" /* four wrong */
                         ";0518;KDC;;;2025-01-31;\n"
                         "A4;0518;KDC;OTSS;misschien;2025-01-31;\n"
                         "A5;0518;KDC;;;;\n"
                         "A6;0518;KDC;;;2025-03-02;\n"
                         "A1;0518;KDC;;;2025-01-31;\n"
                         "A7 123456782;0518;KDC;;;2025-01-31;\n");
    assert_int_equal(reading.parts[0].mistake_count, 11);
    assert_mistake(&reading, 0, 3, "gemeente", "GEMEENTE");
    assert_mistake(&reading, 1, 3, "hulpvorm", "CODE");
    assert_mistake(&reading, 2, 3, "aanmelddatum", "DATUM");
    assert_mistake(&reading, 3, 3, "verwijsdatum", "DATUM");
    assert_mistake(&reading, 4, 4, "id", "ID");
    assert_mistake(&reading, 5, 5, "maatregel", "CODE");
    assert_mistake(&reading, 6, 5, "eigen_wens", "CODE");
    assert_mistake(&reading, 7, 6, "aanmelddatum", "GEEN_STARTDATUM");
    assert_mistake(&reading, 8, 7, "aanmelddatum", "TOEKOMST");
    assert_mistake(&reading, 9, 8, "id", "DUBBEL");
    assert_mistake(&reading, 10, 9, "id", "BSN");
}

static void test_mistakes_never_repeat_the_value(void **state) {
    struct source_reading reading =
        read_text(state, HEADER "123456782;123456782;123456782;123456782\n");
    assert_true(reading.parts[0].mistake_count > 2);
    for (size_t i = 0; i < reading.parts[0].mistake_count; i++)
        assert_null(strstr(reading.parts[0].mistakes[i].sentence, "123456782"));
}

static void test_rows_outside_the_region_are_left_out_and_named(void **state) {
    struct source_reading reading = read_text(state, HEADER "A1;0518;KDC;2025-01-31\n"
                                                            "A2;0363;KDC;2025-01-31\n"
                                                            "A3;0363;KCD;2025-01-31\n");
    assert_int_equal(reading.parts[0].left_out_count, 1);
    assert_int_equal(reading.parts[0].left_out_rows[0], 3);
    assert_int_equal(reading.list.place_rows[0], 2);
    assert_int_equal(reading.parts[0].mistake_count, 2);
    assert_mistake(&reading, 0, 4, "gemeente", "BUITEN_REGIO");
    assert_mistake(&reading, 1, 4, "hulpvorm", "CODE");
}

static void test_outflow_from_outside_the_region_goes_without_its_place(void **state) {
    struct source_reading reading =
        read_text(state, "id;gemeente;hulpvorm;aanmelddatum;uitstroomreden;uitstroomdatum\n"
                         "A1;0363;KDC;2025-01-01;VERHUISD;2025-02-01\n"
                         "A2;0363;KDC;2025-01-01;;\n");
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.parts[0].left_out_count, 1);
    assert_int_equal(reading.parts[0].left_out_rows[0], 3);
    assert_int_equal(reading.list.place_count, 0);
    assert_int_equal(reading.list.outflow_count, 1);
    assert_text(reading.list.outflow[0].id, "A1");
    assert_int_equal(reading.list.outflow[0].reden, VERHUISD);
    assert_int_equal(reading.list.outflow[0].datum, 20250201);
    assert_null(reading.list.outflow[0].place);
    assert_int_equal(reading.list.outflow_rows[0], 2);
}

static void test_row_with_outflow_is_an_outflow_line(void **state) {
    struct source_reading reading =
        read_text(state, "id;gemeente;hulpvorm;aanmelddatum;uitstroomreden;uitstroomdatum\n"
                         "A3;0518;KDC;2025-01-01;GESTART;2025-02-01\n"
                         "A2;onzin;onzin;;;01-02-2025\n"
                         "A1;0518;KDC;2025-01-31;;\n");
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.list.place_count, 1);
    assert_int_equal(reading.list.outflow_count, 2);
    const struct raw_outflow *outflow = reading.list.outflow;
    assert_text(outflow[0].id, "A2");
    assert_int_equal(outflow[0].reden, REDEN_ONBEKEND);
    assert_int_equal(outflow[0].datum, 20250201);
    assert_null(outflow[0].place);
    assert_int_equal(outflow[1].reden, GESTART);
    assert_non_null(outflow[1].place);
    assert_int_equal(outflow[1].place->id.size, 0);
    assert_int_equal(outflow[1].place->aanmelddatum, 20250101);
}

static void test_wrong_outflow_names_the_layouts_columns(void **state) {
    struct source_reading reading =
        read_text(state, "id;gemeente;hulpvorm;aanmelddatum;uitstroomreden;uitstroomdatum\n"
                         "A1;;;;GESTART;\n"
                         "A2;;;;WEG;2025-02-01\n"
                         "A3;;KDC;2025-01-01;GESTART;2025-02-01\n"
                         "A4;;;;GESTART;2025-03-02\n"
                         "A5;0518;KDC;2025-02-02;GESTART;2025-02-01\n");
    assert_int_equal(reading.parts[0].mistake_count, 5);
    assert_mistake(&reading, 0, 2, "uitstroomdatum", "DATUM");
    assert_mistake(&reading, 1, 3, "uitstroomreden", "CODE");
    assert_mistake(&reading, 2, 4, "gemeente", "GEMEENTE");
    assert_mistake(&reading, 3, 5, "uitstroomdatum", "TOEKOMST");
    assert_mistake(&reading, 4, 6, "uitstroomdatum", "UITSTROOMDATUM");
}

static void test_id_that_waits_and_left_is_a_double(void **state) {
    struct source_reading reading =
        read_text(state, "id;gemeente;hulpvorm;aanmelddatum;uitstroomreden;uitstroomdatum\n"
                         "A1;;;;GESTART;2025-02-01\n"
                         "A1;0518;KDC;2025-01-31;;\n");
    assert_int_equal(reading.parts[0].mistake_count, 1);
    assert_mistake(&reading, 0, 2, "id", "DUBBEL");
}

static void test_missing_and_double_columns_are_all_named(void **state) {
    struct source_reading reading = read_text(state, "id;id;plaats\nA1;A1;x\n");
    assert_int_equal(reading.parts[0].mistake_count, 4);
    assert_mistake(&reading, 0, 1, "id", "KOLOM");
    assert_mistake(&reading, 1, 1, "gemeente", "KOLOM");
    assert_mistake(&reading, 2, 1, "hulpvorm", "KOLOM");
    assert_mistake(&reading, 3, 1, "aanmelddatum", "KOLOM");
}

static void test_unknown_columns_are_named_and_passed_over(void **state) {
    struct source_reading reading = read_text(state, "id;naam;gemeente;hulpvorm;aanmelddatum;\n"
                                                     "A1;x;0518;KDC;2025-01-31;\n");
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.parts[0].dropped_count, 1);
    assert_text(reading.parts[0].dropped[0].name, "naam");
}

static void test_empty_file_says_what_is_missing(void **state) {
    struct source_reading empty = read_text(state, "");
    assert_int_equal(empty.parts[0].mistake_count, 1);
    assert_mistake(&empty, 0, 1, "", "KOLOM");
}

static void test_quote_that_never_ends_does_not_swallow_rows_silently(void **state) {
    struct source_reading open = read_text(state, HEADER "\"A1;0518;KDC;2025-01-31\n"
                                                         "A2;0518;KDC;2025-01-31\n");
    assert_int_equal(open.parts[0].mistake_count, 1);
    assert_mistake(&open, 0, 2, "", "OPMAAK");
    struct source_reading inside = read_text(state, HEADER "A1;0518;KDC;2025-01-31\n"
                                                           "A\"2;0518;KDC;2025-01-31\n");
    assert_mistake(&inside, 0, 3, "", "OPMAAK");
}

static void test_row_with_more_fields_than_the_header_is_a_mistake(void **state) {
    struct source_reading reading = read_text(state, HEADER "A1;0518;KDC;2025-01-31;x\n");
    assert_int_equal(reading.parts[0].mistake_count, 1);
    assert_mistake(&reading, 0, 2, "", "OPMAAK");
}

static void test_field_in_no_encoding_is_wrong_in_one_way(void **state) {
    struct source_reading reading = read_text(state, HEADER "A\x81;0518;KDC\x8F;\n");
    assert_int_equal(reading.parts[0].mistake_count, 3);
    assert_mistake(&reading, 0, 2, "id", "TEKENSET");
    assert_mistake(&reading, 1, 2, "hulpvorm", "TEKENSET");
    assert_mistake(&reading, 2, 2, "aanmelddatum", "GEEN_STARTDATUM");
}

static void test_more_than_the_largest_snapshot_is_one_mistake(void **state) {
    const size_t rows = 20001, room = rows * 40;
    char *text = malloc(room);
    assert_non_null(text);
    size_t size = (size_t)snprintf(text, room, HEADER);
    for (size_t i = 0; i < rows; i++)
        size += (size_t)snprintf(text + size, room - size, "%06zu;0518;KDC;2025-01-31\n", i);
    struct source_reading reading = read_bytes(state, bytes_of(text, size));
    assert_int_equal(reading.parts[0].mistake_count, 1);
    assert_mistake(&reading, 0, 20002, "", "TE_GROOT");
    free(text);
}

static struct bytes written(const struct wachtlijst *list, char **text) {
    size_t size;
    FILE *file = open_memstream(text, &size);
    assert_non_null(file);
    assert_int_equal(list_csv_write(list, file), STATUS_OK);
    fclose(file);
    return bytes_of(*text, size);
}

static void test_written_list_reads_back_the_same(void **state) {
    static const uint8_t pseudonym[PSEUDONYM_BYTES] = {1, 2, 255};
    const struct raw_place full = {
        .id = bytes_of_text("a;\"b\" "),
        .jeugdige = bytes_of(pseudonym, sizeof pseudonym),
        .jeugdige_epoch = 4000000000u,
        .gemeente = bytes_of_text("0637"),
        .gi = bytes_of_text("06012345"),
        .hulpvorm = OVERIG,
        .maatregel = JEUGDRECLASSERING,
        .urgentie = URGENTIE_CRISIS,
        .overbrugging = OVERBRUGGING_CRISISPLEK,
        .leeftijdsband = LEEFTIJD_18_PLUS,
        .regie = REGIE_AANBIEDER,
        .productcategorie = 54,
        .verwijzer = 8,
        .machtiging_uithuisplaatsing = true,
        .eigen_wens = true,
        .maatregel_start = 20240101,
        .urgentie_datum = 20240102,
        .overbrugging_sinds = 20240103,
        .laatst_geverifieerd = 20240104,
        .oorspronkelijke_aanmelddatum = 20240105,
        .aanmelddatum = 20240106,
        .verwijsdatum = 20240107,
        .toewijzingsdatum = 20240108,
        .compleet_datum = 20240109,
        .intakedatum = 20250401,
    };
    struct raw_place carried = full;
    carried.id = bytes_of(NULL, 0);
    const struct raw_outflow outflow[] = {{bytes_of_text("x"), ADMIN_FOUT, 20250201, &carried},
                                          {bytes_of_text("y"), REDEN_ONBEKEND, 20250202, NULL}};
    const struct wachtlijst list = {
        .place_count = 1, .outflow_count = 2, .places = &full, .outflow = outflow};
    char *first, *second;
    struct source_reading reading = read_bytes(state, written(&list, &first));
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.list.place_count, 1);
    assert_int_equal(reading.list.outflow_count, 2);
    written(&reading.list, &second);
    assert_string_equal(first, second);
    assert_non_null(strstr(first, ";54;08;")); /* codes of two digits, as in the template */
    assert_memory_equal(reading.list.places[0].jeugdige.at, pseudonym, sizeof pseudonym);
    assert_int_equal(reading.list.outflow[0].place->intakedatum, 20250401);
    free(first);
    free(second);
}

static void test_template_is_a_good_list(void **state) {
    FILE *file = fopen(WACHTPOST_TEMPLATE, "r");
    char text[8192];
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    struct source_reading reading = read_bytes(state, bytes_of(text, size));
    assert_int_equal(reading.parts[0].mistake_count, 0);
    assert_int_equal(reading.parts[0].dropped_count, 0);
    assert_int_equal(reading.list.place_count, 3);
    assert_int_equal(reading.list.outflow_count, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_required_columns_are_enough, setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_bom_crlf_quotes_order_and_case_of_columns_make_no_difference, setup, teardown),
        cmocka_unit_test_setup_teardown(test_list_without_places_is_a_list, setup, teardown),
        cmocka_unit_test_setup_teardown(test_leading_zero_that_a_spreadsheet_took_is_put_back,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_ids_are_sorted_bytewise, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_wrong_row_is_reported_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mistakes_never_repeat_the_value, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_outside_the_region_are_left_out_and_named, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_outflow_from_outside_the_region_goes_without_its_place,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_row_with_outflow_is_an_outflow_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_outflow_names_the_layouts_columns, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_id_that_waits_and_left_is_a_double, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_and_double_columns_are_all_named, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_unknown_columns_are_named_and_passed_over, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_empty_file_says_what_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_quote_that_never_ends_does_not_swallow_rows_silently,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_row_with_more_fields_than_the_header_is_a_mistake,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_field_in_no_encoding_is_wrong_in_one_way, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_more_than_the_largest_snapshot_is_one_mistake, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_written_list_reads_back_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(test_template_is_a_good_list, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
