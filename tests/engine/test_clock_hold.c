/* An engine on a machine whose clock somebody sets, which sleeps, and is started again. Every
 * story ends with its journal folded again into the same store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/engine/command.h"
#include "daemon/engine/hold.h"
#include "tests/engine/machine.h"

static const char *const three[] = {"A", "B", "C"};

static int enter(void **state) {
    *state = machine_new(true);
    return 0;
}

static int enter_unsynchronised(void **state) {
    *state = machine_new(false);
    return 0;
}

static int leave(void **state) {
    machine_end(*state);
    return 0;
}

/* ---- what it does and what it knows */

static void tick(struct machine *m) {
    bool ring;
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    engine_tick(m->house.engine);
    assert_int_equal(engine_commit(m->house.engine, &ring), STATUS_OK);
}

static enum hold_reason held(const struct machine *m) {
    return m->house.engine->watch.committed.reason;
}

static day_t evaluated(const struct machine *m) {
    return m->house.engine->committed_day;
}

static uint64_t events(struct machine *m) {
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    const uint64_t count = store_journal_head(m->house.engine->txn);
    engine_abandon(m->house.engine);
    return count;
}

static struct event event_at(struct machine *m, uint64_t number) {
    struct event event;
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    assert_int_equal(store_journal_read(m->house.engine->txn, number, m->house.arena, &event),
                     STATUS_OK);
    engine_abandon(m->house.engine);
    return event;
}

static struct push_reply push(struct machine *m, instant_t peilmoment) {
    char text[INSTANT_TEXT_SIZE];
    const struct bytes body = house_snapshot(&m->house, ZON_AGB, m->sequence + 1,
                                             instant_text(peilmoment, text), three, 3, 20241001);
    const struct push_reply reply = house_push(&m->house, ZON, body);
    m->sequence += reply.head.status == ANSWER_ACCEPTED;
    return reply;
}

static enum answer push_now(struct machine *m) {
    return push(m, m->now - MINUTE_US).head.status;
}

/* A command by its words, a tab between; the text stays in the house's arena. */
static int command(struct machine *m, const char *line, const char **text) {
    struct command_result result;
    assert_int_equal(
        command_execute(m->house.engine, bytes_of_text(line), 4711, m->house.arena, &result),
        STATUS_OK);
    char *copy = arena_alloc(m->house.arena, result.answer.size + 1);
    assert_non_null(copy);
    memcpy(copy, result.answer.at, result.answer.size);
    *text = copy;
    return result.code;
}

static void release(struct machine *m) {
    const char *text;
    assert_int_equal(command(m, "release\tyes\tJan", &text), 0);
    assert_non_null(strstr(text, "Released; "));
    assert_int_equal(held(m), HOLD_NONE);
}

/* What the reader answers. */
static struct bytes read_beside(struct machine *m, enum who who, const char *kind,
                                struct bytes body) {
    const struct link_request request = house_request(&m->house, who, kind, body);
    struct engine *reading = reading_new(m->house.engine);
    struct errand *errand = errand_new(m->house.engine, &request, 1);
    assert_true(reading != NULL && errand != NULL);
    reading_answer(reading, errand);
    assert_int_equal(errand->failure, STATUS_OK);
    const struct bytes reply = arena_copy(m->house.arena, errand->reply);
    errand_free(&errand);
    reading_free(&reading);
    return reply;
}

