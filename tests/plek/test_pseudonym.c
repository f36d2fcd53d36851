#include "client/plek/pseudonym.h"

#include "proto/keys/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct bsn bsn_of(const char *text) {
    struct bsn bsn;
    assert_true(bsn_parse(bytes_of_text(text), &bsn));
    return bsn;
}

static void assert_digits(const char *text, const char *digits) {
    const struct bsn bsn = bsn_of(text);
    assert_memory_equal(bsn.digits, digits, BSN_DIGITS);
}

static void test_a_bsn_is_read_as_people_and_spreadsheets_write_it(void **state) {
    (void)state;
    assert_digits("123456782", "123456782");
    assert_digits("1234.56.782", "123456782");
    assert_digits(" 1234 56 782", "123456782");
    assert_digits("012345672", "012345672");
    assert_digits("12345672", "012345672");
}

static void test_what_is_no_bsn_is_refused(void **state) {
    (void)state;
    static const char *const none[] = {"",          "123456789",  "000000000",
                                       "1234567",   "1234567820", "12345678X2",
                                       "12345678O", "123456782x", "123-456-782"};
    struct bsn bsn = {"untouche"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(bsn_parse(bytes_of_text(none[i]), &bsn));
    assert_false(bsn_parse(bytes_of("12345678\0", 9), &bsn));
    assert_memory_equal(bsn.digits, "untouche", 9);
}

static void test_a_list_of_bsns_keeps_their_order_and_its_bound(void **state) {
    (void)state;
    struct bsn_list *list = bsn_list_new(2);
    const struct bsn first = bsn_of("123456782"), second = bsn_of("012345672");
    assert_non_null(list);
    assert_true(bsn_list_add(list, &first));
    assert_true(bsn_list_add(list, &second));
    assert_false(bsn_list_add(list, &first));
    assert_int_equal(bsn_list_count(list), 2);
    assert_memory_equal(bsn_list_all(list)[1].digits, "012345672", BSN_DIGITS);
    bsn_list_free(&list);
    assert_null(list);
    bsn_list_free(&list);
}

static enum status say_virtual(void *context, bool *is_virtual, struct complaint *complaint) {
    (void)complaint;
    *is_virtual = *(const bool *)context;
    return STATUS_OK;
}

static enum status say_nothing(void *context, bool *is_virtual, struct complaint *complaint) {
    (void)context;
    (void)is_virtual;
    return complain(complaint, STATUS_UNREACHABLE, "nobody there");
}

static void test_none_makes_nothing(void **state) {
    (void)state;
    const struct pseudonym_maker maker = pseudonym_none();
    const struct bsn bsns[] = {bsn_of("123456782")};
    struct pseudonym made[1] = {{.known = true}};
    assert_false(maker.reads_bsn);
    assert_int_equal(maker.make(maker.context, bsns, 1, made, NULL), STATUS_OK);
    assert_false(made[0].known);
}

static void test_synthetic_gives_equal_ones_to_equal_bsns_only(void **state) {
    (void)state;
    bool is_virtual = true;
    struct synthetic_store store = {say_virtual, &is_virtual};
    const struct pseudonym_maker maker = pseudonym_synthetic(&store);
    const struct bsn bsns[] = {bsn_of("123456782"), bsn_of("012345672"), bsn_of("1234.56.782")};
    struct pseudonym made[3];
    assert_true(maker.reads_bsn);
    assert_int_equal(maker.make(maker.context, bsns, 3, made, NULL), STATUS_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(made[i].known);
        assert_int_equal(made[i].epoch, SYNTHETIC_EPOCH);
    }
    assert_memory_equal(made[0].at, made[2].at, PSEUDONYM_BYTES);
    assert_memory_not_equal(made[0].at, made[1].at, PSEUDONYM_BYTES);
}

static void assert_makes_nothing(struct synthetic_store store, enum status why,
                                 const char *sentence) {
    const struct pseudonym_maker maker = pseudonym_synthetic(&store);
    const struct bsn bsns[] = {bsn_of("123456782")};
    struct pseudonym made[1] = {{.epoch = 7}};
    struct complaint complaint = {0};
    assert_int_equal(maker.make(maker.context, bsns, 1, made, &complaint), why);
    assert_non_null(strstr(complaint.text, sentence));
    assert_null(strstr(complaint.text, "123456782"));
    assert_false(made[0].known);
    assert_int_equal(made[0].epoch, 7);
}

static void test_synthetic_refuses_a_store_that_is_real_or_does_not_say(void **state) {
    (void)state;
    bool is_virtual = false;
    assert_makes_nothing((struct synthetic_store){say_virtual, &is_virtual}, STATUS_BAD_CONFIG,
                         "virtuele klok");
    assert_makes_nothing((struct synthetic_store){say_nothing, NULL}, STATUS_UNREACHABLE,
                         "nobody there");
}

static void test_makers_have_names(void **state) {
    (void)state;
    enum pseudonym_kind kind = PSEUDONYM_NONE;
    assert_true(pseudonym_kind_parse("synthetic", &kind));
    assert_int_equal(kind, PSEUDONYM_SYNTHETIC);
    assert_true(pseudonym_kind_parse("none", &kind));
    assert_int_equal(kind, PSEUDONYM_NONE);
    assert_false(pseudonym_kind_parse("sha256", &kind));
    assert_false(pseudonym_kind_parse("", &kind));
}

static int start_libsodium(void **state) {
    (void)state;
    return keys_init() == STATUS_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bsn_is_read_as_people_and_spreadsheets_write_it),
        cmocka_unit_test(test_what_is_no_bsn_is_refused),
        cmocka_unit_test(test_a_list_of_bsns_keeps_their_order_and_its_bound),
        cmocka_unit_test(test_none_makes_nothing),
        cmocka_unit_test(test_synthetic_gives_equal_ones_to_equal_bsns_only),
        cmocka_unit_test(test_synthetic_refuses_a_store_that_is_real_or_does_not_say),
        cmocka_unit_test(test_makers_have_names),
    };
    return cmocka_run_group_tests(tests, start_libsodium, NULL);
}
