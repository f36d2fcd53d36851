#include "tests/bench/asking.h"

#include "proto/wire/questions.h"
#include "tests/bench/bench.h"
#include "tests/bench/peer.h"
#include "tests/bench/samples.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)256 << 20)
#define ANSWER_TIMEOUT_MS 120000
#define PATIENCE_US 20e6 /* for all questions of a kind */
#define FEWEST 3
#define SERIES_TIMES 9
#define MOST_DAYS_AFTER 30
#define LINE_SIZE 64

struct asking {
    const struct years *years;
    struct peer peer;
    struct arena *arena;
    uint64_t random;
    json_t *asked;
};

/* Days that are spread over all years, each time the same: steps of the golden ratio. */
static day_t any_day(struct asking *asking) {
    asking->random += UINT64_C(0x9e3779b97f4a7c15);
    return asking->years->first + (day_t)((asking->random >> 32) * asking->years->day_count >> 32);
}

static struct bytes wait_for_answer(struct peer *peer) {
    struct bytes body;
    while (!peer_receive(peer, &body)) {
        zmq_pollitem_t item = {.socket = peer->socket, .events = ZMQ_POLLIN};
        NEED(zmq_poll(&item, 1, ANSWER_TIMEOUT_MS) > 0, "no answer in %d ms", ANSWER_TIMEOUT_MS);
    }
    return body;
}

/* One page of an answer. Returns how long it took. */
static double ask_page(struct asking *asking, const struct figures_question *question,
                       struct figures_reply *reply) {
    const struct figures_request request = {.made_at = asking->years->now, .question = *question};
    struct prepared prepared;
    struct bytes body;
    NEED(wire_encode_figures_request(&request, asking->arena, &body) == STATUS_OK, "out of memory");
    peer_prepare(&asking->peer, "FIGURES", body, &prepared);
    double sent_us = bench_now_us();
    peer_send(&asking->peer, &prepared);
    body = wait_for_answer(&asking->peer);
    double took_us = bench_now_us() - sent_us;
    NEED(wire_decode_figures_reply(body, asking->arena, reply) == STATUS_OK, "an unreadable reply");
    NEED(reply->head.status == ANSWER_OK, "FIGURES got %s", answer_name(reply->head.status));
    return took_us;
}

static void add_line(json_t *lines, struct bytes key, const struct figures *figures) {
    char line[LINE_SIZE];
    snprintf(line, sizeof line, "%.*s|%u|%u", (int)key.size, (const char *)key.at,
             figures->waiting[WAITING_ALL].places, figures->beyond[WAITING_ALL].places);
    json_array_append_new(lines, json_string(line));
}

static void add_point(json_t *lines, const struct figures_question *question,
                      const struct figure_point *point) {
    char day[DAY_TEXT_SIZE], line[LINE_SIZE];
    if (question->measures & MEASURE_BIT(MEASURE_JEUGDIGEN)) {
        snprintf(line, sizeof line, "%u", point->total.waiting[WAITING_ALL].jeugdigen_upper);
        json_array_append_new(lines, json_string(line));
    } else if (question->by_count > 0) {
        for (size_t i = 0; i < point->cell_count; i++)
            add_line(lines, point->cells[i].key[0], &point->cells[i].figures);
    } else {
        add_line(lines, bytes_of_text(day_text(point->period.on, day)), &point->total);
    }
}

static json_t *instant_or_null(instant_t instant) {
    char text[INSTANT_TEXT_SIZE];
    return instant ? json_string(instant_text(instant, text)) : json_null();
}

/* Asks and keeps; returns how long it took. */
static double ask(struct asking *asking, const char *kind, const struct figures_question *asked) {
    struct figures_question question = *asked;
    struct figures_reply reply;
    char day[DAY_TEXT_SIZE];
    json_t *lines = json_array();
    double took_us = 0;
    do {
        arena_reset(asking->arena);
        took_us += ask_page(asking, &question, &reply);
        for (size_t i = 0; i < reply.point_count; i++)
            add_point(lines, asked, &reply.points[i]);
        question.from = reply.next_from;
    } while (question.from != DAY_NONE);
    json_array_append_new(json_object_get(asking->asked, kind),
                          json_pack("{s:s, s:o, s:o}", "on", day_text(asked->until, day), "known",
                                    instant_or_null(asked->as_known_at), "answer", lines));
    return took_us;
}

