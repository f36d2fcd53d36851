/* What is refused in replies and requests, and what any reply shares. */
#include "proto/wire/fields.h"
#include "tests/wire/values.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct dice dice;

static int set_up(void **state) {
    (void)state;
    dice = (struct dice){31, arena_new((size_t)16 * 1024 * 1024)};
    return dice.arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&dice.arena);
    return 0;
}

static void test_the_head_is_read_from_any_reply(void **state) {
    struct push_reply push = random_push_reply(&dice);
    struct alerts_reply alerts = random_alerts_reply(&dice);
    struct status_reply status = random_status_reply(&dice);
    struct clock_reply clock = random_clock_reply(&dice);
    struct reply_head head;
    struct bytes body;
    (void)state;
    assert_int_equal(wire_encode_push_reply(&push, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_head(body, dice.arena, &head), STATUS_OK);
    assert_true(same_head(&push.head, &head));
    assert_int_equal(wire_encode_alerts_reply(&alerts, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_head(body, dice.arena, &head), STATUS_OK);
    assert_true(same_head(&alerts.head, &head));
    assert_int_equal(wire_encode_status_reply(&status, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_head(body, dice.arena, &head), STATUS_OK);
    assert_true(same_head(&status.head, &head));
    assert_int_equal(wire_encode_clock_reply(&clock, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_head(body, dice.arena, &head), STATUS_OK);
    assert_true(same_head(&clock.head, &head));
}

static void test_a_head_alone_is_any_reply(void **state) {
    struct reply_head head = random_head(&dice);
    struct bytes body;
    struct push_reply push;
    struct alerts_reply alerts;
    struct status_reply status;
    (void)state;
    assert_int_equal(wire_encode_head(&head, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_push_reply(body, dice.arena, &push), STATUS_OK);
    assert_true(same_head(&head, &push.head));
    assert_int_equal(push.receipt.size, 0);
    assert_int_equal(wire_decode_alerts_reply(body, dice.arena, &alerts), STATUS_OK);
    assert_true(same_head(&head, &alerts.head));
    assert_int_equal(alerts.alert_count, 0);
    assert_false(alerts.cursor.present);
    assert_int_equal(wire_decode_status_reply(body, dice.arena, &status), STATUS_OK);
    assert_true(same_head(&head, &status.head));
}

static void test_a_reply_without_a_head_is_malformed(void **state) {
    static const uint8_t body[] = {0x18, 5};
    struct push_reply reply;
    struct reply_head head;
    struct bytes bytes = bytes_of(body, sizeof body);
    (void)state;
    assert_int_equal(wire_decode_push_reply(bytes, dice.arena, &reply), STATUS_MALFORMED);
    assert_int_equal(wire_decode_head(bytes, dice.arena, &head), STATUS_MALFORMED);
}

static void test_the_receipt_comes_back_byte_for_byte(void **state) {
    struct receipt receipt = random_receipt(&dice), back;
    struct push_reply reply = {.head = {.status = ANSWER_DUPLICATE}}, read;
    struct bytes body;
    (void)state;
    assert_int_equal(wire_encode_receipt(&receipt, dice.arena, &reply.receipt), STATUS_OK);
    assert_int_equal(wire_encode_push_reply(&reply, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_push_reply(body, dice.arena, &read), STATUS_OK);
    assert_true(bytes_equal(read.receipt, reply.receipt));
    assert_int_equal(wire_decode_receipt(read.receipt, dice.arena, &back), STATUS_OK);
    assert_true(same_receipt(&receipt, &back));
}

static void test_a_bad_alert_makes_the_whole_reply_malformed(void **state) {
    static const uint8_t twice[] = {0x08, 1, 0x08, 1};
    struct bytes bad = bytes_of(twice, sizeof twice), body;
    struct alerts_reply reply = {.alert_count = 1, .alerts = &bad}, back;
    (void)state;
    assert_int_equal(wire_encode_alerts_reply(&reply, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_alerts_reply(body, dice.arena, &back), STATUS_MALFORMED);
}

static enum status alert_returns(const struct alert *alert) {
    struct alert back;
    struct bytes body;
    assert_int_equal(wire_encode_alert(alert, dice.arena, &body), STATUS_OK);
    return wire_decode_alert(body, dice.arena, &back);
}

static struct alert place_alert(void) {
    struct alert alert;
    do
        alert = random_alert(&dice);
    while (!alert_concerns_place(alert.kind));
    return alert;
}

static void test_an_alert_with_a_code_outside_its_list_is_malformed(void **state) {
    struct alert alert = place_alert();
    (void)state;
    assert_int_equal(alert_returns(&alert), STATUS_OK);
    alert.place.hulpvorm = HULPVORM_COUNT;
    assert_int_equal(alert_returns(&alert), STATUS_MALFORMED);
    alert = place_alert();
    alert.place.rank_reason = RANK_REASON_COUNT;
    assert_int_equal(alert_returns(&alert), STATUS_MALFORMED);
    alert = place_alert();
    alert.kind = ALERT_NONE;
    assert_int_equal(alert_returns(&alert), STATUS_MALFORMED);
    alert.kind = ALERT_KIND_COUNT;
    assert_int_equal(alert_returns(&alert), STATUS_MALFORMED);
}

static void test_days_the_contract_keeps_for_one_kind_are_written_for_that_kind(void **state) {
    struct alert alert = place_alert(), back;
    struct bytes body;
    (void)state;
    alert.kind = DREIGEND;
    alert.place.left_on = 0;
    assert_int_equal(wire_encode_alert(&alert, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_alert(body, dice.arena, &back), STATUS_OK);
    assert_int_equal(back.place.left_on, DAY_NONE);
}

static void test_an_alert_without_its_subject_is_malformed(void **state) {
    static const uint8_t dreigend[] = {0x10, DREIGEND}, stil[] = {0x10, STIL};
    struct alert alert;
    (void)state;
    assert_int_equal(wire_decode_alert(bytes_of(dreigend, 2), dice.arena, &alert),
                     STATUS_MALFORMED);
    assert_int_equal(wire_decode_alert(bytes_of(stil, 2), dice.arena, &alert), STATUS_MALFORMED);
}

static void test_a_date_that_is_none_is_malformed(void **state) {
    /* head {}, evaluated_day 20250231 */
    static const uint8_t body[] = {0x0a, 0, 0x10, 0xf7, 0xfc, 0xd3, 9};
    static const uint8_t good[] = {0x0a, 0, 0x10, 0x93, 0xfc, 0xd3, 9};
    struct clock_reply reply;
    (void)state;
    assert_int_equal(wire_decode_clock_reply(bytes_of(good, sizeof good), dice.arena, &reply),
                     STATUS_OK);
    assert_int_equal(reply.evaluated_day, day_of_civil(2025, 1, 31));
    assert_int_equal(wire_decode_clock_reply(bytes_of(body, sizeof body), dice.arena, &reply),
                     STATUS_MALFORMED);
}

static void test_a_confirmation_names_what_it_confirms(void **state) {
    struct confirm_request request = random_confirm(&dice), back;
    struct bytes body;
    (void)state;
    request.action = CONFIRM_NONE;
    assert_int_equal(wire_encode_confirm(&request, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_confirm(body, dice.arena, &back), STATUS_MALFORMED);
    request.action = CONFIRM_APPLY;
    assert_int_equal(wire_encode_confirm(&request, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_confirm(body, dice.arena, &back), STATUS_OK);
    /* The last two fields are the hash and the action: without the hash. */
    assert_int_equal(field_leave_out(body, 5, 5, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_confirm(body, dice.arena, &back), STATUS_MALFORMED);
}

static void test_a_request_without_a_head_is_as_old_as_can_be(void **state) {
    static const uint8_t body[] = {0x18, 7};
    struct alerts_request request;
    (void)state;
    assert_int_equal(wire_decode_alerts_request(bytes_of(body, 2), dice.arena, &request),
                     STATUS_OK);
    assert_int_equal(request.made_at, 0);
    assert_int_equal(request.limit, 7);
}

static void test_a_cursor_without_its_incarnation_is_malformed(void **state) {
    static const uint8_t body[] = {0x12, 2, 0x10, 9};
    struct alerts_request request;
    (void)state;
    assert_int_equal(wire_decode_alerts_request(bytes_of(body, 4), dice.arena, &request),
                     STATUS_MALFORMED);
}

/* PlaceAlert.withdraws: a list of numbers, written packed or one by one. */
static void test_numbers_in_a_list_come_packed_or_not(void **state) {
    struct alert alert = place_alert(), back;
    struct bytes body, place, rest;
    uint8_t room[4096];
    (void)state;
    alert.place.withdraws_count = 0;
    memset(alert.place.withdraws, 0, sizeof alert.place.withdraws);
    assert_int_equal(wire_encode_alert(&alert, dice.arena, &body), STATUS_OK);
    field_values(body, 11, &place);
    assert_int_equal(field_leave_out(body, 11, 11, dice.arena, &rest), STATUS_OK);
    uint8_t longer[2048];
    assert_true(place.size + 8 < sizeof longer);
    memcpy(longer, place.at, place.size);
    memcpy(longer + place.size, (uint8_t[]){0x78, 5, 0x7a, 2, 6, 7}, 6);
    memcpy(room, rest.at, rest.size);
    uint8_t *end = field_write(room + rest.size, 11, bytes_of(longer, place.size + 6));
    assert_int_equal(wire_decode_alert(bytes_of(room, (size_t)(end - room)), dice.arena, &back),
                     STATUS_OK);
    assert_int_equal(back.place.withdraws_count, 3);
    assert_int_equal(back.place.withdraws[0], 5);
    assert_int_equal(back.place.withdraws[2], 7);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        FRESH(test_the_head_is_read_from_any_reply),
        FRESH(test_a_head_alone_is_any_reply),
        FRESH(test_a_reply_without_a_head_is_malformed),
        FRESH(test_the_receipt_comes_back_byte_for_byte),
        FRESH(test_a_bad_alert_makes_the_whole_reply_malformed),
        FRESH(test_an_alert_with_a_code_outside_its_list_is_malformed),
        FRESH(test_days_the_contract_keeps_for_one_kind_are_written_for_that_kind),
        FRESH(test_an_alert_without_its_subject_is_malformed),
        FRESH(test_a_date_that_is_none_is_malformed),
        FRESH(test_a_confirmation_names_what_it_confirms),
        FRESH(test_a_request_without_a_head_is_as_old_as_can_be),
        FRESH(test_a_cursor_without_its_incarnation_is_malformed),
        FRESH(test_numbers_in_a_list_come_packed_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
