/* What every refused attempt leaves in the audit log, and how little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/refusals.h"
#include "daemon/engine/audit.h"
#include "daemon/engine/command.h"
#include "tests/engine/witness.h"

static void assert_refused(const struct audit_line *line, const char *participant, const char *act,
                           const char *reason, enum answer outcome, uint64_t count) {
    assert_int_equal(line->party, participant[0] ? AUDIT_PARTICIPANT : AUDIT_STRANGER);
    assert_says(line->participant, participant);
    assert_says(line->act, act);
    assert_says(line->refused.reason, reason);
    assert_int_equal(line->outcome, outcome);
    assert_int_equal(line->refused.count, count);
}

static void ask_with_wrong_signature(struct witness *s) {
    struct link_request request = house_request(&s->house, ZON, "STATUS", witness_status(s));
    request.signature[3] ^= 1;
    house_answer(&s->house, &request);
}

static void test_every_reason_to_refuse_is_on_record_once_it_was_given(void **state) {
    struct witness *s = *state;
    struct link_request request = house_request(&s->house, ZON, "STATUS", witness_status(s));
    request.curve_key[0] ^= 1;
    house_answer(&s->house, &request); /* nobody we know */
    ask_with_wrong_signature(s);
    house_ask(&s->house, MONITOR, "PLACES", witness_status(s));
    house_ask(&s->house, MAAN, "NONSENSE", witness_status(s));
    house_ask(&s->house, BEHEER, "STATUS", bytes_of_text("\xff\xff"));
    assert_int_equal(witness_history(s, DELFT, "plek-A"), ANSWER_DENIED);
    const struct bytes old = witness_status(s);
    assert_int_equal(house_clock(&s->house, "2025-05-02T08:05:01Z"), ANSWER_OK);
    house_ask(&s->house, ANALIST, "STATUS", old);
    assert_int_equal(witness_lines(s), 7);
    assert_refused(&s->lines[0], "", "STATUS", "sender", ANSWER_DENIED, 1);
    assert_refused(&s->lines[1], "zon", "STATUS", "signature", ANSWER_DENIED, 1);
    assert_refused(&s->lines[2], "monitor", "PLACES", "kind", ANSWER_DENIED, 1);
    assert_refused(&s->lines[3], "maan", "NONSENSE", "kind", ANSWER_DENIED, 1);
    assert_refused(&s->lines[4], "beheer", "STATUS", "body", ANSWER_MALFORMED, 1);
    assert_refused(&s->lines[5], "delft", "HISTORY", "scope", ANSWER_DENIED, 1);
    assert_refused(&s->lines[6], "analist", "STATUS", "stale", ANSWER_STALE, 1);
}

static void test_anothers_code_and_a_broken_push_are_on_record(void **state) {
    struct witness *s = *state;
    house_push(
        &s->house, MAAN,
        house_snapshot(&s->house, ZON_AGB, 2, "2025-05-02T07:00:00Z", witness_places, 2, 20241020));
    house_ask(&s->house, MAAN, "PUSH", bytes_of_text("\xff"));
    house_ask(&s->house, MAAN, "CONFIRM", bytes_of_text("\xff"));
    assert_int_equal(witness_lines(s), 2);
    assert_refused(&s->lines[0], "maan", "PUSH", "scope", ANSWER_DENIED, 1);
    assert_refused(&s->lines[1], "maan", "PUSH", "body", ANSWER_MALFORMED, 1);
}

static void test_a_thousand_attempts_are_one_line_and_a_sum(void **state) {
    struct witness *s = *state;
    bool ring;
    for (int i = 0; i < 1000; i++)
        ask_with_wrong_signature(s);
    assert_true(engine_next_record(s->house.engine) > clock_monotonic());
    assert_true(engine_next_record(s->house.engine) <= clock_monotonic() + REFUSALS_SUM_US);
    engine_hurry_record(s->house.engine);
    assert_true(engine_next_record(s->house.engine) <= clock_monotonic());
    assert_int_equal(engine_begin(s->house.engine), STATUS_OK); /* nobody asks anything */
    assert_int_equal(engine_commit(s->house.engine, &ring), STATUS_OK);
    assert_true(engine_next_record(s->house.engine) == INSTANT_MAX);
    assert_int_equal(witness_lines(s), 2);
    assert_refused(&s->lines[0], "zon", "STATUS", "signature", ANSWER_DENIED, 1);
    assert_refused(&s->lines[1], "zon", "STATUS", "signature", ANSWER_DENIED, 999);
}

/* The batch that had the line was not committed: nothing of it happened, and yet it was tried. */
static void test_an_attempt_is_not_forgotten_with_its_batch(void **state) {
    struct witness *s = *state;
    struct link_request request = house_request(&s->house, ZON, "STATUS", witness_status(s));
    struct bytes reply;
    bool ring;
    request.signature[3] ^= 1;
    assert_int_equal(engine_begin(s->house.engine), STATUS_OK);
    engine_answer(s->house.engine, &request, s->house.arena, &reply);
    assert_int_equal(attempts_put_on_record(s->house.engine), STATUS_OK);
    store_rollback(&s->house.engine->txn);
    attempts_settle(s->house.engine, false);
    assert_int_equal(engine_begin(s->house.engine), STATUS_OK);
    assert_int_equal(engine_commit(s->house.engine, &ring), STATUS_OK);
    const struct audit_line line = witness_line(s);
    assert_refused(&line, "zon", "STATUS", "signature", ANSWER_DENIED, 1);
}

