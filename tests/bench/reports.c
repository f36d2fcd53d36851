#include "tests/bench/reports.h"

#include "proto/wire/questions.h"
#include "tests/bench/bench.h"
#include "tests/bench/pushes.h"
#include "tests/bench/samples.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define CROWD 64
#define ARENA_BYTES ((size_t)4 << 30)
#define ANSWER_TIMEOUT_S 120
#define CHUNK_PUSHES 10 /* by each at a time, to find out how many a second there can be */
#define FIGURES_DAYS 90
#define PLACES_LIMIT 500
#define SLICES 5 /* of a round, with and without in turns */

enum { EVENTS_AT_ONCE = 64 };

/* One aanbieder's connection. A push is late when it is not sent when it was due, so what
 * is measured begins when it was due. */
struct pusher {
    struct living *list;
    struct peer peer;
    struct prepared *pushes;
    size_t count, sent;
    bool in_flight;
    double due_us;
};

/* Asks the same again as soon as it is answered. */
struct talker {
    struct peer peer;
    const char *kind;
    struct bytes question, answer;
    bool in_flight;
    size_t answers;
};

enum { ANALIST, COORDINATOR, TALKERS };

struct load {
    struct years *years;
    struct arena *arena, *questions;
    int waiting;
    size_t pusher_count;
    struct pusher pushers[CROWD];
    struct talker talkers[TALKERS];
    instant_t peilmoment;
    /* Of the run at hand: */
    double interval_us; /* between two pushes of one aanbieder; 0: at once */
    bool talking;
    size_t left;
    struct samples *receipt_us;
};

/* ---- who takes part */

static struct bytes figures_question_of(const struct years *years, struct arena *arena) {
    const struct figures_request request = {.made_at = years->now,
                                            .question = {.from = years->last - FIGURES_DAYS,
                                                         .until = years->last,
                                                         .step = STEP_ONE,
                                                         .by_count = 2,
                                                         .by = {BY_HULPVORM, BY_GEMEENTE},
                                                         .measures = MEASURES_USUAL,
                                                         .region_day = DAY_NONE}};
    struct bytes body;
    NEED(wire_encode_figures_request(&request, arena, &body) == STATUS_OK, "out of memory");
    return body;
}

static struct bytes places_question_of(const struct years *years, struct arena *arena) {
    const struct places_request request = {
        .made_at = years->now, .on = DAY_NONE, .beyond_only = true, .limit = PLACES_LIMIT};
    struct bytes body;
    NEED(wire_encode_places_request(&request, arena, &body) == STATUS_OK, "out of memory");
    return body;
}

static void open_talkers(struct load *load, void *context,
                         const struct installation *installation) {
    const struct years *years = load->years;
    load->talkers[ANALIST] =
        (struct talker){.peer = {.keys = years->analist},
                        .kind = "FIGURES",
                        .question = figures_question_of(years, load->questions)};
    load->talkers[COORDINATOR] =
        (struct talker){.peer = {.keys = years->coordinator},
                        .kind = "PLACES",
                        .question = places_question_of(years, load->questions)};
    for (uint32_t i = 0; i < TALKERS; i++) {
        peer_open(&load->talkers[i].peer, context, installation, ZMQ_DEALER);
        peer_wait_for(&load->talkers[i].peer, load->waiting, CROWD + i);
    }
}

static void open_load(struct load *load, struct years *years, void *context,
                      const struct installation *installation) {
    *load = (struct load){.years = years,
                          .arena = arena_new(ARENA_BYTES),
                          .questions = arena_new(ARENA_BYTES),
                          .waiting = peers_waiting(),
                          .peilmoment = years->now};
    NEED(load->arena && load->questions, "out of memory");
    load->pusher_count = years->aanbieder_count < CROWD ? years->aanbieder_count : CROWD;
    for (uint32_t i = 0; i < load->pusher_count; i++) {
        struct pusher *pusher = &load->pushers[i];
        pusher->list = &years->lists[i];
        pusher->peer.keys = years->keys[i];
        peer_open(&pusher->peer, context, installation, ZMQ_DEALER);
        peer_wait_for(&pusher->peer, load->waiting, i);
    }
    open_talkers(load, context, installation);
}

