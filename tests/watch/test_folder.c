#include "client/watch/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define QUIET_MS 2000

static void look(struct folder *folder, const struct sighting *files, size_t count,
                 int64_t now_ms) {
    assert_int_equal(folder_look(folder, files, count, now_ms), STATUS_OK);
}

static void assert_next(const struct folder *folder, int64_t now_ms, const char *name) {
    const struct sighting *next = folder_next(folder, now_ms);
    if (!name) {
        assert_null(next);
    } else {
        assert_non_null(next);
        assert_string_equal(next->name, name);
    }
}

static void test_file_is_whole_after_two_looks_and_the_quiet_time(void **state) {
    (void)state;
    struct folder *folder = folder_new(QUIET_MS);
    const struct sighting file = {"lijst.csv", 10, 1000};
    look(folder, &file, 1, 0);
    assert_next(folder, 9000, NULL); /* one look says nothing, however long ago */
    look(folder, &file, 1, 1999);
    assert_next(folder, 1999, NULL);
    look(folder, &file, 1, 2000);
    assert_next(folder, 2000, "lijst.csv");
    folder_free(&folder);
}

static void test_change_of_size_or_time_begins_anew(void **state) {
    (void)state;
    const struct sighting changed[] = {{"lijst.csv", 11, 1000}, {"lijst.csv", 10, 1001}};
    for (size_t i = 0; i < 2; i++) {
        struct folder *folder = folder_new(QUIET_MS);
        const struct sighting file = {"lijst.csv", 10, 1000};
        look(folder, &file, 1, 0);
        look(folder, &changed[i], 1, 2000);
        assert_next(folder, 2000, NULL);
        look(folder, &changed[i], 1, 3999);
        assert_next(folder, 3999, NULL);
        look(folder, &changed[i], 1, 4000);
        assert_next(folder, 4000, "lijst.csv");
        folder_free(&folder);
    }
}

static void test_file_that_went_and_came_back_begins_anew(void **state) {
    (void)state;
    struct folder *folder = folder_new(QUIET_MS);
    const struct sighting file = {"lijst.csv", 10, 1000};
    look(folder, &file, 1, 0);
    look(folder, NULL, 0, 1000);
    look(folder, &file, 1, 2000);
    assert_next(folder, 2000, NULL);
    look(folder, &file, 1, 4000);
    assert_next(folder, 4000, "lijst.csv");
    folder_free(&folder);
}

static void test_order_is_by_time_and_then_by_name(void **state) {
    (void)state;
    static const char *const expected[] = {"c.csv", "a.csv", "b.csv", "d.csv"};
    const struct sighting files[] = {
        {"d.csv", 1, 3000}, {"b.csv", 1, 2000}, {"c.csv", 1, 1000}, {"a.csv", 1, 2000}};
    struct folder *folder = folder_new(QUIET_MS);
    look(folder, files, 4, 0);
    look(folder, files, 4, QUIET_MS);
    for (size_t i = 0; i < 4; i++) {
        assert_next(folder, QUIET_MS, expected[i]);
        folder_taken(folder, expected[i]);
    }
    assert_next(folder, QUIET_MS, NULL);
    folder_free(&folder);
}

static void test_older_file_that_is_being_written_holds_up_the_younger(void **state) {
    (void)state;
    const struct sighting first[] = {{"oud.csv", 1, 1000}, {"nieuw.csv", 1, 2000}};
    const struct sighting grown[] = {{"oud.csv", 2, 1000}, {"nieuw.csv", 1, 2000}};
    struct folder *folder = folder_new(QUIET_MS);
    look(folder, first, 2, 0);
    look(folder, grown, 2, 2000);
    assert_next(folder, 2000, NULL);
    look(folder, grown, 2, 4000);
    assert_next(folder, 4000, "oud.csv");
    folder_free(&folder);
}

static void test_taken_file_comes_again_only_when_it_changed(void **state) {
    (void)state;
    const struct sighting file = {"lijst.csv", 10, 1000}, changed = {"lijst.csv", 10, 5000};
    struct folder *folder = folder_new(QUIET_MS);
    look(folder, &file, 1, 0);
    look(folder, &file, 1, 2000);
    folder_taken(folder, "lijst.csv");
    look(folder, &file, 1, 9000);
    assert_next(folder, 9000, NULL);
    folder_not_taken(folder, "lijst.csv");
    assert_next(folder, 9000, "lijst.csv");
    folder_taken(folder, "lijst.csv");
    look(folder, &changed, 1, 10000);
    look(folder, &changed, 1, 12000);
    assert_next(folder, 12000, "lijst.csv");
    folder_free(&folder);
}

