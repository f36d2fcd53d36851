#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/model/receipt.h"
#include "proto/model/text.h"

/* A sentence a person can use: said, in UTF-8, closed, and short. */
static void check_sentence(const char *sentence) {
    struct bytes text = bytes_of_text(sentence);
    assert_in_range(text.size, 20, 200);
    assert_true(text_is_utf8(text));
    assert_int_equal(text.at[text.size - 1], '.');
}

static void test_every_refusal_says_what_to_do(void **state) {
    (void)state;
    for (enum fault_code code = FAULT_ID; code < FAULT_CODE_COUNT; code++)
        check_sentence(fault_sentence(code));
    for (enum reject_reason reason = REJECT_NONE + 1; reason < REJECT_REASON_COUNT; reason++)
        check_sentence(reject_reason_sentence(reason));
    for (enum answer answer = ANSWER_ACCEPTED; answer < ANSWER_COUNT; answer++)
        check_sentence(answer_sentence(answer));
    check_sentence(warning_sentence(WARNING_MAATREGEL_ZONDER_GI));
    check_sentence(warning_sentence(WARNING_AANNAME_CODE));
}

static void test_nothing_to_say_is_the_empty_text(void **state) {
    (void)state;
    assert_string_equal(answer_sentence(ANSWER_OK), "");
    assert_string_equal(fault_sentence(FAULT_NONE), "");
    assert_string_equal(reject_reason_sentence(REJECT_NONE), "");
    assert_string_equal(warning_sentence(WARNING_NONE), "");
}

static void test_names_are_the_contracts(void **state) {
    (void)state;
    assert_string_equal(answer_name(ANSWER_NOTHING_HELD), "NOTHING_HELD");
    assert_string_equal(reject_reason_name(REJECT_TE_VEEL_FOUT), "TE_VEEL_FOUT");
    assert_string_equal(fault_code_name(FAULT_GEEN_STARTDATUM), "GEEN_STARTDATUM");
    assert_string_equal(fault_code_name(FAULT_ONBEKENDE_PLEK), "ONBEKENDE_PLEK");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_refusal_says_what_to_do),
        cmocka_unit_test(test_nothing_to_say_is_the_empty_text),
        cmocka_unit_test(test_names_are_the_contracts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
