#include "client/outbox/outbox.h"

#include "proto/keys/keys.h"
#include "proto/wire/wire.h"
#include "shaky.h"
#include "world.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FOLDER "state/06010713.outbox/"
#define NOW (INT64_C(20000) * MICROSECONDS_PER_DAY)
#define DAY MICROSECONDS_PER_DAY

static const struct agb agb = {"06010713"};

/* One outbox on a disk of its own, and a daemon. */
struct bench {
    struct shaky *shaky;
    struct world world;
    struct outbox *outbox;
    struct complaint complaint;
};

static struct outbox *opened(struct bench *bench) {
    struct outbox *outbox = NULL;
    assert_int_equal(
        outbox_open("state", &agb, shaky_disk(bench->shaky), &outbox, &bench->complaint),
        STATUS_OK);
    return outbox;
}

static int setup(void **state) {
    struct bench *bench = calloc(1, sizeof *bench);
    *state = bench;
    bench->shaky = shaky_new(1);
    world_init(&bench->world);
    bench->outbox = opened(bench);
    return outbox_turn(bench->outbox, 0, NULL) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state) {
    struct bench *bench = *state;
    outbox_close(&bench->outbox);
    world_fini(&bench->world);
    shaky_free(&bench->shaky);
    free(bench);
    return 0;
}

static void reopen(struct bench *bench) {
    outbox_close(&bench->outbox);
    bench->outbox = opened(bench);
    assert_int_equal(outbox_turn(bench->outbox, 0, NULL), STATUS_OK);
}

static enum status try_add(struct bench *bench, instant_t peilmoment, struct outbox_entry *entry) {
    struct delivery delivery = world_delivery(&bench->world, peilmoment);
    return outbox_add(bench->outbox, &delivery, NOW, bench->world.arena, entry, &bench->complaint);
}

static struct outbox_entry add(struct bench *bench, instant_t peilmoment) {
    struct outbox_entry entry;
    assert_int_equal(try_add(bench, peilmoment, &entry), STATUS_OK);
    return entry;
}

static struct outbox_standing standing(struct bench *bench) {
    struct outbox_standing found;
    assert_int_equal(outbox_standing(bench->outbox, &found, &bench->complaint), STATUS_OK);
    return found;
}

static struct snapshot oldest(struct bench *bench, struct outbox_entry *entry, struct bytes *body) {
    struct snapshot snapshot;
    assert_int_equal(
        outbox_oldest(bench->outbox, bench->world.arena, entry, body, &bench->complaint),
        STATUS_OK);
    assert_int_equal(wire_decode_snapshot(*body, bench->world.arena, &snapshot), STATUS_OK);
    assert_int_equal(snapshot.sequence, entry->sequence);
    return snapshot;
}

/* Sends the oldest, and settles it with this outcome. */
static struct outbox_entry deliver(struct bench *bench, enum answer outcome, instant_t now) {
    struct outbox_entry entry;
    struct bytes body;
    oldest(bench, &entry, &body);
    struct delivery_answer answer = world_push(&bench->world, body);
    assert_true(answer.has_receipt);
    answer.receipt.outcome = outcome;
    answer.reply = world_reply(&bench->world, &answer);
    assert_int_equal(outbox_settle(bench->outbox, &entry, &answer, now, &bench->complaint),
                     STATUS_OK);
    return entry;
}

static int by_request_id(const void *a, const void *b) {
    const struct outbox_entry *one = a, *other = b;
    return (one->request_id > other->request_id) - (one->request_id < other->request_id);
}

