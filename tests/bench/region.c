#include "tests/bench/region.h"

#include "tests/bench/bench.h"
#include "tests/bench/disk.h"
#include "tests/bench/pushes.h"
#include "tests/bench/usage.h"

#include <stdio.h>
#include <stdlib.h>

#define FIRST_YEAR 2025
#define FIRST_MONTH 3
#define FIRST_DAY 10 /* every month has it, and those of the rounds after it */
#define ARENA_BYTES ((size_t)16 << 20)
#define LONG_MONTHS 4
#define CROSSING_MONTHS 3
#define BEFORE_MIDNIGHT_US (60 * MICROSECONDS_PER_SECOND)

/* Aanbieder numbers; those of the midnights come last, 20 a round. */
enum { LONE = CONNECTIONS, ALARM, FIRST_CROSSING };

struct region {
    struct installation *installation;
    const struct effort *effort;
    void *context;
    struct arena *arena;
    day_t today;
    instant_t now;
    /* The 64, the lone one, the one whose places raise alarms, and one participant that
     * delivers for all aanbieders of the midnights. */
    struct peer pushers[FIRST_CROSSING + 1];
    struct peer klok;
    struct aanbieder aanbieders[FIRST_CROSSING];
    struct aanbieder crossing[CROSSING_AANBIEDERS];
    struct coordinators coordinators;
    struct story story;
    size_t alarms, midnights;
    size_t body_bytes;
};

static void enrol_pushers(struct region *region) {
    struct agb agbs[CROSSING_AANBIEDERS * MAX_ROUNDS];
    char name[32];
    for (size_t i = 0; i < FIRST_CROSSING; i++) {
        struct agb agb = aanbieder_agb(i);
        snprintf(name, sizeof name, "aanbieder-%zu", i);
        installation_enrol(region->installation, name, "aanbieder", &agb, 1,
                           &region->pushers[i].keys);
    }
    size_t count = CROSSING_AANBIEDERS * region->effort->rounds;
    for (size_t i = 0; i < count; i++)
        agbs[i] = aanbieder_agb(FIRST_CROSSING + i);
    installation_enrol(region->installation, "leverancier", "aanbieder", agbs, count,
                       &region->pushers[FIRST_CROSSING].keys);
}

static void enrol_others(struct region *region) {
    char name[32];
    for (size_t i = 0; i < COORDINATORS; i++) {
        struct coordinator *who = &region->coordinators.all[i];
        snprintf(name, sizeof name, "coordinator-%zu", i);
        installation_enrol(region->installation, name, "coordinator", NULL, 0, &who->requests.keys);
        who->bell.keys = who->requests.keys;
    }
    installation_enrol(region->installation, "klok", "klok", NULL, 0, &region->klok.keys);
}

static void open_peers(struct region *region) {
    region->context = zmq_ctx_new();
    NEED(region->context, "no ZeroMQ context");
    for (size_t i = 0; i <= FIRST_CROSSING; i++)
        peer_open(&region->pushers[i], region->context, region->installation, ZMQ_DEALER);
    peer_open(&region->klok, region->context, region->installation, ZMQ_DEALER);
    coordinators_open(&region->coordinators, region->context, region->installation);
    coordinators_set_clock(&region->coordinators, region->now);
}

/* A push of the one aanbieder that causes this many alerts. */
static void push_told(struct region *region, struct aanbieder *aanbieder, uint64_t alerts) {
    struct prepared push;
    struct bytes reply;
    arena_reset(region->arena);
    aanbieder_prepare(aanbieder, region->now, region->arena, &push);
    region->body_bytes = push.body.size;
    coordinators_follow(&region->coordinators, aanbieder->peer, &push, alerts, &region->story,
                        &reply);
    pushes_need_accepted(reply);
}

/* One more place of the alarming aanbieder turns out to wait too long already. */
static void raise_alarm(struct region *region) {
    NEED(region->alarms < PLACES, "more alerts than places");
    aanbieder_set_start(&region->aanbieders[ALARM], region->alarms++,
                        day_add_months(region->today, -LONG_MONTHS));
    push_told(region, &region->aanbieders[ALARM], 1);
}

/* Connections come up, everybody's list is known, and everybody hears the bell. */
static void warm_up(struct region *region) {
    struct samples receipt_us = {0};
    for (size_t i = 0; i < FIRST_CROSSING; i++)
        aanbieder_init(&region->aanbieders[i], i, &region->pushers[i], region->today);
    pushes_run(region->aanbieders, LONE + 1, 1, region->now, &receipt_us);
    push_told(region, &region->aanbieders[ALARM], 0);
    do {
        NEED(region->alarms < PLACES - MAX_ALARMS, "the bell is not heard");
        raise_alarm(region);
    } while (region->story.unrung > 0);
    samples_free(&receipt_us);
}

struct region *region_open(struct installation *installation, const struct effort *effort) {
    struct region *region = calloc(1, sizeof *region);
    NEED(region && (region->arena = arena_new(ARENA_BYTES)), "out of memory");
    region->installation = installation;
    region->effort = effort;
    region->today = day_of_civil(FIRST_YEAR, FIRST_MONTH, FIRST_DAY);
    region->now = instant_of_day(region->today);
    enrol_pushers(region);
    enrol_others(region);
    installation_start(installation, region->now);
    open_peers(region);
    warm_up(region);
    return region;
}

void region_close(struct region **region) {
    struct region *closing = *region;
    for (size_t i = 0; i <= FIRST_CROSSING; i++)
        peer_close(&closing->pushers[i]);
    peer_close(&closing->klok);
    coordinators_close(&closing->coordinators);
    zmq_ctx_term(closing->context);
    samples_free(&closing->story.in_hand_us);
    arena_free(&closing->arena);
    free(closing);
    *region = NULL;
}

