/* A store of every released format opens for ever and goes on where it was.
 *
 * tests/engine/format1 was made by `test_format FOLDER` at the release of format 1: a
 * copy of what it leaves there. A new format adds a folder and a test; none goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/house.h"

#define FORMAT_1_ALERTS 18
#define FORMAT_1_HASH "428976dfeea84fa3dd0288b7dcde27e80f0bd4eb2fe7d86e92cdcd9708d38e9a"

static const char *const five[] = {"A", "B", "C", "D", "E"};

static struct bytes first(struct house *house) {
    return house_snapshot(house, ZON_AGB, 1, "2025-01-09T07:00:00Z", five, 5, 20241020);
}

/* Something in every table: alerts of several kinds, a place that left, one that came
 * back, a late snapshot, one that is held, silence, reads on record. */
static void live_through(struct house *house) {
    house_push(house, ZON, first(house));
    house_push(house, MAAN,
               house_snapshot(house, MAAN_AGB, 1, "2025-01-10T07:00:00Z", five, 4, 20240601));
    assert_int_equal(house_clock(house, "2025-01-12T08:00:00Z"), ANSWER_OK);
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 2, "2025-01-12T07:00:00Z", five, 4, 20241020));
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 3, "2025-01-12T07:10:00Z", five, 5, 20241020));
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 4, "2025-01-11T07:00:00Z", five, 3, 20241020));
    for (int day = 13; day <= 25; day++) {
        char instant[32];
        snprintf(instant, sizeof instant, "2025-01-%02dT08:00:00Z", day);
        assert_int_equal(house_clock(house, instant), ANSWER_OK);
    }
    struct push_reply held = house_push(
        house, ZON, house_snapshot(house, ZON_AGB, 5, "2025-01-25T07:00:00Z", five, 0, 20241020));
    assert_int_equal(held.head.status, ANSWER_HELD);
    house_alerts(house, COORDINATOR, 1);
}

static void hash_alerts(struct house *house, char text[2 * HASH_BYTES + 1], size_t *count) {
    struct alerts_reply reply = house_alerts(house, COORDINATOR, 1);
    uint8_t hash[HASH_BYTES];
    size_t size = 0;
    for (size_t i = 0; i < reply.alert_count; i++)
        size += reply.alerts[i].size;
    uint8_t *all = arena_alloc(house->arena, size), *to = all;
    for (size_t i = 0; i < reply.alert_count; i++) {
        memcpy(to, reply.alerts[i].at, reply.alerts[i].size);
        to += reply.alerts[i].size;
    }
    keys_hash(bytes_of(all, size), hash);
    for (size_t i = 0; i < HASH_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    *count = reply.alert_count;
}

static void test_store_of_format_1_gives_what_it_gave_and_goes_on(void **state) {
    (void)state;
    struct house house;
    char hash[2 * HASH_BYTES + 1];
    size_t count;
    house_move_in(&house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    hash_alerts(&house, hash, &count);
    assert_int_equal(count, FORMAT_1_ALERTS);
    assert_string_equal(hash, FORMAT_1_HASH);
    struct push_reply again = house_push(&house, ZON, first(&house));
    assert_int_equal(again.head.status, ANSWER_DUPLICATE);
    assert_int_equal(house_receipt(&house, &again).new_places, 5);
    struct push_reply next = house_push(
        &house, ZON, house_snapshot(&house, ZON_AGB, 6, "2025-01-11T09:00:00Z", five, 4, 20241020));
    assert_true(house_receipt(&house, &next).late);
    assert_int_equal(house_receipt(&house, &next).new_places, 1);
    assert_int_equal(house_clock(&house, "2025-01-26T08:00:00Z"), ANSWER_OK);
    house_tear_down(&house);
}

struct configurations {
    struct store_txn *txn;
    struct arena *arena;
    uint64_t next; /* every event before this one was looked at */
    size_t count;
};

static enum event_kind kind_of(const struct configurations *c, uint64_t number) {
    struct event event;
    arena_reset(c->arena);
    assert_int_equal(store_journal_read(c->txn, number, c->arena, &event), STATUS_OK);
    return event.kind;
}

/* The listed one is a CONFIG and those passed over are not. */
static bool take_configuration(void *context, struct bytes key, struct bytes value) {
    struct configurations *c = context;
    assert_int_equal(value.size, 0);
    for (; c->next < store_u64_of_key(key.at); c->next++)
        assert_int_not_equal(kind_of(c, c->next), EVENT_CONFIG);
    assert_int_equal(kind_of(c, c->next++), EVENT_CONFIG);
    c->count++;
    return true;
}

/* The house's closed store; how many CONFIG events it lists. */
static size_t listed_configurations(struct house *house) {
    const struct bytes all = {NULL, 0};
    struct store *store = house_store(house);
    struct configurations c = {.arena = house->arena, .next = 1};
    assert_int_equal(store_begin(store, &c.txn), STATUS_OK);
    assert_int_equal(store_walk(c.txn, TABLE_CONFIG, all, all, take_configuration, &c), STATUS_OK);
    for (; c.next <= store_journal_head(c.txn); c.next++)
        assert_int_not_equal(kind_of(&c, c.next), EVENT_CONFIG);
    store_rollback(&c.txn);
    store_close(&store);
    return c.count;
}

static void test_every_configuration_is_listed_those_of_format_1_too(void **state) {
    (void)state;
    struct house house;
    house_move_in(&house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    house_close(&house);
    assert_int_equal(listed_configurations(&house), 1);
    house_configure(&house, "norm \"2m\" { from = \"2026-01-01\" months = 2 }\n");
    house_open(&house);
    house_close(&house);
    assert_int_equal(listed_configurations(&house), 2);
    house_open(&house);
    house_tear_down(&house);
}

static void make(const char *folder) {
    struct house house;
    char hash[2 * HASH_BYTES + 1], command[512];
    size_t count;
    house_build(&house, "2025-01-10T08:00:00Z");
    live_through(&house);
    hash_alerts(&house, hash, &count);
    house_close(&house);
    snprintf(command, sizeof command, "cp -r '%s'/. '%s' && rm -f '%s'/store/lock*", house.folder,
             folder, folder);
    assert_int_equal(system(command), 0);
    printf("%zu alerts, %s\n", count, hash);
    house_tear_down(&house);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_of_format_1_gives_what_it_gave_and_goes_on),
        cmocka_unit_test(test_every_configuration_is_listed_those_of_format_1_too),
    };
    if (argc == 2) {
        make(argv[1]);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
