/* What is counted, when it counts, and how Prometheus reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/exposition.h"
#include "daemon/engine/meters.h"

static uint64_t count_of(const struct histogram *histogram) {
    uint64_t all = 0;
    for (size_t i = 0; i < METERS_BUCKETS; i++)
        all += histogram->counts[i];
    return all;
}

static void test_a_duration_is_in_the_first_bucket_whose_limit_it_does_not_pass(void **state) {
    (void)state;
    for (size_t i = 0; i < METERS_LIMITS; i++) {
        struct histogram histogram = {.sum_us = 0};
        assert_true(i == 0 || meters_limits_us[i] > meters_limits_us[i - 1]);
        histogram_note(&histogram, meters_limits_us[i], 1);
        histogram_note(&histogram, meters_limits_us[i] + 1, 2);
        assert_int_equal(histogram.counts[i], 1);
        assert_int_equal(histogram.counts[i + 1], 2);
        assert_int_equal(count_of(&histogram), 3);
        assert_int_equal(histogram.sum_us, 3 * meters_limits_us[i] + 2);
    }
}

static void test_a_clock_that_went_back_adds_nothing_to_the_sum(void **state) {
    (void)state;
    struct histogram histogram = {.sum_us = 7};
    histogram_note(&histogram, -5, 1);
    assert_int_equal(histogram.counts[0], 1);
    assert_int_equal(histogram.sum_us, 7);
}

static void test_a_batch_counts_when_it_is_durable(void **state) {
    (void)state;
    struct meters meters = {.silent = 3};
    meters_begin_batch(&meters);
    meters_note_snapshot(&meters, ANSWER_ACCEPTED);
    meters_note_snapshot(&meters, ANSWER_HELD);
    meters_note_alert(&meters, STIL);
    meters_note_standing(&meters, -1, 1);
    meters_note_clock_hold(&meters);
    meters_note_backup(&meters);
    assert_int_equal(meters.snapshots[ANSWER_ACCEPTED] + meters.alerts[STIL], 0);
    meters_settle(&meters, true, 900, 12345);
    assert_int_equal(meters.snapshots[ANSWER_ACCEPTED], 1);
    assert_int_equal(meters.snapshots[ANSWER_HELD], 1);
    assert_int_equal(meters.alerts[STIL], 1);
    assert_int_equal(meters.silent, 2);
    assert_int_equal(meters.held, 1);
    assert_int_equal(meters.clock_holds, 1);
    assert_true(meters.knows_backup && meters.backup == 12345);
    assert_int_equal(count_of(&meters.commit), 1);
    meters_settle(&meters, true, -1, 12346); /* an empty one, which wrote nothing */
    assert_int_equal(meters.snapshots[ANSWER_ACCEPTED], 1);
    assert_int_equal(count_of(&meters.commit), 1);
}

static void test_of_a_batch_that_is_lost_every_push_got_later_and_nothing_else_was(void **state) {
    (void)state;
    struct meters meters = {.knows_backup = true, .backup = 11};
    meters_begin_batch(&meters);
    meters_note_snapshot(&meters, ANSWER_ACCEPTED);
    meters_note_snapshot(&meters, ANSWER_REJECTED);
    meters_note_alert(&meters, OVERSCHRIJDING);
    meters_note_standing(&meters, 1, 1);
    meters_note_clock_hold(&meters);
    meters_note_backup(&meters);
    meters_settle(&meters, false, 50, 99);
    assert_int_equal(meters.snapshots[ANSWER_LATER], 2);
    assert_int_equal(meters.snapshots[ANSWER_ACCEPTED] + meters.snapshots[ANSWER_REJECTED], 0);
    assert_int_equal(meters.alerts[OVERSCHRIJDING] + meters.clock_holds, 0);
    assert_true(meters.silent == 0 && meters.held == 0 && meters.backup == 11);
    assert_int_equal(meters.batches_failed, 1);
    assert_true(meters.last_failed && count_of(&meters.commit) == 0);
    meters_settle(&meters, true, -1, 100); /* a question, which says nothing about the disk */
    assert_true(meters.last_failed);
    meters_settle(&meters, true, 400, 101);
    assert_false(meters.last_failed);
}