static void close_load(struct load *load) {
    for (size_t i = 0; i < load->pusher_count; i++)
        peer_close(&load->pushers[i].peer);
    for (size_t i = 0; i < TALKERS; i++)
        peer_close(&load->talkers[i].peer);
    close(load->waiting);
    arena_free(&load->arena);
    arena_free(&load->questions);
}

/* ---- one run */

static void talk(struct talker *talker) {
    struct prepared request;
    peer_prepare(&talker->peer, talker->kind, talker->question, &request);
    talker->in_flight = true;
    peer_send(&talker->peer, &request);
}

static void attend_talker(struct load *load, struct talker *talker) {
    while (peer_receive(&talker->peer, &talker->answer)) {
        talker->in_flight = false;
        talker->answers++;
        if (load->talking && load->left > 0)
            talk(talker);
    }
}

static void attend_pusher(struct load *load, struct pusher *pusher) {
    struct bytes reply;
    while (peer_receive(&pusher->peer, &reply)) {
        double now_us = bench_now_us();
        samples_add(load->receipt_us, now_us - pusher->due_us);
        pushes_need_accepted(reply);
        pusher->in_flight = false;
        pusher->due_us = load->interval_us > 0 ? pusher->due_us + load->interval_us : now_us;
        load->left--;
    }
}

static bool may_send(const struct pusher *pusher) {
    return !pusher->in_flight && pusher->sent < pusher->count;
}

/* Sends what is due; returns when there is more to send, in microseconds from now. */
static double send_due(struct load *load) {
    double now_us = bench_now_us(), next_us = now_us + ANSWER_TIMEOUT_S * 1e6;
    for (size_t i = 0; i < load->pusher_count; i++) {
        struct pusher *pusher = &load->pushers[i];
        while (may_send(pusher) && pusher->due_us <= now_us) {
            pusher->in_flight = true;
            peer_send(&pusher->peer, &pusher->pushes[pusher->sent++]);
            attend_pusher(load, pusher);
        }
        if (may_send(pusher) && pusher->due_us < next_us)
            next_us = pusher->due_us;
    }
    return next_us - now_us;
}

static bool is_busy(const struct load *load) {
    bool busy = load->left > 0;
    for (size_t i = 0; i < TALKERS; i++)
        busy = busy || load->talkers[i].in_flight;
    return busy;
}

static void hear(struct load *load, double within_us) {
    struct epoll_event events[EVENTS_AT_ONCE];
    const struct timespec patience = {.tv_sec = (time_t)(within_us / 1e6),
                                      .tv_nsec = (long)within_us % 1000000 * 1000};
    int ready = epoll_pwait2(load->waiting, events, EVENTS_AT_ONCE, &patience, NULL);
    NEED(ready > 0 || within_us < ANSWER_TIMEOUT_S * 1e6, "no answer in %d s", ANSWER_TIMEOUT_S);
    for (int i = 0; i < ready; i++) {
        uint32_t who = events[i].data.u32;
        if (who < CROWD)
            attend_pusher(load, &load->pushers[who]);
        else
            attend_talker(load, &load->talkers[who - CROWD]);
    }
}

static void prepare(struct load *load, size_t each) {
    arena_reset(load->arena);
    for (size_t i = 0; i < load->pusher_count; i++) {
        struct pusher *pusher = &load->pushers[i];
        pusher->pushes = arena_array(load->arena, each, sizeof *pusher->pushes);
        NEED(pusher->pushes, "out of memory");
        pusher->count = each;
        pusher->sent = 0;
        for (size_t k = 0; k < each; k++) {
            living_day(pusher->list, load->years->last, NULL, NULL);
            struct bytes body =
                living_encode(pusher->list, &pusher->list->now, ++load->peilmoment, load->arena);
            peer_prepare(&pusher->peer, "PUSH", body, &pusher->pushes[k]);
        }
    }
    load->left = load->pusher_count * each;
}

static void begin(struct load *load) {
    double now_us = bench_now_us(), share_us = load->interval_us / (double)load->pusher_count;
    for (size_t i = 0; i < load->pusher_count; i++)
        load->pushers[i].due_us = now_us + share_us * (double)i;
    for (size_t i = 0; i < TALKERS; i++) {
        load->talkers[i].answers = 0;
        if (!load->talking)
            continue;
        talk(&load->talkers[i]);
        attend_talker(load, &load->talkers[i]);
    }
}

