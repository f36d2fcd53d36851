/* A store of an older format becomes one of this format, or stays what it was. The old
 * one is made of a new one: without the tables that were not there yet, and with both
 * records that name the format. (tests/engine/format1 is one that was really made then.) */
#include "fixture.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/head.h"
#include "store/headers.h"
#include "store/keyfile.h"

enum { LINES = 3 };
enum { EVENTS = 700, RECORDS = 4 * EVENTS, PAGE = 4096, FIRST_PAGE = 3 };

static const char *const new_tables[] = {"taken", "duiding", "publication", "config"};

struct listing {
    size_t count;
    struct raw_record *records;
};

static struct listing list(const struct fixture *fixture) {
    struct listing listing = {.records = calloc(RECORDS, sizeof *listing.records)};
    assert_non_null(listing.records);
    listing.count = raw_records(fixture, listing.records, RECORDS);
    return listing;
}

static struct raw_record *find(struct listing *listing, const char *table, const char *key) {
    for (size_t i = 0; i < listing->count; i++)
        if (strcmp(listing->records[i].table, table) == 0 &&
            bytes_equal(bytes_of(listing->records[i].key, listing->records[i].key_size), text(key)))
            return &listing->records[i];
    fail_msg("no %s in %s", key, table);
    return NULL;
}

static bool is_config(uint64_t number) {
    return number % 2 == 1;
}

static void fill(struct fixture *fixture, uint64_t events) {
    struct store_txn *txn = begin(fixture);
    for (uint64_t number = 1; number <= events; number++)
        store_journal_append(txn,
                             &(struct event){.number = number,
                                             .instant = (instant_t)number * 1000,
                                             .rules_version = 1,
                                             .kind = is_config(number) ? EVENT_CONFIG : EVENT_DAY,
                                             .body = text("event")});
    put_text(txn, TABLE_STATE, "region", "as it was");
    append_alert(txn, "alert");
    for (uint64_t number = 1; number <= LINES; number++)
        store_log_append(txn, TABLE_AUDIT, number, text("line"));
    commit(&txn);
    store_close(&fixture->store);
}

static void set_format(struct raw_record *format, uint8_t number) {
    format->value[11] = number;
    crypto_generichash(format->value + FORMAT_BYTES - 16, 16, format->value, FORMAT_BYTES - 16,
                       NULL, 0);
}

/* The caller frees it. */
static struct ring *ring_of(const struct fixture *fixture) {
    struct ring *ring = NULL;
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_OK);
    return ring;
}

/* As format 1 had it: the count of one table, no sums, and nothing of what was forgotten. */
static void set_head(const struct fixture *fixture, struct raw_record *head) {
    enum { BEFORE = 21, NUMBERS = 128, FIRST_BYTES = BEFORE + 8 + NUMBERS };
    uint8_t plain[HEAD_BYTES], first[FIRST_BYTES] = {0};
    struct ring *ring = ring_of(fixture);
    const struct seal_key *with = &ring_newest(ring)->with;
    assert_true(
        seal_read(with, TABLE_META, head_key(), bytes_of(head->value, head->value_size), plain));
    memcpy(first, plain, BEFORE);
    memcpy(first + BEFORE + 8, plain + BEFORE, NUMBERS);
    first[3] = 1;
    seal_hash(text("line"), first + sizeof first - STORE_HASH_BYTES);
    seal_write(with, TABLE_META, head_key(), bytes_of(first, sizeof first), head->value);
    head->value_size = sizeof first + SEAL_OVERHEAD_BYTES;
    ring_free(&ring);
}

/* ... and lines that do not say which they follow. */
static void set_lines(const struct fixture *fixture) {
    struct ring *ring = ring_of(fixture);
    for (uint64_t number = 1; number <= LINES; number++) {
        struct raw_record line = {.table = "audit", .key_size = 8};
        store_key_u64(line.key, number);
        line.value_size = SEAL_OVERHEAD_BYTES + strlen("line");
        seal_write(&ring_newest(ring)->with, TABLE_AUDIT, bytes_of(line.key, 8), text("line"),
                   line.value);
        raw_put(fixture, &line);
    }
    ring_free(&ring);
}

/* ... and headers that are each a record. */
static void set_headers(const struct fixture *fixture, uint64_t events) {
    struct ring *ring = ring_of(fixture);
    struct header header = {.rules_version = 1};
    seal_hash(text("event"), header.body_hash);
    for (uint64_t number = 1; number <= events; number++) {
        struct raw_record record = {.table = "journal", .key_size = 8};
        uint8_t plain[HEADER_BYTES];
        header.number = number;
        header.instant = (instant_t)number * 1000;
        header.kind = is_config(number) ? EVENT_CONFIG : EVENT_DAY;
        header_encode(&header, plain);
        store_key_u64(record.key, number);
        record.value_size = SEAL_OVERHEAD_BYTES + sizeof plain;
        seal_write(&ring_newest(ring)->with, TABLE_JOURNAL, bytes_of(record.key, 8),
                   bytes_of(plain, sizeof plain), record.value);
        raw_put(fixture, &record);
        header_hash(&header, header.previous);
    }
    ring_free(&ring);
}

