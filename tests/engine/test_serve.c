/* Questions and answers of the loop and its reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/domain/pack_said.h"
#include "proto/model/limits.h"
#include "tests/engine/served.h"

#include <poll.h>
#include <signal.h>

/* So many at once, with tickets from `first`. */
static void ask_alerts(struct served *s, uint64_t first, size_t count) {
    struct link_request request = house_alerts_request(&s->house, COORDINATOR);
    for (size_t i = 0; i < count; i++) {
        request.ticket = first + i;
        served_say(s, &request);
    }
    served_send(s);
}

static enum answer answer_of(struct served *s, const struct link_reply *reply, size_t *rows) {
    struct alerts_reply alerts;
    assert_int_equal(wire_decode_alerts_reply(reply->body, s->house.arena, &alerts), STATUS_OK);
    *rows = alerts.alert_count;
    return alerts.head.status;
}

/* What is durably on record, and whether that is all in order. */
static uint64_t audit_lines(struct served *s) {
    return house_audit_count(&s->house, "ALERTS");
}

/* ---- the claims */

static void test_rows_leave_after_it_is_durable_who_saw_them(void **state) {
    struct served *s = *state;
    uint64_t seen = 0;
    served_deliver(s);
    for (size_t round = 1; round <= 15; round++) {
        size_t rows;
        ask_alerts(s, 1, 2 * round);
        for (size_t i = 0; i < round; i++, seen++) {
            const struct link_reply reply = served_hear_reply(s);
            assert_int_equal(answer_of(s, &reply, &rows), ANSWER_OK);
            assert_int_equal(rows, 1);
        }
        assert_int_equal(kill(s->process, SIGKILL), 0);
        assert_true(WIFSIGNALED(served_wait_for_end(s)));
        const uint64_t lines = audit_lines(s);
        assert_true(lines >= seen);
        seen = lines;
        served_start(s);
        served_connect(s);
    }
}

static void test_a_question_sees_what_came_with_it_and_was_decided_first(void **state) {
    struct served *s = *state;
    for (uint64_t ticket = 1; ticket <= 20; ticket++) {
        struct push_reply pushed;
        struct receipt receipt;
        size_t before, after;
        struct link_request request = served_push(s);
        ask_alerts(s, 1, 1);
        const struct link_reply first = served_hear_reply(s);
        assert_int_equal(answer_of(s, &first, &before), ANSWER_OK);
        served_say(s, &request);
        ask_alerts(s, ticket + 100, 1);
        const struct link_reply receipt_reply = served_hear_reply(s), alerts = served_hear_reply(s);
        assert_int_equal(alerts.ticket, ticket + 100);
        assert_int_equal(wire_decode_push_reply(receipt_reply.body, s->house.arena, &pushed),
                         STATUS_OK);
        receipt = house_receipt(&s->house, &pushed);
        assert_int_equal(answer_of(s, &alerts, &after), ANSWER_OK);
        assert_int_equal(after, before + receipt.alert_count);
    }
}

static void test_every_question_of_a_flood_is_answered_once(void **state) {
    struct served *s = *state;
    enum { FLOOD = 2000 };
    static bool answered[FLOOD];
    uint64_t with_rows = 0;
    served_deliver(s);
    ask_alerts(s, 0, FLOOD);
    for (size_t i = 0; i < FLOOD; i++) {
        size_t rows;
        const struct link_reply reply = served_hear_reply(s);
        assert_true(reply.ticket < FLOOD && !answered[reply.ticket]);
        answered[reply.ticket] = true;
        const enum answer answer = answer_of(s, &reply, &rows);
        assert_true(answer == ANSWER_OK || answer == ANSWER_LATER);
        with_rows += answer == ANSWER_OK;
    }
    assert_true(with_rows >= MAX_ERRANDS_OF_ONE);
    served_stop(s);
    assert_int_equal(audit_lines(s), with_rows);
}

static void test_an_answer_for_a_front_that_is_gone_goes_nowhere(void **state) {
    struct served *s = *state;
    enum { ROUNDS = 30, GONE = 24, HERE = MAX_ERRANDS_OF_ONE - GONE };
    served_deliver(s);
    for (uint64_t first = 1000; first <= ROUNDS * 1000; first += 1000) {
        ask_alerts(s, first, GONE);
        served_connect(s);
        ask_alerts(s, first + 500, HERE);
        for (uint64_t i = 0; i < HERE; i++)
            assert_int_equal(served_hear_reply(s).ticket, first + 500 + i);
    }
}

/* The front is told who is out before the next answer leaves. */
static void test_nothing_seen_under_replaced_settings_leaves(void **state) {
    struct served *s = *state;
    enum { ASKED = MAX_ERRANDS_OF_ONE };
    char path[128];
    struct link_message message;
    bool told = false;
    size_t rows;
    served_deliver(s);
    snprintf(path, sizeof path, "%s/deelnemers.d/coordinator.conf", s->house.folder);
    assert_int_equal(unlink(path), 0);
    ask_alerts(s, 1, ASKED);
    const struct link_reply first = served_hear_reply(s);
    assert_int_equal(answer_of(s, &first, &rows), ANSWER_OK);
    assert_int_equal(kill(s->process, SIGHUP), 0);
    for (size_t replies = 1; replies < ASKED + 1;) {
        assert_true(served_hear(s, &message));
        if (message.kind == LINK_TABLE) { /* the one of the welcome came before the receipt */
            told = true;
            ask_alerts(s, ASKED + 1, 1);
        }
        if (message.kind != LINK_REPLY)
            continue;
        const enum answer answer = answer_of(s, &message.reply, &rows);
        assert_true(told ? rows == 0 : answer == ANSWER_OK);
        assert_true(message.reply.ticket != ASKED + 1 || answer == ANSWER_DENIED);
        replies++;
    }
    assert_true(told);
}

