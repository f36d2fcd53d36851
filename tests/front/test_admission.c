#include "daemon/front/admission.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_exactly_the_keys_of_the_last_table_are_admitted(void **state) {
    (void)state;
    struct admission admission = {0, NULL};
    static const uint8_t first[3][LINK_KEY_BYTES] = {{9}, {1}, {5}},
                         second[1][LINK_KEY_BYTES] = {{5}};
    static const uint8_t unknown[LINK_KEY_BYTES] = {7};
    bool revoked;
    assert_false(admission_holds(&admission, first[0]));
    assert_int_equal(admission_replace(&admission, &(struct link_table){3, first}, &revoked),
                     STATUS_OK);
    assert_false(revoked);
    for (size_t i = 0; i < 3; i++)
        assert_true(admission_holds(&admission, first[i]));
    assert_false(admission_holds(&admission, unknown));
    assert_int_equal(admission_replace(&admission, &(struct link_table){1, second}, &revoked),
                     STATUS_OK);
    assert_true(revoked);
    assert_false(admission_holds(&admission, first[0]));
    assert_true(admission_holds(&admission, first[2]));
    assert_int_equal(admission_replace(&admission, &(struct link_table){1, second}, &revoked),
                     STATUS_OK);
    assert_false(revoked);
    assert_int_equal(admission_replace(&admission, &(struct link_table){0, NULL}, &revoked),
                     STATUS_OK);
    assert_true(revoked);
    assert_false(admission_holds(&admission, first[2]));
    admission_free(&admission);
}

static void test_user_id_reads_back_as_its_key_and_nothing_else_does(void **state) {
    (void)state;
    uint8_t key[LINK_KEY_BYTES], read[LINK_KEY_BYTES];
    char text[USER_ID_SIZE];
    for (size_t i = 0; i < LINK_KEY_BYTES; i++)
        key[i] = (uint8_t)(i * 37 + 200);
    user_id_of_key(key, text);
    assert_true(user_id_parse(text, read));
    assert_memory_equal(key, read, LINK_KEY_BYTES);
    text[3] = 'G';
    assert_false(user_id_parse(text, read));
    assert_false(user_id_parse("", read));
    user_id_of_key(key, text);
    text[USER_ID_SIZE - 2] = '\0';
    assert_false(user_id_parse(text, read));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exactly_the_keys_of_the_last_table_are_admitted),
        cmocka_unit_test(test_user_id_reads_back_as_its_key_and_nothing_else_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
