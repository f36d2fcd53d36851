#include "tests/engine/served.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/signals.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const three[] = {"A", "B", "C"};

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

void served_start(struct served *s) {
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

void served_connect(struct served *s) {
    char path[96];
    stream_close(&s->front);
    snprintf(path, sizeof path, "%s/engine.sock", s->house.folder);
    assert_int_equal(stream_connect(path, &s->front), STATUS_OK);
}

int served_wait_for_end(struct served *s) {
    int ended = 0;
    assert_int_equal(waitpid(s->process, &ended, 0), s->process);
    s->process = 0;
    return ended;
}

void served_stop(struct served *s) {
    assert_int_equal(kill(s->process, SIGTERM), 0);
    int ended = served_wait_for_end(s);
    assert_true(WIFEXITED(ended));
    assert_int_equal(WEXITSTATUS(ended), STATUS_OK);
}

int served_enter(void **state) {
    struct served *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->front = stream_none;
    house_build(&s->house, "2025-03-20T08:00:00Z");
    house_close(&s->house);
    served_start(s);
    served_connect(s);
    *state = s;
    return 0;
}

int served_leave(void **state) {
    struct served *s = *state;
    if (s->process != 0)
        served_stop(s);
    stream_close(&s->front);
    house_tear_down(&s->house);
    free(s);
    return 0;
}

/* ---- what a front says and hears */

void served_say(struct served *s, const struct link_request *request) {
    const struct link_message message = {.kind = LINK_REQUEST, .request = *request};
    assert_int_equal(link_write(&s->front.out, &message), STATUS_OK);
}

/* Sends what was said; the engine may have to be heard before it takes more. */
void served_send(struct served *s) {
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
bool served_hear(struct served *s, struct link_message *message) {
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

struct link_reply served_hear_reply(struct served *s) {
    struct link_message message;
    do
        assert_true(served_hear(s, &message));
    while (message.kind != LINK_REPLY);
    return message.reply;
}

struct link_request served_push(struct served *s) {
    const size_t count = 1 + s->sequence++ % 3;
    const struct bytes body = house_snapshot(&s->house, ZON_AGB, s->sequence,
                                             "2025-03-20T07:00:00Z", three, count, 20241001);
    return house_request(&s->house, ZON, "PUSH", body);
}

void served_deliver(struct served *s) {
    struct push_reply reply;
    const struct link_request request = served_push(s);
    served_say(s, &request);
    served_send(s);
    assert_int_equal(wire_decode_push_reply(served_hear_reply(s).body, s->house.arena, &reply),
                     STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
}
