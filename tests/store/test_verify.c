/* Whatever is missing, came back, was moved or changed is found, and named. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/verify.h"

enum { RECORDS = 256, FOUND = 64, PAGE = 4096 };

struct found {
    size_t count;
    struct {
        enum store_table table;
        uint8_t key[64];
        size_t key_size;
        char what[256];
    } all[FOUND];
};

static void note(void *context, const struct store_finding *finding) {
    struct found *found = context;
    if (found->count == FOUND)
        return;
    found->all[found->count].table = finding->table;
    found->all[found->count].key_size = finding->key.size;
    if (finding->key.size > 0)
        memcpy(found->all[found->count].key, finding->key.at, finding->key.size);
    snprintf(found->all[found->count].what, sizeof found->all[0].what, "%s", finding->what);
    found->count++;
}

/* Of the store, which may be open or not. */
static enum status verify(const struct fixture *fixture, enum store_depth depth,
                          struct found *found) {
    struct store_facts facts;
    struct complaint complaint = {""};
    const struct store_listener listener = {.found = note, .context = found};
    found->count = 0;
    enum status status = store_verify(&fixture->options, depth, &listener, &facts, &complaint);
    assert_int_equal(status == STATUS_DAMAGED, found->count > 0 || complaint.text[0] != '\0');
    return status;
}

static void assert_whole(const struct fixture *fixture) {
    struct found found;
    assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_OK);
    assert_int_equal(verify(fixture, VERIFY_CONTENT, &found), STATUS_OK);
}

static bool names(const struct found *found, const char *table, const struct raw_record *record) {
    for (size_t i = 0; i < found->count; i++)
        if (found->all[i].table < TABLE_COUNT &&
            strcmp(store_table_name(found->all[i].table), table) == 0 &&
            (record == NULL || bytes_equal(bytes_of(found->all[i].key, found->all[i].key_size),
                                           bytes_of(record->key, record->key_size))))
            return true;
    return false;
}

static void put_numbered(struct store_txn *txn, enum store_table table, int from, int to,
                         const char *value) {
    char key[32];
    for (int i = from; i < to; i++) {
        snprintf(key, sizeof key, "06010713 %06d", i);
        put_text(txn, table, key, value);
    }
}

/* In one batch something of every table, and again in the next: put, put again, taken away. */
static void fill(struct fixture *fixture) {
    static const enum store_table tables[] = {TABLE_STATE,       TABLE_AANBIEDER, TABLE_LEFT,
                                              TABLE_HISTORY,     TABLE_NUMBER,    TABLE_DUE,
                                              TABLE_JEUGDIGE,    TABLE_TAKEN,     TABLE_DUIDING,
                                              TABLE_PUBLICATION, TABLE_BLOCK,     TABLE_FORMER};
    for (int round = 0; round < 3; round++) {
        struct store_txn *txn = begin(fixture);
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
            put_numbered(txn, tables[i], 2 * round, 2 * round + 4, round == 0 ? "first" : "later");
            store_delete(txn, tables[i], text("06010713 000001"));
            store_delete(txn, tables[i], text("06010713 was never"));
        }
        append_event(txn, text("a body"));
        append_alert(txn, "alert");
        store_log_append(txn, TABLE_AUDIT, store_log_head(txn, TABLE_AUDIT) + 1, text("audit"));
        store_put_outcome(txn, store_journal_head(txn), text("outcome"));
        commit(&txn);
        struct store_txn *never = begin(fixture);
        put_numbered(never, TABLE_LEFT, 0, 9, "never");
        store_rollback(&never);
    }
}

/* The filled, closed store's records; the caller frees them. */
static struct raw_record *filled(struct fixture *fixture, size_t *count) {
    struct raw_record *records = calloc(RECORDS, sizeof *records);
    assert_non_null(records);
    fill(fixture);
    store_close(&fixture->store);
    *count = raw_records(fixture, records, RECORDS);
    return records;
}

static bool is_own(const struct raw_record *record) {
    return strcmp(record->table, "meta") == 0;
}

