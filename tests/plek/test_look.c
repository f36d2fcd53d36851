#include "client/plek/look.h"

#include "installation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TODAY day_of_civil(2026, 11, 26)

/* A register of one dossier, 123456, whose id is 6TC-CJK-28J; and what it says. */
static void assert_says(void *state, const char *text, enum plek_finding finding, size_t count) {
    struct plek_register *plekken = installation_register(state, PLEK_TO_LOOK);
    installation_take(plekken, "123456", TODAY);
    const struct plek_answer answer = plek_look(plekken, bytes_of_text(text));
    assert_int_equal(answer.finding, finding);
    assert_int_equal(answer.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(bytes_equal(ecd_key_dossier(&answer.places[i]->key), bytes_of_text("123456")));
    plek_register_close(&plekken);
}

static void test_an_id_is_found(void **state) {
    assert_says(*state, "6tc cjk 28j", PLEK_FOUND, 1);
}

static void test_a_misheard_id_gives_the_one_that_was_meant(void **state) {
    assert_says(*state, "6TC-CJK-29J", PLEK_MISHEARD, 1);
    assert_says(*state, "T6C-CJK-28J", PLEK_MISHEARD, 1);
    assert_says(*state, "6TC-CJK-28K", PLEK_MISHEARD, 1);
}

static void test_an_id_that_is_too_far_off_gives_none(void **state) {
    assert_says(*state, "6TC-CJM-29J", PLEK_MISHEARD, 0);
}

static void test_an_id_of_somebody_else_is_unknown(void **state) {
    assert_says(*state, "3QW-KMM-72D", PLEK_UNKNOWN, 0);
}

static void test_what_is_no_id_is_nonsense(void **state) {
    assert_says(*state, "123456", PLEK_NONSENSE, 0);
    assert_says(*state, "", PLEK_NONSENSE, 0);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, installation_setup, installation_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HERE(test_an_id_is_found),
        HERE(test_a_misheard_id_gives_the_one_that_was_meant),
        HERE(test_an_id_that_is_too_far_off_gives_none),
        HERE(test_an_id_of_somebody_else_is_unknown),
        HERE(test_what_is_no_id_is_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
