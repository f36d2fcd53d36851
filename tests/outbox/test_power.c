/* 20,000 power cuts (5,000 where a sanitizer watches) and kills, each at a random step of putting
 * in, sending, settling, setting aside, rewinding, beginning an epoch and forgetting. After each
 * the outbox is opened again and held against what was promised; at the end everything promised has
 * been taken once, in order, and nothing else was sent than what was put in. */
#include "client/outbox/outbox.h"
#include "proto/keys/keys.h"
#include "proto/wire/wire.h"
#include "shaky.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define CUTS (WACHTPOST_SANITIZED ? 5000 : 20000)
#define MAX_GIVEN 200000
/* One in so many lists is unreadable to the daemon. */
#define UNREADABLE 41
/* Ids that can still be in the outbox or on their way. */
#define WINDOW 28
#define MOST_BEHIND 10

static const struct agb agb = {"06010713"};

struct play {
    struct shaky *shaky;
    struct world world;
    struct outbox *adder, *sender; /* two processes */
    struct complaint complaint;
    uint8_t promised[MAX_GIVEN];
    uint8_t waits[MAX_GIVEN], kept[MAX_GIVEN]; /* as last seen */
    instant_t given;                           /* the last id */
    instant_t last_seen;
    size_t counts[8]; /* of each act that was done to its end */
    size_t set_aside, restored;
};

static instant_t now(const struct play *play) {
    return play->given * MICROSECONDS_PER_DAY;
}

static bool unreadable(instant_t id) {
    return id % UNREADABLE == 0;
}

/* ---- what can happen; STATUS_OK or whatever the disk made of it */

/* Never so many that one of them leaves the window, or the disk. */
static bool is_far_behind(const struct play *play) {
    const struct received *head = world_head(&play->world);
    return play->given - (head ? head->peilmoment : 0) > MOST_BEHIND;
}

static enum status put_in(struct play *play) {
    struct outbox_entry entry;
    if (is_far_behind(play))
        return STATUS_OK;
    struct delivery delivery = world_delivery(&play->world, ++play->given);
    assert_true(play->given < MAX_GIVEN);
    enum status status =
        outbox_add(play->adder, &delivery, now(play), play->world.arena, &entry, &play->complaint);
    play->promised[play->given] = status == STATUS_OK;
    return status;
}

static void assert_as_given(const struct play *play, const struct outbox_entry *entry,
                            struct bytes body) {
    struct snapshot snapshot;
    char id[32];
    assert_int_equal(wire_decode_snapshot(body, play->world.arena, &snapshot), STATUS_OK);
    assert_int_equal(snapshot.peilmoment * MICROSECONDS_PER_DAY, entry->added_at);
    assert_int_equal(snapshot.sequence, entry->sequence);
    assert_memory_equal(snapshot.epoch, entry->epoch, EPOCH_BYTES);
    snprintf(id, sizeof id, "P%lld", (long long)snapshot.peilmoment);
    assert_int_equal(snapshot.place_count, 1);
    assert_true(bytes_equal(snapshot.places[0].id, bytes_of_text(id)));
}

static enum status follow(struct play *play, const struct outbox_entry *entry,
                          const struct delivery_answer *answer) {
    if (answer->has_receipt)
        return outbox_settle(play->sender, entry, answer, now(play), &play->complaint);
    assert_int_equal(answer->head.status, ANSWER_GAP);
    enum status status = outbox_rewind(play->sender, answer->expected_sequence, &play->complaint);
    assert_int_not_equal(status, STATUS_ABSENT);
    return status;
}

static enum status send_oldest(struct play *play) {
    struct outbox_entry entry;
    struct bytes body;
    enum status status = outbox_turn(play->sender, 0, &play->complaint);
    if (status == STATUS_OK)
        status = outbox_oldest(play->sender, play->world.arena, &entry, &body, &play->complaint);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_OK : status;
    assert_as_given(play, &entry, body);
    if (unreadable(entry.added_at / MICROSECONDS_PER_DAY)) {
        status = outbox_set_aside(play->sender, &entry, &play->complaint);
        play->set_aside += status == STATUS_OK;
        return status;
    }
    struct delivery_answer answer = world_push(&play->world, body);
    if (shaky_draw(play->shaky) % 4 == 0)
        return STATUS_OK; /* the answer got lost */
    return follow(play, &entry, &answer);
}

