/* The journal of a house, folded again, and the two stores held against each other. */
#include "daemon/engine/refold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <lmdb.h>

#include "daemon/engine/dump.h"
#include "daemon/engine/rows.h"
#include "tests/engine/life.h"
#include "tests/engine/older.h"
#include "tests/engine/random_house.h"
#include "tests/store/renumber.h"

#define MAP_BYTES ((size_t)512 << 20)
#define LIST_ROOM 8

struct twins {
    struct house house;
    struct store *store, *again;
};

/* ---- the two of them */

static struct store *make_again(const struct house *house) {
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *store = NULL;
    snprintf(directory, sizeof directory, "%s/again", house->folder);
    snprintf(key, sizeof key, "%s/store.key", house->folder);
    const struct store_options options = {directory, key, MAP_BYTES};
    assert_int_equal(store_create(&options, true, &complaint), STATUS_OK);
    assert_int_equal(store_open(&options, &store, &complaint), STATUS_OK);
    return store;
}

/* Both stores of a closed house, the second empty. */
static void open_twins(struct twins *twins) {
    house_close(&twins->house);
    twins->store = house_store(&twins->house);
    twins->again = make_again(&twins->house);
}

static void fold_twins(struct twins *twins) {
    struct complaint complaint = {""};
    open_twins(twins);
    enum status status = refold(twins->store, twins->again, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
}

static void leave_twins(struct twins *twins) {
    store_close(&twins->store);
    store_close(&twins->again);
    house_tear_down(&twins->house);
}

struct found {
    size_t count;
    struct difference list[LIST_ROOM];
    uint8_t keys[LIST_ROOM][64]; /* what their keys point to */
};

static bool note_difference(void *context, const struct difference *difference) {
    struct found *found = context;
    if (found->count < LIST_ROOM) {
        struct difference *noted = &found->list[found->count];
        *noted = *difference;
        if (difference->key.size > 0)
            memcpy(found->keys[found->count], difference->key.at, difference->key.size);
        noted->key.at = found->keys[found->count];
    }
    return ++found->count < LIST_ROOM;
}

static void compare(const struct twins *twins, struct found *found) {
    uint64_t records = 0;
    *found = (struct found){0};
    assert_int_equal(dump_compare(twins->store, twins->again, note_difference, found, &records),
                     STATUS_OK);
    assert_true(records > 0);
}

static void assert_same(const struct twins *twins) {
    struct found found;
    compare(twins, &found);
    for (size_t i = 0; i < found.count && i < LIST_ROOM; i++)
        print_error("%s: kind %d, at %zu of %zu and %zu\n", store_table_name(found.list[i].table),
                    found.list[i].kind, found.list[i].at, found.list[i].first_bytes,
                    found.list[i].second_bytes);
    assert_int_equal(found.count, 0);
}

/* ---- the same */

struct census {
    enum store_table table; /* of the last record */
    size_t records[TABLE_COUNT];
    struct bytes key;
    uint8_t room[64];
};

static bool count_record(void *context, enum store_table table, struct bytes key,
                         struct bytes value) {
    struct census *census = context;
    (void)value;
    if (census->records[table]++ > 0)
        assert_true(bytes_compare(census->key, key) < 0);
    else if (census->key.at)
        assert_true(strcmp(store_table_name(census->table), store_table_name(table)) < 0);
    census->table = table;
    memcpy(census->room, key.at, key.size);
    census->key = bytes_of(census->room, key.size);
    return true;
}

static void test_refolded_journal_gives_the_same_store_whatever_happened(void **state) {
    struct twins twins;
    struct census census = {0};
    (void)state;
    life_of_a_house(&twins.house);
    fold_twins(&twins);
    assert_same(&twins);
    assert_int_equal(dump_store(twins.again, count_record, &census, NULL), STATUS_OK);
    for (enum store_table table = 0; table < TABLE_COUNT; table++) {
        bool expected = table != TABLE_AUDIT && table != TABLE_BODY;
        if ((census.records[table] > 0) != expected)
            print_error("%s has %zu records\n", store_table_name(table), census.records[table]);
        assert_int_equal(census.records[table] > 0, expected);
    }
    leave_twins(&twins);
}

static void take_in(struct house *house, const char *analist) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    house_participant(house, "analist", analist);
    assert_int_equal(engine_reload(house->engine, &mistakes, &complaint), STATUS_OK);
    mistakes_free(&mistakes);
}

