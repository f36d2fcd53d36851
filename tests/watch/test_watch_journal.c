#include "client/watch/journal.h"

#include "client/durable.h"
#include "tests/client/folder.h"
#include "tests/outbox/shaky.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *path_in(void **state) {
    char *path = durable_path(*state, "06010713", ".watch");
    assert_non_null(path);
    return path;
}

static struct journal *opened_on(const char *folder, const struct disk *disk) {
    struct complaint complaint = {0};
    struct journal *journal = NULL;
    assert_int_equal(journal_open(folder, "06010713", disk, &journal, &complaint), STATUS_OK);
    return journal;
}

static struct journal *opened(void **state) {
    return opened_on(*state, NULL);
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
    struct journal *journal = opened(state);
    for (size_t i = 0; i < 5; i++)
        put(journal, errand(names[i], UINT64_MAX - i));
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(journal_count(journal), 5);
        for (size_t i = 0; i < 5; i++) {
            assert_same(journal_at(journal, i), errand(names[i], UINT64_MAX - i));
            assert_same(journal_find(journal, names[i]), errand(names[i], UINT64_MAX - i));
        }
        journal_close(&journal);
        journal = opened(state);
    }
    journal_close(&journal);
    free(path);
}

static void test_put_replaces_and_remove_removes(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    struct journal *journal = opened(state);
    put(journal, errand("a", 0));
    put(journal, errand("b", 2));
    put(journal, errand("a", 1));
    journal_remove(journal, "c");
    journal_remove(journal, journal_at(journal, 1)->name);
    assert_int_equal(journal_save(journal, &complaint), STATUS_OK);
    journal_close(&journal);
    journal = opened(state);
    assert_int_equal(journal_count(journal), 1);
    assert_same(journal_find(journal, "a"), errand("a", 1));
    assert_null(journal_find(journal, "b"));
    journal_close(&journal);
    free(path);
}

static void test_disk_that_fails_changes_nothing(void **state) {
    char *path = path_in(state), *in_the_way = durable_path(*state, "06010713", ".watch.new");
    struct complaint complaint = {0};
    struct journal *journal = opened(state);
    const struct errand second = errand("b", 2);
    put(journal, errand("a", 1));
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    assert_int_equal(journal_put(journal, &second, &complaint), STATUS_IO);
    assert_int_equal(journal_count(journal), 1);
    assert_same(journal_find(journal, "a"), errand("a", 1));
    assert_int_equal(rmdir(in_the_way), 0);
    put(journal, second);
    journal_close(&journal);
    journal = opened(state);
    assert_int_equal(journal_count(journal), 2);
    journal_remove(journal, "a");
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    assert_int_equal(journal_save(journal, &complaint), STATUS_IO);
    assert_int_equal(rmdir(in_the_way), 0);
    assert_int_equal(journal_save(journal, &complaint), STATUS_OK);
    journal_close(&journal);
    journal = opened(state);
    assert_int_equal(journal_count(journal), 1);
    assert_null(journal_find(journal, "a"));
    journal_close(&journal);
    free(in_the_way);
    free(path);
}

/* A folder is cleared away by the thousand; each time the whole file is written. */
static void test_what_was_removed_is_written_down_together(void **state) {
    (void)state;
    struct shaky *shaky = shaky_new(1);
    const struct disk *disk = shaky_disk(shaky);
    assert_int_equal(disk->make_folder(disk->context, "state", NULL), STATUS_OK);
    struct journal *journal = opened_on("state", disk);
    put(journal, errand("a", 1));
    put(journal, errand("b", 2));
    put(journal, errand("c", 3));
    assert_int_equal(journal_save(journal, NULL), STATUS_OK);
    shaky_die_after(shaky, 0);
    journal_remove(journal, "a");
    journal_remove(journal, "b");
    assert_false(shaky_is_dead(shaky));
    assert_int_equal(journal_save(journal, NULL), STATUS_IO);
    shaky_kill(shaky);
    assert_int_equal(journal_save(journal, NULL), STATUS_OK);
    shaky_die_after(shaky, 0);
    assert_int_equal(journal_save(journal, NULL), STATUS_OK); /* nothing is left to write */
    assert_false(shaky_is_dead(shaky));
    shaky_kill(shaky);
    journal_close(&journal);
    journal = opened_on("state", disk);
    assert_int_equal(journal_count(journal), 1);
    assert_same(journal_find(journal, "c"), errand("c", 3));
    journal_close(&journal);
    shaky_free(&shaky);
}

