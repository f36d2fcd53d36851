/* Comments and a byte order mark go before libconfuse sees them, and nothing else does. */
#include "client/settings_text.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_comments_are_blanked_and_lines_stay(void **state) {
    (void)state;
    static const struct {
        const char *written, *prepared;
    } texts[] = {
        {"", ""},
        {"# een\na = 'x' # twee\n", "     \na = 'x'       \n"},
        {"// een\na = 1 // twee", "      \na = 1        "},
        {"a /* een\ntwee */ = 1", "a       \n        = 1"},
        {"\xEF\xBB\xBF# een", "        "},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *text = strdup(texts[i].written);
        assert_non_null(text);
        settings_text_prepare(text);
        assert_string_equal(text, texts[i].prepared);
        free(text);
    }
}

static void test_what_is_no_comment_stays(void **state) {
    (void)state;
    static const char *const texts[] = {
        "a = 'x # y' b = \"// z\"", "key = 'it\\'s # fine'", "server = tcp://naam:7700", "a = b#c",
        "a = 'never closed # x",    "a = \"ends in \\",      "/* never closed",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *text = strdup(texts[i]);
        assert_non_null(text);
        settings_text_prepare(text);
        assert_string_equal(text, texts[i]);
        free(text);
    }
}

static char *PRINTF_LIKE(1, 2) mistake(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = settings_text_mistake(format, arguments);
    va_end(arguments);
    return text;
}

static void assert_told(char *text, const char *told) {
    assert_non_null(text);
    assert_string_equal(text, told);
    free(text);
}

static void test_likely_mistakes_are_told_in_dutch(void **state) {
    (void)state;
    assert_told(mistake("missing equal sign after option '%s'", "agb"),
                "na agb hoort een = te staan");
    assert_told(mistake("unterminated string constant"), "een aanhalingsteken wordt niet gesloten");
    assert_told(mistake("invalid octal number '%s'", "9"), "invalid octal number '9'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comments_are_blanked_and_lines_stay),
        cmocka_unit_test(test_what_is_no_comment_stays),
        cmocka_unit_test(test_likely_mistakes_are_told_in_dutch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
