/* bench: how fast the real wachtpostd is here, next to what the disk takes. Each round
 * measures the disk, a lone push, 64 connections, alerts and a midnight, one after the
 * other; README.md says what the figures mean. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "tests/bench/bench.h"
#include "tests/bench/disk.h"
#include "tests/bench/region.h"
#include "tests/bench/usage.h"

struct arguments {
    bool quick, json, keep;
    size_t rounds; /* 0: the default */
    const char *folder, *programs;
};

enum { KEY_QUICK = 256, KEY_JSON, KEY_KEEP, KEY_ROUNDS, KEY_FOLDER, KEY_PROGRAMS };

static const struct argp_option options[] = {
    {"quick", KEY_QUICK, NULL, 0, "a few seconds: whether it works, not how fast", 0},
    {"json", KEY_JSON, NULL, 0, "every figure of every round, as JSON", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "how often to measure everything (5)", 0},
    {"folder", KEY_FOLDER, "DIR", 0, "on which disk; a fresh folder is made in it (.)", 0},
    {"programs", KEY_PROGRAMS, "DIR", 0, "where wachtpostd is (" BENCH_PROGRAMS ")", 0},
    {"keep", KEY_KEEP, NULL, 0, "leave the folder with store and log behind", 0},
    {NULL, 0, NULL, 0, NULL, 0},
};

static size_t parse_rounds(const char *text, struct argp_state *state) {
    char *end;
    unsigned long rounds = strtoul(text, &end, 10);
    if (*end != '\0' || rounds < 1 || rounds > MAX_ROUNDS)
        argp_error(state, "--rounds %s: 1 to %d", text, MAX_ROUNDS);
    return rounds;
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
        arguments->rounds = parse_rounds(value, state);
        return 0;
    case KEY_FOLDER:
        arguments->folder = value;
        return 0;
    case KEY_PROGRAMS:
        arguments->programs = value;
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

struct moment {
    double wall_us, machine_us, ours_us;
};

static struct moment moment_now(const struct installation *in) {
    const pid_t ours[] = {getpid(), in->daemon, in->engine, in->front};
    struct moment now = {.wall_us = bench_now_us(), .machine_us = usage_machine_cpu_us()};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        now.ours_us += usage_cpu_us(ours[i]);
    return now;
}

/* Whether there was quiet enough to measure anything. */
static void measure_others(const struct moment *before, const struct moment *after,
                           struct report *report) {
    double others_us = after->machine_us - before->machine_us - after->ours_us + before->ours_us;
    double cores_us = (after->wall_us - before->wall_us) * (double)sysconf(_SC_NPROCESSORS_ONLN);
    report_add(report, FIGURE_OTHERS, others_us > 0 ? 100 * others_us / cores_us : 0);
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
    measure_others(&before, &after, report);
}

static void measure(struct installation *installation, const struct effort *effort,
                    struct report *report) {
    struct region *region = region_open(installation, effort);
    report->body_bytes = region_body_bytes(region);
    report->rounds = effort->rounds;
    for (size_t i = 0; i < effort->rounds; i++)
        measure_round(region, installation, effort, report);
    region_close(&region);
}

int main(int argc, char **argv) {
    struct arguments arguments = {.folder = ".", .programs = BENCH_PROGRAMS};
    struct installation installation;
    struct report report = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    struct effort effort = effort_of(&arguments);
    NEED(keys_init() == STATUS_OK, "libsodium does not start");
    report.quick = arguments.quick;
    installation_make(&installation, arguments.folder, arguments.programs);
    warn_of_memory(installation.folder);
    measure(&installation, &effort, &report);
    installation_stop(&installation);
    if (arguments.keep)
        fprintf(stderr, "bench: left in %s\n", installation.folder);
    else
        installation_remove(&installation);
    if (arguments.json)
        report_print_json(&report);
    else
        report_print_table(&report);
    return 0;
}
