#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/question.h"

static struct place somewhere(void) {
    return (struct place){.hulpvorm = KDC,
                          .gemeente = "0518",
                          .maatregel = OTS,
                          .gi = {"06012345"},
                          .urgentie = URGENTIE_HOOG};
}

static void test_what_is_not_limited_admits_everything(void **state) {
    (void)state;
    const struct filter filter = {0};
    const struct place place = somewhere();
    const struct agb agb = {"06010713"};
    char text[64];
    assert_true(filter_admits_place(&filter, &place));
    assert_true(filter_admits_aanbieder(&filter, &agb));
    assert_string_equal(filter_text(&filter, text, sizeof text), "");
}

static void test_any_within_a_list_and_all_across_lists(void **state) {
    (void)state;
    const struct bytes gemeenten[] = {bytes_of_text("0603"), bytes_of_text("0518")};
    const struct agb none = {""};
    struct filter filter = {.gemeenten = gemeenten, .gemeente_count = 2};
    struct place place = somewhere();
    filter.hulpvormen = UINT32_C(1) << KDC | UINT32_C(1) << CRISIS;
    assert_true(filter_admits_place(&filter, &place));
    filter.urgenties = UINT32_C(1) << URGENTIE_ONBEKEND;
    assert_false(filter_admits_place(&filter, &place));
    place.urgentie = URGENTIE_ONBEKEND;
    assert_true(filter_admits_place(&filter, &place));
    filter.gis = &none;
    filter.gi_count = 1;
    assert_false(filter_admits_place(&filter, &place));
    place.gi = none;
    assert_true(filter_admits_place(&filter, &place));
    filter.gemeente_count = 1;
    assert_false(filter_admits_place(&filter, &place));
}

static void test_a_filter_reads_as_it_was_asked_and_is_cut_where_it_must(void **state) {
    (void)state;
    const struct bytes gemeente = bytes_of_text("0518");
    const struct agb agb = {"06010713"};
    const struct filter filter = {.gemeenten = &gemeente,
                                  .gemeente_count = 1,
                                  .aanbieders = &agb,
                                  .aanbieder_count = 1,
                                  .hulpvormen = UINT32_C(1) << KDC | UINT32_C(1) << CRISIS};
    char text[80], small[20];
    assert_string_equal(filter_text(&filter, text, sizeof text),
                        "aanbieders=06010713 hulpvormen=KDC,CRISIS gemeenten=0518");
    assert_string_equal(filter_text(&filter, small, sizeof small), "aanbieders=06010...");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_not_limited_admits_everything),
        cmocka_unit_test(test_any_within_a_list_and_all_across_lists),
        cmocka_unit_test(test_a_filter_reads_as_it_was_asked_and_is_cut_where_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
