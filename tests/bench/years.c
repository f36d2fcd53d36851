#include "tests/bench/years.h"

#include "daemon/engine/engine.h"
#include "daemon/log.h"
#include "proto/wire/wire.h"
#include "tests/bench/bench.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Five years from here end before the region changes, on 1 January 2024: what counts in
 * figures is the same on every day. */
#define FIRST_YEAR 2019
#define HOUR_US (3600 * MICROSECONDS_PER_SECOND)
#define PEILMOMENT_HOUR 7
#define RECORDED_HOUR 12
#define DAY_ARENA_BYTES ((size_t)256 << 20)
#define MAX_REQUESTS ((size_t)2 * MAX_AANBIEDERS)
#define MEMORY_FILE "years"

static void name_aanbieder(size_t number, char name[32]) {
    snprintf(name, 32, "aanbieder-%zu", number);
}

static struct years *years_new(size_t aanbieders, size_t days) {
    struct years *years = calloc(1, sizeof *years);
    NEED(years, "out of memory");
    years->aanbieder_count = aanbieders;
    years->day_count = days;
    years->first = day_of_civil(FIRST_YEAR, 1, 1);
    years->last = years->first + (day_t)days - 1;
    years->now = instant_of_day(years->last) + (RECORDED_HOUR + 1) * HOUR_US;
    years->lists = calloc(aanbieders, sizeof *years->lists);
    years->keys = calloc(aanbieders, sizeof *years->keys);
    NEED(years->lists && years->keys, "out of memory");
    for (size_t i = 0; i < aanbieders; i++)
        living_init(&years->lists[i], i, years->first, years->last);
    return years;
}

void years_free(struct years **years) {
    free((*years)->lists);
    free((*years)->keys);
    free(*years);
    *years = NULL;
}

double years_place_days(const struct years *years) {
    return (double)(years->aanbieder_count * years->day_count * LIVING_PLACES);
}

static void enrol(struct years *years, const struct installation *installation) {
    char name[32];
    for (size_t i = 0; i < years->aanbieder_count; i++) {
        name_aanbieder(i, name);
        installation_enrol(installation, name, "aanbieder", &years->lists[i].agb, 1,
                           &years->keys[i]);
    }
    installation_enrol(installation, "analist", "analist", NULL, 0, &years->analist);
    installation_enrol(installation, "coordinator", "coordinator", NULL, 0, &years->coordinator);
}

/* What is not in the store: how much of it there is. Written last, so that an installation
 * with it is whole. */
static void remember(const struct years *years, const struct installation *installation) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/" MEMORY_FILE, installation->folder);
    FILE *file = fopen(path, "wxe");
    NEED(file, "cannot write %s", path);
    fprintf(file, "aanbieders %zu days %zu\n", years->aanbieder_count, years->day_count);
    NEED(fclose(file) == 0, "cannot write %s", path);
}

/* ---- the engine, in this process */

/* CPU time of the engine, in us. */
struct effort {
    double midnights, pushes;
    size_t days;
};

struct delivery {
    struct years *years;
    struct timepiece clock;
    struct engine *engine;
    struct arena *bodies, *replies;
    struct link_request requests[MAX_REQUESTS]; /* of a day */
    size_t request_count;
    uint64_t request_number;
    struct effort first, last; /* in the first and the last tenth */
};

static void open_engine(struct delivery *delivery, const struct installation *installation) {
    char conf[PATH_MAX];
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    log_set_level(LOG_LEVEL_WARN);
    snprintf(conf, sizeof conf, "%s/post/wachtpostd.conf", installation->folder);
    delivery->clock = clock_virtual(instant_of_day(delivery->years->first));
    NEED(engine_open(conf, &delivery->clock, &delivery->engine, &mistakes, &complaint) == STATUS_OK,
         "the engine does not open: %s", mistakes.count ? mistakes.lines[0] : complaint.text);
    mistakes_free(&mistakes);
}

