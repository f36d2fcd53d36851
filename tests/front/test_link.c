#include "daemon/front/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new(LINK_MAX_BYTES);
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&arena);
    return 0;
}

/* Writes, reads back, and checks that exactly that was taken. */
static struct link_message there_and_back(struct link_buffer *buffer,
                                          const struct link_message *message) {
    struct link_message read;
    size_t taken = 0;
    assert_int_equal(link_write(buffer, message), STATUS_OK);
    struct bytes left = link_buffer_left(buffer);
    assert_int_equal(link_read(left, arena, &read, &taken), STATUS_OK);
    assert_int_equal(taken, left.size);
    assert_int_equal(read.kind, message->kind);
    return read;
}

static size_t count_of(const uint8_t *at, size_t size, uint8_t value) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += at[i] == value;
    return count;
}

static void test_nothing_stays_behind_of_what_has_passed(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    struct link_message hello = {.kind = LINK_HELLO, .hello = {.door_count = 1}};
    memset(hello.hello.doors[0].curve_secret, 0xEE, LINK_KEY_BYTES);
    assert_int_equal(link_write(&buffer, &hello), STATUS_OK);
    size_t first = buffer.size;
    assert_int_equal(link_write(&buffer, &hello), STATUS_OK);
    assert_int_equal(count_of(buffer.at, buffer.size, 0xEE), 2 * LINK_KEY_BYTES);
    link_buffer_finish(&buffer, first);
    assert_int_equal(count_of(buffer.at, first * 2, 0xEE), LINK_KEY_BYTES);
    /* No room but at the front: what is left moves there. */
    assert_int_equal(link_buffer_reserve(&buffer, buffer.capacity - first), STATUS_OK);
    assert_int_equal(buffer.done, 0);
    assert_int_equal(count_of(buffer.at, first * 2, 0xEE), LINK_KEY_BYTES);
    link_buffer_finish(&buffer, buffer.size);
    assert_int_equal(count_of(buffer.at, first * 2, 0xEE), 0);
    link_buffer_free(&buffer);
}

static struct link_message some_request(struct bytes body) {
    struct link_message message = {
        .kind = LINK_REQUEST,
        .request = {.ticket = 0x0102030405060708, .kind = bytes_of_text("PUSH"), .body = body}};
    memset(message.request.curve_key, 0xAA, LINK_KEY_BYTES);
    memset(message.request.request_id, 0xBB, REQUEST_ID_BYTES);
    memset(message.request.signature, 0xCC, sizeof message.request.signature);
    return message;
}

static void test_request_comes_back_the_same(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    struct link_message sent = some_request(bytes_of_text("a body"));
    struct link_message read = there_and_back(&buffer, &sent);
    assert_true(read.request.ticket == sent.request.ticket);
    assert_memory_equal(read.request.curve_key, sent.request.curve_key, LINK_KEY_BYTES);
    assert_memory_equal(read.request.request_id, sent.request.request_id, REQUEST_ID_BYTES);
    assert_memory_equal(read.request.signature, sent.request.signature, 64);
    assert_true(bytes_equal(read.request.kind, sent.request.kind));
    assert_true(bytes_equal(read.request.body, sent.request.body));
    link_buffer_free(&buffer);
}

static void test_hello_and_reply_come_back_the_same(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    struct link_message hello = {.kind = LINK_HELLO,
                                 .hello = {.door_count = 2,
                                           .doors = {{.listen = bytes_of_text("tcp://127.0.0.1:1")},
                                                     {.listen_bell = bytes_of_text("x")}},
                                           .virtual_clock = true,
                                           .now = -5}};
    memset(hello.hello.doors[0].curve_secret, 0x11, LINK_KEY_BYTES);
    memset(hello.hello.doors[1].curve_secret, 0x22, LINK_KEY_BYTES);
    struct link_message read = there_and_back(&buffer, &hello);
    assert_int_equal(read.hello.door_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct link_door *sent = &hello.hello.doors[i], *came = &read.hello.doors[i];
        assert_true(bytes_equal(came->listen, sent->listen));
        assert_true(bytes_equal(came->listen_bell, sent->listen_bell));
        assert_memory_equal(came->curve_secret, sent->curve_secret, LINK_KEY_BYTES);
    }
    assert_true(read.hello.virtual_clock);
    assert_true(read.hello.now == -5);
    link_buffer_finish(&buffer, buffer.size);

    struct link_message reply = {.kind = LINK_REPLY,
                                 .reply = {.ticket = 7, .now = 9, .body = bytes_of_text("x")}};
    read = there_and_back(&buffer, &reply);
    assert_true(read.reply.ticket == 7 && read.reply.now == 9);
    assert_true(bytes_equal(read.reply.body, reply.reply.body));
    link_buffer_free(&buffer);
}