/* Its line has left the files long since. */
static void test_a_revoked_key_is_known_again_when_the_journal_was_folded(void **state) {
    struct twins twins;
    struct store_txn *txn = NULL;
    struct bytes record;
    char line[REGISTRATION_LINE_SIZE], text[512];
    (void)state;
    house_build(&twins.house, "2025-01-10T08:00:00Z");
    house_line(&twins.house, ANALIST, line);
    snprintf(text, sizeof text, "roles = {\"analist\"}\nkeys = {\"%s revoked 2025-01-10\"}\n",
             line);
    take_in(&twins.house, text);
    take_in(&twins.house, NULL);
    fold_twins(&twins);
    assert_same(&twins);
    keys_z85(twins.house.keys[ANALIST].public.curve, line);
    snprintf(text, sizeof text, "revoked %s", line);
    assert_int_equal(store_begin(twins.again, &txn), STATUS_OK);
    assert_int_equal(store_get(txn, TABLE_STATE, bytes_of_text(text), twins.house.arena, &record),
                     STATUS_OK);
    store_rollback(&txn);
    leave_twins(&twins);
}

static void test_store_of_format_1_folds_to_the_same(void **state) {
    struct twins twins;
    (void)state;
    house_move_in(&twins.house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    fold_twins(&twins);
    assert_same(&twins);
    leave_twins(&twins);
}

static void test_store_of_format_2_folds_to_the_same(void **state) {
    struct twins twins;
    (void)state;
    house_move_in(&twins.house, FORMAT_FOLDER "/format2", "2025-06-02T08:00:00Z");
    fold_twins(&twins);
    assert_same(&twins);
    leave_twins(&twins);
}

/* There counting of bodies began with the first one after the older version's; in the fresh
 * store with the first of all. */
static void test_bodies_that_hang_on_others_do_not_tell_stores_apart(void **state) {
    static const char *const four[] = {"A", "B", "C", "D"};
    struct twins twins;
    (void)state;
    house_move_in(&twins.house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    for (uint64_t sequence = 2; sequence <= 5; sequence++) {
        struct bytes snapshot = house_snapshot(&twins.house, MAAN_AGB, sequence,
                                               "2025-01-25T07:00:00Z", four, 4, 20240601);
        assert_int_equal(house_push(&twins.house, MAAN, snapshot).head.status, ANSWER_ACCEPTED);
    }
    fold_twins(&twins);
    assert_same(&twins);
    leave_twins(&twins);
}

/* ---- a store that is sealed with other keys than it was written with */

static void turn_month(struct store *store, day_t day) {
    bool more = true;
    assert_int_equal(store_period_begin(store, day, NULL), STATUS_OK);
    while (more)
        assert_int_equal(store_reseal(store, 1 << 16, &more, NULL), STATUS_OK);
    assert_int_equal(store_retire_keys(store, day, 0, NULL), STATUS_OK);
}

/* Both stores share a key file here, so the second is made when the keys have turned. */
static void turn_and_fold(struct twins *twins) {
    house_close(&twins->house);
    twins->store = house_store(&twins->house);
    turn_month(twins->store, day_of_civil(2027, 1, 1));
    turn_month(twins->store, day_of_civil(2027, 2, 1));
    assert_int_equal(store_key_number(twins->store), 3);
    store_close(&twins->store);
    fold_twins(twins);
}

static void test_keys_that_turned_leave_the_same_store_and_the_same_journal(void **state) {
    struct twins twins;
    (void)state;
    life_of_a_house(&twins.house);
    turn_and_fold(&twins);
    assert_same(&twins);
    leave_twins(&twins);
}

static void test_keys_turn_in_a_store_that_was_of_format_1(void **state) {
    struct twins twins;
    (void)state;
    house_move_in(&twins.house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    turn_and_fold(&twins);
    assert_same(&twins);
    leave_twins(&twins);
}

/* ---- a store whose records are of older versions */

/* No longer than all of it can be folded: bodies are kept for 13 months, and no step takes five. */
static void step_while_kept(struct random_house *random) {
    const day_t last = day_of_number(20240630);
    if (day_of_instant(clock_now(&random->house.clock)) < last)
        random_house_step(random);
}

static void test_store_with_records_of_older_versions_goes_on_and_folds_to_the_same(void **state) {
    enum { HOUSES = 4, STEPS = 60 };
    (void)state;
    for (uint64_t seed = 1; seed <= HOUSES; seed++) {
        struct random_house random;
        struct twins twins;
        random_house_build(&random, seed);
        for (size_t i = 0; i < STEPS; i++) {
            step_while_kept(&random);
            if (i == STEPS / 2 && seed > HOUSES / 2)
                random_house_succeed(&random);
        }
        house_close(&random.house);
        age_store(&random.house);
        house_open(&random.house);
        for (size_t i = 0; i < (seed % 2 ? STEPS : 1); i++)
            step_while_kept(&random);
        twins.house = random.house;
        fold_twins(&twins);
        assert_same(&twins);
        leave_twins(&twins);
    }
}

/* ---- not the same */

struct record {
    enum store_table table;
    uint8_t key_room[64], value_room[8192];
    struct bytes key, value;
};

static bool keep_first(void *context, struct bytes key, struct bytes value) {
    struct record *record = context;
    assert_true(key.size < sizeof record->key_room && value.size < sizeof record->value_room);
    memcpy(record->key_room, key.at, key.size);
    if (value.size > 0)
        memcpy(record->value_room, value.at, value.size);
    record->key = bytes_of(record->key_room, key.size);
    record->value = bytes_of(record->value_room, value.size);
    return false;
}

/* The first of its table, with room for one more byte in key and value. */
static void find_first(struct store *store, enum store_table table, struct record *record) {
    const struct bytes all = {NULL, 0};
    struct store_txn *txn = NULL;
    *record = (struct record){.table = table};
    assert_int_equal(store_begin_read(store, &txn), STATUS_OK);
    assert_int_equal(store_walk(txn, table, all, all, keep_first, record), STATUS_OK);
    assert_non_null(record->key.at);
    store_rollback(&txn);
}

/* What ends up under the key; no value: nothing does. */
static void write_record(struct store *store, const struct record *record, bool there) {
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    if (there)
        store_put(txn, record->table, record->key, record->value);
    else
        store_delete(txn, record->table, record->key);
    assert_int_equal(store_commit(&txn), STATUS_OK);
}

/* Nothing else than this record; of one that holds rows, each of them. */
static void assert_only(const struct twins *twins, enum difference_kind kind,
                        const struct record *record) {
    struct found found;
    compare(twins, &found);
    assert_true(found.count == 1 || (found.count > 1 && record->table == TABLE_HISTORY));
    assert_true(bytes_equal(found.list[0].key, record->key));
    for (size_t i = 0; i < found.count; i++) {
        assert_int_equal(found.list[i].kind, kind);
        assert_int_equal(found.list[i].table, record->table);
        if (i > 0)
            assert_true(rows_of_one_place(found.list[i].key.at, record->key.at));
    }
}

/* Numbered tables cannot be tampered with by this road. */
static const enum store_table tampered[] = {
    TABLE_STATE,    TABLE_AANBIEDER, TABLE_LEFT,  TABLE_HISTORY, TABLE_NUMBER,      TABLE_DUE,
    TABLE_JEUGDIGE, TABLE_OUTCOME,   TABLE_TAKEN, TABLE_DUIDING, TABLE_PUBLICATION, TABLE_CONFIG,
};

static void test_record_that_was_changed_is_found_and_named(void **state) {
    struct twins twins;
    struct record record;
    (void)state;
    life_of_a_house(&twins.house);
    fold_twins(&twins);
    for (size_t i = 0; i < sizeof tampered / sizeof *tampered; i++) {
        bool unpacked = tampered[i] == TABLE_HISTORY || tampered[i] == TABLE_AANBIEDER;
        find_first(twins.store, tampered[i], &record);
        record.value.size++;
        write_record(twins.store, &record, true);
        assert_only(&twins, unpacked ? DIFFERENCE_UNREADABLE : DIFFERENCE_VALUE, &record);
        record.value.size--;
        write_record(twins.store, &record, true);
        assert_same(&twins);
    }
    leave_twins(&twins);
}

/* That no record has. Rows are looked for by the whole of theirs. */
static void give_other_key(struct record *record) {
    if (record->table == TABLE_HISTORY)
        record->key_room[ROW_KEY_BYTES - 8 - 1] ^= 1;
    else
        record->key.size++;
}

static void test_record_that_is_missing_and_one_that_is_extra_are_found_and_named(void **state) {
    struct twins twins;
    struct record record;
    (void)state;
    life_of_a_house(&twins.house);
    fold_twins(&twins);
    for (size_t i = 0; i < sizeof tampered / sizeof *tampered; i++) {
        find_first(twins.store, tampered[i], &record);
        write_record(twins.store, &record, false);
        assert_only(&twins, DIFFERENCE_MISSING, &record);
        write_record(twins.store, &record, true);
        give_other_key(&record);
        write_record(twins.store, &record, true);
        assert_only(&twins, DIFFERENCE_EXTRA, &record);
        write_record(twins.store, &record, false);
    }
    assert_same(&twins);
    leave_twins(&twins);
}

/* One bit of the record as it is sealed, in the file. */
static void flip_bit(const struct house *house, struct record *record) {
    char directory[96], key_file[96];
    uint8_t sealed[8192 + 64];
    MDB_env *env = NULL;
    MDB_txn *txn = NULL;
    MDB_dbi dbi;
    MDB_val key = {record->key.size, record->key_room}, value;
    snprintf(directory, sizeof directory, "%s/store", house->folder);
    snprintf(key_file, sizeof key_file, "%s/store.key", house->folder);
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, TABLE_COUNT + 1), 0);
    assert_int_equal(mdb_env_set_mapsize(env, MAP_BYTES), 0);
    assert_int_equal(mdb_env_open(env, directory, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, store_table_name(record->table), 0, &dbi), 0);
    assert_int_equal(mdb_get(txn, dbi, &key, &value), 0);
    assert_true(value.mv_size <= sizeof sealed);
    memcpy(sealed, value.mv_data, value.mv_size);
    sealed[value.mv_size - 1] ^= 1;
    value.mv_data = sealed;
    assert_int_equal(mdb_put(txn, dbi, &key, &value, 0), 0);
    renumber(txn, key_file);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void test_record_that_no_longer_opens_is_found_and_named(void **state) {
    const enum store_table damaged[] = {TABLE_LEFT, TABLE_ALERT};
    struct twins twins;
    struct record record;
    (void)state;
    life_of_a_house(&twins.house);
    fold_twins(&twins);
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct census census = {0};
        struct complaint complaint = {""};
        find_first(twins.store, damaged[i], &record);
        store_close(&twins.store);
        flip_bit(&twins.house, &record);
        twins.store = house_store(&twins.house);
        assert_only(&twins, DIFFERENCE_UNREADABLE, &record);
        assert_int_equal(dump_store(twins.store, count_record, &census, &complaint),
                         STATUS_DAMAGED);
        assert_non_null(strstr(complaint.text, store_table_name(damaged[i])));
        store_close(&twins.store);
        flip_bit(&twins.house, &record);
        twins.store = house_store(&twins.house);
    }
    assert_same(&twins);
    leave_twins(&twins);
}

static void test_damage_where_nothing_should_be_is_found_too(void **state) {
    struct twins twins;
    struct record record;
    struct found found;
    (void)state;
    life_of_a_house(&twins.house);
    fold_twins(&twins);
    find_first(twins.store, TABLE_TAKEN, &record);
    record.key.size++;
    write_record(twins.store, &record, true);
    store_close(&twins.store);
    flip_bit(&twins.house, &record);
    twins.store = house_store(&twins.house);
    compare(&twins, &found);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.list[0].kind, DIFFERENCE_TABLE);
    assert_int_equal(found.list[0].table, TABLE_TAKEN);
    leave_twins(&twins);
}