static void sign(struct delivery *delivery, size_t number, struct bytes body) {
    const struct secret_keys *keys = &delivery->years->keys[number];
    struct link_request *request = &delivery->requests[delivery->request_count++];
    uint8_t hash[HASH_BYTES];
    *request = (struct link_request){
        .ticket = ++delivery->request_number, .kind = bytes_of_text("PUSH"), .body = body};
    memcpy(request->request_id, &delivery->request_number, sizeof request->request_id);
    memcpy(request->curve_key, keys->public.curve, sizeof request->curve_key);
    keys_hash(body, hash);
    keys_sign(keys, "PUSH", request->request_id, hash, request->signature);
}

static instant_t peilmoment_of(day_t day) {
    return instant_of_day(day) + PEILMOMENT_HOUR * HOUR_US;
}

/* Today's own snapshot, unless it is held up, and one that was. */
static void prepare_aanbieder(struct delivery *delivery, size_t number, day_t today) {
    struct living *list = &delivery->years->lists[number];
    struct arena *arena = delivery->bodies;
    if (today > delivery->years->first)
        living_day(list, today, NULL, NULL);
    if (!living_is_late(list, today))
        sign(delivery, number, living_encode(list, &list->now, peilmoment_of(today), arena));
    if (living_late_arrives(list, today))
        sign(delivery, number,
             living_encode(list, &list->late, peilmoment_of(list->late_day), arena));
}

static void prepare_day(struct delivery *delivery, day_t today) {
    arena_reset(delivery->bodies);
    delivery->request_count = 0;
    for (size_t i = 0; i < delivery->years->aanbieder_count; i++)
        prepare_aanbieder(delivery, i, today);
}

static void need_whole(struct bytes body, struct arena *arena) {
    struct push_reply reply;
    struct receipt receipt;
    NEED(wire_decode_push_reply(body, arena, &reply) == STATUS_OK &&
             reply.head.status == ANSWER_ACCEPTED,
         "a push was not accepted");
    NEED(wire_decode_receipt(reply.receipt, arena, &receipt) == STATUS_OK, "an unreadable receipt");
    NEED(receipt.open == LIVING_PLACES && receipt.refused_count == 0,
         "push %ju of %s: %u places open, %zu lines refused", (uintmax_t)receipt.sequence,
         receipt.agb.text, receipt.open, receipt.refused_count);
}

static void begin(struct delivery *delivery) {
    NEED(engine_begin(delivery->engine) == STATUS_OK, "no batch can begin");
}

static void commit(struct delivery *delivery) {
    bool ring;
    NEED(engine_commit(delivery->engine, &ring) == STATUS_OK, "a day cannot be committed");
}

/* The midnight before this day, with what is forgotten then, and its commit: what it took. */
static double pass_midnight(struct delivery *delivery, day_t today) {
    const double before_us = bench_cpu_us();
    clock_move(&delivery->clock, instant_of_day(today));
    begin(delivery);
    engine_tick(delivery->engine);
    commit(delivery);
    return bench_cpu_us() - before_us;
}

/* All of a day's pushes in one commit. */
static struct effort deliver_day(struct delivery *delivery, day_t today) {
    struct bytes replies[MAX_REQUESTS];
    const size_t count = delivery->request_count;
    struct effort effort = {.days = 1, .midnights = pass_midnight(delivery, today)};
    arena_reset(delivery->replies);
    clock_move(&delivery->clock, instant_of_day(today) + RECORDED_HOUR * HOUR_US);
    const double before_us = bench_cpu_us();
    begin(delivery);
    for (size_t i = 0; i < count; i++)
        engine_answer(delivery->engine, &delivery->requests[i], delivery->replies, &replies[i]);
    commit(delivery);
    effort.pushes = bench_cpu_us() - before_us;
    for (size_t i = 0; i < count; i++)
        need_whole(replies[i], delivery->replies);
    return effort;
}

static void add_effort(struct effort *sum, const struct effort *effort) {
    sum->midnights += effort->midnights;
    sum->pushes += effort->pushes;
    sum->days += effort->days;
}

