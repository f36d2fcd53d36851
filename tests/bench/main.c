/* bench: how fast the real wachtpostd is here, next to what the disk takes. Each round
 * measures the disk, a lone push, 64 connections, alerts and a midnight, one after the
 * other; README.md says what the figures mean. With --history: a store with years in it. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "tests/bench/bench.h"
#include "tests/bench/disk.h"
#include "tests/bench/history.h"
#include "tests/bench/moment.h"
#include "tests/bench/region.h"
#include "tests/bench/years.h"

struct arguments {
    bool quick, json, keep, history;
    enum history_part only;
    size_t rounds, aanbieders, days; /* 0: the default */
    const char *folder, *programs, *reuse;
};

enum {
    KEY_QUICK = 256,
    KEY_JSON,
    KEY_KEEP,
    KEY_ROUNDS,
    KEY_FOLDER,
    KEY_PROGRAMS,
    KEY_HISTORY,
    KEY_AANBIEDERS,
    KEY_DAYS,
    KEY_REUSE,
    KEY_ONLY
};

static const struct argp_option options[] = {
    {"quick", KEY_QUICK, NULL, 0, "a few seconds: whether it works, not how fast", 0},
    {"json", KEY_JSON, NULL, 0, "every figure of every round, as JSON", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "how often to measure everything (5)", 0},
    {"folder", KEY_FOLDER, "DIR", 0, "on which disk; a fresh folder is made in it (.)", 0},
    {"programs", KEY_PROGRAMS, "DIR", 0, "where wachtpostd is (" BENCH_PROGRAMS ")", 0},
    {"keep", KEY_KEEP, NULL, 0, "leave the folder with store and log behind", 0},
    {"history", KEY_HISTORY, NULL, 0, "instead: a store with years in it, and its answers", 0},
    {"aanbieders", KEY_AANBIEDERS, "N", 0, "with --history: how many (200)", 0},
    {"days", KEY_DAYS, "N", 0, "with --history: how long (1825)", 0},
    {"reuse", KEY_REUSE, "DIR", 0, "with --history: a copy of what --keep left there", 0},
    {"only", KEY_ONLY, "PART", 0, "with --reuse: asking, or receipts", 0},
    {NULL, 0, NULL, 0, NULL, 0},
};

static size_t parse_number(const char *text, unsigned long lowest, unsigned long highest,
                           struct argp_state *state) {
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    if (*end != '\0' || number < lowest || number > highest)
        argp_error(state, "%s: %lu to %lu", text, lowest, highest);
    return number;
}

static enum history_part parse_part(const char *text, struct argp_state *state) {
    if (strcmp(text, "asking") == 0)
        return HISTORY_ASKING;
    if (strcmp(text, "receipts") != 0)
        argp_error(state, "--only %s: asking or receipts", text);
    return HISTORY_RECEIPTS;
}

/* No option is taken that would change nothing. */
static void check_together(const struct arguments *arguments, struct argp_state *state) {
    bool size = arguments->aanbieders || arguments->days;
    if (!arguments->history && (size || arguments->reuse))
        argp_error(state, "--aanbieders, --days and --reuse go with --history");
    if (arguments->history && arguments->rounds)
        argp_error(state, "--rounds does not go with --history");
    if (arguments->reuse && (size || arguments->keep))
        argp_error(state, "what --reuse names has its size, and is kept");
    if (arguments->only && !arguments->reuse)
        argp_error(state, "--only goes with --reuse");
}

