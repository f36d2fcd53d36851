#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/model/limits.h"
#include "tests/engine/house.h"

static const char *const three[] = {"A", "B", "C"};
static const char *const twelve[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"};

static void test_repeated_snapshot_gets_same_receipt_and_changes_nothing(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    struct bytes snapshot =
        house_snapshot(&house, ZON_AGB, 1, "2025-01-10T07:00:00Z", three, 3, 20250105);
    struct push_reply first = house_push(&house, ZON, snapshot);
    assert_int_equal(first.head.status, ANSWER_ACCEPTED);
    assert_true(first.head.virtual_clock);
    struct receipt receipt = house_receipt(&house, &first);
    assert_int_equal(receipt.new_places, 3);
    assert_int_equal(receipt.open, 3);
    house_close(&house);
    house_open(&house);
    struct push_reply second = house_push(&house, ZON, snapshot);
    assert_int_equal(second.head.status, ANSWER_DUPLICATE);
    assert_true(bytes_equal(first.receipt, second.receipt));
    house_tear_down(&house);
}

static void test_numbers_of_an_epoch_are_used_in_order_and_once(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    const char *when = "2025-01-10T07:00:00Z";
    struct push_reply reply =
        house_push(&house, ZON, house_snapshot(&house, ZON_AGB, 2, when, three, 3, 20250105));
    assert_int_equal(reply.head.status, ANSWER_GAP);
    assert_int_equal(reply.expected_sequence, 1);
    reply = house_push(&house, ZON, house_snapshot(&house, ZON_AGB, 1, when, three, 3, 20250105));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    reply = house_push(&house, ZON, house_snapshot(&house, ZON_AGB, 1, when, three, 2, 20250105));
    assert_int_equal(reply.head.status, ANSWER_CONFLICT);
    reply = house_push(&house, ZON, house_snapshot(&house, ZON_AGB, 0, when, three, 2, 20250105));
    assert_int_equal(reply.head.status, ANSWER_MALFORMED);
    house_tear_down(&house);
}

static void test_somebody_elses_code_and_a_false_signature_are_denied(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    struct bytes snapshot =
        house_snapshot(&house, ZON_AGB, 1, "2025-01-10T07:00:00Z", three, 3, 20250105);
    assert_int_equal(house_push(&house, MAAN, snapshot).head.status, ANSWER_DENIED);
    assert_int_equal(house_push(&house, COORDINATOR, snapshot).head.status, ANSWER_DENIED);
    struct public_keys zon = house.keys[ZON].public;
    house.keys[ZON] = house.keys[MAAN];
    house.keys[ZON].public = zon;
    assert_int_equal(house_push(&house, ZON, snapshot).head.status, ANSWER_DENIED);
    assert_int_equal(house_alerts(&house, COORDINATOR, 0).alert_count, 0);
    house_tear_down(&house);
}

static void test_coordinator_gets_the_alert_on_the_day_of_the_crossing(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-03-20T08:00:00Z");
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-03-20T07:00:00Z", three, 1, 20250101));
    struct alerts_reply reply = house_alerts(&house, COORDINATOR, 1);
    assert_int_equal(house_alert(&house, &reply, 0).kind, DREIGEND);
    assert_int_equal(house_clock(&house, "2025-04-01T21:59:59Z"), ANSWER_OK);
    assert_int_equal(house_alerts(&house, COORDINATOR, 1).alert_count, 1);
    assert_int_equal(house_clock(&house, "2025-04-01T22:00:00Z"), ANSWER_OK);
    reply = house_alerts(&house, COORDINATOR, 2);
    assert_int_equal(reply.alert_count, 2);
    struct alert alert = house_alert(&house, &reply, 1);
    assert_int_equal(alert.kind, OVERSCHRIJDING);
    assert_int_equal(alert.place.days_waited, 91);
    assert_true(bytes_equal(alert.telefoon, bytes_of_text("070 1234567")));
    assert_int_equal(house_alerts(&house, ZON, 0).alert_count, 0);
    house_tear_down(&house);
}

static void
test_silence_is_told_after_the_interval_to_the_aanbieder_and_not_to_others(void **state) {
    (void)state;
    struct house house;
    char instant[32];
    house_build(&house, "2025-01-01T08:00:00Z");
    for (int day = 2; day <= 9; day++) {
        struct bytes list = house_snapshot(&house, MAAN_AGB, (uint64_t)day - 1,
                                           "2025-01-01T07:00:00Z", three, 3, 20250101);
        house_push(&house, MAAN, list);
        assert_int_equal(house_alerts(&house, ZON, 0).alert_count, 0);
        snprintf(instant, sizeof instant, "2025-01-%02dT08:00:00Z", day);
        assert_int_equal(house_clock(&house, instant), ANSWER_OK);
    }
    struct alerts_reply reply = house_alerts(&house, ZON, 1);
    struct alert alert = house_alert(&house, &reply, 0);
    assert_int_equal(alert.kind, STIL);
    assert_int_equal(day_to_number(alert.due), 20250109);
    assert_int_equal(house_alerts(&house, MAAN, 0).alert_count, 0);
    assert_int_equal(house_alerts(&house, BEHEER, 1).alert_count, 1);
    struct bytes back =
        house_snapshot(&house, ZON_AGB, 1, "2025-01-09T07:00:00Z", three, 3, 20250101);
    house_push(&house, ZON, back);
    reply = house_alerts(&house, ZON, 2);
    assert_int_equal(house_alert(&house, &reply, 1).holder.ends, alert.number);
    house_tear_down(&house);
}

static struct push_reply confirm(struct house *house, const struct receipt *held,
                                 enum confirm_action action) {
    struct confirm_request request = {.made_at = clock_now(&house->clock),
                                      .agb_code = bytes_of_text(ZON_AGB),
                                      .sequence = held->sequence,
                                      .action = action};
    struct push_reply reply;
    struct bytes body;
    memcpy(request.epoch, held->epoch, sizeof request.epoch);
    memcpy(request.content_hash, held->content_hash, sizeof request.content_hash);
    assert_int_equal(wire_encode_confirm(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ZON, "CONFIRM", body);
    assert_int_equal(wire_decode_confirm_reply(body, house->arena, &reply), STATUS_OK);
    return reply;
}

/* Thirteen months later its body was forgotten, and it would be too old to be pushed. */
static void test_held_snapshot_whose_body_went_is_too_old_and_stays_held(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-01-10T07:00:00Z", twelve, 12, 20250105));
    struct bytes empty =
        house_snapshot(&house, ZON_AGB, 2, "2025-01-10T07:30:00Z", twelve, 2, 20250105);
    struct push_reply reply = house_push(&house, ZON, empty);
    struct receipt held = house_receipt(&house, &reply);
    assert_int_equal(held.outcome, ANSWER_HELD);
    assert_int_equal(house_clock(&house, "2026-02-11T08:00:00Z"), ANSWER_OK);
    reply = confirm(&house, &held, CONFIRM_APPLY);
    assert_int_equal(reply.head.status, ANSWER_REJECTED);
    struct receipt rejected = house_receipt(&house, &reply);
    assert_int_equal(rejected.reject_reason, REJECT_PEILMOMENT_TE_OUD);
    assert_int_equal(rejected.sequence, 2);
    assert_int_equal(rejected.open, 12);
    assert_memory_equal(rejected.content_hash, held.content_hash, sizeof held.content_hash);
    assert_int_equal(confirm(&house, &held, CONFIRM_DISCARD).head.status, ANSWER_DISCARDED);
    assert_int_equal(confirm(&house, &held, CONFIRM_APPLY).head.status, ANSWER_NOTHING_HELD);
    house_tear_down(&house);
}

static void test_mass_clean_up_is_held_until_confirmed(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-01-10T07:00:00Z", twelve, 12, 20250105));
    struct bytes empty =
        house_snapshot(&house, ZON_AGB, 2, "2025-01-10T07:30:00Z", twelve, 2, 20250105);
    struct push_reply reply = house_push(&house, ZON, empty);
    assert_int_equal(reply.head.status, ANSWER_HELD);
    struct receipt held = house_receipt(&house, &reply);
    assert_int_equal(held.open, 12);
    assert_int_equal(held.would_leave, 10);
    house_close(&house);
    house_open(&house);
    reply = confirm(&house, &held, CONFIRM_APPLY);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    struct receipt applied = house_receipt(&house, &reply);
    assert_int_equal(applied.open, 2);
    assert_int_equal(applied.vanished_count, 10);
    assert_int_equal(confirm(&house, &held, CONFIRM_APPLY).head.status, ANSWER_NOTHING_HELD);
    reply = house_push(&house, ZON, empty);
    assert_int_equal(reply.head.status, ANSWER_DUPLICATE);
    assert_int_equal(house_receipt(&house, &reply).outcome, ANSWER_HELD);
    house_tear_down(&house);
}

static void test_late_snapshot_corrects_its_moment_and_not_the_present(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-01-08T07:00:00Z", three, 2, 20250105));
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 2, "2025-01-10T07:00:00Z", three, 3, 20250105));
    struct push_reply reply =
        house_push(&house, ZON,
                   house_snapshot(&house, ZON_AGB, 3, "2025-01-09T07:00:00Z", three, 1, 20250105));
    struct receipt late = house_receipt(&house, &reply);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_true(late.late);
    assert_int_equal(late.left, 1);
    assert_int_equal(late.open, 3);
    reply =
        house_push(&house, ZON,
                   house_snapshot(&house, ZON_AGB, 4, "2025-01-09T09:00:00Z", three, 3, 20250105));
    assert_int_equal(house_receipt(&house, &reply).new_places, 2);
    house_tear_down(&house);
}

