/* What a number was used for, however long ago and in whichever format it was written down. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "daemon/engine/numbers.h"
#include "tests/engine/house.h"

#define OLD_KEY_BYTES (AGB_DIGITS + EPOCH_BYTES + 8)

static const struct number_owner zon = {.agb = {ZON_AGB}, .epoch = {0xe0}};
static const struct number_owner zon_later = {.agb = {ZON_AGB}, .epoch = {0xe1}};
static const struct number_owner maan = {.agb = {MAAN_AGB}, .epoch = {0xe0}};
static const struct bytes all = {NULL, 0};

static void begin(struct house *house) {
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
}

static uint64_t event_of(uint64_t number) {
    return 1000 + 300 * number;
}

static void assert_unused(struct house *house, const struct number_owner *owner, uint64_t number) {
    uint64_t event;
    assert_int_equal(numbers_find(house->engine, owner, number, &event), STATUS_ABSENT);
}

static void assert_used(struct house *house, const struct number_owner *owner, uint64_t number) {
    uint64_t event = 0;
    assert_int_equal(numbers_find(house->engine, owner, number, &event), STATUS_OK);
    assert_int_equal(event, event_of(number));
}

static void use(struct house *house, const struct number_owner *owner, uint64_t from,
                uint64_t until) {
    for (uint64_t number = from; number <= until; number++)
        assert_int_equal(numbers_use(house->engine, owner, number, event_of(number)), STATUS_OK);
}

static void test_every_number_gives_the_event_it_was_used_for(void **state) {
    enum { COUNT = 3 * NUMBERS_IN_RECORD + 5 };
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    begin(&house);
    for (uint64_t number = 1; number <= COUNT; number++) {
        assert_unused(&house, &zon, number);
        use(&house, &zon, number, number);
        for (uint64_t earlier = 1; earlier <= number; earlier++)
            assert_used(&house, &zon, earlier);
    }
    store_rollback(&house.engine->txn);
    house_tear_down(&house);
}

static void test_numbers_of_another_epoch_or_aanbieder_are_others(void **state) {
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    begin(&house);
    use(&house, &zon, 1, 70);
    use(&house, &zon_later, 1, 2);
    assert_unused(&house, &maan, 1);
    assert_unused(&house, &zon_later, 3);
    assert_unused(&house, &zon_later, 65);
    assert_used(&house, &zon_later, 2);
    assert_used(&house, &zon, 70);
    store_rollback(&house.engine->txn);
    house_tear_down(&house);
}

static void test_numbers_that_nobody_can_have_used_are_unused(void **state) {
    static const uint64_t numbers[] = {0, (uint64_t)NUMBERS_IN_RECORD << 32,
                                       ((uint64_t)NUMBERS_IN_RECORD << 32) + 1, UINT64_MAX};
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    begin(&house);
    use(&house, &zon, 1, NUMBERS_IN_RECORD);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_unused(&house, &zon, numbers[i]);
    store_rollback(&house.engine->txn);
    house_tear_down(&house);
}

static void test_a_number_whose_forerunner_is_missing_is_damage(void **state) {
    static const uint64_t wrong[] = {2, NUMBERS_IN_RECORD - 1, NUMBERS_IN_RECORD + 2};
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        begin(&house);
        assert_int_equal(numbers_use(house.engine, &zon, wrong[i], 9), STATUS_DAMAGED);
        use(&house, &zon, 1, 1);
        assert_int_equal(numbers_use(house.engine, &zon, 1, 9), STATUS_DAMAGED);
        store_rollback(&house.engine->txn);
    }
    house_tear_down(&house);
}

/* ---- as it is asked for */

static struct bytes snapshot(struct house *house, uint64_t sequence, uint32_t aanmelddatum) {
    static const char *const two[] = {"A", "B"};
    return house_snapshot(house, ZON_AGB, sequence, "2025-01-10T07:00:00Z", two, 2, aanmelddatum);
}

