/* What an attacker's attempts cost the audit log: a fake clock, and all of it counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/refusals.h"

#define SECOND MICROSECONDS_PER_SECOND
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define CIVIL INT64_C(1748858400000000) /* what stands in lines is not what is measured with */

struct tally {
    uint64_t lines, count, unwritten;
};

static void attempt(struct refusals *refusals, const char *who, const char *reason, instant_t at) {
    const struct refusal refusal = {.participant = who,
                                    .reason = reason,
                                    .act = bytes_of_text("PLACES"),
                                    .outcome = ANSWER_DENIED,
                                    .count = 1};
    refusals_note(refusals, &refusal, CIVIL + at, at);
}

static void drain(struct refusals *refusals, instant_t at, struct tally *tally) {
    struct audit_line line;
    while (refusals_take(refusals, at, &line)) {
        tally->lines++;
        tally->count += line.refused.count;
        tally->unwritten += line.refused.unwritten;
        assert_true(line.refused.first <= line.instant);
        assert_true(line.refused.count > 0);
    }
}

static struct audit_line take_one(struct refusals *refusals, instant_t at) {
    struct audit_line line, none;
    assert_true(refusals_take(refusals, at, &line));
    assert_false(refusals_take(refusals, at, &none));
    return line;
}

static struct refusals *nobody(void **state) {
    struct refusals *refusals = *state;
    *refusals = (struct refusals){.used = 0};
    return refusals;
}

static void test_the_first_attempt_is_a_line_at_once(void **state) {
    struct refusals *refusals = nobody(state);
    assert_true(refusals_due(refusals) == INSTANT_MAX);
    attempt(refusals, "zon", "signature", SECOND);
    assert_true(refusals_due(refusals) == SECOND);
    const struct audit_line line = take_one(refusals, SECOND);
    assert_int_equal(line.party, AUDIT_PARTICIPANT);
    assert_true(bytes_equal(line.participant, bytes_of_text("zon")));
    assert_true(bytes_equal(line.refused.reason, bytes_of_text("signature")));
    assert_true(bytes_equal(line.act, bytes_of_text("PLACES")));
    assert_int_equal(line.outcome, ANSWER_DENIED);
    assert_int_equal(line.refused.count, 1);
    assert_true(line.instant == CIVIL + SECOND && line.refused.first == CIVIL + SECOND);
    assert_true(refusals_due(refusals) == INSTANT_MAX);
}

static void test_what_follows_is_summed_up_for_a_minute(void **state) {
    struct refusals *refusals = nobody(state);
    attempt(refusals, "zon", "signature", 0);
    take_one(refusals, 0);
    for (int i = 1; i <= 50; i++)
        attempt(refusals, "zon", "signature", i * SECOND);
    struct audit_line line;
    assert_false(refusals_take(refusals, MINUTE - 1, &line));
    assert_true(refusals_due(refusals) == MINUTE);
    line = take_one(refusals, MINUTE);
    assert_int_equal(line.refused.count, 50);
    assert_true(line.refused.first == CIVIL + SECOND);
    assert_true(line.instant == CIVIL + 50 * SECOND);
}

static void test_reasons_and_participants_are_told_apart(void **state) {
    struct refusals *refusals = nobody(state);
    struct tally tally = {0};
    attempt(refusals, "zon", "signature", 0);
    attempt(refusals, "zon", "stale", 0);
    attempt(refusals, "maan", "signature", 0);
    attempt(refusals, "", "sender", 0);
    drain(refusals, 0, &tally);
    assert_int_equal(tally.lines, 4);
}

static void test_a_stranger_is_nobodys_participant(void **state) {
    struct refusals *refusals = nobody(state);
    attempt(refusals, "", "sender", 0);
    assert_int_equal(take_one(refusals, 0).party, AUDIT_STRANGER);
}

static void test_a_sum_of_several_kinds_names_none(void **state) {
    struct refusals *refusals = nobody(state);
    const struct refusal other = {.participant = "zon",
                                  .reason = "kind",
                                  .act = bytes_of_text("CLOCK"),
                                  .outcome = ANSWER_DENIED,
                                  .count = 1};
    attempt(refusals, "zon", "kind", 0);
    refusals_note(refusals, &other, CIVIL, 0);
    assert_int_equal(take_one(refusals, 0).act.size, 0);
    refusals_note(refusals, &other, CIVIL, MINUTE);
    assert_true(bytes_equal(take_one(refusals, MINUTE).act, bytes_of_text("CLOCK")));
}