/* A filled store as format 1 would hold it. Closed. */
static void make_old_with(struct fixture *fixture, uint64_t events) {
    fill(fixture, events);
    struct listing now = list(fixture);
    struct raw_record *format = find(&now, "meta", "format"), *head = find(&now, "meta", "head");
    set_format(format, 1);
    set_head(fixture, head);
    raw_put(fixture, format);
    raw_put(fixture, head);
    set_lines(fixture);
    set_headers(fixture, events);
    for (size_t i = 0; i < sizeof new_tables / sizeof *new_tables; i++)
        raw_drop(fixture, new_tables[i]);
    free(now.records);
}

static void make_old(struct fixture *fixture) {
    make_old_with(fixture, EVENTS);
}

static void assert_same(const struct listing *a, const struct listing *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_memory_equal(&a->records[i], &b->records[i], sizeof a->records[i]);
}

static bool take_number(void *context, struct bytes key, struct bytes value) {
    uint64_t *next = context;
    assert_int_equal(value.size, 0);
    assert_int_equal(key.size, 8);
    assert_int_equal(store_u64_of_key(key.at), *next);
    *next += 2;
    return true;
}

static bool count_line(void *context, struct bytes key, struct bytes value) {
    uint64_t *count = context;
    assert_int_equal(store_u64_of_key(key.at), ++*count);
    assert_true(bytes_equal(value, text("line")));
    return true;
}

/* Open, and all there. */
static void assert_converted_with(struct fixture *fixture, uint64_t events) {
    const struct bytes all = {NULL, 0};
    uint64_t next = 1, lines = 0;
    struct event event;
    struct store_txn *txn = begin(fixture);
    assert_int_equal(store_walk(txn, TABLE_CONFIG, all, all, take_number, &next), STATUS_OK);
    assert_int_equal(next, events + 1 + events % 2);
    assert_int_equal(store_journal_head(txn), events);
    for (uint64_t number = 1; number <= events; number++) {
        assert_int_equal(store_journal_read(txn, number, fixture->arena, &event), STATUS_OK);
        assert_int_equal(event.instant, number * 1000);
        assert_int_equal(event.kind, is_config(number) ? EVENT_CONFIG : EVENT_DAY);
    }
    assert_text(fixture, txn, TABLE_STATE, "region", "as it was");
    assert_int_equal(store_log_head(txn, TABLE_ALERT), 1);
    assert_int_equal(store_walk(txn, TABLE_AUDIT, all, all, count_line, &lines), STATUS_OK);
    assert_int_equal(lines, LINES);
    commit(&txn);
    store_close(&fixture->store);
    struct listing now = list(fixture);
    size_t headers = 0;
    for (size_t i = 0; i < now.count; i++)
        headers += strcmp(now.records[i].table, "journal") == 0;
    assert_int_equal(headers, headers_record_of(events));
    assert_int_equal(find(&now, "meta", "format")->value[11], STORE_FORMAT);
    free(now.records);
}

static void assert_converted(struct fixture *fixture) {
    assert_converted_with(fixture, EVENTS);
}

static void test_an_older_store_becomes_a_new_one_and_keeps_what_it_held(void **state) {
    struct fixture *fixture = *state;
    make_old(fixture);
    fixture_open(fixture);
    assert_converted(fixture);
    struct listing first = list(fixture);
    fixture_open(fixture);
    struct store_txn *txn = begin(fixture);
    put_text(txn, TABLE_TAKEN, "key", "value");
    store_rollback(&txn);
    assert_converted(fixture);
    struct listing second = list(fixture);
    assert_same(&first, &second);
    free(first.records);
    free(second.records);
    assert_int_equal(read_everything(fixture), STATUS_OK);
}

/* Around what one record of headers holds, and two; and each then goes on. */
static void test_a_journal_of_any_length_is_converted(void **state) {
    static const uint64_t lengths[] = {0, 1, 2, 15, 16, 17, 31, 32, 33};
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        void *made;
        assert_int_equal(fixture_setup(&made), 0);
        struct fixture *fixture = made;
        make_old_with(fixture, lengths[i]);
        fixture_open(fixture);
        assert_converted_with(fixture, lengths[i]);
        assert_int_equal(read_everything(fixture), STATUS_OK);
        fixture_open(fixture);
        struct store_txn *txn = begin(fixture);
        for (size_t more = 0; more <= HEADERS_IN_RECORD; more++)
            append_event(txn, text("one more"));
        commit(&txn);
        store_close(&fixture->store);
        assert_int_equal(read_everything(fixture), STATUS_OK);
        fixture_teardown(&made);
    }
}

