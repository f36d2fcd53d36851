/* What a snapshot's body in the journal hangs on, as the engine lives on. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "daemon/domain/bodies.h"
#include "tests/engine/house.h"

#define MAX_EVENTS 256
#define PLACES 60

static const char *ids[PLACES];

/* Long ids in bytewise order, so that a body is large enough to be worth packing. */
static void name_places(void) {
    static char names[PLACES][40];
    for (size_t i = 0; i < PLACES; i++) {
        snprintf(names[i], sizeof names[i], "%03zu-%08zx-%08zx", i, i * 2654435761u % 0xffffffff,
                 i * i * 40503u % 0xffffffff);
        ids[i] = names[i];
    }
}

/* The events that were snapshots of one, as the journal of the closed house has them. */
struct journal {
    size_t count;
    uint64_t event[MAX_EVENTS], prefix[MAX_EVENTS];
};

/* Reads every event there is, so that all of them can be; a snapshot's is found by its code,
 * which a raw or a packed body has in the clear once it is unpacked. */
static void read_journal(struct house *house, const char *agb, struct journal *journal) {
    struct store *store = house_store(house);
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    *journal = (struct journal){0};
    for (uint64_t number = 1; number <= store_journal_head(txn); number++) {
        struct event event;
        assert_int_equal(store_journal_read(txn, number, house->arena, &event), STATUS_OK);
        if (event.kind != EVENT_SNAPSHOT)
            assert_int_equal(event.prefix.number, 0);
        else if (memmem(event.body.at, event.body.size, agb, strlen(agb))) {
            assert_in_range(journal->count, 0, MAX_EVENTS - 1);
            journal->event[journal->count] = number;
            journal->prefix[journal->count++] = event.prefix.number;
        }
    }
    store_rollback(&txn);
    store_close(&store);
}

/* From the first-th on, which hangs on nothing, they hang on each other; not so many of them
 * that counting starts anew. */
static void assert_hang_together(const struct journal *journal, size_t first, size_t count) {
    assert_true(first + count <= journal->count);
    assert_int_equal(journal->prefix[first], 0);
    for (size_t k = 1; k < count; k++) {
        size_t digit = 1;
        while (k / digit % 8 == 0)
            digit *= 8;
        assert_int_equal(journal->prefix[first + k], journal->event[first + k - digit]);
    }
}

static enum answer push(struct house *house, enum who who, uint64_t sequence,
                        const char *peilmoment, size_t places) {
    const char *agb = who == ZON ? ZON_AGB : MAAN_AGB;
    arena_reset(house->arena);
    struct bytes body = house_snapshot(house, agb, sequence, peilmoment, ids, places, 20250105);
    return house_push(house, who, body).head.status;
}

static void push_times(struct house *house, enum who who, uint64_t from, uint64_t until) {
    for (uint64_t sequence = from; sequence <= until; sequence++)
        assert_int_equal(push(house, who, sequence, "2025-01-10T07:00:00Z", PLACES - sequence % 3),
                         ANSWER_ACCEPTED);
}

static void test_each_snapshot_hangs_on_one_of_its_own_aanbieder(void **state) {
    (void)state;
    struct house house;
    struct journal zon, maan;
    house_build(&house, "2025-01-10T08:00:00Z");
    for (uint64_t sequence = 1; sequence <= 20; sequence++) {
        push_times(&house, ZON, sequence, sequence);
        if (sequence % 2)
            push_times(&house, MAAN, sequence / 2 + 1, sequence / 2 + 1);
    }
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    read_journal(&house, MAAN_AGB, &maan);
    assert_int_equal(zon.count, 20);
    assert_int_equal(maan.count, 10);
    assert_hang_together(&zon, 0, 20);
    assert_hang_together(&maan, 0, 10);
    house_tear_down(&house);
}

static void test_several_in_one_batch_hang_together(void **state) {
    (void)state;
    enum { COUNT = 6 };
    struct house house;
    struct journal zon;
    struct bytes reply;
    bool ring;
    house_build(&house, "2025-01-10T08:00:00Z");
    assert_int_equal(engine_begin(house.engine), STATUS_OK);
    for (uint64_t n = 1; n <= COUNT; n++) {
        struct bytes body =
            house_snapshot(&house, ZON_AGB, n, "2025-01-10T07:00:00Z", ids, PLACES, 20250105);
        struct link_request request = house_request(&house, ZON, "PUSH", body);
        engine_answer(house.engine, &request, house.arena, &reply);
    }
    assert_int_equal(engine_commit(house.engine, &ring), STATUS_OK);
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    assert_int_equal(zon.count, COUNT);
    assert_hang_together(&zon, 0, COUNT);
    house_tear_down(&house);
}

/* Months do not come into it. */
static void test_after_so_many_one_hangs_on_nothing_and_counting_starts_anew(void **state) {
    (void)state;
    struct house house;
    struct journal zon;
    house_build(&house, "2025-01-31T22:20:00Z");
    push_times(&house, ZON, 1, 5);
    assert_int_equal(house_clock(&house, "2025-01-31T23:00:00Z"), ANSWER_OK);
    push_times(&house, ZON, 6, MAX_BODIES_COUNTED + 20);
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    assert_int_equal(zon.count, MAX_BODIES_COUNTED + 20);
    assert_hang_together(&zon, 0, MAX_BODIES_COUNTED);
    assert_hang_together(&zon, MAX_BODIES_COUNTED, 20);
    house_tear_down(&house);
}

