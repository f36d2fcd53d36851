/* A store of every released format opens for ever and goes on where it was.
 *
 * tests/engine/formatN was made by `test_format FOLDER` at the release of format N: a copy of
 * what it leaves there, and what it prints. A new format adds a folder and a test; none goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/life.h"

#define FORMAT_1_ALERTS 18
#define LAST_INSTANT "2025-06-02T08:00:00Z" /* of life_of_a_house */
#define LATE_DAY 20250109                   /* told by a snapshot of 18 January */
#define KNOWN_BEFORE "2025-01-17T12:00:00Z"
#define FORMAT_1_HASH "428976dfeea84fa3dd0288b7dcde27e80f0bd4eb2fe7d86e92cdcd9708d38e9a"

#define FORMAT_2_ALERTS 71
#define FORMAT_2_HASH "79a71647cdc8690cd1105eb05720afe05b6251a2e6b8b5765182efda6e9d796f"
#define FORMAT_2_KNOWN_BEFORE 0
#define FORMAT_2_KNOWN_NOW 3

static const char *const five[] = {"A", "B", "C", "D", "E"};

static struct bytes first(struct house *house) {
    return house_snapshot(house, ZON_AGB, 1, "2025-01-09T07:00:00Z", five, 5, 20241020);
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
    /* The store's own, and what its files have been given since: a persoon. */
    assert_int_equal(listed_configurations(&house), 2);
    house_configure(&house, "norm \"2m\" { from = \"2026-01-01\" months = 2 }\n");
    house_open(&house);
    house_close(&house);
    assert_int_equal(listed_configurations(&house), 3);
    house_open(&house);
    house_tear_down(&house);
}

/* Places that were open at the end of a day, as known at an instant; 0: now. */
static uint32_t open_on(struct house *house, uint32_t day, const char *as_known_at) {
    struct figures_request asked = {.made_at = clock_now(&house->clock),
                                    .question = {.from = day_of_number(day),
                                                 .until = day_of_number(day),
                                                 .measures = MEASURES_USUAL,
                                                 .region_day = DAY_NONE}};
    struct figures_reply reply;
    struct bytes body;
    if (as_known_at)
        assert_true(instant_parse(as_known_at, &asked.question.as_known_at));
    assert_int_equal(wire_encode_figures_request(&asked, house->arena, &body), STATUS_OK);
    body = house_ask(house, ANALIST, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    return reply.points[0].total.waiting[WAITING_ALL].places;
}

/* The day before a late snapshot about it came, as known then and at the end. */
static void count_twice(struct house *house, uint32_t counts[2]) {
    counts[0] = open_on(house, LATE_DAY, KNOWN_BEFORE);
    counts[1] = open_on(house, LATE_DAY, NULL);
}

static void test_store_of_format_2_gives_what_it_gave_and_goes_on(void **state) {
    (void)state;
    struct house house;
    char hash[2 * HASH_BYTES + 1];
    size_t count;
    uint32_t counts[2];
    const uint8_t seed[SEED_BYTES] = {LIFE_LAST_SEED_OF_MAAN};
    house_move_in(&house, FORMAT_FOLDER "/format2", LAST_INSTANT);
    keys_from_seed(seed, &house.keys[MAAN]);
    hash_alerts(&house, hash, &count);
    assert_int_equal(count, FORMAT_2_ALERTS);
    assert_string_equal(hash, FORMAT_2_HASH);
    count_twice(&house, counts);
    assert_int_equal(counts[0], FORMAT_2_KNOWN_BEFORE);
    assert_int_equal(counts[1], FORMAT_2_KNOWN_NOW);
    struct bytes next =
        house_snapshot(&house, MAAN_AGB, 4, "2025-06-02T07:00:00Z", five, 4, 20240601);
    struct push_reply reply = house_push(&house, MAAN, next);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_int_equal(house_clock(&house, "2025-06-03T08:00:00Z"), ANSWER_OK);
    house_tear_down(&house);
}

static void make(const char *folder) {
    struct house house;
    char hash[2 * HASH_BYTES + 1], command[512];
    size_t count;
    uint32_t counts[2];
    life_of_a_house(&house);
    hash_alerts(&house, hash, &count);
    count_twice(&house, counts);
    house_close(&house);
    snprintf(command, sizeof command, "cp -r '%s'/. '%s' && rm -f '%s'/store/lock*", house.folder,
             folder, folder);
    assert_int_equal(system(command), 0);
    printf("%zu alerts, %s; %u places, %u now\n", count, hash, counts[0], counts[1]);
    house_tear_down(&house);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_of_format_1_gives_what_it_gave_and_goes_on),
        cmocka_unit_test(test_store_of_format_2_gives_what_it_gave_and_goes_on),
        cmocka_unit_test(test_every_configuration_is_listed_those_of_format_1_too),
    };
    if (argc == 2) {
        make(argv[1]);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