static void test_what_is_put_in_waits_in_order_over_reopening(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry, first = add(bench, 1);
    struct bytes body;
    for (instant_t i = 2; i <= 4; i++)
        add(bench, i);
    for (instant_t i = 1; i <= 4; i++) {
        reopen(bench);
        struct snapshot snapshot = oldest(bench, &entry, &body);
        assert_int_equal(snapshot.peilmoment, i);
        assert_int_equal(snapshot.sequence, i);
        assert_memory_equal(snapshot.epoch, first.epoch, EPOCH_BYTES);
        assert_true(bytes_equal(snapshot.agb_code, bytes_of_text(agb.text)));
        assert_true(!snapshot.supersedes);
        deliver(bench, ANSWER_ACCEPTED, NOW);
    }
    assert_int_equal(standing(bench).waiting, 0);
    assert_int_equal(standing(bench).delivered, 4);
    assert_int_equal(standing(bench).next.sequence, 5);
}

static void test_one_may_put_in_while_another_sends(void **state) {
    struct bench *bench = *state;
    struct outbox *other = opened(bench), *sender = bench->outbox;
    assert_int_equal(outbox_turn(other, 0, &bench->complaint), STATUS_BUSY);
    add(bench, 1);
    bench->outbox = other;
    assert_int_equal(add(bench, 2).sequence, 2);
    bench->outbox = sender;
    assert_int_equal(add(bench, 3).sequence, 3);
    outbox_turn_over(sender);
    assert_int_equal(outbox_turn(other, 0, &bench->complaint), STATUS_OK);
    outbox_close(&other);
}

static void test_full_disk_is_an_error_before_anything_is_promised(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry;
    unsigned step = 0;
    for (;; step++) {
        shaky_fail_once_after(bench->shaky, step, ENOSPC);
        enum status status = try_add(bench, 7, &entry);
        if (!shaky_has_failed(bench->shaky))
            break;
        if (status == STATUS_OK) /* closing what was synced, or removing what was unfinished */
            assert_int_equal(standing(bench).waiting, 1);
        else
            assert_int_equal(status, STATUS_FULL);
        reopen(bench);
        assert_int_equal(standing(bench).waiting, status == STATUS_OK);
        if (status == STATUS_OK)
            deliver(bench, ANSWER_ACCEPTED, NOW);
    }
    assert_true(step > 7);
    shaky_fail_no_more(bench->shaky);
    assert_int_equal(shaky_count(bench->shaky, ".new"), 0);
}

/* A receipt that could not be written down leaves the snapshot waiting, with the same bytes. */
static void test_failing_disk_never_settles_by_half(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry;
    struct bytes body, again;
    add(bench, 1);
    oldest(bench, &entry, &body);
    struct delivery_answer answer = world_push(&bench->world, body);
    unsigned step = 0;
    for (;; step++) {
        shaky_fail_once_after(bench->shaky, step, EIO);
        enum status status = outbox_settle(bench->outbox, &entry, &answer, NOW, &bench->complaint);
        if (!shaky_has_failed(bench->shaky))
            break;
        assert_int_equal(status, STATUS_IO);
        reopen(bench);
        if (standing(bench).waiting == 0) /* all but the last sync was done */
            continue;
        oldest(bench, &entry, &again);
        assert_true(bytes_equal(body, again));
    }
    shaky_fail_no_more(bench->shaky);
    assert_true(step > 7);
    assert_int_equal(standing(bench).delivered, 1);
}

/* Dies at this step of putting in, but not the machine; sends what it finds then, and loses power.
 * False: it did not come to that step. */
static bool send_after_a_death(struct bench *bench, unsigned step, uint32_t seed) {
    struct outbox_entry entry, left;
    struct bytes body;
    outbox_close(&bench->outbox);
    shaky_free(&bench->shaky);
    bench->shaky = shaky_new(seed);
    bench->outbox = opened(bench);
    shaky_die_after(bench->shaky, step);
    const bool added = try_add(bench, 1, &entry) == STATUS_OK;
    shaky_kill(bench->shaky);
    reopen(bench);
    if (outbox_oldest(bench->outbox, bench->world.arena, &entry, &body, NULL) == STATUS_OK) {
        shaky_cut(bench->shaky);
        reopen(bench);
        assert_int_equal(outbox_find(bench->outbox, entry.request_id, &left, NULL), STATUS_OK);
        assert_memory_equal(left.hash, entry.hash, HASH_BYTES);
    }
    return !added;
}