static void commit_nothing(struct witness *s) {
    bool ring;
    assert_int_equal(engine_begin(s->house.engine), STATUS_OK);
    assert_int_equal(engine_commit(s->house.engine, &ring), STATUS_OK);
}

static void tell(struct witness *s, const struct link_attempts *attempts, size_t count) {
    const struct link_turned_away told = {.attempt_count = count, .attempts = attempts};
    engine_note_refused(s->house.engine, &told);
}

static void test_what_the_front_turned_away_is_on_record(void **state) {
    struct witness *s = *state;
    const struct link_attempts strangers = {LINK_REFUSED_KEY, 40, {.family = LINK_ADDRESS_UNKNOWN}},
                               frames = {LINK_REFUSED_FRAMES, 2, strangers.source},
                               later = {LINK_REFUSED_LATER, 9, strangers.source}, /* not refused */
        none = {LINK_REFUSED_SIZE, 0, strangers.source};
    const struct link_attempts more[] = {strangers, frames, later, none};
    tell(s, &strangers, 1);
    commit_nothing(s);
    tell(s, more, 4);
    engine_hurry_record(s->house.engine);
    commit_nothing(s);
    assert_int_equal(witness_lines(s), 3);
    assert_refused(&s->lines[0], "", "", "front.key", ANSWER_DENIED, 40);
    assert_refused(&s->lines[1], "", "", "front.key", ANSWER_DENIED, 40);
    assert_refused(&s->lines[2], "", "", "front.frames", ANSWER_DENIED, 2);
}

static struct link_source from_ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    return (struct link_source){.family = LINK_ADDRESS_IPV4, .address = {a, b, c, d}};
}

static void test_whose_attempt_it_was_is_on_record_as_far_as_the_front_knows(void **state) {
    struct witness *s = *state;
    struct link_attempts zon = {LINK_REFUSED_ENDLESS, 1, from_ipv4(192, 0, 2, 7)},
                         stranger = {LINK_REFUSED_KEY, 2, {.family = LINK_ADDRESS_IPV6}},
                         slow = {LINK_REFUSED_SLOW, 3, from_ipv4(198, 51, 100, 9)};
    static const uint8_t example[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};
    memcpy(stranger.source.address, example, sizeof example);
    const struct link_request request = house_request(&s->house, ZON, "STATUS", witness_status(s));
    zon.source.has_key = stranger.source.has_key = true;
    memcpy(zon.source.key, request.curve_key, LINK_KEY_BYTES);
    tell(s, (struct link_attempts[]){zon, stranger, slow}, 3);
    commit_nothing(s);
    assert_int_equal(witness_lines(s), 3);
    assert_refused(&s->lines[0], "zon", "", "front.endless", ANSWER_DENIED, 1);
    assert_says(s->lines[0].question, "from=192.0.2.7");
    assert_refused(&s->lines[1], "", "", "front.key", ANSWER_DENIED, 2);
    assert_says(s->lines[1].question,
                "from=2001:db8::1 key=0000000000000000000000000000000000000000");
    assert_refused(&s->lines[2], "", "", "front.slow", ANSWER_DENIED, 3);
    assert_says(s->lines[2].question, "from=198.51.100.9");
}

static void tell_record(struct witness *s, const char *line) {
    struct command_result result;
    assert_int_equal(
        command_execute(s->house.engine, bytes_of_text(line), 0, s->house.arena, &result),
        STATUS_OK);
    assert_int_equal(result.code, 0);
}

static void test_who_reads_the_log_finds_all_attempts_until_then(void **state) {
    struct witness *s = *state;
    tell_record(s, "record\tVERIFY\t");
    for (int i = 0; i < 5; i++)
        ask_with_wrong_signature(s);
    tell_record(s, "record\tVERIFY\t");
    tell_record(s, "record\tAUDIT\t");
    assert_int_equal(witness_lines(s), 5);
    assert_refused(&s->lines[1], "zon", "STATUS", "signature", ANSWER_DENIED, 1);
    assert_says(s->lines[2].act, "VERIFY");
    assert_says(s->lines[3].act, "AUDIT");
    assert_refused(&s->lines[4], "zon", "STATUS", "signature", ANSWER_DENIED, 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, witness_enter, witness_leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_every_reason_to_refuse_is_on_record_once_it_was_given),
        TEST(test_anothers_code_and_a_broken_push_are_on_record),
        TEST(test_a_thousand_attempts_are_one_line_and_a_sum),
        TEST(test_an_attempt_is_not_forgotten_with_its_batch),
        TEST(test_what_the_front_turned_away_is_on_record),
        TEST(test_whose_attempt_it_was_is_on_record_as_far_as_the_front_knows),
        TEST(test_who_reads_the_log_finds_all_attempts_until_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
