/* Forgetting: what goes, when, and what stays as it was. */
#include "daemon/engine/retain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/block_names.h"
#include "daemon/engine/index.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/rows.h"
#include "tests/engine/random_house.h"

enum { QUESTIONS = 60, HISTORIES = 4, STEPS_AT_MOST = 4000 };


static day_t day_at(const char *text) {
    day_t day;
    assert_true(day_parse(text, &day));
    return day;
}

static day_t today(const struct random_house *random) {
    return day_of_instant(clock_now(&random->house.clock));
}

static void live_until(struct random_house *random, day_t day) {
    enum { STEPS_OF_A_GENERATION = 40 };
    for (int i = 1; i < STEPS_AT_MOST && today(random) < day; i++) {
        random_house_step(random);
        if (i % STEPS_OF_A_GENERATION == 0)
            random_house_grow_up(random);
    }
    assert_true(today(random) >= day);
}

/* ---- figures */

static struct figures_question random_question(struct random_house *random, day_t last,
                                               instant_t as_known_at) {
    static const enum dimension by[] = {BY_AANBIEDER, BY_HULPVORM, BY_GEMEENTE};
    const day_t first = day_at("2023-11-01");
    struct figures_question question = {
        .from = first + (day_t)random_below(random, (uint32_t)(last - first)),
        .step = (enum step)random_below(random, STEP_COUNT),
        .by_count = random_below(random, 3),
        .measures = 1 + random_below(random, MEASURE_BIT(MEASURE_COUNT) - 1),
        .clock = (enum clock)random_below(random, CLOCK_COUNT),
        .as_known_at = as_known_at,
        .region_day = DAY_NONE};
    question.until = question.from + (day_t)random_below(random, 300);
    if (question.until > last)
        question.until = last;
    for (size_t i = 0; i < question.by_count; i++)
        question.by[i] = by[i];
    return question;
}

/* All of the reply but when it was made. */
static struct bytes ask_figures(struct house *house, const struct figures_question *question) {
    const struct figures_request request = {.made_at = clock_now(&house->clock),
                                            .question = *question};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ANALIST, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    reply.head = (struct reply_head){.status = ANSWER_OK};
    assert_int_equal(wire_encode_figures_reply(&reply, house->arena, &body), STATUS_OK);
    return body;
}

static void test_figures_of_what_was_forgotten_stay_the_same(void **state) {
    struct figures_question questions[QUESTIONS];
    struct bytes before[QUESTIONS];
    (void)state;
    for (uint64_t history = 1; history <= HISTORIES; history++) {
        struct random_house random;
        random_house_build(&random, history);
        live_until(&random, day_at("2025-01-01"));
        if (history % 2 == 0)
            random_house_succeed(&random);
        live_until(&random, day_at("2025-04-20"));
        const instant_t known_at = clock_now(&random.house.clock) - 1;
        assert_int_equal(random.house.engine->region.settled_until, DAY_NONE);
        for (size_t i = 0; i < QUESTIONS; i++) {
            questions[i] = random_question(&random, today(&random), known_at);
            before[i] = ask_figures(&random.house, &questions[i]);
        }
        live_until(&random, day_at("2026-09-01"));
        assert_true(random.house.engine->region.settled_until > day_at("2024-06-01"));
        assert_true(random.house.engine->region.names > 0);
        for (size_t i = 0; i < QUESTIONS; i++) {
            const struct bytes after = ask_figures(&random.house, &questions[i]);
            assert_int_equal(after.size, before[i].size);
            assert_memory_equal(after.at, before[i].at, after.size);
        }
        house_tear_down(&random.house);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_of_what_was_forgotten_stay_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