static void test_what_was_sent_survives_a_kill_and_then_a_cut(void **state) {
    struct bench *bench = *state;
    unsigned step = 0;
    bool died = true;
    for (; died; step++)
        for (uint32_t seed = 1; seed <= 20; seed++)
            died = send_after_a_death(bench, step, seed);
    assert_true(step > 7);
}

static void test_new_epoch_names_what_it_replaces_and_takes_along_what_waits(void **state) {
    struct bench *bench = *state;
    const uint8_t old[EPOCH_BYTES] = {1, 2, 3};
    struct outbox_entry entry, first = add(bench, 1), second = add(bench, 2);
    struct bytes body;
    assert_int_equal(outbox_stop(bench->outbox, OUTBOX_CONFLICT, NOW, NULL), STATUS_OK);
    assert_int_equal(outbox_begin_epoch(bench->outbox, old, 41, &bench->complaint), STATUS_OK);
    assert_int_equal(standing(bench).stop, OUTBOX_RUNS);
    struct snapshot snapshot = oldest(bench, &entry, &body);
    assert_int_equal(entry.request_id, first.request_id);
    assert_memory_not_equal(entry.epoch, first.epoch, EPOCH_BYTES);
    assert_true(snapshot.supersedes && snapshot.sequence == 1 && snapshot.peilmoment == 1);
    assert_int_equal(snapshot.superseded_sequence, 41);
    assert_memory_equal(snapshot.superseded_epoch, old, EPOCH_BYTES);
    assert_int_equal(standing(bench).waiting, 2);
    assert_int_equal(outbox_find(bench->outbox, second.request_id, &entry, NULL), STATUS_OK);
    assert_int_equal(entry.sequence, 2);
    assert_int_equal(add(bench, 3).sequence, 3);
}

static void test_unreadable_one_goes_aside_and_leaves_its_number(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry, last;
    struct bytes body;
    for (instant_t i = 1; i <= 4; i++)
        last = add(bench, i);
    deliver(bench, ANSWER_ACCEPTED, NOW);
    oldest(bench, &entry, &body);
    assert_int_equal(outbox_set_aside(bench->outbox, &entry, &bench->complaint), STATUS_OK);
    assert_int_equal(outbox_set_aside(bench->outbox, &entry, &bench->complaint), STATUS_ABSENT);
    assert_int_equal(standing(bench).set_aside, 1);
    assert_int_equal(standing(bench).waiting, 2);
    assert_int_equal(oldest(bench, &entry, &body).peilmoment, 3);
    assert_int_equal(entry.sequence, 2);
    assert_int_equal(outbox_find(bench->outbox, last.request_id, &last, NULL), STATUS_OK);
    assert_int_equal(last.sequence, 3);
    deliver(bench, ANSWER_ACCEPTED, NOW);
    deliver(bench, ANSWER_ACCEPTED, NOW);
}

static void test_restored_daemon_gets_the_same_bytes_from_where_it_is(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry;
    struct bytes body, reply;
    struct outbox_entry sent[4];
    for (size_t i = 0; i < 4; i++) {
        add(bench, (instant_t)i + 1);
        sent[i] = deliver(bench, ANSWER_ACCEPTED, NOW);
    }
    assert_int_equal(outbox_rewind(bench->outbox, 5, NULL), STATUS_ABSENT);
    assert_int_equal(outbox_rewind(bench->outbox, 2, NULL), STATUS_OK);
    assert_int_equal(standing(bench).waiting, 3);
    assert_int_equal(outbox_rewind(bench->outbox, 3, NULL), STATUS_ABSENT);
    for (size_t i = 1; i < 4; i++) {
        oldest(bench, &entry, &body);
        assert_int_equal(entry.request_id, sent[i].request_id);
        assert_memory_equal(entry.hash, sent[i].hash, HASH_BYTES);
        deliver(bench, ANSWER_ACCEPTED, NOW);
    }
    assert_int_equal(outbox_read(bench->outbox, &sent[3], bench->world.arena, &body, &reply, NULL),
                     STATUS_OK);
    assert_true(reply.size > 0);
}