static struct status_reply status_for(struct machine *m, enum who who) {
    struct status_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_status_request(m->now, m->house.arena, &body), STATUS_OK);
    body = read_beside(m, who, "STATUS", body);
    assert_int_equal(wire_decode_status_reply(body, m->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    return reply;
}

static enum answer alerts_asked_at(struct machine *m, instant_t made_at) {
    const struct alerts_request request = {.made_at = made_at};
    struct alerts_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_alerts_request(&request, m->house.arena, &body), STATUS_OK);
    body = read_beside(m, COORDINATOR, "ALERTS", body);
    assert_int_equal(wire_decode_alerts_reply(body, m->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

/* ---- somebody sets the clock */

static void test_a_clock_set_forward_an_hour_holds_what_comes_in(void **state) {
    struct machine *m = *state;
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    const uint64_t before = events(m);
    machine_set_clock(m, HOUR_US);
    const struct push_reply reply = push(m, m->now - 2 * HOUR_US);
    assert_int_equal(reply.head.status, ANSWER_LATER);
    assert_int_equal(reply.head.retry_after_ms, 60000);
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(events(m), before + 1);
    assert_int_equal(event_at(m, before + 1).kind, EVENT_HOLD);
    release(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

static void test_a_clock_set_back_an_hour_holds_too(void **state) {
    struct machine *m = *state;
    machine_set_clock(m, -HOUR_US);
    tick(m);
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(push_now(m), ANSWER_LATER);
    machine_set_clock(m, HOUR_US);
    assert_int_equal(push_now(m), ANSWER_LATER); /* until somebody says so */
    release(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

static void test_a_correction_within_a_quarter_of_an_hour_holds_nothing(void **state) {
    struct machine *m = *state;
    const uint64_t before = events(m);
    machine_set_clock(m, 14 * MINUTE_US);
    tick(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    machine_set_clock(m, -28 * MINUTE_US);
    tick(m);
    assert_int_equal(held(m), HOLD_NONE);
    assert_int_equal(events(m), before + 1);
}

static void test_a_clock_set_days_ahead_evaluates_none_of_them(void **state) {
    struct machine *m = *state;
    const day_t today = evaluated(m);
    const instant_t last = event_at(m, events(m)).instant;
    machine_set_clock(m, 5 * DAY_US);
    assert_int_equal(engine_today(m->house.engine), today); /* for whose key ends then */
    assert_true(engine_next_tick(m->house.engine) <= m->now);
    tick(m);
    assert_int_equal(evaluated(m), today);
    assert_true(event_at(m, events(m)).instant == last + 1); /* not by that clock */
    assert_true(engine_next_tick(m->house.engine) == INSTANT_MAX);
    assert_false(engine_day_is_due(m->house.engine));
    machine_set_clock(m, -5 * DAY_US);
    release(m);
    assert_int_equal(evaluated(m), today);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    assert_true(day_of_instant(event_at(m, events(m)).instant) == today);
}

static void test_a_jump_is_seen_between_two_requests_of_one_batch(void **state) {
    struct machine *m = *state;
    struct engine *engine = m->house.engine;
    const instant_t now = m->now;
    struct bytes body, reply;
    bool ring;
    assert_int_equal(engine_begin(engine), STATUS_OK);
    engine_tick(engine);
    machine_set_clock(m, 2 * DAY_US);
    body = house_snapshot(&m->house, ZON_AGB, 1, "2025-03-20T07:00:00Z", three, 3, 20241001);
    const struct link_request request = house_request(&m->house, ZON, "PUSH", body);
    engine_answer(engine, &request, m->house.arena, &reply);
    assert_int_equal(engine_commit(engine, &ring), STATUS_OK);
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(evaluated(m), day_of_instant(now));
}

static void test_a_machine_that_slept_for_two_days_goes_on(void **state) {
    struct machine *m = *state;
    const day_t before = evaluated(m);
    machine_pass(m, 2 * DAY_US);
    tick(m);
    assert_int_equal(held(m), HOLD_NONE);
    assert_int_equal(evaluated(m), before + 2);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

/* ---- while it is held */

static void test_midnights_pass_unevaluated_and_are_caught_up_one_by_one(void **state) {
    struct machine *m = *state;
    const day_t before = evaluated(m);
    machine_set_clock(m, HOUR_US);
    tick(m);
    const uint64_t at_hold = events(m);
    for (int i = 0; i < 3; i++) {
        machine_pass(m, DAY_US);
        tick(m);
    }
    assert_int_equal(evaluated(m), before);
    assert_int_equal(events(m), at_hold);
    const uint32_t on_time = m->house.engine->region.on_time_days;
    release(m);
    assert_int_equal(evaluated(m), before + 3);
    assert_int_equal(events(m), at_hold + 4);
    assert_int_equal(event_at(m, at_hold + 1).kind, EVENT_RELEASE);
    for (uint64_t number = at_hold + 2; number <= at_hold + 4; number++)
        assert_int_equal(event_at(m, number).kind, EVENT_DAY);
    assert_int_equal(m->house.engine->region.on_time_days, on_time + 1); /* today's own */
}

static void test_who_is_nobody_hears_nothing_of_a_hold(void **state) {
    struct machine *m = *state;
    machine_set_clock(m, HOUR_US);
    tick(m);
    const struct bytes body =
        house_snapshot(&m->house, ZON_AGB, 1, "2025-03-20T07:00:00Z", three, 3, 20241001);
    struct push_reply reply;
    struct link_request forged = house_request(&m->house, ZON, "PUSH", body);
    forged.signature[0] ^= 1;
    struct bytes answer = house_answer(&m->house, &forged);
    assert_int_equal(wire_decode_push_reply(answer, m->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_DENIED);
    assert_int_equal(house_push(&m->house, COORDINATOR, body).head.status, ANSWER_DENIED);
}

static void test_everything_that_would_be_an_event_waits(void **state) {
    static const struct {
        const char *kind;
        enum who who;
    } all[] = {{"PUSH", ZON},       {"CONFIRM", BEHEER},      {"TAKE", COORDINATOR},
               {"DUIDING", BEHEER}, {"PUBLICATION", ANALIST}, {"FIGURES", MONITOR}};
    struct machine *m = *state;
    machine_set_clock(m, HOUR_US);
    tick(m);
    const uint64_t before = events(m);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct status_reply reply; /* its head is where that of any reply is */
        struct bytes body = house_ask(&m->house, all[i].who, all[i].kind, bytes_of_text(""));
        assert_int_equal(wire_decode_status_reply(body, m->house.arena, &reply), STATUS_OK);
        assert_int_equal(reply.head.status, ANSWER_LATER);
    }
    assert_int_equal(events(m), before);
}

static void test_reads_work_by_the_clock_and_by_what_it_was_before(void **state) {
    struct machine *m = *state;
    assert_int_equal(alerts_asked_at(m, m->now + HOUR_US), ANSWER_STALE);
    machine_set_clock(m, 2 * DAY_US);
    tick(m);
    machine_pass(m, HOUR_US);
    assert_int_equal(alerts_asked_at(m, m->now), ANSWER_OK);
    assert_int_equal(alerts_asked_at(m, m->now - 2 * DAY_US), ANSWER_OK);
    assert_int_equal(alerts_asked_at(m, m->now - DAY_US), ANSWER_STALE);
    release(m);
    assert_int_equal(alerts_asked_at(m, m->now - 2 * DAY_US), ANSWER_STALE);
}

static void test_status_tells_beheer_and_nobody_else(void **state) {
    struct machine *m = *state;
    assert_false(status_for(m, BEHEER).clock_hold.present);
    machine_set_clock(m, HOUR_US);
    const instant_t since = m->now;
    tick(m);
    machine_pass(m, HOUR_US);
    const struct clock_hold hold = status_for(m, BEHEER).clock_hold;
    assert_true(hold.present && hold.since == since);
    assert_true(bytes_equal(hold.reason, bytes_of_text("drift")));
    assert_false(status_for(m, COORDINATOR).clock_hold.present);
    assert_false(status_for(m, ZON).clock_hold.present);
    release(m);
    assert_false(status_for(m, BEHEER).clock_hold.present);
}

static void test_a_key_is_taken_out_all_the_same_as_if_time_stood_still(void **state) {
    struct machine *m = *state;
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    char path[128];
    machine_set_clock(m, 3 * DAY_US);
    tick(m);
    const instant_t last = event_at(m, events(m)).instant;
    snprintf(path, sizeof path, "%s/deelnemers.d/zon.conf", m->house.folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(engine_reload(m->house.engine, &mistakes, &complaint), STATUS_OK);
    assert_int_equal(held(m), HOLD_DRIFT);
    const struct event event = event_at(m, events(m));
    assert_int_equal(event.kind, EVENT_CONFIG);
    assert_true(event.instant == last + 1);
    assert_int_equal(push_now(m), ANSWER_DENIED);
}

/* ---- the daemon and the machine end */

static void test_what_was_held_is_held_after_the_daemon_started_again(void **state) {
    struct machine *m = *state;
    machine_set_clock(m, 3 * DAY_US);
    tick(m);
    const day_t before = evaluated(m);
    const uint64_t at_hold = events(m);
    machine_restart_daemon(m);
    assert_int_equal(held(m), HOLD_DRIFT);
    machine_start_again(m, HOUR_US);
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(evaluated(m), before);
    assert_int_equal(events(m), at_hold);
    assert_int_equal(push_now(m), ANSWER_LATER);
}

static void test_a_clock_that_is_set_while_the_daemon_is_away_does_not_pass(void **state) {
    struct machine *m = *state;
    const day_t before = evaluated(m);
    house_close(&m->house);
    machine_set_clock(m, 3 * DAY_US);
    house_open(&m->house);
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(evaluated(m), before);
}

static void test_a_hold_that_was_not_durable_is_found_again(void **state) {
    struct machine *m = *state;
    const uint64_t before = events(m);
    machine_set_clock(m, 3 * DAY_US);
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    engine_tick(m->house.engine);
    assert_int_equal(m->house.engine->region.clock.reason, HOLD_DRIFT);
    house_close(&m->house); /* as kill -9 would, with nothing committed */
    house_open(&m->house);
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(events(m), before + 1);
}

static void test_a_machine_that_was_off_for_a_night_goes_on(void **state) {
    struct machine *m = *state;
    const day_t before = evaluated(m);
    const uint64_t count = events(m);
    machine_start_again(m, 20 * HOUR_US);
    assert_int_equal(held(m), HOLD_NONE);
    assert_int_equal(evaluated(m), before + 1);
    assert_int_equal(event_at(m, count + 1).kind, EVENT_BOOT);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    machine_restart_daemon(m);
    assert_int_equal(events(m), count + 3); /* once for each start: BOOT, DAY and the snapshot */
}

static void test_a_machine_that_was_off_for_three_days_waits_for_an_operator(void **state) {
    struct machine *m = *state;
    const day_t before = evaluated(m);
    machine_start_again(m, 3 * DAY_US);
    assert_int_equal(held(m), HOLD_GAP);
    assert_int_equal(evaluated(m), before);
    assert_int_equal(push_now(m), ANSWER_LATER);
    release(m);
    assert_int_equal(evaluated(m), before + 3);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    machine_start_again(m, HOUR_US);
    assert_int_equal(held(m), HOLD_NONE);
}

static void test_a_machine_that_starts_far_behind_waits_for_an_operator(void **state) {
    struct machine *m = *state;
    machine_start_again(m, -3 * DAY_US);
    assert_int_equal(held(m), HOLD_BEHIND);
    machine_set_clock(m, 3 * DAY_US + HOUR_US);
    assert_int_equal(push_now(m), ANSWER_LATER);
    release(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

/* ---- the kernel */

static void test_a_kernel_that_is_not_ready_yet_is_waited_for(void **state) {
    struct machine *m = *state;
    const uint64_t count = events(m);
    const day_t before = evaluated(m);
    m->synchronised = false;
    machine_start_again(m, 20 * HOUR_US);
    machine_pass(m, 4 * MINUTE_US);
    assert_int_equal(push_now(m), ANSWER_LATER);
    assert_true(engine_next_tick(m->house.engine) <= m->now);
    assert_int_equal(events(m), count);
    assert_int_equal(evaluated(m), before);
    m->synchronised = true;
    tick(m);
    assert_int_equal(evaluated(m), before + 1);
    assert_int_equal(event_at(m, count + 1).kind, EVENT_BOOT);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

static void test_a_kernel_that_is_never_ready_is_not_believed(void **state) {
    struct machine *m = *state;
    m->synchronised = false;
    machine_start_again(m, HOUR_US);
    assert_int_equal(held(m), HOLD_NONE);
    machine_pass(m, CLOCK_GRACE_US);
    tick(m);
    assert_int_equal(held(m), HOLD_UNSYNCHRONISED);
    m->synchronised = true;
    assert_int_equal(push_now(m), ANSWER_LATER);
    release(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    m->synchronised = false; /* asked once for each start of the machine */
    machine_restart_daemon(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

static void test_who_is_waited_for_can_be_released_at_once(void **state) {
    struct machine *m = *state;
    const char *text;
    m->synchronised = false;
    machine_start_again(m, HOUR_US);
    assert_int_equal(command(m, "release", &text), 75);
    assert_non_null(strstr(text, "clock: waited for"));
    release(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

static void test_a_kernel_that_cannot_know_need_not_be_asked(void **state) {
    struct machine *m = *state;
    house_configure(&m->house, "clock_check = \"none\"\n");
    m->synchronised = false;
    machine_start_again(m, HOUR_US);
    machine_pass(m, CLOCK_GRACE_US);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
    machine_set_clock(m, HOUR_US);
    assert_int_equal(push_now(m), ANSWER_LATER);
    machine_start_again(m, 3 * DAY_US);
    assert_int_equal(held(m), HOLD_DRIFT);
}

static void test_a_reload_ends_the_wait_for_a_kernel_that_cannot_know(void **state) {
    struct machine *m = *state;
    const char *text;
    m->synchronised = false;
    machine_start_again(m, HOUR_US);
    assert_int_equal(push_now(m), ANSWER_LATER);
    house_configure(&m->house, "clock_check = \"none\"\n");
    assert_int_equal(command(m, "reload", &text), 0);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

static void test_the_first_start_of_all_is_no_exception(void **state) {
    struct machine *m = *state;
    assert_int_equal(push_now(m), ANSWER_LATER);
    assert_int_equal(event_at(m, 1).kind, EVENT_CONFIG);
    machine_pass(m, CLOCK_GRACE_US);
    tick(m);
    assert_int_equal(held(m), HOLD_UNSYNCHRONISED);
    assert_int_equal(event_at(m, 2).kind, EVENT_HOLD);
    release(m);
    assert_int_equal(push_now(m), ANSWER_ACCEPTED);
}

/* ---- who releases it */

static void test_release_shows_first_and_changes_nothing(void **state) {
    struct machine *m = *state;
    const char *text;
    machine_set_clock(m, 2 * DAY_US);
    tick(m);
    const uint64_t before = events(m);
    assert_int_equal(command(m, "release", &text), 75);
    assert_non_null(strstr(text, "HELD since it said 2025-03-22T08:00:00"));
    assert_non_null(strstr(text, "the clock says:                2025-03-22T08:00:00"));
    assert_non_null(strstr(text, "2025-03-20T08:00:00.000000Z; the clock is 2 d 00:00:00 ahead"));
    assert_non_null(strstr(text, "evaluated (2): 2025-03-21 to 2025-03-22"));
    assert_int_equal(held(m), HOLD_DRIFT);
    assert_int_equal(events(m), before);
}

static uint64_t audit_lines(struct machine *m) {
    assert_int_equal(engine_begin(m->house.engine), STATUS_OK);
    const uint64_t count = store_log_head(m->house.engine->txn, TABLE_AUDIT);
    engine_abandon(m->house.engine);
    return count;
}

static void test_release_puts_on_record_who_said_so(void **state) {
    struct machine *m = *state;
    struct clock_event found;
    machine_set_clock(m, HOUR_US);
    tick(m);
    const uint64_t before = audit_lines(m);
    release(m);
    assert_int_equal(audit_lines(m), before + 1);
    const struct event event = event_at(m, events(m));
    assert_int_equal(event.kind, EVENT_RELEASE);
    assert_int_equal(unpack_clock_event(event.body, &found), STATUS_OK);
    assert_true(bytes_equal(found.who, bytes_of_text("Jan")));
    assert_int_equal(found.uid, 4711);
    assert_int_equal(found.reason, HOLD_DRIFT);
}

static void test_released_twice_is_released_once(void **state) {
    struct machine *m = *state;
    const char *text;
    machine_set_clock(m, HOUR_US);
    tick(m);
    release(m);
    const uint64_t before = events(m);
    assert_int_equal(command(m, "release\tyes\tJan", &text), 0);
    assert_non_null(strstr(text, "nothing to release"));
    assert_int_equal(events(m), before);
    machine_set_clock(m, HOUR_US); /* held against what was released */
    assert_int_equal(push_now(m), ANSWER_LATER);
}

static void test_release_needs_a_name_and_knows_no_other_words(void **state) {
    static const char *const wrong[] = {"release\tyes", "release\tyes\t", "release\tno\tJan",
                                        "release\tyes\tJan\tPiet", "release\tyes\t\xff"};
    struct machine *m = *state;
    const char *text;
    machine_set_clock(m, HOUR_US);
    tick(m);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(command(m, wrong[i], &text), 64);
    assert_int_equal(held(m), HOLD_DRIFT);
}

int main(void) {
#define STORY(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        STORY(test_a_clock_set_forward_an_hour_holds_what_comes_in),
        STORY(test_a_clock_set_back_an_hour_holds_too),
        STORY(test_a_correction_within_a_quarter_of_an_hour_holds_nothing),
        STORY(test_a_clock_set_days_ahead_evaluates_none_of_them),
        STORY(test_a_jump_is_seen_between_two_requests_of_one_batch),
        STORY(test_a_machine_that_slept_for_two_days_goes_on),
        STORY(test_midnights_pass_unevaluated_and_are_caught_up_one_by_one),
        STORY(test_who_is_nobody_hears_nothing_of_a_hold),
        STORY(test_everything_that_would_be_an_event_waits),
        STORY(test_reads_work_by_the_clock_and_by_what_it_was_before),
        STORY(test_status_tells_beheer_and_nobody_else),
        STORY(test_a_key_is_taken_out_all_the_same_as_if_time_stood_still),
        STORY(test_what_was_held_is_held_after_the_daemon_started_again),
        STORY(test_a_clock_that_is_set_while_the_daemon_is_away_does_not_pass),
        STORY(test_a_hold_that_was_not_durable_is_found_again),
        STORY(test_a_machine_that_was_off_for_a_night_goes_on),
        STORY(test_a_machine_that_was_off_for_three_days_waits_for_an_operator),
        STORY(test_a_machine_that_starts_far_behind_waits_for_an_operator),
        STORY(test_a_kernel_that_is_not_ready_yet_is_waited_for),
        STORY(test_a_kernel_that_is_never_ready_is_not_believed),
        STORY(test_who_is_waited_for_can_be_released_at_once),
        STORY(test_a_kernel_that_cannot_know_need_not_be_asked),
        STORY(test_a_reload_ends_the_wait_for_a_kernel_that_cannot_know),
        cmocka_unit_test_setup_teardown(test_the_first_start_of_all_is_no_exception,
                                        enter_unsynchronised, leave),
        STORY(test_release_shows_first_and_changes_nothing),
        STORY(test_release_puts_on_record_who_said_so),
        STORY(test_released_twice_is_released_once),
        STORY(test_release_needs_a_name_and_knows_no_other_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