static void test_a_kind_is_repeated_as_capitals_only_and_never_whole(void **state) {
    struct refusals *refusals = nobody(state);
    const struct refusal odd = {.participant = "zon",
                                .reason = "kind",
                                .act = bytes_of_text("a\n\"Z\x01 and so on, for very long"),
                                .outcome = ANSWER_DENIED,
                                .count = 1};
    refusals_note(refusals, &odd, CIVIL, 0);
    const struct audit_line line = take_one(refusals, 0);
    assert_true(bytes_equal(line.act, bytes_of_text("???Z????????????")));
}

static void attempt_from(struct refusals *refusals, const char *source, instant_t at) {
    const struct refusal refusal = {.participant = "",
                                    .reason = "front.key",
                                    .source = bytes_of_text(source),
                                    .outcome = ANSWER_DENIED,
                                    .count = 1};
    refusals_note(refusals, &refusal, CIVIL + at, at);
}

static void test_a_sum_names_each_source_once_and_those_of_its_own_minute(void **state) {
    struct refusals *refusals = nobody(state);
    attempt_from(refusals, "192.0.2.7", 0);
    attempt_from(refusals, "192.0.2.70", 0);
    attempt_from(refusals, "", 0);
    attempt_from(refusals, "192.0.2.7", 0);
    struct audit_line line = take_one(refusals, 0);
    assert_true(bytes_equal(line.question, bytes_of_text("from=192.0.2.7,192.0.2.70")));
    attempt_from(refusals, "2001:db8::1", MINUTE);
    line = take_one(refusals, MINUTE);
    assert_true(bytes_equal(line.question, bytes_of_text("from=2001:db8::1")));
    attempt_from(refusals, "", 2 * MINUTE);
    assert_int_equal(take_one(refusals, 2 * MINUTE).question.size, 0);
}

static void
test_of_any_number_of_sources_the_first_are_named_and_others_are_said_to_be(void **state) {
    struct refusals *refusals = nobody(state);
    for (int i = 0; i < 10000; i++) {
        char source[80];
        snprintf(source, sizeof source, "192.0.2.%d key=%040d", i % 256, i);
        attempt_from(refusals, source, 0);
    }
    const struct bytes question = take_one(refusals, 0).question;
    assert_true(question.size < REFUSALS_SOURCES_SIZE && question.size > REFUSALS_SOURCES_SIZE / 2);
    assert_memory_equal(question.at, "from=192.0.2.0 key=0", 20);
    assert_memory_equal(question.at + question.size - 4, ",...", 4);
}

/* The promise itself. */
static void test_3000_attempts_a_second_for_an_hour_cost_a_line_a_minute(void **state) {
    struct refusals *refusals = nobody(state);
    struct tally tally = {0};
    for (int second = 0; second < 3600; second++) {
        const instant_t at = second * SECOND;
        for (int i = 0; i < 3000; i++)
            attempt(refusals, "", "sender", at);
        drain(refusals, at, &tally);
    }
    assert_int_equal(tally.lines, 60);
    refusals_hurry(refusals, HOUR);
    drain(refusals, HOUR, &tally);
    assert_int_equal(tally.lines, 61);
    assert_int_equal(tally.count, 3600 * 3000);
    assert_int_equal(tally.unwritten, 0);
}

/* As many as can be told apart and more, each as often as it can. */
static void
test_any_number_of_participants_cost_so_many_lines_an_hour_and_none_is_lost(void **state) {
    struct refusals *refusals = nobody(state);
    struct tally tally = {0};
    enum { WHO = 1000, HOURS = 3 };
    uint64_t made = 0;
    for (uint64_t second = 0; second < HOURS * UINT64_C(3600); second += 20) {
        const instant_t at = (instant_t)second * SECOND;
        for (int i = 0; i < WHO; i++, made++) {
            char name[16];
            snprintf(name, sizeof name, "aanbieder-%d", i);
            attempt(refusals, name, "signature", at);
        }
        drain(refusals, at, &tally);
        assert_true(tally.lines <= (second / 3600 + 1) * MAX_REFUSED_LINES_PER_HOUR);
    }
    assert_true(tally.lines >= HOURS * MAX_REFUSED_LINES_PER_HOUR / 2);
    refusals_hurry(refusals, HOURS * HOUR);
    drain(refusals, HOURS * HOUR, &tally);
    assert_int_equal(tally.count + tally.unwritten + refusals->unwritten, made);
}