static error_t parse_option(int key, char *value, struct argp_state *state) {
    struct arguments *arguments = state->input;
    switch (key) {
    case KEY_QUICK:
        arguments->quick = true;
        return 0;
    case KEY_JSON:
        arguments->json = true;
        return 0;
    case KEY_KEEP:
        arguments->keep = true;
        return 0;
    case KEY_ROUNDS:
        arguments->rounds = parse_number(value, 1, MAX_ROUNDS, state);
        return 0;
    case KEY_HISTORY:
        arguments->history = true;
        return 0;
    case KEY_AANBIEDERS:
        arguments->aanbieders = parse_number(value, 1, MAX_AANBIEDERS, state);
        return 0;
    case KEY_DAYS:
        arguments->days = parse_number(value, FEWEST_DAYS, MAX_DAYS, state);
        return 0;
    case KEY_REUSE:
        arguments->reuse = value;
        return 0;
    case KEY_ONLY:
        arguments->only = parse_part(value, state);
        return 0;
    case KEY_FOLDER:
        arguments->folder = value;
        return 0;
    case KEY_PROGRAMS:
        arguments->programs = value;
        return 0;
    case ARGP_KEY_END:
        check_together(arguments, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options, parse_option, NULL, "Measures wachtpostd on this machine and disk.", NULL, NULL, NULL};

static struct effort effort_of(const struct arguments *arguments) {
    static const struct effort quick = {1, 20, 50, 4, 5};
    static const struct effort whole = {5, 300, 500, 120, 16};
    struct effort effort = arguments->quick ? quick : whole;
    if (arguments->rounds)
        effort.rounds = arguments->rounds;
    if (effort.alerts * effort.rounds > MAX_ALARMS)
        effort.alerts = MAX_ALARMS / effort.rounds;
    return effort;
}

static void warn_of_memory(const char *folder) {
    struct statfs about;
    if (statfs(folder, &about) == 0 && about.f_type == TMPFS_MAGIC)
        fprintf(stderr, "bench: %s is in memory, not on a disk: nothing here is durable\n", folder);
}

static void measure_disk(const char *folder, size_t writes, struct report *report) {
    struct samples us = {0};
    disk_fdatasync(folder, writes, &us);
    report_add(report, FIGURE_FDATASYNC, samples_percentile(&us, 50));
    samples_clear(&us);
    disk_lmdb_commit(folder, writes, &us);
    report_add(report, FIGURE_COMMIT, samples_percentile(&us, 50));
    samples_free(&us);
}

static void measure_round(struct region *region, const struct installation *installation,
                          const struct effort *effort, struct report *report) {
    struct moment before = moment_now(installation);
    measure_disk(installation->folder, effort->disk_writes, report);
    region_lone(region, report);
    region_crowd(region, report);
    region_alerts(region, report);
    region_midnight(region, report);
    region_memory(region, report);
    struct moment after = moment_now(installation);
    moment_report_others(&before, &after, report);
}

static void measure(struct installation *installation, const struct effort *effort,
                    struct report *report) {
    struct region *region = region_open(installation, effort);
    report->rounds = effort->rounds;
    snprintf(report->about, sizeof report->about,
             "Snapshots of 100 places (%zu bytes), 2 changed, signed beforehand.",
             region_body_bytes(region));
    report->body_bytes = region_body_bytes(region);
    for (size_t i = 0; i < effort->rounds; i++)
        measure_round(region, installation, effort, report);
    region_close(&region);
}

static void run_rounds(const struct arguments *arguments, struct report *report) {
    struct installation installation;
    struct effort effort = effort_of(arguments);
    installation_make(&installation, arguments->folder, arguments->programs);
    measure(&installation, &effort, report);
    installation_stop(&installation);
    if (arguments->keep)
        fprintf(stderr, "bench: left in %s\n", installation.folder);
    else
        installation_remove(&installation);
}

static void run_history(const struct arguments *arguments, struct report *report) {
    const struct history_wish wish = {.folder = arguments->folder,
                                      .programs = arguments->programs,
                                      .reuse = arguments->reuse,
                                      .only = arguments->only,
                                      .quick = arguments->quick,
                                      .keep = arguments->keep,
                                      .aanbieders = arguments->aanbieders,
                                      .days = arguments->days};
    history_run(&wish, report);
}

int main(int argc, char **argv) {
    struct arguments arguments = {.folder = ".", .programs = BENCH_PROGRAMS};
    struct report report = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    NEED(keys_init() == STATUS_OK, "libsodium does not start");
    report.quick = arguments.quick;
    warn_of_memory(arguments.folder);
    if (arguments.history)
        run_history(&arguments, &report);
    else
        run_rounds(&arguments, &report);
    if (arguments.json)
        report_print_json(&report);
    else
        report_print_table(&report);
    return 0;
}