static void test_table_and_counts_come_back_the_same(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    static const uint8_t keys[3][LINK_KEY_BYTES] = {{1}, {2}, {3}};
    struct link_message table = {.kind = LINK_TABLE, .table = {.key_count = 3, .keys = keys}};
    struct link_message read = there_and_back(&buffer, &table);
    assert_int_equal(read.table.key_count, 3);
    assert_memory_equal(read.table.keys, keys, sizeof keys);
    link_buffer_finish(&buffer, buffer.size);

    struct link_message empty = {.kind = LINK_TABLE};
    read = there_and_back(&buffer, &empty);
    assert_int_equal(read.table.key_count, 0);
    link_buffer_finish(&buffer, buffer.size);

    struct link_message refused = {.kind = LINK_REFUSED};
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++)
        refused.refused.counts.count[i] = UINT64_MAX - i;
    const struct link_attempts attempts[] = {
        {LINK_REFUSED_KEY, 7, {LINK_ADDRESS_IPV4, {192, 0, 2, 7}, true, {1, 2, 3}}},
        {LINK_REFUSED_SLOW, UINT64_MAX, {LINK_ADDRESS_IPV6, {0x20, 1, 13}, false, {0}}},
        {LINK_REFUSED_LATER, 1, {LINK_ADDRESS_UNKNOWN, {0}, false, {0}}}};
    refused.refused.attempt_count = 3;
    refused.refused.attempts = attempts;
    read = there_and_back(&buffer, &refused);
    assert_memory_equal(&read.refused.counts, &refused.refused.counts,
                        sizeof refused.refused.counts);
    assert_int_equal(read.refused.attempt_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct link_attempts *came = &read.refused.attempts[i];
        assert_true(came->why == attempts[i].why && came->count == attempts[i].count);
        assert_true(came->source.family == attempts[i].source.family &&
                    came->source.has_key == attempts[i].source.has_key);
        assert_memory_equal(came->source.address, attempts[i].source.address, 16);
        assert_memory_equal(came->source.key, attempts[i].source.key, LINK_KEY_BYTES);
    }
    link_buffer_finish(&buffer, buffer.size);

    static const enum link_kind bare[] = {LINK_BELL, LINK_PING, LINK_PONG};
    for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++) {
        there_and_back(&buffer, &(struct link_message){.kind = bare[i]});
        link_buffer_finish(&buffer, buffer.size);
    }

    const struct link_message measures = {.kind = LINK_MEASURES,
                                          .measures = {UINT64_MAX - 1, UINT64_C(0x123456789)}};
    read = there_and_back(&buffer, &measures);
    assert_true(read.measures.memory_bytes == UINT64_MAX - 1);
    assert_true(read.measures.connections == UINT64_C(0x123456789));
    link_buffer_free(&buffer);
}

static void test_every_cut_off_frame_waits_for_the_rest(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    struct link_message sent = some_request(bytes_of_text("abc")), read;
    size_t taken;
    assert_int_equal(link_write(&buffer, &sent), STATUS_OK);
    for (size_t size = 0; size < buffer.size; size++)
        assert_int_equal(link_read(bytes_of(buffer.at, size), arena, &read, &taken), STATUS_ABSENT);
    link_buffer_free(&buffer);
}

static enum status read_frame(struct bytes fields) {
    uint8_t *frame = malloc(4 + fields.size);
    struct link_message read;
    size_t taken;
    assert_non_null(frame);
    for (size_t i = 0; i < 4; i++)
        frame[i] = (uint8_t)(fields.size >> (24 - 8 * i));
    if (fields.size)
        memcpy(frame + 4, fields.at, fields.size);
    enum status status = link_read(bytes_of(frame, 4 + fields.size), arena, &read, &taken);
    free(frame);
    return status;
}

static void test_what_is_no_frame_breaks_the_link(void **state) {
    (void)state;
    struct link_message read;
    size_t taken;
    static const uint8_t too_long[] = {0x7f, 0xff, 0xff, 0xff};
    assert_int_equal(link_read(bytes_of(too_long, 4), arena, &read, &taken), STATUS_MALFORMED);
    assert_int_equal(read_frame(bytes_of("", 0)), STATUS_MALFORMED);
    assert_int_equal(read_frame(bytes_of("\0", 1)), STATUS_MALFORMED);
    assert_int_equal(read_frame(bytes_of("\x0a", 1)), STATUS_MALFORMED);
    assert_int_equal(read_frame(bytes_of("\x05!", 2)), STATUS_MALFORMED);
    assert_int_equal(read_frame(bytes_of("\x02\xff\xff\xff\xff", 5)), STATUS_MALFORMED);
    assert_int_equal(read_frame(bytes_of("\x02\0\0\0\x01short", 10)), STATUS_MALFORMED);
}