/* The list that counts is kept longer than the rejected one behind it: from there on is a hole. */
static void test_rewind_over_what_was_forgotten_changes_nothing(void **state) {
    struct bench *bench = *state;
    for (instant_t i = 1; i <= 3; i++)
        add(bench, i);
    deliver(bench, ANSWER_ACCEPTED, NOW);
    deliver(bench, ANSWER_REJECTED, NOW);
    deliver(bench, ANSWER_REJECTED, NOW);
    assert_int_equal(outbox_forget(bench->outbox, NOW + 31 * DAY, NULL), STATUS_OK);
    assert_int_equal(standing(bench).delivered, 2);
    assert_int_equal(outbox_rewind(bench->outbox, 1, NULL), STATUS_ABSENT);
    assert_int_equal(standing(bench).delivered, 2);
    assert_int_equal(outbox_rewind(bench->outbox, 3, NULL), STATUS_OK);
    assert_int_equal(standing(bench).waiting, 1);
}

/* Killed between keeping it apart and numbering anew: it waits, and is nothing else. */
static void test_setting_aside_that_did_not_happen_leaves_nothing(void **state) {
    struct bench *bench = *state;
    add(bench, 1);
    shaky_put(bench->shaky, FOLDER "00000001-00000000000000000001.malformed",
              shaky_content(bench->shaky, FOLDER "00000001-00000000000000000001.snapshot"));
    reopen(bench);
    assert_int_equal(shaky_count(bench->shaky, ".malformed"), 0);
    assert_int_equal(standing(bench).waiting, 1);
    deliver(bench, ANSWER_ACCEPTED, NOW);
}

/* As what an earlier version put in. */
static void test_one_set_aside_that_has_no_instant_is_not_forgotten(void **state) {
    struct bench *bench = *state;
    struct delivery delivery = world_delivery(&bench->world, 1);
    struct outbox_entry entry;
    assert_int_equal(
        outbox_add(bench->outbox, &delivery, 0, bench->world.arena, &entry, &bench->complaint),
        STATUS_OK);
    assert_int_equal(outbox_set_aside(bench->outbox, &entry, &bench->complaint), STATUS_OK);
    assert_int_equal(outbox_forget(bench->outbox, NOW, NULL), STATUS_OK);
    assert_int_equal(standing(bench).set_aside, 1);
}

static void test_what_was_put_in_under_an_id_is_found_by_it(void **state) {
    struct bench *bench = *state;
    struct delivery delivery = world_delivery(&bench->world, 1);
    const uint64_t id = outbox_fresh_request_id();
    struct outbox_entry entry;
    assert_int_equal(outbox_find(bench->outbox, id, &entry, NULL), STATUS_ABSENT);
    assert_int_equal(outbox_add_as(bench->outbox, id, &delivery, NOW, bench->world.arena, &entry,
                                   &bench->complaint),
                     STATUS_OK);
    assert_int_equal(outbox_find(bench->outbox, id, &entry, NULL), STATUS_OK);
    assert_int_equal(entry.sequence, 1);
}

#define MANY 200

/* What is asked after all day long: each head is read once, not once for each that is asked after.
 */
