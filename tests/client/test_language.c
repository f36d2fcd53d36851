/* Which language the environment asks for, and what a program that we start gets of it. */
#include "client/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct asked {
    const char *lc_all, *lc_messages, *lang, *language;
};

static enum language wanted(const struct asked *asked) {
    return language_wanted(asked->lc_all, asked->lc_messages, asked->lang, asked->language);
}

static void test_dutch_is_spoken_where_nothing_asks_for_english(void **state) {
    (void)state;
    static const struct asked dutch[] = {
        {NULL, NULL, NULL, NULL},
        {"", "", "", ""},
        {NULL, NULL, "C.UTF-8", NULL},
        {NULL, NULL, "C.utf8", NULL},
        {NULL, NULL, "nl", NULL},
        {NULL, NULL, "nl_NL.UTF-8", NULL},
        {NULL, NULL, "nl_BE@euro", NULL},
        {NULL, NULL, "fy_NL.UTF-8", NULL},
        {NULL, NULL, "enm_GB", NULL},
        {NULL, NULL, "en_GB.UTF-8", "nl"},
        {NULL, NULL, "en_GB.UTF-8", "nl_NL:en"},
        {NULL, NULL, NULL, "nl"},
        {NULL, NULL, NULL, "de:nl:en"},
        {"nl_NL.UTF-8", "en_GB.UTF-8", "en_GB.UTF-8", NULL},
        {NULL, "nl_NL.UTF-8", "C", NULL},
    };
    for (size_t i = 0; i < sizeof dutch / sizeof *dutch; i++)
        assert_int_equal(wanted(&dutch[i]), LANGUAGE_DUTCH);
}

static void test_english_is_spoken_where_it_is_asked_for(void **state) {
    (void)state;
    static const struct asked english[] = {
        {NULL, NULL, "C", NULL},          {NULL, NULL, "POSIX", NULL},
        {NULL, NULL, "en", NULL},         {NULL, NULL, "en_US.UTF-8", NULL},
        {NULL, NULL, "en_IE@euro", NULL}, {"C", "nl_NL.UTF-8", "nl_NL.UTF-8", NULL},
        {"", "", "en_GB.UTF-8", ""},      {NULL, NULL, "nl_NL.UTF-8", "en"},
        {NULL, NULL, NULL, "en_GB:nl"},   {NULL, NULL, "en_GB.UTF-8", "de:fr"},
        {NULL, NULL, "C", "nl"}, /* as gettext itself: in C no list counts */
    };
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        assert_int_equal(wanted(&english[i]), LANGUAGE_ENGLISH);
}

static void test_started_program_gets_the_list_that_the_user_gave(void **state) {
    (void)state;
    static const char *const given[] = {NULL, "", "nl", "en_GB:nl", "de"};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        unsetenv("LANGUAGE");
        if (given[i])
            setenv("LANGUAGE", given[i], 1);
        language_choose();
        const char *inherited = language_inherited();
        if (given[i])
            assert_string_equal(inherited, given[i]);
        else
            assert_null(inherited);
    }
}

static void test_without_a_catalogue_it_is_dutch(void **state) {
    (void)state;
    setenv("LC_ALL", "C", 1);
    language_choose(); /* there is none beside this test */
    assert_int_equal(language_now(), LANGUAGE_DUTCH);
    assert_string_equal(said("niet gevonden"), "niet gevonden");
    assert_string_equal(said(""), "");
    assert_int_equal(language_switch(LANGUAGE_DUTCH), LANGUAGE_DUTCH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dutch_is_spoken_where_nothing_asks_for_english),
        cmocka_unit_test(test_english_is_spoken_where_it_is_asked_for),
        cmocka_unit_test(test_started_program_gets_the_list_that_the_user_gave),
        cmocka_unit_test(test_without_a_catalogue_it_is_dutch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