static void test_what_was_put_in_every_way_is_whole(void **state) {
    struct fixture *fixture = *state;
    struct store_facts facts;
    assert_whole(fixture);
    fill(fixture);
    assert_whole(fixture);
    const struct store_listener listener = {.found = NULL};
    assert_int_equal(store_verify(&fixture->options, VERIFY_CONTENT, &listener, &facts, NULL),
                     STATUS_OK);
    assert_int_equal(facts.events, 3);
    assert_int_equal(facts.alerts, 3);
    assert_int_equal(facts.audit_lines, 3);
    assert_int_equal(facts.instant, 3000);
    assert_int_equal(facts.records, 4 * 3 + 1 + 12 * 7);
    assert_int_equal(read_everything(fixture), STATUS_OK);
    assert_whole(fixture);
}

static void test_a_missing_record_is_found_in_every_table(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct found found;
    struct raw_record *records = filled(fixture, &count);
    for (size_t i = 0; i < count; i++) {
        raw_delete(fixture, &records[i]);
        assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_DAMAGED);
        const bool numbered = records[i].key_size == 8 && strcmp(records[i].table, "outcome") != 0;
        if (!is_own(&records[i]))
            assert_true(names(&found, records[i].table, numbered ? &records[i] : NULL));
        raw_put(fixture, &records[i]);
    }
    assert_whole(fixture);
    free(records);
}

static void test_a_flipped_bit_is_found_in_every_record(void **state) {
    static const uint8_t places[] = {0, 1, 2, 25, 26};
    struct fixture *fixture = *state;
    size_t count;
    struct found found;
    struct raw_record *records = filled(fixture, &count);
    for (size_t i = 0; i < count; i += 5)
        for (size_t p = 0; p < sizeof places; p++) {
            struct raw_record flipped = records[i];
            flipped.value[places[p]] ^= 0x10;
            raw_put(fixture, &flipped);
            assert_int_equal(verify(fixture, VERIFY_CONTENT, &found), STATUS_DAMAGED);
            if (!is_own(&flipped))
                assert_true(names(&found, flipped.table, &flipped));
            raw_put(fixture, &records[i]);
        }
    assert_whole(fixture);
    free(records);
}

/* What says that bodies are gone, and that a key must go, is in no sum, and may be needed late. */
static void test_a_flipped_bit_is_found_in_what_the_store_notes_of_itself(void **state) {
    static const char *const keys[] = {"forgotten", "replace"};
    struct fixture *fixture = *state;
    size_t count, notes = 0;
    struct found found;
    struct store_txn *txn = begin(fixture);
    append_event(txn, text("a body"));
    append_event(txn, text("another"));
    store_forget_bodies(txn, 1);
    store_replace_key(txn);
    commit(&txn);
    struct raw_record *records = filled(fixture, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; is_own(&records[i]) && k < sizeof keys / sizeof *keys; k++) {
            struct raw_record flipped = records[i];
            if (!bytes_equal(bytes_of(flipped.key, flipped.key_size), text(keys[k])))
                continue;
            flipped.value[flipped.value_size - 1] ^= 0x10;
            raw_put(fixture, &flipped);
            assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_DAMAGED);
            assert_int_equal(found.count, k == 0 ? 2 : 1); /* and the body that is gone */
            assert_non_null(strstr(found.all[found.count - 1].what, keys[k]));
            raw_put(fixture, &records[i]);
            notes++;
        }
    assert_int_equal(notes, 2);
    assert_whole(fixture);
    free(records);
}

static void copy_store(const struct fixture *fixture, const char *to) {
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s/%s' && cp -r '%s' '%s/%s'", fixture->root, to,
             fixture->directory, fixture->root, to);
    assert_int_equal(system(command), 0);
}

static void take_back(const struct fixture *fixture, const char *from) {
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s' && cp -r '%s/%s' '%s'", fixture->directory,
             fixture->root, from, fixture->directory);
    assert_int_equal(system(command), 0);
}

/* It opens under its key, and says what is no longer so. */
static void test_an_older_record_that_came_back_is_found(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct found found;
    struct raw_record *older = filled(fixture, &count);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    for (size_t i = 0; i < count; i++)
        if (strncmp((const char *)older[i].key, "06010713 ", 9) == 0)
            for (int table = 0; table < TABLE_COUNT; table++)
                if (strcmp(store_table_name((enum store_table)table), older[i].table) == 0)
                    store_put(txn, (enum store_table)table,
                              bytes_of(older[i].key, older[i].key_size), text("newest"));
    commit(&txn);
    store_close(&fixture->store);
    copy_store(fixture, "whole");
    for (size_t i = 0; i < count; i += 3) {
        if (strncmp((const char *)older[i].key, "06010713 ", 9) != 0)
            continue;
        raw_put(fixture, &older[i]);
        assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_DAMAGED);
        assert_true(names(&found, older[i].table, NULL));
        take_back(fixture, "whole");
    }
    assert_whole(fixture);
    free(older);
}