/* ---- a journal that is none */

/* One more event after the last snapshot: its own bytes, altered. */
struct forgery {
    enum event_kind kind;
    uint32_t rules_version;
    size_t flipped; /* byte of the body; SIZE_MAX: none */
    enum status status;
    const char *complaint;
};

/* version (1) | sign key (32) | request id (8) | signature (64) | size | snapshot */
static const struct forgery forgeries[] = {
    {EVENT_SNAPSHOT, 1, SIZE_MAX, STATUS_DAMAGED, "now it is answered DUPLICATE"},
    {EVENT_SNAPSHOT, 1, 1, STATUS_DAMAGED, "nobody had the key that signed it"},
    {EVENT_SNAPSHOT, 1, 33, STATUS_DAMAGED, "now it is answered DENIED"},
    {EVENT_SNAPSHOT, 1, 41, STATUS_DAMAGED, "now it is answered DENIED"},
    {EVENT_SNAPSHOT, 1, 0, STATUS_DAMAGED, "stored data do not verify"},
    {EVENT_CONFIRM, 1, SIZE_MAX, STATUS_DAMAGED, "now it is answered "},
    {EVENT_CONFIG, 1, SIZE_MAX, STATUS_DAMAGED, "stored data do not verify"},
    {EVENT_PUBLICATION, 1, 0, STATUS_DAMAGED, "stored data do not verify"},
    {EVENT_SNAPSHOT, 2, SIZE_MAX, STATUS_WRONG_FORMAT, "rules of another version"},
};