static void test_an_older_store_is_not_read_beside(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    make_old(fixture);
    struct listing before = list(fixture);
    assert_int_equal(store_open_beside(&fixture->options, &fixture->store, &complaint),
                     STATUS_WRONG_FORMAT);
    assert_non_null(strstr(complaint.text, "start wachtpostd first"));
    struct listing after = list(fixture);
    assert_same(&before, &after);
    free(before.records);
    free(after.records);
}

static void allow_file_bytes(rlim_t bytes) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_without_room_it_stays_what_it_was(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    make_old(fixture);
    struct listing before = list(fixture);
    signal(SIGXFSZ, SIG_IGN);
    allow_file_bytes(FIRST_PAGE * PAGE);
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_FULL);
    allow_file_bytes(RLIM_INFINITY);
    assert_null(fixture->store);
    assert_non_null(strstr(complaint.text, "conversion"));
    struct listing after = list(fixture);
    assert_same(&before, &after);
    fixture_open(fixture);
    assert_converted(fixture);
    free(before.records);
    free(after.records);
}

/* In a process that may write so many pages of the file: it is killed at the first one
 * beyond, or has to give up when a write of several was cut short. False: it came
 * through. */
static bool is_cut_off(const struct fixture *fixture, rlim_t pages) {
    int ended = 0;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit none = {0, 0};
        struct store *store = NULL;
        signal(SIGXFSZ, SIG_DFL);
        if (setrlimit(RLIMIT_CORE, &none) != 0)
            _exit(1);
        allow_file_bytes(pages * PAGE);
        _exit((int)store_open(&fixture->options, &store, NULL));
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    if (WIFSIGNALED(ended))
        assert_int_equal(WTERMSIG(ended), SIGXFSZ);
    else if (WEXITSTATUS(ended) != STATUS_OK)
        assert_int_equal(WEXITSTATUS(ended), STATUS_FULL);
    return WIFSIGNALED(ended) || WEXITSTATUS(ended) != STATUS_OK;
}

static void test_cut_off_anywhere_it_stays_what_it_was(void **state) {
    struct fixture *fixture = *state;
    rlim_t pages = FIRST_PAGE;
    make_old(fixture);
    struct listing before = list(fixture);
    for (; is_cut_off(fixture, pages); pages++) {
        struct listing after = list(fixture);
        assert_same(&before, &after);
        free(after.records);
    }
    assert_true(pages > FIRST_PAGE + 5);
    free(before.records);
    fixture_open(fixture);
    assert_converted(fixture);
}

static void test_a_damaged_chain_is_not_converted(void **state) {
    struct fixture *fixture = *state;
    struct complaint complaint = {""};
    uint8_t key[9] = {0};
    make_old(fixture);
    struct listing before = list(fixture);
    store_key_u64(key, EVENTS / 2);
    for (size_t i = 0; i < before.count; i++)
        if (strcmp(before.records[i].table, "journal") == 0 &&
            memcmp(before.records[i].key, key, 8) == 0)
            raw_delete(fixture, &before.records[i]);
    assert_int_equal(store_open(&fixture->options, &fixture->store, &complaint), STATUS_DAMAGED);
    assert_non_null(strstr(complaint.text, "conversion"));
    struct listing after = list(fixture);
    assert_int_equal(find(&after, "meta", "format")->value[11], 1);
    assert_int_equal(after.count, before.count - 1);
    free(before.records);
    free(after.records);
}

static void test_head_and_format_record_must_agree(void **state) {
    struct fixture *fixture = *state;
    fill(fixture, EVENTS);
    struct listing now = list(fixture);
    struct raw_record *format = find(&now, "meta", "format"), *head = find(&now, "meta", "head");
    set_format(format, 1);
    raw_put(fixture, format);
    assert_int_equal(store_open(&fixture->options, &fixture->store, NULL), STATUS_DAMAGED);
    set_format(format, STORE_FORMAT);
    raw_put(fixture, format);
    set_head(fixture, head);
    raw_put(fixture, head);
    assert_int_equal(store_open(&fixture->options, &fixture->store, NULL), STATUS_DAMAGED);
    free(now.records);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_STORE(test_an_older_store_becomes_a_new_one_and_keeps_what_it_held),
        cmocka_unit_test(test_a_journal_of_any_length_is_converted),
        IN_STORE(test_an_older_store_is_not_read_beside),
        IN_STORE(test_without_room_it_stays_what_it_was),
        IN_STORE(test_cut_off_anywhere_it_stays_what_it_was),
        IN_STORE(test_a_damaged_chain_is_not_converted),
        IN_STORE(test_head_and_format_record_must_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
