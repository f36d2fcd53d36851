#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "daemon/engine/contents.h"

static void keep_text(struct contents *contents, uint64_t event, const char *text) {
    contents_keep(contents, event, bytes_of_text(text));
}

static void assert_kept(struct contents *contents, uint64_t event, const char *text) {
    struct bytes found;
    assert_true(contents_find(contents, event, &found));
    assert_true(bytes_equal(found, bytes_of_text(text)));
}

static void assert_not_kept(struct contents *contents, uint64_t event) {
    struct bytes found;
    assert_false(contents_find(contents, event, &found));
}

static void test_what_was_not_asked_for_longest_makes_room(void **state) {
    (void)state;
    struct contents *contents = contents_new(12);
    assert_non_null(contents);
    keep_text(contents, 1, "one!");
    keep_text(contents, 4097, "far!"); /* in the bucket of 1 */
    keep_text(contents, 2, "two!");
    assert_kept(contents, 1, "one!");
    keep_text(contents, 3, "three");
    assert_not_kept(contents, 4097);
    assert_not_kept(contents, 2);
    assert_kept(contents, 1, "one!");
    assert_kept(contents, 3, "three");
    assert_int_equal(contents_bytes(contents), 9);
    keep_text(contents, 5, "larger than everything");
    assert_not_kept(contents, 5);
    assert_kept(contents, 1, "one!");
    contents_free(&contents);
}

static void test_what_is_dropped_or_replaced_is_gone(void **state) {
    (void)state;
    struct contents *contents = contents_new(100);
    assert_non_null(contents);
    keep_text(contents, 1, "one");
    keep_text(contents, 1, "another");
    keep_text(contents, 2, "");
    assert_kept(contents, 1, "another");
    assert_kept(contents, 2, "");
    assert_int_equal(contents_bytes(contents), 7);
    contents_drop(contents, 1);
    contents_drop(contents, 7);
    assert_not_kept(contents, 1);
    keep_text(contents, 3, "three");
    contents_drop_all(contents);
    assert_not_kept(contents, 2);
    assert_not_kept(contents, 3);
    assert_int_equal(contents_bytes(contents), 0);
    contents_free(&contents);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_not_asked_for_longest_makes_room),
        cmocka_unit_test(test_what_is_dropped_or_replaced_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