/* What sender_begin_epoch does, with this daemon. */
static enum status settle_known(struct play *play, const struct received *head) {
    for (;;) {
        struct outbox_entry entry;
        struct bytes body;
        enum status status =
            outbox_oldest(play->sender, play->world.arena, &entry, &body, &play->complaint);
        if (status != STATUS_OK)
            return status == STATUS_ABSENT ? STATUS_OK : status;
        if (entry.sequence > head->sequence || memcmp(entry.epoch, head->epoch, EPOCH_BYTES) != 0)
            return STATUS_OK;
        struct delivery_answer answer = world_push(&play->world, body);
        assert_int_equal(answer.head.status, ANSWER_DUPLICATE);
        status = follow(play, &entry, &answer);
        if (status != STATUS_OK)
            return status;
    }
}

static enum status begin_epoch(struct play *play) {
    const struct received *head = world_head(&play->world);
    struct outbox_standing standing;
    enum status status = head ? outbox_turn(play->sender, 0, &play->complaint) : STATUS_OK;
    if (status != STATUS_OK || !head)
        return status;
    struct received known = *head;
    status = settle_known(play, &known);
    if (status == STATUS_OK)
        status = outbox_standing(play->sender, &standing, &play->complaint);
    if (status == STATUS_OK && memcmp(standing.next.epoch, known.epoch, EPOCH_BYTES) == 0) {
        status = outbox_rewind(play->sender, known.sequence + 1, &play->complaint);
        if (status == STATUS_ABSENT)
            status = STATUS_OK;
    }
    return status == STATUS_OK
               ? outbox_begin_epoch(play->sender, known.epoch, known.sequence, &play->complaint)
               : status;
}

/* A backup of up to three snapshots ago, within the epoch that both know: another would be a
 * matter for a person (CONFLICT). */
static enum status restore_daemon(struct play *play) {
    struct world *world = &play->world;
    struct outbox_standing standing;
    size_t lost = 1 + shaky_draw(play->shaky) % 3;
    enum status status = outbox_standing(play->sender, &standing, &play->complaint);
    if (status == STATUS_OK && standing.waiting == 0 && world->taken_count > lost &&
        memcmp(world_head(world)->epoch, standing.next.epoch, EPOCH_BYTES) == 0 &&
        memcmp(world->taken[world->taken_count - lost - 1].epoch, standing.next.epoch,
               EPOCH_BYTES) == 0) {
        world_restore(world, lost);
        play->restored++;
    }
    return status;
}

static enum status forget(struct play *play) {
    return outbox_forget(play->sender, now(play), &play->complaint);
}

static enum status stop_and_go(struct play *play) {
    enum status status = outbox_stop(play->adder, OUTBOX_DENIED, now(play), &play->complaint);
    return status == STATUS_OK ? outbox_stop(play->adder, OUTBOX_RUNS, 0, &play->complaint)
                               : status;
}

static const struct act {
    enum status (*run)(struct play *play);
    unsigned weight;
} acts[] = {{put_in, 10}, {send_oldest, 16}, {begin_epoch, 1},
            {forget, 1},  {stop_and_go, 1},  {restore_daemon, 2}};
#define ACT_COUNT (sizeof acts / sizeof *acts)

static enum status act(struct play *play) {
    unsigned total = 0, at = 0;
    for (size_t i = 0; i < ACT_COUNT; i++)
        total += acts[i].weight;
    unsigned draw = shaky_draw(play->shaky) % total;
    while (draw >= acts[at].weight)
        draw -= acts[at++].weight;
    enum status status = acts[at].run(play);
    play->counts[at] += status == STATUS_OK;
    return status;
}

/* ---- a round */

static enum status open_both(struct play *play) {
    const struct disk *disk = shaky_disk(play->shaky);
    enum status status = outbox_open("state", &agb, disk, &play->adder, &play->complaint);
    return status == STATUS_OK ? outbox_open("state", &agb, disk, &play->sender, &play->complaint)
                               : status;
}

static void close_both(struct play *play) {
    outbox_close(&play->adder);
    outbox_close(&play->sender);
}

/* Soon, so that every step of opening and of the first act has its turn, or after a while. */
static unsigned how_long(struct play *play) {
    static const unsigned most_steps[] = {50, 200, 800};
    return shaky_draw(play->shaky) % most_steps[shaky_draw(play->shaky) % 3];
}