static void test_many_are_found_in_one_look(void **state) {
    struct bench *bench = *state;
    struct outbox_entry put[MANY], wanted[MANY];
    for (size_t i = 0; i < MANY; i++) {
        put[i] = add(bench, (instant_t)i + 1);
        wanted[i] = (struct outbox_entry){.request_id = put[i].request_id};
    }
    qsort(wanted, MANY, sizeof *wanted, by_request_id);
    size_t before = shaky_reads(bench->shaky);
    assert_int_equal(outbox_find_all(bench->outbox, wanted, MANY, &bench->complaint), STATUS_OK);
    assert_in_range(shaky_reads(bench->shaky) - before, MANY, MANY + 10);
    const uint64_t delivered = deliver(bench, ANSWER_ACCEPTED, NOW).request_id;
    before = shaky_reads(bench->shaky);
    assert_int_equal(outbox_find_all(bench->outbox, wanted, MANY, &bench->complaint), STATUS_OK);
    assert_in_range(shaky_reads(bench->shaky) - before, 2, 10); /* of those that wait, none */
    for (size_t i = 0; i < MANY; i++) {
        const struct outbox_entry *found =
            bsearch(&put[i], wanted, MANY, sizeof *wanted, by_request_id);
        assert_int_equal(found->generation, 1);
        assert_int_equal(found->sequence, put[i].sequence);
        assert_memory_equal(found->hash, put[i].hash, HASH_BYTES);
        assert_int_equal(found->state,
                         put[i].request_id == delivered ? OUTBOX_DELIVERED : OUTBOX_WAITING);
    }
}

static void test_what_is_not_there_is_not_found_among_many(void **state) {
    struct bench *bench = *state;
    struct outbox_entry wanted[3] = {add(bench, 1), add(bench, 2), {.request_id = UINT64_MAX}};
    wanted[2].generation = 9; /* gone from where it was */
    qsort(wanted, 3, sizeof *wanted, by_request_id);
    assert_int_equal(outbox_find_all(bench->outbox, wanted, 3, &bench->complaint), STATUS_OK);
    assert_int_equal(wanted[0].generation, 1);
    assert_int_equal(wanted[1].generation, 1);
    assert_int_equal(wanted[2].generation, 0);
    assert_int_equal(outbox_find_all(bench->outbox, NULL, 0, &bench->complaint), STATUS_OK);
}

static void test_one_that_was_seen_is_read_without_a_look_at_the_others(void **state) {
    struct bench *bench = *state;
    struct bytes body, reply;
    for (instant_t i = 1; i <= MANY; i++)
        add(bench, i);
    const struct outbox_entry first = deliver(bench, ANSWER_ACCEPTED, NOW);
    const size_t before = shaky_reads(bench->shaky);
    assert_int_equal(
        outbox_read(bench->outbox, &first, bench->world.arena, &body, &reply, &bench->complaint),
        STATUS_OK);
    assert_true(reply.size > 0);
    assert_in_range(shaky_reads(bench->shaky) - before, 2, 20);
}

/* Its number is another's by then. */
static void test_one_that_was_seen_is_read_under_its_new_number(void **state) {
    struct bench *bench = *state;
    struct bytes body, reply;
    struct snapshot snapshot;
    const struct outbox_entry first = add(bench, 1), second = add(bench, 2);
    assert_int_equal(outbox_set_aside(bench->outbox, &first, &bench->complaint), STATUS_OK);
    assert_int_equal(
        outbox_read(bench->outbox, &second, bench->world.arena, &body, &reply, &bench->complaint),
        STATUS_OK);
    assert_int_equal(wire_decode_snapshot(body, bench->world.arena, &snapshot), STATUS_OK);
    assert_int_equal(snapshot.peilmoment, 2);
    assert_int_equal(snapshot.sequence, 1);
    struct outbox_entry wanted[2] = {first, second};
    qsort(wanted, 2, sizeof *wanted, by_request_id);
    assert_int_equal(outbox_find_all(bench->outbox, wanted, 2, &bench->complaint), STATUS_OK);
    for (size_t i = 0; i < 2; i++) {
        const bool is_first = wanted[i].request_id == first.request_id;
        assert_int_equal(wanted[i].sequence, 1);
        assert_int_equal(wanted[i].generation, is_first ? 1 : 2);
        assert_int_equal(wanted[i].state, is_first ? OUTBOX_SET_ASIDE : OUTBOX_WAITING);
    }
}