static void test_wait_that_never_was_is_gone_from_the_past_too(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-01-08T07:00:00Z", three, 3, 20250105));
    struct snapshot voiding;
    struct raw_outflow outflow = {.id = bytes_of_text("A"), .reden = ADMIN_FOUT, .datum = 20250109};
    struct bytes body =
        house_snapshot(&house, ZON_AGB, 2, "2025-01-10T07:00:00Z", three + 1, 2, 20250105);
    assert_int_equal(wire_decode_snapshot(body, house.arena, &voiding), STATUS_OK);
    voiding.outflow = &outflow;
    voiding.outflow_count = 1;
    assert_int_equal(wire_encode_snapshot(&voiding, house.arena, &body), STATUS_OK);
    struct push_reply reply = house_push(&house, ZON, body);
    assert_int_equal(house_receipt(&house, &reply).left, 1);
    reply = house_push(
        &house, ZON,
        house_snapshot(&house, ZON_AGB, 3, "2025-01-09T07:00:00Z", three + 1, 2, 20250105));
    assert_true(house_receipt(&house, &reply).late);
    assert_int_equal(house_receipt(&house, &reply).left, 0);
    house_tear_down(&house);
}

static void write_participant(struct house *house, const char *name, uint8_t seed_byte,
                              const char *agb, const char *opvolger_van) {
    uint8_t seed[SEED_BYTES] = {seed_byte};
    struct secret_keys keys;
    char line[REGISTRATION_LINE_SIZE], path[128];
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
    snprintf(path, sizeof path, "%s/deelnemers.d/%s.conf", house->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "roles = {\"aanbieder\"}\nkeys = {'%s'}\n"
            "aanbieder \"%s\" { naam = \"%s\" opvolger_van = \"%s\" }\n",
            line, agb, name, opvolger_van);
    assert_int_equal(fclose(file), 0);
}