static void test_what_has_to_be_written_is_answered_too_and_then_read(void **state) {
    struct served *s = *state;
    const struct link_request request = house_monitor_request(&s->house, "2025-02-28");
    struct figures_reply reply;
    served_deliver(s);
    served_say(s, &request);
    served_send(s);
    const struct link_reply first = served_hear_reply(s);
    assert_int_equal(wire_decode_figures_reply(first.body, s->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    served_deliver(s);
    served_say(s, &request);
    served_send(s);
    const struct link_reply second = served_hear_reply(s);
    assert_true(bytes_equal(first.body, second.body));
}

static void test_the_end_comes_with_questions_under_way(void **state) {
    struct served *s = *state;
    struct link_message message;
    size_t seen = 0, rows;
    served_deliver(s);
    ask_alerts(s, 1, MAX_ERRANDS_OF_ONE);
    served_stop(s);
    while (served_hear(s, &message))
        if (message.kind == LINK_REPLY && answer_of(s, &message.reply, &rows) == ANSWER_OK)
            seen += rows;
    assert_true(seen <= MAX_ERRANDS_OF_ONE);
    assert_true(audit_lines(s) >= seen);
}

static void give_little_room(struct served *s) {
    FILE *config = fopen(s->house.config, "w");
    assert_non_null(config);
    fputs("map_mib = 1\nnorm \"3m\" { from = \"1990-01-01\" months = 3 }\n", config);
    assert_int_equal(fclose(config), 0);
}

/* Who saw what can no longer be put on record, so nobody sees anything. */
static void test_a_full_store_is_survived_by_who_only_reads(void **state) {
    struct served *s = *state;
    enum { ROUNDS = 400, MORE = 5, QUESTIONS = MAX_ERRANDS_OF_ONE };
    uint64_t seen = 0;
    bool full = false;
    served_stop(s);
    give_little_room(s);
    served_start(s);
    served_connect(s);
    served_deliver(s);
    for (size_t left = ROUNDS; left > 0; left = full && left > MORE ? MORE : left - 1) {
        ask_alerts(s, 0, QUESTIONS);
        for (size_t i = 0; i < QUESTIONS; i++) {
            size_t rows;
            const struct link_reply reply = served_hear_reply(s);
            const enum answer answer = answer_of(s, &reply, &rows);
            assert_true(answer == ANSWER_OK ? rows == 1 : answer == ANSWER_LATER && rows == 0);
            full |= answer == ANSWER_LATER;
            seen += answer == ANSWER_OK;
        }
        arena_reset(s->house.arena);
    }
    assert_true(full);
    served_stop(s);
    assert_int_equal(audit_lines(s), seen);
}

/* More notes than fit in a reply, as if people had written them for many years. */
static void fill_with_notes(struct served *s, size_t count) {
    static char text[MAX_DUIDING_BYTES + 1];
    struct store *store = house_store(&s->house);
    struct store_txn *txn = NULL;
    struct bytes record;
    memset(text, 'x', MAX_DUIDING_BYTES);
    const struct duiding note = {.who = bytes_of_text("beheer"),
                                 .from = day_of_number(20250101),
                                 .until = day_of_number(20251231),
                                 .text = bytes_of_text(text)};
    assert_int_equal(pack_duiding(&note, s->house.arena, &record), STATUS_OK);
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    for (uint64_t number = 0; number < count; number++) {
        uint8_t key[16] = {0}; /* an event's number, which is long past, and one more */
        store_key_u64(key + 8, number);
        store_put(txn, TABLE_DUIDING, bytes_of(key, sizeof key), record);
    }
    assert_int_equal(store_commit(&txn), STATUS_OK);
    store_close(&store);
}

static enum answer ask_figures_of(struct served *s, uint32_t day) {
    const struct figures_request asked = {
        clock_now(&s->house.clock),
        {.from = day_of_number(day), .until = day_of_number(day), .region_day = DAY_NONE}};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&asked, s->house.arena, &body), STATUS_OK);
    const struct link_request request = house_request(&s->house, ANALIST, "FIGURES", body);
    served_say(s, &request);
    served_send(s);
    body = served_hear_reply(s).body;
    assert_int_equal(wire_decode_figures_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

static void test_an_answer_larger_than_a_reply_may_be_leaves_the_link_whole(void **state) {
    struct served *s = *state;
    served_stop(s);
    fill_with_notes(s, MAX_REPLY_BYTES / MAX_DUIDING_BYTES);
    served_start(s);
    served_connect(s);
    assert_int_equal(ask_figures_of(s, 20250301), ANSWER_MALFORMED);
    assert_int_equal(ask_figures_of(s, 20240301), ANSWER_OK);
    served_deliver(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SERVICE(test_rows_leave_after_it_is_durable_who_saw_them),
        IN_SERVICE(test_a_question_sees_what_came_with_it_and_was_decided_first),
        IN_SERVICE(test_every_question_of_a_flood_is_answered_once),
        IN_SERVICE(test_an_answer_for_a_front_that_is_gone_goes_nowhere),
        IN_SERVICE(test_nothing_seen_under_replaced_settings_leaves),
        IN_SERVICE(test_what_has_to_be_written_is_answered_too_and_then_read),
        IN_SERVICE(test_the_end_comes_with_questions_under_way),
        IN_SERVICE(test_a_full_store_is_survived_by_who_only_reads),
        IN_SERVICE(test_an_answer_larger_than_a_reply_may_be_leaves_the_link_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