static void test_sent_ones_are_forgotten_after_thirty_days_but_the_newest(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry, first = {0};
    struct bytes body, reply;
    for (instant_t i = 0; i < 3; i++) {
        entry = add(bench, i + 1);
        if (i == 0)
            first = entry;
        deliver(bench, ANSWER_ACCEPTED, NOW + i * DAY);
    }
    assert_int_equal(outbox_forget(bench->outbox, NOW + 30 * DAY, NULL), STATUS_OK);
    assert_int_equal(standing(bench).delivered, 3);
    assert_int_equal(outbox_forget(bench->outbox, NOW + 31 * DAY, NULL), STATUS_OK);
    assert_int_equal(standing(bench).delivered, 2);
    assert_int_equal(outbox_read(bench->outbox, &first, bench->world.arena, &body, &reply, NULL),
                     STATUS_ABSENT);
    assert_int_equal(outbox_forget(bench->outbox, NOW + 3000 * DAY, NULL), STATUS_OK);
    assert_int_equal(standing(bench).delivered, 1);
    assert_int_equal(shaky_count(bench->shaky, ".receipt"), 1);
    assert_int_equal(standing(bench).next.sequence, 4);
    assert_int_equal(outbox_last(bench->outbox, bench->world.arena, &entry, &body, NULL),
                     STATUS_OK);
    assert_int_equal(entry.sequence, 3);
}

static void test_what_waits_is_never_forgotten(void **state) {
    struct bench *bench = *state;
    add(bench, 1);
    add(bench, 2);
    assert_int_equal(outbox_forget(bench->outbox, NOW + 3000 * DAY, NULL), STATUS_OK);
    assert_int_equal(standing(bench).waiting, 2);
}

static void test_last_one_is_not_one_that_was_rejected(void **state) {
    struct bench *bench = *state;
    struct outbox_entry entry;
    struct bytes body;
    assert_int_equal(outbox_last(bench->outbox, bench->world.arena, &entry, &body, NULL),
                     STATUS_ABSENT);
    add(bench, 1);
    add(bench, 2);
    deliver(bench, ANSWER_HELD, NOW);
    deliver(bench, ANSWER_REJECTED, NOW);
    assert_int_equal(outbox_last(bench->outbox, bench->world.arena, &entry, &body, NULL),
                     STATUS_OK);
    assert_int_equal(entry.sequence, 1);
    assert_int_equal(entry.outcome, ANSWER_HELD);
    add(bench, 3);
    assert_int_equal(outbox_last(bench->outbox, bench->world.arena, &entry, &body, NULL),
                     STATUS_OK);
    assert_int_equal(entry.sequence, 3);
}

static void test_stop_stands_until_it_is_lifted_and_lets_lists_in(void **state) {
    struct bench *bench = *state;
    assert_int_equal(outbox_stop(bench->outbox, OUTBOX_DENIED, NOW, NULL), STATUS_OK);
    reopen(bench);
    assert_int_equal(outbox_stop(bench->outbox, OUTBOX_DENIED, NOW + DAY, NULL), STATUS_OK);
    assert_int_equal(standing(bench).stop, OUTBOX_DENIED);
    assert_int_equal(standing(bench).stopped_at, NOW);
    add(bench, 1);
    assert_int_equal(outbox_stop(bench->outbox, OUTBOX_RUNS, NOW, NULL), STATUS_OK);
    assert_int_equal(standing(bench).stop, OUTBOX_RUNS);
    assert_int_equal(standing(bench).waiting, 1);
}

/* ---- damage */

typedef enum status looked(struct bench *bench);

static enum status look_at_oldest(struct bench *bench) {
    struct outbox_entry entry;
    struct bytes body;
    return outbox_oldest(bench->outbox, bench->world.arena, &entry, &body, &bench->complaint);
}

