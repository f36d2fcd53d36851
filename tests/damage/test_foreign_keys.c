/* A key that another table's would be: damage, and no mistake of our own. Only keys are looked
 * at in these walks, so no seal tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/errand.h"
#include "daemon/engine/index.h"
#include "daemon/engine/retain.h"
#include "tests/engine/house.h"

static const char *const three[] = {"A", "B", "C"};
static const uint8_t agb[AGB_DIGITS] = {'0', '6', '0', '1', '0', '7', '1', '3'}; /* ZON_AGB */

static int enter(void **state) {
    static struct house house;
    house_build(&house, "2025-03-20T08:00:00Z");
    struct push_reply reply =
        house_push(&house, ZON,
                   house_snapshot(&house, ZON_AGB, 1, "2025-03-20T07:00:00Z", three, 3, 20250301));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    *state = &house;
    return 0;
}

static int leave(void **state) {
    house_tear_down(*state);
    return 0;
}

static void put_foreign(struct house *house, enum store_table table, struct bytes key) {
    struct store_txn *txn;
    house_close(house);
    struct store *store = house_store(house);
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    store_put(txn, table, key, bytes_of("", 0));
    assert_int_equal(store_commit(&txn), STATUS_OK);
    store_close(&store);
    house_open(house);
}

static void test_a_block_under_a_foreign_key_is_made_into_no_roll(void **state) {
    struct house *house = *state;
    struct agb last = {""};
    uint8_t key[AGB_DIGITS + 4 + 8];
    memcpy(key, agb, AGB_DIGITS);
    store_key_day(key + AGB_DIGITS, day_of_instant(clock_now(&house->clock)) / 64);
    store_key_u64(key + AGB_DIGITS + 4, 1);
    put_foreign(house, TABLE_BLOCK, bytes_of(key, sizeof key));
    struct engine *reading = reading_new(house->engine);
    assert_non_null(reading);
    assert_false(reading_prepare(reading, &last));
    reading_free(&reading);
}

static void test_a_day_without_a_whole_code_is_damage_when_it_comes(void **state) {
    struct house *house = *state;
    uint8_t key[4 + AGB_DIGITS - 1];
    store_key_day(key, day_of_instant(clock_now(&house->clock)) + 1);
    memcpy(key + 4, agb, AGB_DIGITS - 1);
    put_foreign(house, TABLE_DUE, bytes_of(key, sizeof key));
    clock_move(&house->clock, clock_now(&house->clock) + MICROSECONDS_PER_DAY);
    bool ring;
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    engine_tick(house->engine);
    assert_int_equal(engine_commit(house->engine, &ring), STATUS_DAMAGED);
}

/* ---- what coordinators said of a place that goes at a wish */

static struct place_key place_of(const struct house *house) {
    struct place_key key;
    store_blind(house->engine->store, "plek", bytes_of_text("A"), key.bytes, sizeof key.bytes);
    return key;
}

static void let_it_leave(struct house *house) {
    const struct push_reply reply = house_push(
        house, ZON,
        house_snapshot(house, ZON_AGB, 2, "2025-03-20T07:30:00Z", three + 1, 2, 20250301));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
}

static enum status wipe(struct house *house) {
    const struct agb code = {ZON_AGB};
    const struct place_key key = place_of(house);
    const char *why;
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    const enum status status = engine_erase_place(house->engine, &code, &key, &why);
    engine_abandon(house->engine);
    return status;
}

static void put_taking(struct house *house, uint64_t event, size_t size) {
    uint8_t key[AGB_DIGITS + STORE_BLIND_BYTES + 8];
    const struct place_key place = place_of(house);
    memcpy(key, agb, AGB_DIGITS);
    memcpy(key + AGB_DIGITS, place.bytes, STORE_BLIND_BYTES);
    store_key_u64(key + AGB_DIGITS + STORE_BLIND_BYTES, event);
    put_foreign(house, TABLE_TAKEN, bytes_of(key, size));
}

static void test_a_taking_by_an_event_that_is_none_is_damage_when_the_place_goes(void **state) {
    enum { WHOLE = AGB_DIGITS + STORE_BLIND_BYTES + 8, NEVER = 1000, SNAPSHOT = 2 };
    static const struct {
        uint64_t event;
        size_t size;
    } foreign[] = {{0, WHOLE}, {NEVER, WHOLE}, {SNAPSHOT, WHOLE}, {1, WHOLE - 1}};
    struct house *house = *state;
    let_it_leave(house);
    assert_int_equal(wipe(house), STATUS_OK);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        put_taking(house, foreign[i].event, foreign[i].size);
        assert_int_equal(wipe(house), STATUS_DAMAGED);
        leave(state);
        enter(state);
        let_it_leave(house);
    }
}

/* ---- what a walk over keys meets while something is made anew or forgotten */

static void put_short_block(struct house *house) {
    uint8_t key[AGB_DIGITS + 2] = {0};
    memcpy(key, agb, AGB_DIGITS);
    put_foreign(house, TABLE_BLOCK, bytes_of(key, sizeof key));
}

static void test_a_block_without_a_whole_number_is_damage_when_blocks_are_made_anew(void **state) {
    const struct agb code = {ZON_AGB};
    struct house *house = *state;
    put_short_block(house);
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    assert_int_equal(index_rebuild(house->engine, &code), STATUS_DAMAGED);
    engine_abandon(house->engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_block_under_a_foreign_key_is_made_into_no_roll,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(
            test_a_taking_by_an_event_that_is_none_is_damage_when_the_place_goes, enter, leave),
        cmocka_unit_test_setup_teardown(
            test_a_block_without_a_whole_number_is_damage_when_blocks_are_made_anew, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_day_without_a_whole_code_is_damage_when_it_comes,
                                        enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