/* Every frame one byte shorter or longer than its own length says. */
static void test_a_field_that_does_not_fit_breaks_the_link(void **state) {
    (void)state;
    struct link_message messages[] = {
        {.kind = LINK_HELLO, .hello = {.door_count = 1, .doors = {{.listen = bytes_of_text("a")}}}},
        {.kind = LINK_TABLE},
        {.kind = LINK_REFUSED},
        {.kind = LINK_BELL},
        {.kind = LINK_PING},
        {.kind = LINK_PONG},
        {.kind = LINK_MEASURES},
    };
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        struct link_buffer buffer = {0};
        assert_int_equal(link_write(&buffer, &messages[i]), STATUS_OK);
        for (size_t size = 1; size < buffer.size - 4; size++)
            assert_int_equal(read_frame(bytes_of(buffer.at + 4, size)), STATUS_MALFORMED);
        assert_int_equal(link_buffer_reserve(&buffer, 1), STATUS_OK);
        buffer.at[buffer.size] = 0;
        assert_int_equal(read_frame(bytes_of(buffer.at + 4, buffer.size - 4 + 1)),
                         STATUS_MALFORMED);
        link_buffer_free(&buffer);
    }
}

static void test_attempts_of_no_reason_or_family_or_too_many_break_the_link(void **state) {
    (void)state;
    enum { BEFORE = 1 + LINK_REFUSED_COUNT * 8, ONE = 1 + 8 + 1 + 16 + 1 + LINK_KEY_BYTES };
    uint8_t frame[BEFORE + 1 + ONE * (LINK_MAX_ATTEMPTS + 1)] = {LINK_REFUSED};
    frame[BEFORE] = 1;
    assert_int_equal(read_frame(bytes_of(frame, BEFORE + 1 + ONE)), STATUS_OK);
    frame[BEFORE + 1] = LINK_REFUSED_COUNT;
    assert_int_equal(read_frame(bytes_of(frame, BEFORE + 1 + ONE)), STATUS_MALFORMED);
    frame[BEFORE + 1] = 0;
    frame[BEFORE + 1 + 9] = 5;
    assert_int_equal(read_frame(bytes_of(frame, BEFORE + 1 + ONE)), STATUS_MALFORMED);
    frame[BEFORE + 1 + 9] = 0;
    frame[BEFORE] = LINK_MAX_ATTEMPTS;
    assert_int_equal(read_frame(bytes_of(frame, sizeof frame - ONE)), STATUS_OK);
    frame[BEFORE] = LINK_MAX_ATTEMPTS + 1;
    assert_int_equal(read_frame(bytes_of(frame, sizeof frame)), STATUS_MALFORMED);
}

static void test_request_outside_its_limits_is_not_written(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    uint8_t *body = calloc(1, MAX_BODY_BYTES + 1);
    assert_non_null(body);
    struct link_message message = some_request(bytes_of(body, MAX_BODY_BYTES));
    there_and_back(&buffer, &message);
    size_t before = buffer.size;
    message.request.body.size++;
    assert_int_equal(link_write(&buffer, &message), STATUS_TOO_LARGE);
    message = some_request(bytes_of_text(""));
    message.request.kind = bytes_of_text("");
    assert_int_equal(link_write(&buffer, &message), STATUS_TOO_LARGE);
    message.request.kind = bytes_of_text("SEVENTEEN LETTERS");
    assert_int_equal(link_write(&buffer, &message), STATUS_TOO_LARGE);
    assert_int_equal(buffer.size, before);
    link_buffer_free(&buffer);
    free(body);
}

static void test_frames_are_taken_one_by_one_as_they_come(void **state) {
    (void)state;
    struct link_buffer buffer = {0};
    struct link_message read;
    size_t taken;
    for (uint64_t ticket = 1; ticket <= 2000; ticket++) {
        struct link_message reply = {.kind = LINK_REPLY,
                                     .reply = {.ticket = ticket, .body = bytes_of_text("yes")}};
        assert_int_equal(link_write(&buffer, &reply), STATUS_OK);
        if (ticket % 3 == 0)
            continue;
        assert_int_equal(link_read(link_buffer_left(&buffer), arena, &read, &taken), STATUS_OK);
        assert_true(read.reply.ticket == ticket - ticket / 3);
        link_buffer_finish(&buffer, taken);
    }
    link_buffer_free(&buffer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request_comes_back_the_same),
        cmocka_unit_test(test_hello_and_reply_come_back_the_same),
        cmocka_unit_test(test_table_and_counts_come_back_the_same),
        cmocka_unit_test(test_every_cut_off_frame_waits_for_the_rest),
        cmocka_unit_test(test_what_is_no_frame_breaks_the_link),
        cmocka_unit_test(test_a_field_that_does_not_fit_breaks_the_link),
        cmocka_unit_test(test_attempts_of_no_reason_or_family_or_too_many_break_the_link),
        cmocka_unit_test(test_request_outside_its_limits_is_not_written),
        cmocka_unit_test(test_frames_are_taken_one_by_one_as_they_come),
        cmocka_unit_test(test_nothing_stays_behind_of_what_has_passed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
