/* The figures, one value per round each, and how they are shown: the median of the
 * rounds with the lowest and the highest next to it. Ratios are taken within a round,
 * so that a disk that is slow for a minute is slow on both sides. */
#ifndef WACHTPOST_BENCH_REPORT_H
#define WACHTPOST_BENCH_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#define MAX_ROUNDS 12

/* code, name, unit, what it is, mark and aim (design.md section 8; "" where it has none) */
#define FIGURE_TABLE(X)                                                                            \
    X(FDATASYNC, "disk.fdatasync_p50", "us", "fdatasync of 4 KiB appended, p50", "", "")           \
    X(COMMIT, "disk.lmdb_commit_p50", "us", "bare LMDB commit of one small put, p50", "", "")      \
    X(LONE_P50, "lone.receipt_p50", "us", "a lone push: receipt, p50", "", "")                     \
    X(LONE_P99, "lone.receipt_p99", "us", "... p99", "", "")                                       \
    X(LONE_RATIO, "lone.per_commit", "x", "... p50, in bare LMDB commits", "2", "1.5")             \
    X(PUSHES, "crowd.pushes_per_second", "/s", "64 connections: durable pushes", "", "")           \
    X(CROWD_P50, "crowd.receipt_p50", "ms", "... receipt, p50", "", "")                            \
    X(CROWD_P99, "crowd.receipt_p99", "ms", "... receipt, p99", "50", "30")                        \
    X(CROWD_RATIO, "crowd.pushes_per_commit_time", "x", "... pushes in the time of a bare commit", \
      "", "")                                                                                      \
    X(BATCH, "crowd.pushes_per_batch", "", "... pushes in one commit, mean", "", "")               \
    X(CPU, "crowd.cpu_per_push", "us", "... server CPU per push", "220", "160")                    \
    X(CPU_ENGINE, "crowd.cpu_per_push_engine", "us", "... of which the engine", "", "")            \
    X(CPU_FRONT, "crowd.cpu_per_push_front", "us", "... of which the front", "", "")               \
    X(ALERT_P50, "alert.in_hand_p50", "ms",                                                        \
      "one alert with 50 coordinators, from its receipt, p50", "", "")                             \
    X(ALERT_P99, "alert.in_hand_p99", "ms", "... p99", "50", "20")                                 \
    X(ALERT_RATIO, "alert.per_commit", "x", "... p99, in bare LMDB commits", "", "")               \
    X(EVALUATED, "midnight.evaluated", "ms", "2,000 crossings at midnight: evaluated", "", "")     \
    X(MIDNIGHT_FIRST, "midnight.first_in_hand", "ms", "... all with the first of 50 coordinators", \
      "", "")                                                                                      \
    X(MIDNIGHT, "midnight.in_hand", "ms", "... all with all 50 coordinators", "300", "150")        \
    X(MEMORY_ENGINE, "memory.engine", "MiB", "engine's own memory, map left out", "64", "32")      \
    X(MEMORY_FRONT, "memory.front", "MiB", "front's own memory", "", "")                           \
    X(OTHERS, "machine.others", "%", "cores that were busy with something else", "", "")

enum figure {
#define X(code, name, unit, words, mark, aim) FIGURE_##code,
    FIGURE_TABLE(X)
#undef X
        FIGURE_COUNT
};

/* Starts as {0}, with what the run is. */
struct report {
    bool quick;
    size_t rounds, body_bytes;
    size_t counts[FIGURE_COUNT];
    double values[FIGURE_COUNT][MAX_ROUNDS];
};

void report_add(struct report *report, enum figure figure, double value);
/* What was last added. */
double report_last(const struct report *report, enum figure figure);

void report_print_table(const struct report *report);
void report_print_json(const struct report *report);

#endif