static enum status look_at_last(struct bench *bench) {
    struct outbox_entry entry;
    struct bytes body, reply;
    enum status status =
        outbox_last(bench->outbox, bench->world.arena, &entry, &body, &bench->complaint);
    if (status == STATUS_OK)
        status = outbox_read(bench->outbox, &entry, bench->world.arena, &body, &reply,
                             &bench->complaint);
    return status;
}

/* Every byte of the file flipped once, and every shorter file. */
static void assert_damage_is_seen(struct bench *bench, const char *path, looked *look) {
    struct bytes whole = shaky_content(bench->shaky, path);
    uint8_t *copy = malloc(whole.size);
    assert_true(whole.size > 0 && copy);
    memcpy(copy, whole.at, whole.size);
    const size_t size = whole.size;
    for (size_t at = 0; at < size; at++) {
        copy[at] ^= 0x11;
        shaky_put(bench->shaky, path, bytes_of(copy, size));
        assert_int_equal(look(bench), STATUS_DAMAGED);
        copy[at] ^= 0x11;
        shaky_put(bench->shaky, path, bytes_of(copy, at));
        assert_int_equal(look(bench), STATUS_DAMAGED);
        arena_reset(bench->world.arena);
    }
    shaky_put(bench->shaky, path, bytes_of(copy, size));
    assert_int_equal(look(bench), STATUS_OK);
    free(copy);
}

static void test_damage_is_seen_and_nothing_is_sent(void **state) {
    struct bench *bench = *state;
    add(bench, 1);
    assert_damage_is_seen(bench, FOLDER "00000001-00000000000000000001.snapshot", look_at_oldest);
    assert_damage_is_seen(bench, FOLDER "outbox", look_at_oldest);
    deliver(bench, ANSWER_ACCEPTED, NOW);
    assert_damage_is_seen(bench, FOLDER "00000001-00000000000000000001.receipt", look_at_last);
}

static void test_lost_state_is_not_begun_anew(void **state) {
    struct bench *bench = *state;
    add(bench, 1);
    const struct disk *disk = shaky_disk(bench->shaky);
    assert_int_equal(disk->remove(disk->context, FOLDER "outbox"), 0);
    assert_int_equal(look_at_oldest(bench), STATUS_DAMAGED);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_what_is_put_in_waits_in_order_over_reopening),
        CLAIM(test_one_may_put_in_while_another_sends),
        CLAIM(test_full_disk_is_an_error_before_anything_is_promised),
        CLAIM(test_failing_disk_never_settles_by_half),
        CLAIM(test_what_was_sent_survives_a_kill_and_then_a_cut),
        CLAIM(test_new_epoch_names_what_it_replaces_and_takes_along_what_waits),
        CLAIM(test_unreadable_one_goes_aside_and_leaves_its_number),
        CLAIM(test_restored_daemon_gets_the_same_bytes_from_where_it_is),
        CLAIM(test_rewind_over_what_was_forgotten_changes_nothing),
        CLAIM(test_setting_aside_that_did_not_happen_leaves_nothing),
        CLAIM(test_one_set_aside_that_has_no_instant_is_not_forgotten),
        CLAIM(test_what_was_put_in_under_an_id_is_found_by_it),
        CLAIM(test_many_are_found_in_one_look),
        CLAIM(test_what_is_not_there_is_not_found_among_many),
        CLAIM(test_one_that_was_seen_is_read_without_a_look_at_the_others),
        CLAIM(test_one_that_was_seen_is_read_under_its_new_number),
        CLAIM(test_sent_ones_are_forgotten_after_thirty_days_but_the_newest),
        CLAIM(test_what_waits_is_never_forgotten),
        CLAIM(test_last_one_is_not_one_that_was_rejected),
        CLAIM(test_stop_stands_until_it_is_lifted_and_lets_lists_in),
        CLAIM(test_damage_is_seen_and_nothing_is_sent),
        CLAIM(test_lost_state_is_not_begun_anew),
    };
    return keys_init() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
