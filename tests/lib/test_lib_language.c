/* The library speaks Dutch in every program, whatever language that program speaks. */
#include "wachtpost.h"

#include <libintl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A program that speaks English, with the catalogue of wachtpost at hand. */
static int speak_english(void **state) {
    (void)state;
    setenv("LANGUAGE", "en", 1);
    return setlocale(LC_MESSAGES, "C.UTF-8") && bindtextdomain("wachtpost", CATALOGUES) ? 0 : -1;
}

/* What is said of a folder that can not be. */
static const char *said_of_folder(struct wachtpost_error *error) {
    struct wachtpost_outbox *outbox = NULL;
    assert_int_equal(wachtpost_outbox_open("/dev/null/state", "06010713", &outbox, error),
                     WACHTPOST_BAD_CONFIG);
    return error->text;
}

static void test_error_is_dutch_in_an_english_program(void **state) {
    (void)state;
    struct wachtpost_error error;
    textdomain("another-program");
    assert_non_null(strstr(said_of_folder(&error), "kan niet worden gemaakt"));
}

/* That the catalogue was at hand: the same call under the program's own domain. */
static void test_only_wachtpost_itself_finds_its_catalogue(void **state) {
    (void)state;
    struct wachtpost_error error;
    textdomain("wachtpost");
    assert_non_null(strstr(said_of_folder(&error), "cannot be made"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error_is_dutch_in_an_english_program),
        cmocka_unit_test(test_only_wachtpost_itself_finds_its_catalogue),
    };
    return cmocka_run_group_tests(tests, speak_english, NULL);
}