static void test_a_flood_does_not_keep_out_the_first_line_of_another(void **state) {
    struct refusals *refusals = nobody(state);
    struct tally tally = {0};
    instant_t at = 0;
    for (; at < 50 * MINUTE; at += SECOND) {
        for (int i = 0; i < 200; i++) {
            char name[16];
            snprintf(name, sizeof name, "flood-%d", i);
            attempt(refusals, name, "body", at);
        }
        drain(refusals, at, &tally);
    }
    assert_int_equal(tally.lines, MAX_REFUSED_LINES_PER_HOUR / 2);
    attempt(refusals, "zon", "signature", at);
    struct audit_line line = take_one(refusals, at);
    assert_true(bytes_equal(line.participant, bytes_of_text("zon")));
}

static void test_what_waits_for_the_next_hour_is_summed_up_until_then(void **state) {
    struct refusals *refusals = nobody(state);
    struct tally tally = {0};
    for (instant_t at = 0; at < HOUR; at += 10 * SECOND) {
        for (int i = 0; i < 10; i++) {
            char name[16];
            snprintf(name, sizeof name, "flood-%d", i);
            attempt(refusals, name, "body", at);
        }
        drain(refusals, at, &tally);
    }
    assert_int_equal(tally.lines, MAX_REFUSED_LINES_PER_HOUR / 2);
    assert_true(refusals_due(refusals) == HOUR);
    drain(refusals, HOUR, &tally);
    assert_int_equal(tally.count, 360 * 10);
    assert_int_equal(tally.lines, MAX_REFUSED_LINES_PER_HOUR / 2 + 10);
}

static void test_who_was_quiet_makes_room_for_another(void **state) {
    struct refusals *refusals = nobody(state);
    struct tally tally = {0};
    for (int i = 0; i < MAX_REFUSALS; i++) {
        char name[16];
        snprintf(name, sizeof name, "old-%d", i);
        attempt(refusals, name, "body", 0);
    }
    drain(refusals, 0, &tally);
    assert_int_equal(tally.lines, MAX_REFUSALS);
    attempt(refusals, "zon", "body", MINUTE - 1);
    assert_int_equal(refusals->unwritten, 1);
    attempt(refusals, "zon", "body", MINUTE);
    const struct audit_line line = take_one(refusals, MINUTE);
    assert_true(bytes_equal(line.participant, bytes_of_text("zon")));
    assert_int_equal(line.refused.unwritten, 1);
    assert_int_equal(refusals->unwritten, 0);
}

static void test_the_longest_name_fits_and_a_longer_one_is_cut(void **state) {
    struct refusals *refusals = nobody(state);
    char name[100];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    attempt(refusals, name, "body", 0);
    assert_int_equal(take_one(refusals, 0).participant.size, REFUSALS_NAME_SIZE - 1);
}

static int make(void **state) {
    *state = calloc(1, sizeof(struct refusals));
    return *state == NULL;
}

static int unmake(void **state) {
    free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_the_first_attempt_is_a_line_at_once),
        TEST(test_what_follows_is_summed_up_for_a_minute),
        TEST(test_reasons_and_participants_are_told_apart),
        TEST(test_a_stranger_is_nobodys_participant),
        TEST(test_a_sum_of_several_kinds_names_none),
        TEST(test_a_kind_is_repeated_as_capitals_only_and_never_whole),
        TEST(test_a_sum_names_each_source_once_and_those_of_its_own_minute),
        TEST(test_of_any_number_of_sources_the_first_are_named_and_others_are_said_to_be),
        TEST(test_3000_attempts_a_second_for_an_hour_cost_a_line_a_minute),
        TEST(test_any_number_of_participants_cost_so_many_lines_an_hour_and_none_is_lost),
        TEST(test_a_flood_does_not_keep_out_the_first_line_of_another),
        TEST(test_what_waits_for_the_next_hour_is_summed_up_until_then),
        TEST(test_who_was_quiet_makes_room_for_another),
        TEST(test_the_longest_name_fits_and_a_longer_one_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
