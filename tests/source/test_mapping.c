#include "client/source/mapping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = arena_new(1024 * 1024);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    arena_free((struct arena **)state);
    return 0;
}

static void test_what_it_says_is_kept(void **state) {
    struct mapping mapping;
    struct complaint complaint = {0};
    static const char text[] = "# van ons ECD\n"
                               "delimiter = 'tab'\n"
                               "encoding = 'cp1252'\n"
                               "column hulpvorm {\n"
                               "    from = 'Soort hulp'\n"
                               "    value 'Poli' { is = 'AMBULANTE_JEUGD_GGZ' }\n"
                               "    value '' { is = 'OVERIG' }\n"
                               "}\n"
                               "column GEMEENTE { constant = '0518' }\n"
                               "column agb { from = 'instelling' }\n";
    assert_int_equal(mapping_read(text, *state, &mapping, &complaint), STATUS_OK);
    assert_int_equal(mapping.separator, '\t');
    assert_int_equal(mapping.encoding, ENCODING_CP1252);
    const struct mapped_column *hulpvorm =
        &mapping.columns[source_column_find(bytes_of_text("hulpvorm"))];
    assert_string_equal(hulpvorm->from, "Soort hulp");
    assert_null(hulpvorm->constant);
    assert_int_equal(hulpvorm->value_count, 2);
    assert_string_equal(hulpvorm->values[0].from, "Poli");
    assert_string_equal(hulpvorm->values[0].to, "AMBULANTE_JEUGD_GGZ");
    assert_string_equal(hulpvorm->values[1].from, "");
    assert_string_equal(mapping.columns[source_column_find(bytes_of_text("gemeente"))].constant,
                        "0518");
    assert_string_equal(mapping.columns[SOURCE_AGB].from, "instelling");
}

static void test_empty_mapping_maps_nothing(void **state) {
    struct mapping mapping;
    struct complaint complaint = {0};
    assert_int_equal(mapping_read("", *state, &mapping, &complaint), STATUS_OK);
    for (size_t i = 0; i < SOURCE_COLUMN_COUNT; i++)
        assert_true(!mapping.columns[i].from && !mapping.columns[i].constant);
    assert_int_equal(mapping.separator, 0);
}

static void test_mistakes_are_told_with_their_line(void **state) {
    static const struct {
        const char *text, *told;
    } wrong[] = {
        {"\ncolumn id { form = 'x' }\n", "regel 2"},
        {"spearator = ';'\n", "regel 1: 'spearator' is hier geen instelling"},
        {"# een\n# twee\ncolumn id { from = '#' # drie\n form = 'x' }\n", "regel 4"},
        {"column plaats { from = 'x' }\n", "plaats is geen kolom"},
        {"column id { from = 'x' constant = 'y' }\n", "tussen from en constant"},
        {"column id { from = 'x' }\ncolumn id { from = 'y' }\n", "regel 2"},
        {"column hulpvorm { from = 'x' value 'a' { } }\n", "is = '...'"},
        {"delimiter = ';;'\n", "delimiter is"},
        {"encoding = 'ebcdic'\n", "encoding is"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct mapping mapping;
        struct complaint complaint = {0};
        assert_int_equal(mapping_read(wrong[i].text, *state, &mapping, &complaint),
                         STATUS_BAD_CONFIG);
        assert_non_null(strstr(complaint.text, wrong[i].told));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_it_says_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_mapping_maps_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mistakes_are_told_with_their_line, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
