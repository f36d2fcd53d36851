#include "client/watch/journal.h"

#include "client/durable.h"
#include "tests/client/folder.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *path_in(void **state) {
    char *path = durable_path(*state, "06010713", ".watch");
    assert_non_null(path);
    return path;
}

static struct journal *opened(const char *path) {
    struct complaint complaint = {0};
    struct journal *journal = NULL;
    assert_int_equal(journal_open(path, &journal, &complaint), STATUS_OK);
    return journal;
}

static struct errand errand(const char *name, uint64_t request_id) {
    return (struct errand){.name = name,
                           .bytes = 12,
                           .modified = -5,
                           .peilmoment = INT64_C(1740981600000000),
                           .hash = {0xAB, 0, 255},
                           .request_id = request_id};
}

static void put(struct journal *journal, struct errand errand) {
    struct complaint complaint = {0};
    assert_int_equal(journal_put(journal, &errand, &complaint), STATUS_OK);
}

static void assert_same(const struct errand *found, struct errand expected) {
    assert_non_null(found);
    assert_string_equal(found->name, expected.name);
    assert_int_equal(found->bytes, expected.bytes);
    assert_int_equal(found->modified, expected.modified);
    assert_int_equal(found->peilmoment, expected.peilmoment);
    assert_memory_equal(found->hash, expected.hash, HASH_BYTES);
    assert_int_equal(found->request_id, expected.request_id);
}

static void test_errands_read_back_as_they_were_put(void **state) {
    char *path = path_in(state);
    char longest[NAME_MAX + 1];
    memset(longest, 'x', NAME_MAX);
    longest[NAME_MAX] = 0;
    const char *const names[] = {"lijst.csv", "met spatie.csv", "regel\neinde", "\xff\x01",
                                 longest};
    struct journal *journal = opened(path);
    for (size_t i = 0; i < 5; i++)
        put(journal, errand(names[i], UINT64_MAX - i));
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(journal_count(journal), 5);
        for (size_t i = 0; i < 5; i++) {
            assert_same(journal_at(journal, i), errand(names[i], UINT64_MAX - i));
            assert_same(journal_find(journal, names[i]), errand(names[i], UINT64_MAX - i));
        }
        journal_close(&journal);
        journal = opened(path);
    }
    journal_close(&journal);
    free(path);
}

static void test_put_replaces_and_remove_removes(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    struct journal *journal = opened(path);
    put(journal, errand("a", 0));
    put(journal, errand("b", 2));
    put(journal, errand("a", 1));
    assert_int_equal(journal_remove(journal, "c", &complaint), STATUS_OK);
    assert_int_equal(journal_remove(journal, journal_at(journal, 1)->name, &complaint), STATUS_OK);
    journal_close(&journal);
    journal = opened(path);
    assert_int_equal(journal_count(journal), 1);
    assert_same(journal_find(journal, "a"), errand("a", 1));
    assert_null(journal_find(journal, "b"));
    journal_close(&journal);
    free(path);
}

static void test_disk_that_fails_changes_nothing(void **state) {
    char *path = path_in(state), *in_the_way = durable_path(*state, "06010713", ".watch.new");
    struct complaint complaint = {0};
    struct journal *journal = opened(path);
    const struct errand second = errand("b", 2);
    put(journal, errand("a", 1));
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    assert_int_equal(journal_put(journal, &second, &complaint), STATUS_IO);
    assert_int_equal(journal_remove(journal, "a", &complaint), STATUS_IO);
    assert_int_equal(journal_count(journal), 1);
    assert_same(journal_find(journal, "a"), errand("a", 1));
    assert_int_equal(rmdir(in_the_way), 0);
    put(journal, second);
    journal_close(&journal);
    journal = opened(path);
    assert_int_equal(journal_count(journal), 2);
    journal_close(&journal);
    free(in_the_way);
    free(path);
}

/* No part of a journal is one, but where a line ends. */
static void test_damaged_journal_is_refused(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    uint8_t *content;
    size_t size;
    struct journal *journal = opened(path);
    put(journal, errand("a", 1));
    put(journal, errand("b", 2));
    journal_close(&journal);
    assert_int_equal(durable_read(path, 4096, &content, &size, &complaint), STATUS_OK);
    for (size_t part = 0; part < size; part++) {
        const struct bytes half = bytes_of(content, part);
        assert_int_equal(durable_replace(path, &half, 1, &complaint), STATUS_OK);
        enum status status = journal_open(path, &journal, &complaint);
        bool whole_lines = part > 0 && content[part - 1] == '\n';
        assert_int_equal(status, whole_lines ? STATUS_OK : STATUS_DAMAGED);
        journal_close(&journal);
    }
    free(content);
    free(path);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_errands_read_back_as_they_were_put),
        IN_FOLDER(test_put_replaces_and_remove_removes),
        IN_FOLDER(test_disk_that_fails_changes_nothing),
        IN_FOLDER(test_damaged_journal_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
