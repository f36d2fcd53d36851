/* The reader as the loop uses it: a thread beside the batches of one engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/engine/inside.h"
#include "daemon/engine/reader.h"
#include "daemon/engine/rolls.h"
#include "proto/model/limits.h"
#include "tests/engine/house.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>

enum { PATIENCE_MS = 60000, FRONT = 7 };

static const char *const three[] = {"A", "B", "C"};

struct room {
    struct house house;
    struct reader *reader;
    uint64_t sequence;
};

/* Places that crossed, so that there is something to read. */
static void push(struct room *room) {
    struct house *house = &room->house;
    const size_t count = 1 + room->sequence++ % 3;
    struct push_reply reply =
        house_push(house, ZON,
                   house_snapshot(house, ZON_AGB, room->sequence, "2025-03-20T07:00:00Z", three,
                                  count, 20241001));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
}

static int enter(void **state) {
    struct room *room = calloc(1, sizeof *room);
    assert_non_null(room);
    house_build(&room->house, "2025-03-20T08:00:00Z");
    push(room);
    assert_int_equal(reader_start(room->house.engine, &room->reader), STATUS_OK);
    *state = room;
    return 0;
}

static int leave(void **state) {
    struct room *room = *state;
    reader_stop(&room->reader);
    house_tear_down(&room->house);
    free(room);
    return 0;
}

static void ask(struct room *room, const struct link_request *request) {
    assert_int_equal(reader_ask(room->reader, request, FRONT), STATUS_OK);
}

/* The caller frees it. */
static struct errand *wait_for(struct room *room) {
    struct errand *errand = reader_take(room->reader);
    while (errand == NULL) {
        struct pollfd answered = {.fd = reader_fd(room->reader), .events = POLLIN};
        assert_int_equal(poll(&answered, 1, PATIENCE_MS), 1);
        errand = reader_take(room->reader);
    }
    assert_int_equal(errand->front, FRONT);
    assert_int_equal(errand->failure, STATUS_OK);
    return errand;
}