static enum status reload(struct house *house, struct complaint *complaint) {
    struct mistakes mistakes = {0};
    enum status status = engine_reload(house->engine, &mistakes, complaint);
    assert_int_equal(mistakes.count, 0);
    mistakes_free(&mistakes);
    return status;
}

static void
test_two_successions_in_one_change_are_refused_and_one_by_one_lose_nothing(void **state) {
    (void)state;
    struct house house;
    struct complaint complaint = {""};
    house_build(&house, "2025-01-10T08:00:00Z");
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-01-10T07:00:00Z", three, 3, 20250105));
    write_participant(&house, "maan", MAAN + 1, MAAN_AGB, ZON_AGB);
    write_participant(&house, "aster", 99, "06010799", MAAN_AGB);
    assert_int_equal(reload(&house, &complaint), STATUS_BAD_CONFIG);
    assert_non_null(strstr(complaint.text, "same change"));
    write_participant(&house, "aster", 99, "06010799", "");
    assert_int_equal(reload(&house, &complaint), STATUS_OK);
    write_participant(&house, "aster", 99, "06010799", MAAN_AGB);
    assert_int_equal(reload(&house, &complaint), STATUS_OK);
    struct push_reply reply =
        house_push(&house, MAAN,
                   house_snapshot(&house, MAAN_AGB, 1, "2025-01-10T07:30:00Z", three, 3, 20250105));
    assert_int_equal(reply.head.status, ANSWER_DENIED);
    uint8_t seed[SEED_BYTES] = {99};
    keys_from_seed(seed, &house.keys[MAAN]);
    reply = house_push(
        &house, MAAN,
        house_snapshot(&house, "06010799", 1, "2025-01-10T07:30:00Z", three, 3, 20250105));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_int_equal(house_receipt(&house, &reply).previous, 3);
    assert_int_equal(house_receipt(&house, &reply).new_places, 0);
    house_tear_down(&house);
}