static void need_answered(const struct load *load) {
    struct arena *scratch = arena_new(ARENA_BYTES);
    struct reply_head head;
    for (size_t i = 0; i < TALKERS && load->talking; i++)
        NEED(scratch && wire_decode_head(load->talkers[i].answer, scratch, &head) == STATUS_OK &&
                 head.status == ANSWER_OK,
             "%s was not answered", load->talkers[i].kind);
    arena_free(&scratch);
}

/* Everybody makes `each` pushes; returns how long it took until the last receipt. The samples
 * join those that are there. */
static double run(struct load *load, size_t each, double interval_us, bool talking,
                  struct samples *receipt_us) {
    double took_us = 0;
    load->interval_us = interval_us;
    load->talking = talking;
    load->receipt_us = receipt_us;
    prepare(load, each);
    begin(load);
    double begin_us = bench_now_us();
    while (is_busy(load)) {
        hear(load, send_due(load));
        if (load->left == 0 && took_us == 0)
            took_us = bench_now_us() - begin_us;
    }
    need_answered(load);
    return took_us;
}

/* ---- what is measured */

/* Durable pushes per second of 64 connections with one in flight each. */
static double measure_crowd(struct load *load, double seconds) {
    double took_us = 0;
    struct samples receipt_us = {0};
    run(load, CHUNK_PUSHES, 0, false, &receipt_us);
    samples_clear(&receipt_us);
    while (took_us < seconds * 1e6)
        took_us += run(load, CHUNK_PUSHES, 0, false, &receipt_us);
    const double pushes = (double)receipt_us.count;
    samples_free(&receipt_us);
    return pushes / took_us * 1e6;
}

struct slices {
    struct samples receipt_us;
    double took_us; /* until the last answer was there */
    size_t answers;
};

static void measure_slice(struct load *load, size_t each, double interval_us, bool talking,
                          struct slices *slices) {
    const double began_us = bench_now_us();
    run(load, each, interval_us, talking, &slices->receipt_us);
    slices->took_us += bench_now_us() - began_us;
    for (size_t i = 0; i < TALKERS; i++)
        slices->answers += load->talkers[i].answers;
}

/* A disk has good and bad seconds: with and without come in short turns, so that both have
 * some of each. */
static void measure_round(struct load *load, double per_second, double seconds,
                          struct report *report) {
    double interval_us = (double)load->pusher_count / per_second * 1e6;
    size_t each = (size_t)(seconds / SLICES * 1e6 / interval_us) + 1;
    struct slices without = {.took_us = 0}, with = {.took_us = 0};
    for (int i = 0; i < SLICES; i++) {
        measure_slice(load, each, interval_us, false, &without);
        measure_slice(load, each, interval_us, true, &with);
    }
    report_add(report, FIGURE_REPORTS_WITHOUT, samples_percentile(&without.receipt_us, 99) / 1e3);
    report_add(report, FIGURE_REPORTS_WITH, samples_percentile(&with.receipt_us, 99) / 1e3);
    report_add(report, FIGURE_REPORTS_RATIO,
               report_last(report, FIGURE_REPORTS_WITH) /
                   report_last(report, FIGURE_REPORTS_WITHOUT));
    report_add(report, FIGURE_REPORTS_ANSWERS, (double)with.answers / with.took_us * 1e6);
    samples_free(&without.receipt_us);
    samples_free(&with.receipt_us);
}

void reports_measure(struct years *years, const struct installation *installation,
                     const struct reports_effort *effort, struct report *report) {
    struct load *load = malloc(sizeof *load);
    void *context = zmq_ctx_new();
    NEED(load && context, "out of memory");
    open_load(load, years, context, installation);
    double crowd = measure_crowd(load, effort->crowd_seconds);
    report_add(report, FIGURE_REPORTS_CROWD, crowd);
    for (size_t i = 0; i < effort->rounds; i++)
        measure_round(load, crowd / 2, effort->half_seconds, report);
    close_load(load);
    free(load);
    zmq_ctx_term(context);
}