static void test_file_put_off_comes_later_and_holds_up_none(void **state) {
    (void)state;
    const struct sighting files[] = {{"a.csv", 1, 1000}, {"b.csv", 1, 2000}};
    const int64_t waits_ms[] = {10000, 20000, 40000, 80000, 160000, 320000, 600000, 600000};
    struct folder *folder = folder_new(QUIET_MS);
    int64_t now_ms = QUIET_MS;
    look(folder, files, 2, 0);
    look(folder, files, 2, now_ms);
    for (size_t i = 0; i < sizeof waits_ms / sizeof *waits_ms; i++) {
        assert_next(folder, now_ms, "a.csv");
        folder_put_off(folder, "a.csv", now_ms);
        assert_next(folder, now_ms, "b.csv");
        now_ms += waits_ms[i];
        assert_next(folder, now_ms - 1, "b.csv");
    }
    assert_next(folder, now_ms, "a.csv");
    folder_free(&folder);
}

static void test_empty_file_is_given_more_time(void **state) {
    (void)state;
    const struct sighting file = {"lijst.csv", 0, 1000};
    struct folder *folder = folder_new(QUIET_MS);
    look(folder, &file, 1, 0);
    look(folder, &file, 1, EMPTY_QUIET_MS - 1);
    assert_next(folder, EMPTY_QUIET_MS - 1, NULL);
    assert_next(folder, EMPTY_QUIET_MS, "lijst.csv");
    folder_free(&folder);
}

static void test_what_is_no_delivery_is_passed_over(void **state) {
    (void)state;
    static const char *const ignored[] = {".verborgen.csv",
                                          "~$lijst.xlsx",
                                          "~lijst.csv",
                                          "lijst.csv~",
                                          "lijst.csv.tmp",
                                          "lijst.TMP",
                                          "lijst.csv.part",
                                          "lijst.csv.filepart",
                                          "lijst.crdownload",
                                          ".",
                                          "..",
                                          "",
                                          ".~lock.lijst.ods#",
                                          "lijst.csv.verslag.txt",
                                          ".wachtpost-watch.lock"};
    static const char *const wanted[] = {"lijst.csv",  "LIJST.CSV", "lijst",
                                         "tmp",        "part.csv",  "verslag.txt",
                                         "lijst.xlsx", "a~b.csv",   "lijst (1).csv"};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        assert_true(folder_ignores(ignored[i]));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_false(folder_ignores(wanted[i]));
    const struct sighting files[] = {{"~$lijst.xlsx", 1, 1}, {"lijst.xlsx", 1, 2}};
    struct folder *folder = folder_new(QUIET_MS);
    look(folder, files, 2, 0);
    look(folder, files, 2, QUIET_MS);
    assert_next(folder, QUIET_MS, "lijst.xlsx");
    folder_free(&folder);
}

/* A file that grows at every look until it is done, moved over, removed and written again, in
 * every order of seven such steps: only ever handed out as it was for the whole quiet time. */
static void test_nothing_is_handed_out_that_changed_within_the_quiet_time(void **state) {
    (void)state;
    enum { STEPS = 7 };
    for (unsigned script = 0; script < 1u << (2 * STEPS); script++) {
        struct folder *folder = folder_new(QUIET_MS);
        struct sighting file = {"lijst.csv", 1, 1};
        bool there = false;
        int64_t changed_ms = 0;
        for (int step = 0; step < STEPS; step++) {
            int64_t now_ms = 1000 * step;
            unsigned action = script >> (2 * step) & 3;
            if (action == 1)
                file.bytes++;
            if (action == 2)
                file.modified++;
            if (action == 3)
                there = !there;
            if (action != 0)
                changed_ms = now_ms;
            look(folder, &file, there, now_ms);
            if (folder_next(folder, now_ms))
                assert_true(there && now_ms - changed_ms >= QUIET_MS);
        }
        folder_free(&folder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_is_whole_after_two_looks_and_the_quiet_time),
        cmocka_unit_test(test_change_of_size_or_time_begins_anew),
        cmocka_unit_test(test_file_that_went_and_came_back_begins_anew),
        cmocka_unit_test(test_order_is_by_time_and_then_by_name),
        cmocka_unit_test(test_older_file_that_is_being_written_holds_up_the_younger),
        cmocka_unit_test(test_taken_file_comes_again_only_when_it_changed),
        cmocka_unit_test(test_file_put_off_comes_later_and_holds_up_none),
        cmocka_unit_test(test_empty_file_is_given_more_time),
        cmocka_unit_test(test_what_is_no_delivery_is_passed_over),
        cmocka_unit_test(test_nothing_is_handed_out_that_changed_within_the_quiet_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