static void push_numbers(struct house *house, uint64_t from, uint64_t until) {
    for (uint64_t sequence = from; sequence <= until; sequence++) {
        struct bytes body = snapshot(house, sequence, 20250105);
        assert_int_equal(house_push(house, ZON, body).head.status, ANSWER_ACCEPTED);
        arena_reset(house->arena);
    }
}

/* The receipt of then for the same bytes, nothing for others. */
static void assert_remembered(struct house *house, uint64_t sequence) {
    struct push_reply again = house_push(house, ZON, snapshot(house, sequence, 20250105));
    assert_int_equal(again.head.status, ANSWER_DUPLICATE);
    assert_int_equal(house_receipt(house, &again).sequence, sequence);
    again = house_push(house, ZON, snapshot(house, sequence, 20250106));
    assert_int_equal(again.head.status, ANSWER_CONFLICT);
    assert_int_equal(again.receipt.size, 0);
    arena_reset(house->arena);
}

static void assert_goes_on_after(struct house *house, uint64_t last) {
    for (uint64_t sequence = 1; sequence <= last; sequence++)
        assert_remembered(house, sequence);
    struct push_reply gap = house_push(house, ZON, snapshot(house, last + 2, 20250105));
    assert_int_equal(gap.head.status, ANSWER_GAP);
    assert_int_equal(gap.expected_sequence, last + 1);
    push_numbers(house, last + 1, last + 1);
}

static void test_a_repeat_is_told_from_other_bytes_however_long_ago(void **state) {
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    push_numbers(&house, 1, 2 * NUMBERS_IN_RECORD + 1);
    assert_goes_on_after(&house, 2 * NUMBERS_IN_RECORD + 1);
    house_tear_down(&house);
}

/* ---- as format 1 had it */

/* The hash of what came with it, and the event in LEB128: here below 1 << 21. */
static void write_old(struct store_txn *txn, const struct number_owner *owner, uint64_t number,
                      uint64_t event) {
    uint8_t key[OLD_KEY_BYTES], value[HASH_BYTES + 3] = {7, 7, 7};
    memcpy(key, owner->agb.text, AGB_DIGITS);
    memcpy(key + AGB_DIGITS, owner->epoch, EPOCH_BYTES);
    store_key_u64(key + AGB_DIGITS + EPOCH_BYTES, number);
    value[HASH_BYTES] = (uint8_t)(event | 0x80);
    value[HASH_BYTES + 1] = (uint8_t)(event >> 7 | 0x80);
    value[HASH_BYTES + 2] = (uint8_t)(event >> 14);
    store_put(txn, TABLE_NUMBER, bytes_of(key, sizeof key), bytes_of(value, sizeof value));
}

struct table {
    size_t count, used;
    uint8_t room[16384]; /* key and value after each other, one record after the other */
};

static bool take_record(void *context, struct bytes key, struct bytes value) {
    struct table *table = context;
    assert_int_not_equal(key.size, OLD_KEY_BYTES);
    assert_true(table->used + key.size + value.size <= sizeof table->room);
    memcpy(table->room + table->used, key.at, key.size);
    memcpy(table->room + table->used + key.size, value.at, value.size);
    table->used += key.size + value.size;
    table->count++;
    return true;
}

static void read_table(struct house *house, struct table *table) {
    *table = (struct table){0};
    begin(house);
    assert_int_equal(store_walk(house->engine->txn, TABLE_NUMBER, all, all, take_record, table),
                     STATUS_OK);
    store_rollback(&house->engine->txn);
}

/* A closed house's numbers of De Zon, one by one instead of together. */
static void write_apart(struct house *house, const uint64_t *events, uint64_t count) {
    struct store *store = house_store(house);
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    for (uint64_t record = 0; record <= (count - 1) / NUMBERS_IN_RECORD; record++) {
        uint8_t key[AGB_DIGITS + EPOCH_BYTES + 4] = ZON_AGB;
        key[AGB_DIGITS] = zon.epoch[0];
        key[sizeof key - 1] = (uint8_t)record;
        store_delete(txn, TABLE_NUMBER, bytes_of(key, sizeof key));
    }
    for (uint64_t number = 1; number <= count; number++)
        write_old(txn, &zon, number, events[number]);
    assert_int_equal(store_commit(&txn), STATUS_OK);
    store_close(&store);
}

