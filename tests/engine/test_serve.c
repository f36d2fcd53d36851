/* The loop and its reader, as a front sees them: a process of their own, over the real
 * socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/serve.h"
#include "daemon/front/stream.h"
#include "daemon/signals.h"
#include "proto/model/limits.h"
#include "tests/engine/house.h"

#include <poll.h>
#include <signal.h>

enum { PATIENCE_MS = 60000 };

static const char *const three[] = {"A", "B", "C"};

struct served {
    struct house house; /* closed: the process has it open */
    pid_t process;      /* 0: not running */
    struct stream front;
    uint64_t sequence;
    int lull_ms;      /* 0: the usual */
    const char *late; /* a participant who comes when the files were read; NULL: nobody */
};

static _Noreturn void be_the_engine(struct served *s, int ready_fd) {
    static const int signals[] = {SIGTERM, SIGHUP, 0};
    struct house *house = &s->house;
    struct complaint complaint = {""};
    struct serve_options options = {
        .clock = &house->clock, .ready_fd = ready_fd, .lull_ms = s->lull_ms};
    options.signal_fd = signals_open(signals);
    house_open(house);
    if (s->late)
        house_participant(house, "late", s->late);
    enum status status = serve(house->engine, &options, &complaint);
    house_close(house);
    _exit((int)status);
}

static void start(struct served *s) {
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    s->process = fork();
    assert_true(s->process >= 0);
    if (s->process == 0) {
        close(ready[0]);
        be_the_engine(s, ready[1]);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
}

static void connect_front(struct served *s) {
    char path[96];
    stream_close(&s->front);
    snprintf(path, sizeof path, "%s/engine.sock", s->house.folder);
    assert_int_equal(stream_connect(path, &s->front), STATUS_OK);
}

static int wait_for_end(struct served *s) {
    int ended = 0;
    assert_int_equal(waitpid(s->process, &ended, 0), s->process);
    s->process = 0;
    return ended;
}

static void stop(struct served *s) {
    assert_int_equal(kill(s->process, SIGTERM), 0);
    int ended = wait_for_end(s);
    assert_true(WIFEXITED(ended));
    assert_int_equal(WEXITSTATUS(ended), STATUS_OK);
}

static int enter(void **state) {
    struct served *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->front = stream_none;
    house_build(&s->house, "2025-03-20T08:00:00Z");
    house_close(&s->house);
    start(s);
    connect_front(s);
    *state = s;
    return 0;
}

static int leave(void **state) {
    struct served *s = *state;
    if (s->process != 0)
        stop(s);
    stream_close(&s->front);
    house_tear_down(&s->house);
    free(s);
    return 0;
}

/* ---- what a front says and hears */

static void say(struct served *s, const struct link_request *request) {
    const struct link_message message = {.kind = LINK_REQUEST, .request = *request};
    assert_int_equal(link_write(&s->front.out, &message), STATUS_OK);
}

/* Sends what was said; the engine may have to be heard before it takes more. */
static void send_all(struct served *s) {
    stream_send(&s->front);
    while (link_buffer_left(&s->front.out).size > 0) {
        struct pollfd both = {.fd = s->front.fd, .events = POLLIN | POLLOUT};
        assert_int_equal(poll(&both, 1, PATIENCE_MS), 1);
        assert_int_equal(stream_receive(&s->front, SIZE_MAX), STATUS_OK);
        stream_send(&s->front);
        assert_false(s->front.closed);
    }
}

/* The next message of the engine; a reply's body stays in the house's arena. False: it
 * has hung up. */
static bool hear(struct served *s, struct link_message *message) {
    size_t used;
    for (;;) {
        const struct bytes input = link_buffer_left(&s->front.in);
        enum status status = link_read(input, s->house.arena, message, &used);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_ABSENT);
        if (s->front.closed)
            return false;
        struct pollfd in = {.fd = s->front.fd, .events = POLLIN};
        assert_int_equal(poll(&in, 1, PATIENCE_MS), 1);
        assert_int_equal(stream_receive(&s->front, SIZE_MAX), STATUS_OK);
    }
    if (message->kind == LINK_REPLY)
        message->reply.body = arena_copy(s->house.arena, message->reply.body);
    link_buffer_finish(&s->front.in, used);
    return true;
}