static struct push_reply confirm(struct house *house, uint64_t sequence, struct bytes snapshot) {
    struct confirm_request request = {.made_at = clock_now(&house->clock),
                                      .agb_code = bytes_of_text(ZON_AGB),
                                      .epoch = {0xe0},
                                      .sequence = sequence,
                                      .action = CONFIRM_APPLY};
    struct push_reply reply;
    struct bytes body;
    keys_hash(snapshot, request.content_hash);
    assert_int_equal(wire_encode_confirm(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ZON, "CONFIRM", body);
    assert_int_equal(wire_decode_confirm_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

static void test_late_held_and_rejected_ones_are_bodies_like_the_others(void **state) {
    (void)state;
    struct house house;
    struct journal zon;
    house_build(&house, "2025-01-10T08:00:00Z");
    push_times(&house, ZON, 1, 2);
    assert_int_equal(push(&house, ZON, 3, "2025-01-09T07:00:00Z", PLACES), ANSWER_ACCEPTED);
    /* Dated in the future. */
    assert_int_equal(push(&house, ZON, 4, "2025-03-09T07:00:00Z", PLACES), ANSWER_REJECTED);
    assert_int_equal(push(&house, ZON, 5, "2025-01-10T07:30:00Z", 4), ANSWER_HELD);
    struct bytes held =
        house_snapshot(&house, ZON_AGB, 5, "2025-01-10T07:30:00Z", ids, 4, 20250105);
    struct push_reply reply = confirm(&house, 5, held);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_int_equal(house_receipt(&house, &reply).open, 4);
    push_times(&house, ZON, 6, 8);
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    assert_int_equal(zon.count, 8);
    assert_hang_together(&zon, 0, 8);
    house_tear_down(&house);
}

static void test_a_restart_goes_on_where_it_was(void **state) {
    (void)state;
    struct house house;
    struct journal zon;
    house_build(&house, "2025-01-10T08:00:00Z");
    for (uint64_t sequence = 1; sequence <= 17; sequence++) {
        push_times(&house, ZON, sequence, sequence);
        house_close(&house);
        house_open(&house);
    }
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    assert_int_equal(zon.count, 17);
    assert_hang_together(&zon, 0, 17);
    house_tear_down(&house);
}

static void test_a_store_of_format_1_begins_with_one_that_hangs_on_nothing(void **state) {
    (void)state;
    struct house house;
    struct journal zon;
    house_move_in(&house, FORMAT_FOLDER "/format1", "2025-01-25T08:00:00Z");
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    const size_t before = zon.count;
    assert_true(before > 0);
    house_open(&house);
    /* Five others were there, so that it is held; the next one replaces it. */
    for (uint64_t sequence = 6; sequence <= 9; sequence++)
        assert_int_equal(push(&house, ZON, sequence, "2025-01-25T07:30:00Z", PLACES), ANSWER_HELD);
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    assert_int_equal(zon.count, before + 4);
    for (size_t i = 0; i < before; i++)
        assert_int_equal(zon.prefix[i], 0);
    assert_hang_together(&zon, before, 4);
    house_tear_down(&house);
}

/* ---- a batch that was rolled back */

static void allow_file_bytes(rlim_t bytes) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void fail_to_push(struct house *house, uint64_t sequence) {
    struct bytes body =
        house_snapshot(house, ZON_AGB, sequence, "2025-01-10T07:00:00Z", ids, PLACES, 20250105);
    struct link_request request = house_request(house, ZON, "PUSH", body);
    struct bytes reply;
    bool ring;
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    engine_answer(house->engine, &request, house->arena, &reply);
    allow_file_bytes(4096);
    assert_int_equal(engine_commit(house->engine, &ring), STATUS_FULL);
    allow_file_bytes(RLIM_INFINITY);
}

/* The number it would have had goes to another's. */
static void test_what_was_not_committed_is_hung_on_by_nobody(void **state) {
    (void)state;
    struct house house;
    struct journal zon, maan;
    house_build(&house, "2025-01-10T08:00:00Z");
    push_times(&house, ZON, 1, 2);
    signal(SIGXFSZ, SIG_IGN);
    fail_to_push(&house, 3);
    signal(SIGXFSZ, SIG_DFL);
    push_times(&house, MAAN, 1, 4);
    push_times(&house, ZON, 3, 9);
    house_close(&house);
    read_journal(&house, ZON_AGB, &zon);
    read_journal(&house, MAAN_AGB, &maan);
    assert_int_equal(zon.count, 9);
    assert_hang_together(&zon, 0, 9);
    assert_hang_together(&maan, 0, 4);
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_snapshot_hangs_on_one_of_its_own_aanbieder),
        cmocka_unit_test(test_several_in_one_batch_hang_together),
        cmocka_unit_test(test_after_so_many_one_hangs_on_nothing_and_counting_starts_anew),
        cmocka_unit_test(test_late_held_and_rejected_ones_are_bodies_like_the_others),
        cmocka_unit_test(test_a_restart_goes_on_where_it_was),
        cmocka_unit_test(test_a_store_of_format_1_begins_with_one_that_hangs_on_nothing),
        cmocka_unit_test(test_what_was_not_committed_is_hung_on_by_nobody),
    };
    name_places();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