static void test_a_record_under_another_key_is_found_without_opening_it(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct found found;
    struct raw_record *records = filled(fixture, &count);
    copy_store(fixture, "whole");
    for (size_t i = 0; i < count; i += 7) {
        struct raw_record moved = records[i];
        if (is_own(&moved))
            continue;
        moved.key[0] ^= 0x40;
        raw_delete(fixture, &records[i]);
        raw_put(fixture, &moved);
        assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_DAMAGED);
        assert_true(names(&found, moved.table, NULL));
        take_back(fixture, "whole");
    }
    free(records);
}

static off_t size_of(const char *path) {
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    return file.st_size;
}

static void test_a_file_that_was_cut_off_is_told_though_it_kills_its_reader(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    char path[128];
    struct found found;
    free(filled(fixture, &count));
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    assert_int_equal(truncate(path, size_of(path) / PAGE / 2 * PAGE), 0);
    assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_DAMAGED);
    assert_true(found.count > 0);
}

static void zero_page(const char *path, off_t page) {
    static const uint8_t zeros[PAGE];
    const int file = open(path, O_WRONLY);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, zeros, PAGE, page * PAGE), PAGE);
    close(file);
}

/* A page is one that nobody needs any more, or is missed. */
static void test_a_page_of_zeros_is_found_or_changes_nothing(void **state) {
    struct fixture *fixture = *state;
    size_t count, damaged = 0;
    char path[128];
    struct found found;
    struct raw_record *records = filled(fixture, &count);
    struct raw_record *after = calloc(RECORDS, sizeof *after);
    assert_non_null(after);
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    copy_store(fixture, "whole");
    for (off_t page = 2; page < size_of(path) / PAGE; page++) {
        zero_page(path, page);
        if (verify(fixture, VERIFY_CONTENT, &found) == STATUS_OK) {
            assert_int_equal(raw_records(fixture, after, RECORDS), count);
            assert_memory_equal(records, after, count * sizeof *records);
        } else {
            damaged++;
        }
        take_back(fixture, "whole");
    }
    assert_true(damaged > 10);
    free(records);
    free(after);
}

/* LMDB's page: number (8), pad (2), flags (2), lower (2), upper (2), then where its nodes
 * stand; a node: 6 bytes, size of its key (2), key. */
enum { BRANCH = 1, FLAGS_AT = 10, LOWER_AT = 12, NODES_AT = 16, KEY_SIZE_AT = 6, KEY_AT = 8 };

static unsigned number_at(const uint8_t *at) {
    uint16_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

/* What parts the second half of a branch from its first moves on: between the two, keys lead
 * to where they are not. False: this page is no branch. */
static bool mislead(uint8_t page[PAGE]) {
    const unsigned count = (number_at(page + LOWER_AT) - NODES_AT) / 2;
    if (number_at(page + FLAGS_AT) != BRANCH || count < 2 || count > PAGE / 2)
        return false;
    uint8_t *node = page + number_at(page + NODES_AT + count / 2 * 2);
    node[KEY_AT + number_at(node + KEY_SIZE_AT) - 1] ^= 7;
    return true;
}

static bool all_are_reached(struct fixture *fixture, int count) {
    bool reached = true;
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    for (int i = 0; i < count && reached; i++) {
        struct bytes value;
        char key[32];
        snprintf(key, sizeof key, "06010713 %06d", i);
        arena_reset(fixture->arena);
        reached = store_get(txn, TABLE_HISTORY, text(key), fixture->arena, &value) == STATUS_OK;
    }
    store_rollback(&txn);
    store_close(&fixture->store);
    return reached;
}

static void test_a_key_that_leads_astray_is_found(void **state) {
    enum { MANY = 2000 };
    struct fixture *fixture = *state;
    uint8_t page[PAGE];
    char path[128];
    struct found found;
    int misled = 0;
    struct store_txn *txn = begin(fixture);
    put_numbered(txn, TABLE_HISTORY, 0, MANY, "a record that is some bytes long, some bytes long");
    commit(&txn);
    store_close(&fixture->store);
    copy_store(fixture, "whole");
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    for (off_t number = 2; number < size_of(path) / PAGE; number++) {
        const int file = open(path, O_RDWR);
        assert_int_equal(pread(file, page, PAGE, number * PAGE), PAGE);
        const bool is_branch = mislead(page);
        if (is_branch)
            assert_int_equal(pwrite(file, page, PAGE, number * PAGE), PAGE);
        close(file);
        if (!is_branch)
            continue;
        const bool reached = all_are_reached(fixture, MANY);
        assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found),
                         reached ? STATUS_OK : STATUS_DAMAGED);
        misled += !reached;
        take_back(fixture, "whole");
    }
    assert_true(misled > 0);
}