static struct link_reply hear_reply(struct served *s) {
    struct link_message message;
    do
        assert_true(hear(s, &message));
    while (message.kind != LINK_REPLY);
    return message.reply;
}

static struct link_request push(struct served *s) {
    const size_t count = 1 + s->sequence++ % 3;
    const struct bytes body = house_snapshot(&s->house, ZON_AGB, s->sequence,
                                             "2025-03-20T07:00:00Z", three, count, 20241001);
    return house_request(&s->house, ZON, "PUSH", body);
}

static void deliver(struct served *s) {
    struct push_reply reply;
    const struct link_request request = push(s);
    say(s, &request);
    send_all(s);
    assert_int_equal(wire_decode_push_reply(hear_reply(s).body, s->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
}

static void ping(struct served *s) {
    const struct link_message message = {.kind = LINK_PING};
    assert_int_equal(link_write(&s->front.out, &message), STATUS_OK);
    send_all(s);
}

/* So many at once, with tickets from `first`. */
static void ask_alerts(struct served *s, uint64_t first, size_t count) {
    struct link_request request = house_alerts_request(&s->house, COORDINATOR);
    for (size_t i = 0; i < count; i++) {
        request.ticket = first + i;
        say(s, &request);
    }
    send_all(s);
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
    deliver(s);
    for (size_t round = 1; round <= 15; round++) {
        size_t rows;
        ask_alerts(s, 1, 2 * round);
        for (size_t i = 0; i < round; i++, seen++) {
            const struct link_reply reply = hear_reply(s);
            assert_int_equal(answer_of(s, &reply, &rows), ANSWER_OK);
            assert_int_equal(rows, 1);
        }
        assert_int_equal(kill(s->process, SIGKILL), 0);
        assert_true(WIFSIGNALED(wait_for_end(s)));
        const uint64_t lines = audit_lines(s);
        assert_true(lines >= seen);
        seen = lines;
        start(s);
        connect_front(s);
    }
}

static void test_a_question_sees_what_came_with_it_and_was_decided_first(void **state) {
    struct served *s = *state;
    for (uint64_t ticket = 1; ticket <= 20; ticket++) {
        struct push_reply pushed;
        struct receipt receipt;
        size_t before, after;
        struct link_request request = push(s);
        ask_alerts(s, 1, 1);
        const struct link_reply first = hear_reply(s);
        assert_int_equal(answer_of(s, &first, &before), ANSWER_OK);
        say(s, &request);
        ask_alerts(s, ticket + 100, 1);
        const struct link_reply receipt_reply = hear_reply(s), alerts = hear_reply(s);
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
    deliver(s);
    ask_alerts(s, 0, FLOOD);
    for (size_t i = 0; i < FLOOD; i++) {
        size_t rows;
        const struct link_reply reply = hear_reply(s);
        assert_true(reply.ticket < FLOOD && !answered[reply.ticket]);
        answered[reply.ticket] = true;
        const enum answer answer = answer_of(s, &reply, &rows);
        assert_true(answer == ANSWER_OK || answer == ANSWER_LATER);
        with_rows += answer == ANSWER_OK;
    }
    assert_true(with_rows >= MAX_ERRANDS_OF_ONE);
    stop(s);
    assert_int_equal(audit_lines(s), with_rows);
}

static void test_an_answer_for_a_front_that_is_gone_goes_nowhere(void **state) {
    struct served *s = *state;
    enum { ROUNDS = 30, GONE = 24, HERE = MAX_ERRANDS_OF_ONE - GONE };
    deliver(s);
    for (uint64_t first = 1000; first <= ROUNDS * 1000; first += 1000) {
        ask_alerts(s, first, GONE);
        connect_front(s);
        ask_alerts(s, first + 500, HERE);
        for (uint64_t i = 0; i < HERE; i++)
            assert_int_equal(hear_reply(s).ticket, first + 500 + i);
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
    deliver(s);
    snprintf(path, sizeof path, "%s/deelnemers.d/coordinator.conf", s->house.folder);
    assert_int_equal(unlink(path), 0);
    ask_alerts(s, 1, ASKED);
    const struct link_reply first = hear_reply(s);
    assert_int_equal(answer_of(s, &first, &rows), ANSWER_OK);
    assert_int_equal(kill(s->process, SIGHUP), 0);
    for (size_t replies = 1; replies < ASKED + 1;) {
        assert_true(hear(s, &message));
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
    deliver(s);
    say(s, &request);
    send_all(s);
    const struct link_reply first = hear_reply(s);
    assert_int_equal(wire_decode_figures_reply(first.body, s->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    deliver(s);
    say(s, &request);
    send_all(s);
    const struct link_reply second = hear_reply(s);
    assert_true(bytes_equal(first.body, second.body));
}

static void test_the_end_comes_with_questions_under_way(void **state) {
    struct served *s = *state;
    struct link_message message;
    size_t seen = 0, rows;
    deliver(s);
    ask_alerts(s, 1, MAX_ERRANDS_OF_ONE);
    stop(s);
    while (hear(s, &message))
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
    stop(s);
    give_little_room(s);
    start(s);
    connect_front(s);
    deliver(s);
    for (size_t left = ROUNDS; left > 0; left = full && left > MORE ? MORE : left - 1) {
        ask_alerts(s, 0, QUESTIONS);
        for (size_t i = 0; i < QUESTIONS; i++) {
            size_t rows;
            const struct link_reply reply = hear_reply(s);
            const enum answer answer = answer_of(s, &reply, &rows);
            assert_true(answer == ANSWER_OK ? rows == 1 : answer == ANSWER_LATER && rows == 0);
            full |= answer == ANSWER_LATER;
            seen += answer == ANSWER_OK;
        }
        arena_reset(s->house.arena);
    }
    assert_true(full);
    stop(s);
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
    say(s, &request);
    send_all(s);
    body = hear_reply(s).body;
    assert_int_equal(wire_decode_figures_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

static void test_an_answer_larger_than_a_reply_may_be_leaves_the_link_whole(void **state) {
    struct served *s = *state;
    stop(s);
    fill_with_notes(s, MAX_REPLY_BYTES / MAX_DUIDING_BYTES);
    start(s);
    connect_front(s);
    assert_int_equal(ask_figures_of(s, 20250301), ANSWER_MALFORMED);
    assert_int_equal(ask_figures_of(s, 20240301), ANSWER_OK);
    deliver(s);
}

/* ---- the control socket */

static int tell(struct served *s, const char *line) {
    struct stream control;
    char path[96];
    snprintf(path, sizeof path, "%s/control.sock", s->house.folder);
    assert_int_equal(stream_connect(path, &control), STATUS_OK);
    assert_int_equal(write(control.fd, line, strlen(line)), strlen(line));
    return control.fd; /* nothing was buffered */
}

/* All of it, until the engine hangs up. */
static void expect_answer(int fd, const char *begins) {
    char text[4096] = "";
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0) {
        struct pollfd in = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&in, 1, PATIENCE_MS), 1);
        got = read(fd, text + size, sizeof text - 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    assert_memory_equal(text, begins, strlen(begins));
    close(fd);
}

static void test_who_holds_the_control_socket_keeps_no_receipt_waiting(void **state) {
    struct served *s = *state;
    const int silent = tell(s, "stat"), waiting = tell(s, "status\n");
    const instant_t began = clock_monotonic();
    for (size_t i = 0; i < 20; i++)
        deliver(s);
    struct pollfd in = {.fd = silent, .events = POLLIN};
    if (clock_monotonic() - began < 5 * MICROSECONDS_PER_SECOND)
        assert_int_equal(poll(&in, 1, 0), 0); /* he was there all the time */
    expect_answer(silent, "");
    expect_answer(waiting, "ok\nstore: virtual; ");
}

static void test_a_reload_is_told_to_the_front_before_its_answer_leaves(void **state) {
    struct served *s = *state;
    struct link_message message;
    deliver(s);
    expect_answer(tell(s, "reload\n"), "ok\n");
    assert_int_equal(stream_receive(&s->front, SIZE_MAX), STATUS_OK);
    size_t used, tables = 0;
    while (link_read(link_buffer_left(&s->front.in), s->house.arena, &message, &used) ==
           STATUS_OK) {
        link_buffer_finish(&s->front.in, used);
        tables += message.kind == LINK_TABLE;
    }
    assert_int_equal(tables, 1); /* what is here already, without waiting */
}

#define IN_SERVICE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

/* ---- keys of the store */

static enum answer move_clock(struct served *s, const char *instant) {
    struct clock_request request = {.made_at = clock_now(&s->house.clock)};
    struct reply_head head;
    struct bytes body;
    assert_true(instant_parse(instant, &request.instant));
    assert_int_equal(wire_encode_clock_request(&request, s->house.arena, &body), STATUS_OK);
    const struct link_request asked = house_request(&s->house, KLOK, "CLOCK", body);
    say(s, &asked);
    send_all(s);
    assert_int_equal(wire_decode_head(hear_reply(s).body, s->house.arena, &head), STATUS_OK);
    return head.status;
}

/* So many keys the store has: a line each, once there is more than the first. */
static size_t count_keys(const struct served *s) {
    char path[96], line[256];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/store.key", s->house.folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        count += line[0] >= '1' && line[0] <= '9' && strchr(line, ' ') != NULL;
    assert_int_equal(fclose(file), 0);
    return count;
}

static bool keys_come(const struct served *s, int patience_ms) {
    enum { STEP_MS = 20 };
    for (int waited = 0; waited < patience_ms && count_keys(s) < 2; waited += STEP_MS)
        poll(NULL, 0, STEP_MS);
    return count_keys(s) >= 2;
}

/* It is never quiet enough; a day later the keys are kept all the same. */
static void test_keys_are_kept_when_it_is_never_quiet_once_they_are_overdue(void **state) {
    struct served *s = *state;
    stop(s);
    s->lull_ms = 2 * PATIENCE_MS;
    start(s);
    connect_front(s);
    deliver(s);
    assert_int_equal(move_clock(s, "2025-03-20T20:00:00Z"), ANSWER_OK);
    assert_false(keys_come(s, 300));
    assert_int_equal(move_clock(s, "2025-03-21T08:00:00Z"), ANSWER_OK);
    for (int i = 0; i < 100 && !keys_come(s, 300); i++)
        assert_int_equal(move_clock(s, "2025-03-21T08:00:00Z"), ANSWER_OK); /* no quiet */
    assert_true(keys_come(s, 1));
    s->lull_ms = 0;
}

static size_t hear_table(struct served *s) {
    struct link_message message;
    do
        assert_true(hear(s, &message));
    while (message.kind != LINK_TABLE);
    return message.table.key_count;
}

/* Nobody could tell the daemon: it listened to nobody yet, and had read the files. */
static void test_who_is_enrolled_in_the_moment_of_the_start_is_let_in(void **state) {
    struct served *s = *state;
    char line[REGISTRATION_LINE_SIZE], text[256];
    struct secret_keys keys;
    const uint8_t seed[SEED_BYTES] = {99};
    const size_t before = hear_table(s);
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
    snprintf(text, sizeof text, "roles = {\"analist\"}\npersoon = \"Late\"\nkeys = {\"%s\"}\n",
             line);
    stop(s);
    s->late = text;
    start(s);
    connect_front(s);
    assert_int_equal(hear_table(s), before + 1);
    s->late = NULL;
}

static void test_a_front_that_asks_hears_that_all_is_well_each_time(void **state) {
    struct served *s = *state;
    struct link_message message;
    for (int i = 0; i < 3; i++) {
        deliver(s);
        ping(s);
        do
            assert_true(hear(s, &message));
        while (message.kind != LINK_PONG);
    }
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
        IN_SERVICE(test_who_holds_the_control_socket_keeps_no_receipt_waiting),
        IN_SERVICE(test_a_reload_is_told_to_the_front_before_its_answer_leaves),
        IN_SERVICE(test_keys_are_kept_when_it_is_never_quiet_once_they_are_overdue),
        IN_SERVICE(test_who_is_enrolled_in_the_moment_of_the_start_is_let_in),
        IN_SERVICE(test_a_front_that_asks_hears_that_all_is_well_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