static void play_until_it_dies(struct play *play) {
    shaky_die_after(play->shaky, how_long(play));
    enum status status = open_both(play);
    while (status == STATUS_OK) {
        arena_reset(play->world.arena);
        status = act(play);
    }
    if (!shaky_is_dead(play->shaky))
        print_error("%s\n", play->complaint.text);
    assert_true(shaky_is_dead(play->shaky));
    assert_int_equal(status, STATUS_IO);
    close_both(play);
    if (shaky_draw(play->shaky) % 4 == 0)
        shaky_kill(play->shaky);
    else
        shaky_cut(play->shaky);
}

static enum status see(void *context, const struct outbox_entry *entry) {
    struct play *play = context;
    instant_t id = entry->added_at / MICROSECONDS_PER_DAY;
    if (entry->state != OUTBOX_WAITING) {
        play->kept[id] = 1;
        return STATUS_OK;
    }
    assert_true(id > play->last_seen);
    play->last_seen = id;
    play->waits[id]++;
    return STATUS_OK;
}

static bool was_taken(const struct play *play, instant_t id) {
    for (size_t i = play->world.taken_count; i-- > 0;)
        if (play->world.taken[i].peilmoment <= id)
            return play->world.taken[i].peilmoment == id;
    return false;
}

/* What was promised waits, or is with the daemon, or was, or is set aside; and nothing twice. */
static void hold_against_promises(struct play *play) {
    instant_t first = play->given > WINDOW ? play->given - WINDOW : 1;
    memset(play->waits + first, 0, WINDOW + 1);
    memset(play->kept + first, 0, WINDOW + 1);
    play->last_seen = 0;
    assert_int_equal(open_both(play), STATUS_OK);
    assert_int_equal(outbox_visit(play->sender, see, play, &play->complaint), STATUS_OK);
    close_both(play);
    for (instant_t id = first; id <= play->given; id++) {
        assert_true(play->waits[id] <= 1 && !(play->waits[id] && play->kept[id]));
        if (play->promised[id] && !play->waits[id])
            assert_true(was_taken(play, id) || play->kept[id]);
    }
}

/* At the end everything arrives; one more list brings to light that the daemon was restored. */
static void drain(struct play *play) {
    assert_int_equal(open_both(play), STATUS_OK);
    if (unreadable(play->given + 1))
        play->given++;
    assert_int_equal(put_in(play), STATUS_OK);
    struct outbox_standing standing = {.waiting = 1};
    while (standing.waiting > 0) {
        arena_reset(play->world.arena);
        assert_int_equal(send_oldest(play), STATUS_OK);
        assert_int_equal(outbox_standing(play->sender, &standing, &play->complaint), STATUS_OK);
    }
    close_both(play);
}

static void assert_all_arrived_once_in_order(struct play *play) {
    instant_t last = 0;
    for (size_t i = 0; i < play->world.taken_count; i++) {
        instant_t id = play->world.taken[i].peilmoment;
        assert_true(id > last && !unreadable(id));
        for (instant_t between = last + 1; between < id; between++)
            assert_true(!play->promised[between] || unreadable(between));
        last = id;
    }
    assert_int_equal(last, play->given);
}

static void test_nothing_is_lost_doubled_or_changed_by_power_cuts(void **state) {
    struct play *play = calloc(1, sizeof *play);
    (void)state;
    assert_non_null(play);
    play->shaky = shaky_new(2025);
    world_init(&play->world);
    for (size_t i = 0; i < CUTS; i++) {
        play_until_it_dies(play);
        hold_against_promises(play);
    }
    drain(play);
    assert_all_arrived_once_in_order(play);
    print_message("%d cuts; put in %zu, sent %zu, set aside %zu, epochs %zu, forgot %zu, daemon "
                  "restored %zu; taken %zu\n",
                  CUTS, play->counts[0], play->counts[1], play->set_aside, play->counts[2],
                  play->counts[3], play->restored, play->world.taken_count);
    for (size_t i = 0; i < ACT_COUNT; i++)
        assert_true(play->counts[i] > CUTS / 20);
    assert_true(play->set_aside > CUTS / 40 && play->restored > CUTS / 40);
    world_fini(&play->world);
    shaky_free(&play->shaky);
    free(play);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_lost_doubled_or_changed_by_power_cuts),
    };
    return keys_init() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
