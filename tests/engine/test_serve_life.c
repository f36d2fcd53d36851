/* The loop between questions: its control socket, its keys, and whether it is well. */
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

static void ping(struct served *s) {
    const struct link_message message = {.kind = LINK_PING};
    assert_int_equal(link_write(&s->front.out, &message), STATUS_OK);
    served_send(s);
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
        served_deliver(s);
    struct pollfd in = {.fd = silent, .events = POLLIN};
    if (clock_monotonic() - began < 5 * MICROSECONDS_PER_SECOND)
        assert_int_equal(poll(&in, 1, 0), 0); /* he was there all the time */
    expect_answer(silent, "");
    expect_answer(waiting, "ok\nstore: virtual; ");
}

static void test_a_reload_is_told_to_the_front_before_its_answer_leaves(void **state) {
    struct served *s = *state;
    struct link_message message;
    served_deliver(s);
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

/* ---- keys of the store */

static enum answer move_clock(struct served *s, const char *instant) {
    struct clock_request request = {.made_at = clock_now(&s->house.clock)};
    struct reply_head head;
    struct bytes body;
    assert_true(instant_parse(instant, &request.instant));
    assert_int_equal(wire_encode_clock_request(&request, s->house.arena, &body), STATUS_OK);
    const struct link_request asked = house_request(&s->house, KLOK, "CLOCK", body);
    served_say(s, &asked);
    served_send(s);
    assert_int_equal(wire_decode_head(served_hear_reply(s).body, s->house.arena, &head), STATUS_OK);
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
    served_stop(s);
    s->lull_ms = 2 * PATIENCE_MS;
    served_start(s);
    served_connect(s);
    served_deliver(s);
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
        assert_true(served_hear(s, &message));
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
    served_stop(s);
    s->late = text;
    served_start(s);
    served_connect(s);
    assert_int_equal(hear_table(s), before + 1);
    s->late = NULL;
}

static void test_a_front_that_asks_hears_that_all_is_well_each_time(void **state) {
    struct served *s = *state;
    struct link_message message;
    for (int i = 0; i < 3; i++) {
        served_deliver(s);
        ping(s);
        do
            assert_true(served_hear(s, &message));
        while (message.kind != LINK_PONG);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SERVICE(test_who_holds_the_control_socket_keeps_no_receipt_waiting),
        IN_SERVICE(test_a_reload_is_told_to_the_front_before_its_answer_leaves),
        IN_SERVICE(test_keys_are_kept_when_it_is_never_quiet_once_they_are_overdue),
        IN_SERVICE(test_who_is_enrolled_in_the_moment_of_the_start_is_let_in),
        IN_SERVICE(test_a_front_that_asks_hears_that_all_is_well_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