/* Every line new, long past the crossing, under the longest id: the most one request
 * can ask of the engine's memory. */
static void test_largest_legal_snapshot_is_decided_and_may_be_replaced(void **state) {
    (void)state;
    struct house house;
    const char **ids = calloc(MAX_SNAPSHOT_LINES, sizeof *ids);
    char *texts = calloc(MAX_SNAPSHOT_LINES, MAX_ID_BYTES + 1);
    assert_non_null(ids);
    assert_non_null(texts);
    house_build(&house, "2025-06-10T08:00:00Z");
    for (size_t i = 0; i < MAX_SNAPSHOT_LINES; i++) {
        char *text = texts + i * (MAX_ID_BYTES + 1);
        snprintf(text, MAX_ID_BYTES + 1, "%059zu-%04zu", i, i % 10000);
        ids[i] = text;
    }
    struct bytes body = house_snapshot(&house, ZON_AGB, 1, "2025-06-10T07:00:00Z", ids,
                                       MAX_SNAPSHOT_LINES, 20250101);
    struct push_reply reply = house_push(&house, ZON, body);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_int_equal(house_receipt(&house, &reply).alert_count, MAX_SNAPSHOT_LINES);
    arena_reset(house.arena);
    body = house_snapshot(&house, ZON_AGB, 2, "2025-06-10T07:10:00Z", ids, MAX_SNAPSHOT_LINES,
                          20250102);
    reply = house_push(&house, ZON, body);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_int_equal(house_receipt(&house, &reply).changed, MAX_SNAPSHOT_LINES);
    house_tear_down(&house);
    free(texts);
    free(ids);
}

/* Its lines are counted and not read; a late one too is asked for what it concerns. */
static void test_late_snapshot_of_too_many_lines_is_rejected_like_any_other(void **state) {
    (void)state;
    struct house house;
    const char **ids = calloc(MAX_SNAPSHOT_LINES + 1, sizeof *ids);
    assert_non_null(ids);
    house_build(&house, "2025-06-10T08:00:00Z");
    for (size_t i = 0; i < MAX_SNAPSHOT_LINES + 1; i++)
        ids[i] = "A";
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-06-10T07:00:00Z", three, 3, 20250601));
    struct push_reply reply = house_push(&house, ZON,
                                         house_snapshot(&house, ZON_AGB, 2, "2025-06-09T07:00:00Z",
                                                        ids, MAX_SNAPSHOT_LINES + 1, 20250601));
    assert_int_equal(reply.head.status, ANSWER_REJECTED);
    assert_int_equal(house_receipt(&house, &reply).open, 3);
    house_tear_down(&house);
    free(ids);
}