size_t region_body_bytes(const struct region *region) {
    return region->body_bytes;
}

void region_lone(struct region *region, struct report *report) {
    struct samples receipt_us = {0};
    pushes_run(&region->aanbieders[LONE], 1, region->effort->lone_pushes, region->now, &receipt_us);
    report_add(report, FIGURE_LONE_P50, samples_percentile(&receipt_us, 50));
    report_add(report, FIGURE_LONE_P99, samples_percentile(&receipt_us, 99));
    report_add(report, FIGURE_LONE_RATIO,
               report_last(report, FIGURE_LONE_P50) / report_last(report, FIGURE_COMMIT));
    samples_free(&receipt_us);
}

void region_crowd(struct region *region, struct report *report) {
    const struct installation *in = region->installation;
    struct samples receipt_us = {0};
    size_t commits = disk_commits_of(in->store);
    double engine_us = usage_cpu_us(in->engine), front_us = usage_cpu_us(in->front);
    double took_us = pushes_run(region->aanbieders, CONNECTIONS, region->effort->pushes_each,
                                region->now, &receipt_us);
    double pushes = (double)receipt_us.count;
    engine_us = (usage_cpu_us(in->engine) - engine_us) / pushes;
    front_us = (usage_cpu_us(in->front) - front_us) / pushes;
    commits = disk_commits_of(in->store) - commits;
    report_add(report, FIGURE_PUSHES, pushes / (took_us / 1e6));
    report_add(report, FIGURE_CROWD_P50, samples_percentile(&receipt_us, 50) / 1e3);
    report_add(report, FIGURE_CROWD_P99, samples_percentile(&receipt_us, 99) / 1e3);
    report_add(report, FIGURE_CROWD_RATIO, pushes / took_us * report_last(report, FIGURE_COMMIT));
    report_add(report, FIGURE_BATCH, pushes / (double)commits);
    report_add(report, FIGURE_CPU, engine_us + front_us);
    report_add(report, FIGURE_CPU_ENGINE, engine_us);
    report_add(report, FIGURE_CPU_FRONT, front_us);
    samples_free(&receipt_us);
}

void region_alerts(struct region *region, struct report *report) {
    struct samples in_hand_us = {0};
    for (size_t i = 0; i < region->effort->alerts; i++) {
        raise_alarm(region);
        for (size_t k = 0; k < COORDINATORS; k++)
            samples_add(&in_hand_us, region->story.in_hand_us.at[k] - region->story.answered_us);
    }
    double p99_us = samples_percentile(&in_hand_us, 99);
    report_add(report, FIGURE_ALERT_P50, samples_percentile(&in_hand_us, 50) / 1e3);
    report_add(report, FIGURE_ALERT_P99, p99_us / 1e3);
    report_add(report, FIGURE_ALERT_RATIO, p99_us / report_last(report, FIGURE_COMMIT));
    samples_free(&in_hand_us);
}

static void move_clock(struct region *region, instant_t now, uint64_t alerts) {
    struct clock_request request = {.made_at = region->now, .instant = now};
    struct clock_reply answer;
    struct prepared move;
    struct bytes body, reply;
    arena_reset(region->arena);
    NEED(wire_encode_clock_request(&request, region->arena, &body) == STATUS_OK, "out of memory");
    peer_prepare(&region->klok, "CLOCK", body, &move);
    coordinators_follow(&region->coordinators, &region->klok, &move, alerts, &region->story,
                        &reply);
    NEED(wire_decode_clock_reply(reply, region->arena, &answer) == STATUS_OK &&
             answer.head.status == ANSWER_OK,
         "the clock does not move");
    region->now = now;
    coordinators_set_clock(&region->coordinators, now);
}

/* Twenty aanbieders that are new deliver a hundred places each that cross tomorrow; what
 * is told now are the warnings that they threaten. */
static void deliver_crossing(struct region *region) {
    day_t start = day_add_months(region->today, -CROSSING_MONTHS);
    size_t first = FIRST_CROSSING + region->midnights++ * CROSSING_AANBIEDERS;
    for (size_t i = 0; i < CROSSING_AANBIEDERS; i++) {
        struct aanbieder *aanbieder = &region->crossing[i];
        aanbieder_init(aanbieder, first + i, &region->pushers[FIRST_CROSSING], region->today);
        for (size_t k = 0; k < PLACES; k++)
            aanbieder_set_start(aanbieder, k, start);
        push_told(region, aanbieder, PLACES);
    }
}

void region_midnight(struct region *region, struct report *report) {
    struct samples *in_hand = &region->story.in_hand_us;
    deliver_crossing(region);
    instant_t midnight = instant_of_day(region->today + 1);
    move_clock(region, midnight - BEFORE_MIDNIGHT_US, 0);
    move_clock(region, midnight, CROSSINGS);
    region->today++;
    double sent_us = region->story.sent_us;
    report_add(report, FIGURE_EVALUATED, (region->story.answered_us - sent_us) / 1e3);
    report_add(report, FIGURE_MIDNIGHT_FIRST, (samples_percentile(in_hand, 0) - sent_us) / 1e3);
    report_add(report, FIGURE_MIDNIGHT, (samples_percentile(in_hand, 100) - sent_us) / 1e3);
}

void region_memory(const struct region *region, struct report *report) {
    report_add(report, FIGURE_MEMORY_ENGINE, usage_own_memory_mib(region->installation->engine));
    report_add(report, FIGURE_MEMORY_FRONT, usage_own_memory_mib(region->installation->front));
}