/* One change on a disk that dies at this step; whether it did. */
static bool change_and_cut(unsigned step, uint32_t seed, bool removes) {
    struct shaky *shaky = shaky_new(seed);
    const struct disk *disk = shaky_disk(shaky);
    assert_int_equal(disk->make_folder(disk->context, "state", NULL), STATUS_OK);
    struct journal *journal = opened_on("state", disk);
    const struct errand changed = errand("a", 3);
    put(journal, errand("a", 1));
    put(journal, errand("b", 2));
    shaky_die_after(shaky, step);
    if (removes)
        journal_remove(journal, "a");
    enum status status =
        removes ? journal_save(journal, NULL) : journal_put(journal, &changed, NULL);
    const bool died = shaky_is_dead(shaky);
    journal_close(&journal);
    shaky_cut(shaky);
    journal = opened_on("state", disk);
    const struct errand *found = journal_find(journal, "a");
    const bool is_new = removes ? !found : found && found->request_id == 3;
    const bool is_old = found && found->request_id == 1;
    assert_true(is_new || (is_old && status != STATUS_OK));
    assert_same(journal_find(journal, "b"), errand("b", 2));
    journal_close(&journal);
    shaky_free(&shaky);
    return died;
}

static void test_power_cut_leaves_it_as_it_was_or_as_it_was_to_be(void **state) {
    unsigned step = 0;
    (void)state;
    for (bool died = true; died; step++)
        for (uint32_t seed = 1; seed <= 50; seed++)
            died = change_and_cut(step, seed, seed % 2 == 0);
    assert_true(step > 5);
}

static void write_line(FILE *out, unsigned number) {
    char name[NAME_MAX + 1];
    fprintf(out, "%u 12 -5 1740981600000000 ", number);
    for (size_t i = 0; i < HASH_BYTES; i++)
        fputs("ab", out);
    fputc(' ', out);
    snprintf(name, sizeof name, "%0*u", NAME_MAX, number);
    for (const char *at = name; *at; at++)
        fprintf(out, "%02x", (unsigned char)*at);
    fputc('\n', out);
}

/* What is too long to be read back would stand in the way of every later start. */
static void test_no_more_is_written_than_is_read_back(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    FILE *out = fopen(path, "w");
    unsigned count = 0;
    assert_non_null(out);
    fputs("wachtpost-watch 1\n", out);
    while (ftell(out) < (1 << 20) - 700)
        write_line(out, ++count);
    assert_int_equal(fclose(out), 0);
    struct journal *journal = opened(state);
    enum status status = STATUS_OK;
    char name[NAME_MAX + 1];
    for (unsigned more = 0; status == STATUS_OK && more < 3; more++) {
        snprintf(name, sizeof name, "%0*u", NAME_MAX, ++count);
        const struct errand one = errand(name, count);
        status = journal_put(journal, &one, &complaint);
    }
    assert_int_equal(status, STATUS_FULL);
    count = (unsigned)journal_count(journal);
    journal_close(&journal);
    journal = opened(state);
    assert_int_equal(journal_count(journal), count);
    journal_close(&journal);
    free(path);
}

/* No part of a journal is one, but where a line ends. */
static void test_damaged_journal_is_refused(void **state) {
    char *path = path_in(state);
    struct complaint complaint = {0};
    uint8_t *content;
    size_t size;
    struct journal *journal = opened(state);
    put(journal, errand("a", 1));
    put(journal, errand("b", 2));
    journal_close(&journal);
    assert_int_equal(durable_read(path, 4096, &content, &size, &complaint), STATUS_OK);
    for (size_t part = 0; part < size; part++) {
        const struct bytes half = bytes_of(content, part);
        assert_int_equal(durable_replace(path, &half, 1, &complaint), STATUS_OK);
        enum status status = journal_open(*state, "06010713", NULL, &journal, &complaint);
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
        cmocka_unit_test(test_what_was_removed_is_written_down_together),
        IN_FOLDER(test_power_cut_leaves_it_as_it_was_or_as_it_was_to_be),
        IN_FOLDER(test_no_more_is_written_than_is_read_back),
        IN_FOLDER(test_damaged_journal_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