static enum answer answer_of(const struct room *room, const struct errand *errand) {
    struct alerts_reply reply;
    assert_int_equal(wire_decode_alerts_reply(errand->reply, room->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

static size_t alerts_in(const struct room *room, const struct errand *errand) {
    struct alerts_reply reply;
    assert_int_equal(wire_decode_alerts_reply(errand->reply, room->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    return reply.alert_count;
}

static void test_reader_gives_the_answer_a_batch_gives(void **state) {
    struct room *room = *state;
    struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    ask(room, &request);
    struct errand *errand = wait_for(room);
    struct bytes reply = house_ask(&room->house, COORDINATOR, "ALERTS", request.body);
    assert_true(bytes_equal(errand->reply, reply));
    assert_int_equal(errand->request.ticket, request.ticket);
    assert_int_equal(alerts_in(room, errand), 1);
    errand_free(&errand);
}

static void test_reader_checks_who_asks(void **state) {
    struct room *room = *state;
    struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    request.signature[0] ^= 1;
    ask(room, &request);
    struct errand *errand = wait_for(room);
    assert_int_equal(answer_of(room, errand), ANSWER_DENIED);
    assert_null(errand->lines);
    errand_free(&errand);
}

static void test_what_is_committed_before_it_is_asked_is_in_the_answer(void **state) {
    struct room *room = *state;
    size_t before = 1;
    for (int i = 0; i < 20; i++) {
        push(room);
        const struct link_request request = house_alerts_request(&room->house, COORDINATOR);
        ask(room, &request);
        const size_t committed = house_alerts(&room->house, COORDINATOR, before).alert_count;
        struct errand *errand = wait_for(room);
        assert_int_equal(alerts_in(room, errand), committed);
        errand_free(&errand);
        before = committed;
    }
    assert_true(before > 20);
}

/* A monitor's table is written when it is asked for the first time, which is not for a
 * reader; from then on it is read like everything else. */
static void test_what_has_to_be_written_is_left_to_a_batch(void **state) {
    struct room *room = *state;
    const struct link_request request = house_monitor_request(&room->house, "2025-02-28");
    ask(room, &request);
    struct errand *errand = wait_for(room);
    assert_true(errand->for_batch);
    assert_null(errand->lines);
    errand_free(&errand);
    struct bytes made = house_ask(&room->house, MONITOR, "FIGURES", request.body);
    struct figures_reply reply;
    assert_int_equal(wire_decode_figures_reply(made, room->house.arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    ask(room, &request);
    errand = wait_for(room);
    assert_false(errand->for_batch);
    assert_true(bytes_equal(errand->reply, made));
    errand_free(&errand);
}

static struct link_request publication(struct room *room, enum publication_action action,
                                       struct bytes content) {
    const struct publication_request asked = {clock_now(&room->house.clock), action,
                                              bytes_of_text("r/2025Q1"), content};
    struct bytes body;
    assert_int_equal(wire_encode_publication_request(&asked, room->house.arena, &body), STATUS_OK);
    return house_request(&room->house, ANALIST, "PUBLICATION", body);
}

/* What was published may be large; to read it keeps up no receipt. */
static void test_a_publication_is_fixed_in_a_batch_and_read_beside_it(void **state) {
    struct room *room = *state;
    static const uint8_t many[MAX_SMALL_BODY_BYTES] = {1};
    const struct bytes small = bytes_of_text("een");
    const struct bytes large = bytes_of(many, sizeof many), none = {NULL, 0};
    const struct link_request fix = publication(room, PUBLICATION_FIX, small);
    const struct link_request too_large = publication(room, PUBLICATION_FIX, large);
    const struct link_request fetch = publication(room, PUBLICATION_FETCH, none);
    assert_true(engine_only_reads(&fix) && engine_only_reads(&fetch));
    assert_false(engine_only_reads(&too_large));
    ask(room, &fix);
    struct errand *errand = wait_for(room);
    assert_true(errand->for_batch);
    errand_free(&errand);
    house_ask(&room->house, ANALIST, "PUBLICATION", fix.body);
    ask(room, &fetch);
    errand = wait_for(room);
    assert_false(errand->for_batch);
    struct publication_reply reply;
    assert_int_equal(wire_decode_publication_reply(errand->reply, room->house.arena, &reply),
                     STATUS_OK);
    assert_int_equal(reply.publication_count, 1);
    assert_true(bytes_equal(reply.publications[0].content, small));
    errand_free(&errand);
}

static void put_on_record(struct room *room, const struct errand *errand) {
    bool ring;
    assert_int_equal(engine_begin(room->house.engine), STATUS_OK);
    errand_put_on_record(errand, room->house.engine);
    assert_int_equal(engine_commit(room->house.engine, &ring), STATUS_OK);
}

static uint64_t audit_lines(struct room *room) {
    house_close(&room->house);
    const uint64_t lines = house_audit_count(&room->house, "ALERTS");
    house_open(&room->house);
    return lines;
}

static void test_rows_ask_for_a_line_on_record_and_an_empty_answer_does_not(void **state) {
    struct room *room = *state;
    const struct link_request rows = house_alerts_request(&room->house, COORDINATOR);
    const struct link_request none = house_alerts_request(&room->house, ZON);
    ask(room, &rows);
    ask(room, &none);
    struct errand *first = wait_for(room), *second = wait_for(room);
    assert_int_equal(alerts_in(room, first), 1);
    assert_non_null(first->lines);
    assert_null(first->lines->next);
    assert_int_equal(alerts_in(room, second), 0);
    assert_null(second->lines);
    put_on_record(room, first);
    errand_free(&first);
    errand_free(&second);
    reader_stop(&room->reader);
    assert_int_equal(audit_lines(room), 1);
}

static void test_answers_to_one_come_back_in_the_order_asked_until_no_more_fit(void **state) {
    struct room *room = *state;
    const struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    struct link_request next = request;
    enum status status = STATUS_OK;
    for (next.ticket = 1; status == STATUS_OK; next.ticket++)
        status = reader_ask(room->reader, &next, FRONT);
    assert_int_equal(status, STATUS_BUSY);
    const size_t asked = next.ticket - 2;
    assert_true(asked >= MAX_ERRANDS_OF_ONE && asked <= MAX_ERRANDS);
    for (uint64_t ticket = 1; ticket <= asked; ticket++) {
        struct errand *errand = wait_for(room);
        assert_int_equal(errand->request.ticket, ticket);
        assert_int_equal(reader_count(room->reader), asked - ticket);
        errand_free(&errand);
    }
    assert_null(reader_take(room->reader));
    ask(room, &next);
    struct errand *errand = wait_for(room);
    errand_free(&errand);
}

static void test_who_asks_much_leaves_room_for_others(void **state) {
    struct room *room = *state;
    struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    enum status status = STATUS_OK;
    while (status == STATUS_OK)
        status = reader_ask(room->reader, &request, FRONT);
    assert_int_equal(status, STATUS_BUSY);
    request = house_alerts_request(&room->house, BEHEER);
    ask(room, &request);
}

/* Strangers to the engine, each with a question of its own. */
static void test_so_many_wait_for_the_reader_whoever_they_are(void **state) {
    struct room *room = *state;
    struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    enum status status = STATUS_OK;
    for (request.ticket = 0; status == STATUS_OK; request.ticket++) {
        memset(request.curve_key, 0, sizeof request.curve_key);
        memcpy(request.curve_key, &request.ticket, sizeof request.ticket);
        status = reader_ask(room->reader, &request, FRONT);
    }
    assert_int_equal(status, STATUS_BUSY);
    assert_int_equal(reader_count(room->reader), MAX_ERRANDS);
}

static void test_a_question_too_large_to_wait_is_busy(void **state) {
    struct room *room = *state;
    static const uint8_t body[MAX_WAITING_BYTES + 1];
    const struct link_request request =
        house_request(&room->house, COORDINATOR, "ALERTS", bytes_of(body, sizeof body));
    assert_int_equal(reader_ask(room->reader, &request, FRONT), STATUS_BUSY);
    assert_int_equal(reader_count(room->reader), 0);
}

static void dismiss_coordinator(struct room *room) {
    char path[128];
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    snprintf(path, sizeof path, "%s/deelnemers.d/coordinator.conf", room->house.folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(engine_reload(room->house.engine, &mistakes, &complaint), STATUS_OK);
    mistakes_free(&mistakes);
}

/* Those under way still have the settings they were asked under to look at; the loop
 * knows them for what they are. */
static void test_reload_waits_for_nobody_and_outdates_what_was_asked(void **state) {
    struct room *room = *state;
    const struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    for (int i = 0; i < MAX_ERRANDS_OF_ONE; i++)
        ask(room, &request);
    dismiss_coordinator(room);
    for (int i = 0; i < MAX_ERRANDS_OF_ONE; i++) {
        struct errand *errand = wait_for(room);
        assert_int_equal(alerts_in(room, errand), 1);
        assert_false(errand_is_current(errand, room->house.engine));
        errand_free(&errand);
    }
    ask(room, &request);
    struct errand *errand = wait_for(room);
    assert_true(errand_is_current(errand, room->house.engine));
    assert_int_equal(answer_of(room, errand), ANSWER_DENIED);
    errand_free(&errand);
}

static void test_stopping_drops_what_waits_and_the_engine_goes_on(void **state) {
    struct room *room = *state;
    const struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    for (int i = 0; i < MAX_ERRANDS_OF_ONE; i++)
        ask(room, &request);
    reader_stop(&room->reader);
    assert_null(room->reader);
    push(room);
    assert_int_equal(audit_lines(room), 0);
}

static struct link_request figures_request(struct room *room) {
    const day_t day = day_of_number(20250319);
    const struct figures_request asked = {clock_now(&room->house.clock),
                                          {.from = day, .until = day, .region_day = DAY_NONE}};
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&asked, room->house.arena, &body), STATUS_OK);
    return house_request(&room->house, ANALIST, "FIGURES", body);
}

static enum answer answer_to_figures(struct room *room) {
    const struct link_request request = figures_request(room);
    ask(room, &request);
    struct reply_head head;
    struct errand *errand = wait_for(room);
    assert_int_equal(wire_decode_head(errand->reply, room->house.arena, &head), STATUS_OK);
    errand_free(&errand);
    return head.status;
}

/* What is only read needs no day (design.md section 2). */
static void test_questions_are_answered_while_the_clock_is_not_believed(void **state) {
    struct room *room = *state;
    room->house.engine->watch.waiting = true;
    assert_int_equal(answer_to_figures(room), ANSWER_OK);
    room->house.engine->watch.waiting = false;
    assert_int_equal(answer_to_figures(room), ANSWER_OK);
}

static instant_t time_of_figures(struct room *room) {
    const struct link_request request = figures_request(room);
    struct figures_reply reply;
    const instant_t began = clock_monotonic();
    ask(room, &request);
    struct errand *errand = wait_for(room);
    const instant_t took_us = clock_monotonic() - began;
    assert_int_equal(wire_decode_figures_reply(errand->reply, room->house.arena, &reply),
                     STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    errand_free(&errand);
    return took_us;
}

/* A load that never ends makes reports slow and no more than that. */
static void test_reports_stand_back_for_a_batch_and_still_come(void **state) {
    struct room *room = *state;
    (void)time_of_figures(room); /* whatever is made at the first question is made */
    reader_stand_back(room->reader);
    assert_true(time_of_figures(room) >= MICROSECONDS_PER_SECOND / 50);
    reader_go_on(room->reader);
    (void)time_of_figures(room);
}

/* For the thread sanitizer: batches, questions and reloads at once. */
static void test_batches_go_on_while_the_reader_answers(void **state) {
    struct room *room = *state;
    size_t asked = 0, answered = 0, last = 0;
    while (answered < 300) {
        const struct link_request request = house_alerts_request(&room->house, COORDINATOR);
        for (; asked < 300 && asked - answered < 20; asked++)
            ask(room, &request);
        push(room);
        for (struct errand *errand = reader_take(room->reader); errand;
             errand = reader_take(room->reader), answered++) {
            const size_t seen = alerts_in(room, errand);
            assert_true(seen >= last);
            last = seen;
            put_on_record(room, errand);
            errand_free(&errand);
        }
    }
    assert_true(last > 1);
}

static bool count_key(void *context, struct bytes key, struct bytes value) {
    size_t *count = context;
    (void)key;
    (void)value;
    ++*count;
    return true;
}

static size_t count_blocks(struct engine *engine) {
    const struct bytes all = {NULL, 0};
    size_t count = 0;
    assert_int_equal(engine_begin(engine), STATUS_OK);
    assert_int_equal(store_walk_keys(engine->txn, TABLE_BLOCK, all, all, count_key, &count),
                     STATUS_OK);
    store_rollback(&engine->txn);
    return count;
}

/* Without a reader, which would do the same. */
static void test_rolls_are_made_while_nobody_asks(void **state) {
    struct room room = {0};
    struct agb last = {""};
    (void)state;
    house_build(&room.house, "2025-03-20T08:00:00Z");
    push(&room);
    struct engine *reading = reading_new(room.house.engine);
    assert_non_null(reading);
    assert_true(reading_prepare(reading, &last));
    assert_string_equal(last.text, ZON_AGB);
    while (reading_prepare(reading, &last))
        continue;
    assert_true(count_blocks(room.house.engine) > 0);
    assert_int_equal(rolls_count(reading->rolls), count_blocks(room.house.engine));
    reading_free(&reading);
    house_tear_down(&room.house);
}

/* ---- whether it gets on */

static int hold_fds[2], held_fds[2];

/* Keeps the thread that gets the signal until a byte comes, as a disk might that hangs. */
static void hold(int number) {
    char byte = 'x';
    (void)number;
    if (write(held_fds[1], &byte, 1) != 1 || read(hold_fds[0], &byte, 1) != 1)
        abort();
}

/* All threads but this one: the reader's, and perhaps a sanitizer's. */
static bool do_others_sleep(void) {
    char path[64], line[256], state = 'S';
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *task = readdir(tasks); task && state == 'S'; task = readdir(tasks)) {
        const int thread = atoi(task->d_name);
        if (thread == 0 || thread == gettid())
            continue;
        snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        assert_non_null(fgets(line, sizeof line, file));
        state = strrchr(line, ')')[2];
        fclose(file);
    }
    closedir(tasks);
    return state == 'S';
}

/* The reader's thread, which alone lets the signal in; once it waits to be asked, for elsewhere it
 * could hold the lock. */
static void hold_reader(void) {
    char byte;
    for (int i = 0; i < PATIENCE_MS && !do_others_sleep(); i++)
        poll(NULL, 0, 1);
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    assert_int_equal(read(held_fds[0], &byte, 1), 1);
}

static int enter_with_a_hold(void **state) {
    const struct sigaction action = {.sa_handler = hold, .sa_flags = SA_RESTART};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    if (pipe(hold_fds) != 0 || pipe(held_fds) != 0 || sigaction(SIGUSR1, &action, NULL) != 0)
        return -1;
    const int entered = enter(state);
    return entered == 0 ? pthread_sigmask(SIG_BLOCK, &set, NULL) : entered;
}

static int leave_with_a_hold(void **state) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    /* A test that failed may not have let it go. */
    const bool may_go = write(hold_fds[1], "x", 1) == 1;
    const int left = may_go ? leave(state) : -1;
    for (int i = 0; i < 2; i++) {
        close(hold_fds[i]);
        close(held_fds[i]);
    }
    return left == 0 ? pthread_sigmask(SIG_UNBLOCK, &set, NULL) : left;
}

static void test_a_reader_that_is_stuck_is_seen_to_be_and_one_without_work_is_not(void **state) {
    struct room *room = *state;
    const instant_t hour = INT64_C(3600) * MICROSECONDS_PER_SECOND;
    instant_t now = hour;
    hold_reader();
    /* Nobody asks anything, so nothing keeps it from anything. */
    assert_true(reader_stuck_us(room->reader, now) == 0);
    const struct link_request request = house_alerts_request(&room->house, COORDINATOR);
    ask(room, &request);
    assert_true(reader_stuck_us(room->reader, now + 1) <= 1);
    assert_true(reader_stuck_us(room->reader, now + hour) >= hour - 1);
    assert_int_equal(write(hold_fds[1], "x", 1), 1);
    struct errand *errand = wait_for(room);
    assert_true(reader_stuck_us(room->reader, now + 2 * hour) == 0);
    errand_free(&errand);
    /* It took a step in between, if no other after that: then it has been stuck since. */
    hold_reader();
    ask(room, &request);
    assert_true(reader_stuck_us(room->reader, now + 3 * hour) >= hour);
    assert_int_equal(write(hold_fds[1], "x", 1), 1);
    errand = wait_for(room);
    errand_free(&errand);
}

#define IN_ROOM(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_ROOM(test_reader_gives_the_answer_a_batch_gives),
        IN_ROOM(test_reader_checks_who_asks),
        IN_ROOM(test_what_is_committed_before_it_is_asked_is_in_the_answer),
        IN_ROOM(test_what_has_to_be_written_is_left_to_a_batch),
        IN_ROOM(test_a_publication_is_fixed_in_a_batch_and_read_beside_it),
        IN_ROOM(test_rows_ask_for_a_line_on_record_and_an_empty_answer_does_not),
        IN_ROOM(test_answers_to_one_come_back_in_the_order_asked_until_no_more_fit),
        IN_ROOM(test_who_asks_much_leaves_room_for_others),
        IN_ROOM(test_so_many_wait_for_the_reader_whoever_they_are),
        IN_ROOM(test_a_question_too_large_to_wait_is_busy),
        IN_ROOM(test_reload_waits_for_nobody_and_outdates_what_was_asked),
        IN_ROOM(test_stopping_drops_what_waits_and_the_engine_goes_on),
        IN_ROOM(test_questions_are_answered_while_the_clock_is_not_believed),
        IN_ROOM(test_reports_stand_back_for_a_batch_and_still_come),
        cmocka_unit_test(test_rolls_are_made_while_nobody_asks),
        IN_ROOM(test_batches_go_on_while_the_reader_answers),
        cmocka_unit_test_setup_teardown(
            test_a_reader_that_is_stuck_is_seen_to_be_and_one_without_work_is_not,
            enter_with_a_hold, leave_with_a_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