static void test_a_receipt_is_timed_once_whatever_it_says(void **state) {
    (void)state;
    struct meters meters = {.unsent = 0};
    meters_begin_batch(&meters);
    meters_note_snapshot(&meters, ANSWER_ACCEPTED);
    meters_note_snapshot(&meters, ANSWER_GAP);
    meters_settle(&meters, true, 700, 1);
    meters_note_sent(&meters, 800);
    meters_note_sent(&meters, 900); /* a batch without any */
    assert_int_equal(count_of(&meters.receipt), 2);
    assert_int_equal(meters.receipt.sum_us, 1600);
}

static const char *text_of(const struct exposition *exposition, char *room, size_t size) {
    struct bytes text;
    assert_int_equal(exposition_end(exposition, &text), STATUS_OK);
    assert_true(text.size < size);
    memcpy(room, text.at, text.size);
    room[text.size] = '\0';
    return room;
}

static void test_a_family_reads_as_prometheus_wants_it(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct exposition to;
    char room[512];
    assert_int_equal(exposition_begin(arena, 4096, &to), STATUS_OK);
    exposition_family(&to, "a_total", "counter", "How many.");
    exposition_number(&to, "a_total", "why=\"x\"", INT64_MAX);
    exposition_number(&to, "a_total", "", 0);
    exposition_seconds(&to, "b_seconds", "", 1500000);
    exposition_seconds(&to, "b_seconds", "", -1);
    assert_string_equal(text_of(&to, room, sizeof room), "# HELP a_total How many.\n"
                                                         "# TYPE a_total counter\n"
                                                         "a_total{why=\"x\"} 9223372036854775807\n"
                                                         "a_total 0\n"
                                                         "b_seconds 1.500000\n"
                                                         "b_seconds -0.000001\n");
    arena_free(&arena);
}

static void test_buckets_of_a_histogram_hold_those_below_them(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct exposition to;
    struct histogram histogram = {.sum_us = 0};
    char room[2048];
    histogram_note(&histogram, 400, 3);
    histogram_note(&histogram, 600, 4);
    histogram_note(&histogram, 6000000, 1);
    assert_int_equal(exposition_begin(arena, 4096, &to), STATUS_OK);
    exposition_histogram(&to, "d_seconds", "How long.", &histogram);
    const char *text = text_of(&to, room, sizeof room);
    assert_non_null(strstr(text, "# TYPE d_seconds histogram\nd_seconds_bucket{le=\"0.0005\"} 3\n"
                                 "d_seconds_bucket{le=\"0.001\"} 7\n"));
    assert_non_null(strstr(text, "d_seconds_bucket{le=\"5\"} 7\nd_seconds_bucket{le=\"+Inf\"} 8\n"
                                 "d_seconds_sum 6.003600\nd_seconds_count 8\n"));
    arena_free(&arena);
}

static void test_what_does_not_fit_is_no_answer(void **state) {
    (void)state;
    struct bytes text;
    /* "1234" and the end of its line, and then a line that has no room. */
    for (size_t room = 1; room < 12; room++) {
        struct arena *arena = arena_new(1 << 16);
        struct exposition to;
        assert_int_equal(exposition_begin(arena, room, &to), STATUS_OK);
        exposition_line(&to, "%s", "1234");
        assert_int_equal(exposition_end(&to, &text), room < 5 ? STATUS_TOO_LARGE : STATUS_OK);
        exposition_line(&to, "%s", "12345678");
        exposition_line(&to, "%s", "1");
        assert_int_equal(exposition_end(&to, &text), STATUS_TOO_LARGE);
        arena_free(&arena);
    }
}

int main(void) {
#define CLAIM(test) cmocka_unit_test(test)
    const struct CMUnitTest tests[] = {
        CLAIM(test_a_duration_is_in_the_first_bucket_whose_limit_it_does_not_pass),
        CLAIM(test_a_clock_that_went_back_adds_nothing_to_the_sum),
        CLAIM(test_a_batch_counts_when_it_is_durable),
        CLAIM(test_of_a_batch_that_is_lost_every_push_got_later_and_nothing_else_was),
        CLAIM(test_a_receipt_is_timed_once_whatever_it_says),
        CLAIM(test_a_family_reads_as_prometheus_wants_it),
        CLAIM(test_buckets_of_a_histogram_hold_those_below_them),
        CLAIM(test_what_does_not_fit_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