/* The first day counts in neither tenth: then every place is new. */
static void note(struct delivery *delivery, size_t day, const struct effort *effort) {
    size_t days = delivery->years->day_count, tenth = (days + 9) / 10;
    if (day > 0 && day <= tenth)
        add_effort(&delivery->first, effort);
    if (day > 0 && day >= days - tenth)
        add_effort(&delivery->last, effort);
}

static void add_to(struct report *report, const struct delivery *delivery, double took_us) {
    const double aanbieders = (double)delivery->years->aanbieder_count;
    const double first = (double)delivery->first.days * aanbieders;
    const double last = (double)delivery->last.days * aanbieders;
    const double first_us = delivery->first.pushes / first, last_us = delivery->last.pushes / last;
    report_add(report, FIGURE_LOAD,
               aanbieders * (double)delivery->years->day_count / took_us * 1e6);
    report_add(report, FIGURE_LOAD_FIRST, first_us);
    report_add(report, FIGURE_LOAD_LAST, last_us);
    report_add(report, FIGURE_LOAD_RATIO, last_us / first_us);
    report_add(report, FIGURE_NIGHT_FIRST, delivery->first.midnights / first);
    report_add(report, FIGURE_NIGHT_LAST, delivery->last.midnights / last);
}

static void deliver(struct years *years, const struct installation *installation,
                    struct report *report) {
    struct delivery delivery = {.years = years,
                                .bodies = arena_new(DAY_ARENA_BYTES),
                                .replies = arena_new(DAY_ARENA_BYTES)};
    NEED(delivery.bodies && delivery.replies, "out of memory");
    open_engine(&delivery, installation);
    double begin_us = bench_now_us();
    for (size_t day = 0; day < years->day_count; day++) {
        prepare_day(&delivery, years->first + (day_t)day);
        const struct effort effort = deliver_day(&delivery, years->first + (day_t)day);
        note(&delivery, day, &effort);
        if (day % 100 == 99)
            fprintf(stderr, "bench: %zu of %zu days delivered\n", day + 1, years->day_count);
    }
    add_to(report, &delivery, bench_now_us() - begin_us);
    engine_close(&delivery.engine);
    arena_free(&delivery.bodies);
    arena_free(&delivery.replies);
}

struct years *years_make(const struct installation *installation, size_t aanbieders, size_t days,
                         struct report *report) {
    struct years *years = years_new(aanbieders, days);
    enrol(years, installation);
    deliver(years, installation, report);
    remember(years, installation);
    return years;
}

/* ---- again */

static void live_through(struct years *years) {
    for (size_t i = 0; i < years->aanbieder_count; i++) {
        for (day_t day = years->first + 1; day <= years->last; day++)
            living_day(&years->lists[i], day, NULL, NULL);
        years->lists[i].sequence = years->day_count;
    }
}

bool years_are_in(const char *folder) {
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/" MEMORY_FILE, folder);
    return size > 0 && (size_t)size < sizeof path && access(path, R_OK) == 0;
}

struct years *years_remember(const struct installation *installation) {
    char path[PATH_MAX], name[32];
    size_t aanbieders, days;
    snprintf(path, sizeof path, "%s/" MEMORY_FILE, installation->folder);
    FILE *file = fopen(path, "re");
    NEED(file && fscanf(file, "aanbieders %zu days %zu", &aanbieders, &days) == 2, "cannot read %s",
         path);
    fclose(file);
    struct years *years = years_new(aanbieders, days);
    for (size_t i = 0; i < aanbieders; i++) {
        name_aanbieder(i, name);
        installation_keys(installation, name, &years->keys[i]);
    }
    installation_keys(installation, "analist", &years->analist);
    installation_keys(installation, "coordinator", &years->coordinator);
    live_through(years);
    return years;
}

void years_retell(const struct years *years, living_visit *visit, void *context) {
    struct living list;
    for (size_t i = 0; i < years->aanbieder_count; i++) {
        living_init(&list, i, years->first, years->last);
        for (day_t day = years->first + 1; day <= years->last; day++)
            living_day(&list, day, visit, context);
        living_rest(&list, visit, context);
    }
}