static struct figures_question question_on(day_t day, enum measure measure) {
    return (struct figures_question){.from = day,
                                     .until = day,
                                     .step = STEP_ONE,
                                     .measures = MEASURE_BIT(measure),
                                     .region_day = DAY_NONE};
}

typedef struct figures_question make_question(struct asking *asking);

static struct figures_question ask_past(struct asking *asking) {
    struct figures_question question = question_on(any_day(asking), MEASURE_WAITING);
    question.by_count = 1;
    question.by[0] = BY_AANBIEDER;
    return question;
}

static struct figures_question ask_known(struct asking *asking) {
    struct figures_question question = ask_past(asking);
    day_t after = 1 + (day_t)(asking->random % MOST_DAYS_AFTER);
    question.as_known_at = instant_of_day(question.until + after);
    if (question.as_known_at > asking->years->now)
        question.as_known_at = asking->years->now;
    return question;
}

static struct figures_question ask_series(struct asking *asking) {
    struct figures_question question = question_on(asking->years->last, MEASURE_WAITING);
    question.from = asking->years->first;
    question.step = STEP_DAY;
    return question;
}

static struct figures_question ask_unique(struct asking *asking) {
    return question_on(any_day(asking), MEASURE_JEUGDIGEN);
}

/* The first answer, on a new connection, is not counted. */
static void ask_often(struct asking *asking, const char *kind, make_question *make, size_t most,
                      struct samples *ms) {
    struct figures_question question = make(asking);
    samples_clear(ms);
    json_object_set_new(asking->asked, kind, json_array());
    ask(asking, kind, &question);
    double begin_us = bench_now_us();
    while (ms->count < most && (ms->count < FEWEST || bench_now_us() - begin_us < PATIENCE_US)) {
        question = make(asking);
        samples_add(ms, ask(asking, kind, &question) / 1e3);
    }
}

static void measure_all(struct asking *asking, size_t most, struct report *report) {
    struct samples ms = {0};
    size_t series = most < SERIES_TIMES ? most : SERIES_TIMES;
    /* First, since it asks about every day: what the reader keeps between questions is there then,
     * as in a daemon that has run for a while. */
    ask_often(asking, ASKED_SERIES, ask_series, series, &ms);
    report_add(report, FIGURE_SERIES, samples_percentile(&ms, 50));
    ask_often(asking, ASKED_PAST, ask_past, most, &ms);
    report_add(report, FIGURE_PAST_P50, samples_percentile(&ms, 50));
    report_add(report, FIGURE_PAST_P99, samples_percentile(&ms, 99));
    report_add(report, FIGURE_ASKED, (double)ms.count);
    ask_often(asking, ASKED_KNOWN, ask_known, most, &ms);
    report_add(report, FIGURE_KNOWN_P50, samples_percentile(&ms, 50));
    report_add(report, FIGURE_KNOWN_P99, samples_percentile(&ms, 99));
    ask_often(asking, ASKED_UNIQUE, ask_unique, most, &ms);
    report_add(report, FIGURE_UNIQUE_P50, samples_percentile(&ms, 50));
    report_add(report, FIGURE_UNIQUE_P99, samples_percentile(&ms, 99));
    samples_free(&ms);
}

void asking_measure(const struct years *years, const struct installation *installation, size_t most,
                    struct report *report, json_t **asked) {
    struct asking asking = {.years = years,
                            .peer = {.keys = years->analist},
                            .arena = arena_new(ARENA_BYTES),
                            .asked = json_object()};
    void *context = zmq_ctx_new();
    NEED(context && asking.arena && asking.asked, "out of memory");
    peer_open(&asking.peer, context, installation, ZMQ_DEALER);
    measure_all(&asking, most, report);
    peer_close(&asking.peer);
    zmq_ctx_term(context);
    arena_free(&asking.arena);
    *asked = asking.asked;
}