static void read_last(struct twins *twins, struct event *event) {
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin_read(twins->store, &txn), STATUS_OK);
    assert_int_equal(store_journal_read(txn, store_journal_head(txn), twins->house.arena, event),
                     STATUS_OK);
    store_rollback(&txn);
}

static void append(struct twins *twins, const struct event *event) {
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin(twins->store, &txn), STATUS_OK);
    store_journal_append(txn, event);
    assert_int_equal(store_commit(&txn), STATUS_OK);
}

static void build_twins(struct twins *twins) {
    static const char *const three[] = {"A", "B", "C"};
    house_build(&twins->house, "2025-01-10T08:00:00Z");
    house_push(
        &twins->house, ZON,
        house_snapshot(&twins->house, ZON_AGB, 1, "2025-01-10T07:00:00Z", three, 3, 20250105));
    open_twins(twins);
}

static void assert_refused(const struct forgery *forgery) {
    struct twins twins;
    struct event event;
    struct complaint complaint = {""};
    char number[32];
    build_twins(&twins);
    read_last(&twins, &event);
    uint8_t *body = (uint8_t *)(uintptr_t)arena_copy(twins.house.arena, event.body).at;
    if (forgery->flipped != SIZE_MAX)
        body[forgery->flipped] ^= 0x10;
    event = (struct event){.number = event.number + 1,
                           .instant = event.instant + 1,
                           .kind = forgery->kind,
                           .rules_version = forgery->rules_version,
                           .body = bytes_of(body, event.body.size)};
    append(&twins, &event);
    assert_int_equal(refold(twins.store, twins.again, &complaint), forgery->status);
    snprintf(number, sizeof number, "event %llu (", (unsigned long long)event.number);
    assert_non_null(strstr(complaint.text, number));
    assert_non_null(strstr(complaint.text, forgery->complaint));
    leave_twins(&twins);
}