/* A completion of each of these ids, at this peilmoment. */
static struct bytes completing(struct house *house, uint64_t sequence, const char *peilmoment,
                               const char *const *ids, size_t stay, size_t count) {
    struct raw_place *places = arena_array(house->arena, stay, sizeof *places);
    struct raw_outflow *outflow = arena_array(house->arena, count - stay, sizeof *outflow);
    struct snapshot snapshot = {.agb_code = bytes_of_text(ZON_AGB),
                                .epoch = {0xe0},
                                .sequence = sequence,
                                .place_count = stay,
                                .places = places,
                                .outflow_count = count - stay,
                                .outflow = outflow};
    struct bytes body;
    for (size_t i = 0; i < stay; i++)
        places[i] = (struct raw_place){.id = bytes_of_text(ids[i]),
                                       .gemeente = bytes_of_text("0518"),
                                       .hulpvorm = KDC,
                                       .aanmelddatum = 20250101};
    for (size_t i = stay; i < count; i++)
        outflow[i - stay] =
            (struct raw_outflow){.id = bytes_of_text(ids[i]), .reden = GESTART, .datum = 20250602};
    assert_true(instant_parse(peilmoment, &snapshot.peilmoment));
    assert_int_equal(wire_encode_snapshot(&snapshot, house->arena, &body), STATUS_OK);
    return body;
}

/* A part of the list was left out one day, and came back as other waits. */
static void test_late_snapshot_may_complete_many_leavings_of_who_is_back(void **state) {
    enum { COUNT = 3000, STAY = 1800 };
    (void)state;
    struct house house;
    const char **ids = calloc(COUNT, sizeof *ids);
    char(*texts)[8] = calloc(COUNT, sizeof *texts);
    assert_non_null(ids);
    assert_non_null(texts);
    house_build(&house, "2025-06-10T08:00:00Z");
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof texts[i], "%04zu", i);
        ids[i] = texts[i];
    }
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-06-01T07:00:00Z", ids, COUNT, 20250101));
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 2, "2025-06-02T07:00:00Z", ids, STAY, 20250101));
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 3, "2025-06-03T07:00:00Z", ids, COUNT, 20250105));
    struct push_reply reply =
        house_push(&house, ZON, completing(&house, 4, "2025-06-02T08:00:00Z", ids, STAY, COUNT));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    struct receipt receipt = house_receipt(&house, &reply);
    assert_true(receipt.late);
    assert_int_equal(receipt.completed, COUNT - STAY);
    assert_int_equal(receipt.open, COUNT);
    house_tear_down(&house);
    free(texts);
    free(ids);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeated_snapshot_gets_same_receipt_and_changes_nothing),
        cmocka_unit_test(test_numbers_of_an_epoch_are_used_in_order_and_once),
        cmocka_unit_test(test_somebody_elses_code_and_a_false_signature_are_denied),
        cmocka_unit_test(test_coordinator_gets_the_alert_on_the_day_of_the_crossing),
        cmocka_unit_test(
            test_silence_is_told_after_the_interval_to_the_aanbieder_and_not_to_others),
        cmocka_unit_test(test_held_snapshot_whose_body_went_is_too_old_and_stays_held),
        cmocka_unit_test(test_mass_clean_up_is_held_until_confirmed),
        cmocka_unit_test(test_late_snapshot_corrects_its_moment_and_not_the_present),
        cmocka_unit_test(test_wait_that_never_was_is_gone_from_the_past_too),
        cmocka_unit_test(
            test_two_successions_in_one_change_are_refused_and_one_by_one_lose_nothing),
        cmocka_unit_test(test_largest_legal_snapshot_is_decided_and_may_be_replaced),
        cmocka_unit_test(test_late_snapshot_of_too_many_lines_is_rejected_like_any_other),
        cmocka_unit_test(test_late_snapshot_may_complete_many_leavings_of_who_is_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
