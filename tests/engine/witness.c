#include "tests/engine/witness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char *const witness_places[3] = {"plek-A", "plek-B", "plek-C"};

int witness_enter(void **state) {
    struct witness *s = calloc(1, sizeof *s);
    assert_non_null(s);
    house_build(&s->house, "2025-04-28T06:00:00Z");
    house_push(
        &s->house, ZON,
        house_snapshot(&s->house, ZON_AGB, 1, "2025-04-28T05:00:00Z", witness_places, 3, 20241020));
    assert_int_equal(house_clock(&s->house, WITNESS_NOW), ANSWER_OK);
    house_close(&s->house);
    s->before = house_audit(&s->house, s->lines, WITNESS_LINES);
    house_open(&s->house);
    *state = s;
    return 0;
}

int witness_leave(void **state) {
    struct witness *s = *state;
    house_tear_down(&s->house);
    free(s);
    return 0;
}

size_t witness_lines(struct witness *s) {
    house_close(&s->house);
    const size_t count = house_audit(&s->house, s->lines, WITNESS_LINES);
    house_open(&s->house);
    assert_true(count >= s->before && count <= WITNESS_LINES);
    memmove(s->lines, s->lines + s->before, (count - s->before) * sizeof *s->lines);
    return count - s->before;
}

struct audit_line witness_line(struct witness *s) {
    assert_int_equal(witness_lines(s), 1);
    return s->lines[0];
}

void assert_says(struct bytes found, const char *expected) {
    char text[512];
    assert_true(found.size < sizeof text);
    snprintf(text, sizeof text, "%.*s", (int)found.size, (const char *)found.at);
    assert_string_equal(text, expected);
}

enum answer witness_history(struct witness *s, enum who who, const char *id) {
    struct history_request asked = {
        .made_at = clock_now(&s->house.clock), .place_id = bytes_of_text(id), .agb = {ZON_AGB}};
    struct history_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_history_request(&asked, s->house.arena, &body), STATUS_OK);
    body = house_ask(&s->house, who, "HISTORY", body);
    assert_int_equal(wire_decode_history_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

struct bytes witness_status(struct witness *s) {
    struct bytes body;
    assert_int_equal(wire_encode_status_request(clock_now(&s->house.clock), s->house.arena, &body),
                     STATUS_OK);
    return body;
}