static void test_numbers_of_format_1_are_packed_as_if_they_had_always_been(void **state) {
    enum { COUNT = 2 * NUMBERS_IN_RECORD + 1 };
    uint64_t events[COUNT + 1];
    static struct table before, after;
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    push_numbers(&house, 1, COUNT);
    read_table(&house, &before);
    assert_int_equal(before.count, 3);
    begin(&house);
    for (uint64_t number = 1; number <= COUNT; number++)
        assert_int_equal(numbers_find(house.engine, &zon, number, &events[number]), STATUS_OK);
    store_rollback(&house.engine->txn);
    house_close(&house);
    write_apart(&house, events, COUNT);
    house_open(&house);
    read_table(&house, &after);
    assert_int_equal(after.count, before.count);
    assert_int_equal(after.used, before.used);
    assert_memory_equal(after.room, before.room, before.used);
    assert_goes_on_after(&house, COUNT);
    house_tear_down(&house);
}

static void write_many_old(struct house *house, const struct number_owner *owner, uint64_t count) {
    struct store *store = house_store(house);
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    for (uint64_t number = 1; number <= count; number++)
        write_old(txn, owner, number, event_of(number));
    assert_int_equal(store_commit(&txn), STATUS_OK);
    store_close(&store);
}

static void assert_all_used(struct house *house, const struct number_owner *owner, uint64_t count) {
    for (uint64_t number = 1; number <= count; number++)
        assert_used(house, owner, number);
    assert_unused(house, owner, count + 1);
}

/* More than are packed at a time, and one aanbieder after the other. */
static void test_many_numbers_of_format_1_are_packed_in_one_opening(void **state) {
    enum { COUNT = 5000, OTHERS = 130 };
    struct house house;
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_close(&house);
    write_many_old(&house, &zon, COUNT);
    write_many_old(&house, &zon_later, OTHERS);
    write_many_old(&house, &maan, OTHERS);
    house_open(&house);
    begin(&house);
    assert_all_used(&house, &zon, COUNT);
    assert_all_used(&house, &zon_later, OTHERS);
    assert_all_used(&house, &maan, OTHERS);
    use(&house, &maan, OTHERS + 1, OTHERS + 1);
    store_rollback(&house.engine->txn);
    house_tear_down(&house);
}

static void allow_file_bytes(rlim_t bytes) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* With a full disk nothing is packed; with room the next opening does it. */
static void test_packing_that_is_cut_off_has_not_begun(void **state) {
    enum { COUNT = 1000 };
    struct house house;
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    (void)state;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_close(&house);
    write_many_old(&house, &zon, COUNT);
    signal(SIGXFSZ, SIG_IGN);
    allow_file_bytes(4096);
    assert_int_equal(engine_open(house.config, &house.clock, &house.engine, &mistakes, &complaint),
                     STATUS_FULL);
    allow_file_bytes(RLIM_INFINITY);
    signal(SIGXFSZ, SIG_DFL);
    house_open(&house);
    begin(&house);
    assert_all_used(&house, &zon, COUNT);
    store_rollback(&house.engine->txn);
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_number_gives_the_event_it_was_used_for),
        cmocka_unit_test(test_numbers_of_another_epoch_or_aanbieder_are_others),
        cmocka_unit_test(test_numbers_that_nobody_can_have_used_are_unused),
        cmocka_unit_test(test_a_number_whose_forerunner_is_missing_is_damage),
        cmocka_unit_test(test_a_repeat_is_told_from_other_bytes_however_long_ago),
        cmocka_unit_test(test_numbers_of_format_1_are_packed_as_if_they_had_always_been),
        cmocka_unit_test(test_many_numbers_of_format_1_are_packed_in_one_opening),
        cmocka_unit_test(test_packing_that_is_cut_off_has_not_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