/* Which commit a root is of stands 144 bytes into its page. */
static void set_commit(const char *path, int root, int64_t change) {
    uint64_t commit;
    const off_t at = root * PAGE + 144;
    const int file = open(path, O_RDWR);
    assert_int_equal(pread(file, &commit, sizeof commit, at), sizeof commit);
    commit += (uint64_t)change;
    assert_int_equal(pwrite(file, &commit, sizeof commit, at), sizeof commit);
    close(file);
}

static void test_a_root_that_went_back_is_found(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    struct found found;
    char path[128];
    free(filled(fixture, &count));
    snprintf(path, sizeof path, "%s/data.mdb", fixture->directory);
    for (int root = 0; root < 2; root++) {
        set_commit(path, root, -4);
        assert_int_equal(verify(fixture, VERIFY_PRESENCE, &found), STATUS_DAMAGED);
        assert_non_null(strstr(found.all[0].what, "two roots"));
        set_commit(path, root, 4);
    }
    assert_whole(fixture);
}

/* As an old copy of a store whose keys have gone since. */
static void test_a_key_that_is_gone_is_told_by_its_number(void **state) {
    struct fixture *fixture = *state;
    struct found found;
    char before[256], command[600];
    snprintf(before, sizeof before, "%s/before", fixture->root);
    snprintf(command, sizeof command, "cp -p '%s' '%s'", fixture->key_file, before);
    assert_int_equal(system(command), 0);
    assert_int_equal(store_period_cut(fixture->store, day_of_number(20260131), NULL), STATUS_OK);
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_STATE, "one", "record");
    commit(&txn);
    store_close(&fixture->store);
    assert_int_equal(rename(before, fixture->key_file), 0);
    assert_int_equal(verify(fixture, VERIFY_CONTENT, &found), STATUS_DAMAGED);
    assert_int_equal(found.count, 1);
    assert_non_null(
        strstr(found.all[0].what, "sealed with key 2, which the key file does not have"));
}

static void test_another_key_is_no_damage(void **state) {
    struct fixture *fixture = *state;
    struct found found;
    char other[128];
    struct store_facts facts;
    struct complaint complaint = {""};
    struct store_options options = fixture->options;
    const struct store_listener listener = {.found = note, .context = &found};
    found.count = 0;
    snprintf(other, sizeof other, "%s/other.key", fixture->root);
    assert_int_equal(store_key_create(other, NULL), STATUS_OK);
    options.key_file = other;
    assert_int_equal(store_verify(&options, VERIFY_CONTENT, &listener, &facts, &complaint),
                     STATUS_WRONG_KEY);
    assert_int_equal(found.count, 0);
    assert_non_null(strstr(complaint.text, "another store key"));
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_what_was_put_in_every_way_is_whole),
        IN_STORE(test_a_missing_record_is_found_in_every_table),
        IN_STORE(test_a_flipped_bit_is_found_in_every_record),
        IN_STORE(test_a_flipped_bit_is_found_in_what_the_store_notes_of_itself),
        IN_STORE(test_an_older_record_that_came_back_is_found),
        IN_STORE(test_a_record_under_another_key_is_found_without_opening_it),
        IN_STORE(test_a_file_that_was_cut_off_is_told_though_it_kills_its_reader),
        IN_STORE(test_a_page_of_zeros_is_found_or_changes_nothing),
        IN_STORE(test_a_key_that_leads_astray_is_found),
        IN_STORE(test_a_root_that_went_back_is_found),
        IN_STORE(test_a_key_that_is_gone_is_told_by_its_number),
        IN_STORE(test_another_key_is_no_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