static void test_event_that_cannot_have_been_is_refused_and_named(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++)
        assert_refused(&forgeries[i]);
}

static void test_day_that_was_not_the_next_one_is_found_in_the_journal(void **state) {
    struct twins twins;
    struct event event;
    struct found found;
    struct complaint complaint = {""};
    (void)state;
    build_twins(&twins);
    read_last(&twins, &event);
    event = (struct event){.number = event.number + 1,
                           .instant = event.instant + 1,
                           .rules_version = 1,
                           .kind = EVENT_DAY,
                           .body = bytes_of("\x01", 1)};
    append(&twins, &event);
    assert_int_equal(refold(twins.store, twins.again, &complaint), STATUS_OK);
    compare(&twins, &found);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.list[0].table, TABLE_JOURNAL);
    assert_int_equal(store_u64_of_key(found.list[0].key.at), event.number);
    assert_int_equal(found.list[1].table, TABLE_STATE);
    leave_twins(&twins);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refolded_journal_gives_the_same_store_whatever_happened),
        cmocka_unit_test(test_a_revoked_key_is_known_again_when_the_journal_was_folded),
        cmocka_unit_test(test_store_of_format_1_folds_to_the_same),
        cmocka_unit_test(test_store_of_format_2_folds_to_the_same),
        cmocka_unit_test(test_bodies_that_hang_on_others_do_not_tell_stores_apart),
        cmocka_unit_test(test_keys_that_turned_leave_the_same_store_and_the_same_journal),
        cmocka_unit_test(test_keys_turn_in_a_store_that_was_of_format_1),
        cmocka_unit_test(test_store_with_records_of_older_versions_goes_on_and_folds_to_the_same),
        cmocka_unit_test(test_record_that_was_changed_is_found_and_named),
        cmocka_unit_test(test_record_that_is_missing_and_one_that_is_extra_are_found_and_named),
        cmocka_unit_test(test_record_that_no_longer_opens_is_found_and_named),
        cmocka_unit_test(test_damage_where_nothing_should_be_is_found_too),
        cmocka_unit_test(test_event_that_cannot_have_been_is_refused_and_named),
        cmocka_unit_test(test_day_that_was_not_the_next_one_is_found_in_the_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
