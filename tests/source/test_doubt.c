#include "client/source/doubt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct doubt_facts whole = {.file_time = 200, .last_time = 100};

static enum doubt find(const struct comparison *comparison) {
    return doubt_find(comparison, &whole, 0);
}

static void test_first_delivery_is_only_doubted_when_it_was_cut_off(void **state) {
    (void)state;
    const struct doubt_facts cut = {.cut = true};
    assert_int_equal(doubt_find(NULL, &whole, 0), DOUBT_NONE);
    assert_int_equal(doubt_find(NULL, &cut, 0), DOUBT_CUT);
    assert_int_equal(doubt_find(NULL, &cut, DOUBT_BIT(DOUBT_CUT)), DOUBT_NONE);
}

static void test_more_than_half_of_ten_gone_is_doubted(void **state) {
    (void)state;
    struct comparison comparison = {.before_count = 10, .after_count = 4, .known_count = 4};
    comparison.counts[CHANGE_GONE] = 6;
    assert_int_equal(find(&comparison), DOUBT_FEWER);
    assert_int_equal(doubt_find(&comparison, &whole, DOUBT_BIT(DOUBT_FEWER)), DOUBT_NONE);
    comparison.counts[CHANGE_GONE] = 5;
    assert_int_equal(find(&comparison), DOUBT_NONE);
    comparison.counts[CHANGE_GONE] = 9;
    comparison.before_count = 9;
    assert_int_equal(find(&comparison), DOUBT_NONE);
}

static void test_list_of_which_hardly_an_id_is_known_is_doubted_as_a_whole(void **state) {
    (void)state;
    struct comparison comparison = {.before_count = 20, .after_count = 11, .known_count = 1};
    comparison.counts[CHANGE_GONE] = 19;
    assert_int_equal(find(&comparison), DOUBT_OTHER);
    assert_int_equal(doubt_find(&comparison, &whole, DOUBT_BIT(DOUBT_OTHER)), DOUBT_NONE);
    comparison.known_count = 2;
    assert_int_equal(find(&comparison), DOUBT_FEWER);
    comparison.after_count = 9;
    comparison.known_count = 0;
    assert_int_equal(find(&comparison), DOUBT_FEWER);
}

static void test_same_list_is_only_doubted_in_a_file_that_was_not_written_since(void **state) {
    (void)state;
    const struct comparison comparison = {.identical = true};
    const struct doubt_facts older = {.file_time = 99, .last_time = 100};
    const struct doubt_facts unknown = {.last_time = 100};
    assert_int_equal(find(&comparison), DOUBT_NONE);
    assert_int_equal(doubt_find(&comparison, &unknown, 0), DOUBT_NONE);
    assert_int_equal(doubt_find(&comparison, &older, 0), DOUBT_SAME);
    assert_int_equal(doubt_find(&comparison, &older, DOUBT_BIT(DOUBT_SAME)), DOUBT_NONE);
    assert_int_equal(doubt_find(&(struct comparison){.identical = false}, &older, 0), DOUBT_NONE);
}

static void test_each_names_the_option_that_overrules_it(void **state) {
    (void)state;
    static const char *const names[DOUBT_COUNT] = {"", "--cut", "--other", "--fewer", "--same"};
    for (enum doubt doubt = DOUBT_CUT; doubt < DOUBT_COUNT; doubt++)
        assert_non_null(strstr(doubt_sentence(doubt), names[doubt]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_delivery_is_only_doubted_when_it_was_cut_off),
        cmocka_unit_test(test_more_than_half_of_ten_gone_is_doubted),
        cmocka_unit_test(test_list_of_which_hardly_an_id_is_known_is_doubted_as_a_whole),
        cmocka_unit_test(test_same_list_is_only_doubted_in_a_file_that_was_not_written_since),
        cmocka_unit_test(test_each_names_the_option_that_overrules_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
