/* The figures, one value per round each, and how they are shown: the median of the
 * rounds with the lowest and the highest next to it. Ratios are taken within a round,
 * so that a disk that is slow for a minute is slow on both sides. */
#ifndef WACHTPOST_BENCH_REPORT_H
#define WACHTPOST_BENCH_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#define MAX_ROUNDS 12

/* Those of bench --history; what those of PostgreSQL are measured with is in postgres.py. */
#define HISTORY_FIGURE_TABLE(X)                                                                    \
    X(LOAD, "load.pushes_per_second", "/s", "loaded by the engine alone: pushes", "", "")          \
    X(LOAD_FIRST, "load.cpu_per_push_first", "us", "... engine CPU per push, first tenth", "", "") \
    X(LOAD_LAST, "load.cpu_per_push_last", "us", "... last tenth", "", "")                         \
    X(LOAD_RATIO, "load.last_per_first", "x", "... the last by the first", "1.2", "1.1")           \
    X(NIGHT_FIRST, "load.cpu_per_midnight_first", "us",                                            \
      "... engine CPU of a midnight per aanbieder, first tenth", "", "")                           \
    X(NIGHT_LAST, "load.cpu_per_midnight_last", "us", "... last tenth, with what it forgets", "",  \
      "")                                                                                          \
    X(SIZE, "size.per_place_day", "B", "bytes per place-day, these parts together", "5", "4")      \
    X(SIZE_JOURNAL, "size.journal", "B", "... journal: headers", "", "")                           \
    X(SIZE_BODY, "size.bodies", "B", "... journal: bodies", "", "")                                \
    X(SIZE_NAMES, "size.names", "B", "... names (left, child)", "", "")                            \
    X(SIZE_HISTORY, "size.history", "B", "... history", "", "")                                    \
    X(SIZE_BLOCKS, "size.blocks", "B", "... index blocks (block, former)", "", "")                 \
    X(SIZE_NUMBER, "size.duplicates", "B", "... duplicate index (number)", "", "")                 \
    X(SIZE_ALERT, "size.alerts", "B", "bytes per place-day apart: alerts", "", "")                 \
    X(SIZE_OUTCOME, "size.receipts", "B", "... receipts (outcome)", "", "")                        \
    X(SIZE_AUDIT, "size.audit", "B", "... audit", "", "")                                          \
    X(SIZE_OTHER, "size.other", "B", "... everything else", "", "")                                \
    X(SIZE_FILE, "size.file", "B", "... all pages of the file that are used", "", "")              \
    X(SIZE_FREE, "size.free", "B", "... pages of the file that are free", "", "")                  \
    X(PAST_P50, "past_day.p50", "ms", "any past day, per aanbieder, beyond the norm, p50", "", "") \
    X(PAST_P99, "past_day.p99", "ms", "... p99", "5", "2")                                         \
    X(KNOWN_P50, "known_earlier.p50", "ms", "... as known some days after, p50", "", "")           \
    X(KNOWN_P99, "known_earlier.p99", "ms", "... p99", "", "")                                     \
    X(SERIES, "series.p50", "ms", "daily series of all years, region-wide, p50", "40", "20")       \
    X(UNIQUE_P50, "jeugdigen.p50", "ms", "unique jeugdigen on any past day, p50", "", "")          \
    X(UNIQUE_P99, "jeugdigen.p99", "ms", "... p99", "", "")                                        \
    X(ASKED, "asked.days", "", "... days asked (fewer when answers take long)", "", "")            \
    X(MEMORY_HISTORY, "memory.history", "MiB", "engine's own memory after all of it", "64", "32")  \
    X(REPORTS_CROWD, "reports.crowd", "/s", "64 connections: durable pushes", "", "")              \
    X(REPORTS_WITHOUT, "reports.without", "ms", "receipt at half of that, p99", "", "")            \
    X(REPORTS_WITH, "reports.with", "ms", "... with FIGURES and PLACES in a loop", "", "")         \
    X(REPORTS_RATIO, "reports.with_per_without", "x", "... with by without", "1.2", "")            \
    X(REPORTS_ANSWERS, "reports.answers", "/s", "... FIGURES and PLACES answered meanwhile", "",   \
      "")                                                                                          \
    X(PG_SIZE, "postgres.per_place_day", "B", "PostgreSQL: bytes per place-day", "", "")           \
    X(PG_PAST_P50, "postgres.past_day_p50", "ms", "... any past day, p50", "", "")                 \
    X(PG_PAST_P99, "postgres.past_day_p99", "ms", "... p99", "", "")                               \
    X(PG_KNOWN_P50, "postgres.known_earlier_p50", "ms", "... as known some days after, p50", "",   \
      "")                                                                                          \
    X(PG_KNOWN_P99, "postgres.known_earlier_p99", "ms", "... p99", "", "")                         \
    X(PG_SERIES, "postgres.series_p50", "ms", "... daily series of all years, p50", "", "")        \
    X(PG_UNIQUE_P50, "postgres.jeugdigen_p50", "ms", "... unique jeugdigen, p50", "", "")          \
    X(PG_UNIQUE_P99, "postgres.jeugdigen_p99", "ms", "... p99", "", "")                            \
    X(PG_BY_SIZE, "by_postgres.per_place_day", "x", "ours by PostgreSQL's: bytes", "", "")         \
    X(PG_BY_PAST, "by_postgres.past_day_p50", "x", "... any past day, p50", "", "")                \
    X(PG_BY_KNOWN, "by_postgres.known_earlier_p50", "x", "... as known some days after, p50", "",  \
      "")                                                                                          \
    X(PG_BY_SERIES, "by_postgres.series_p50", "x", "... daily series", "", "")                     \
    X(PG_BY_UNIQUE, "by_postgres.jeugdigen_p50", "x", "... unique jeugdigen", "", "")

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
    HISTORY_FIGURE_TABLE(X)                                                                        \
    X(OTHERS, "machine.others", "%", "cores that were busy with something else", "", "")

enum figure {
#define X(code, name, unit, words, mark, aim) FIGURE_##code,
    FIGURE_TABLE(X)
#undef X
        FIGURE_COUNT
};

/* Starts as {0}, with what the run is. A figure that was not measured is not shown. */
struct report {
    bool quick;
    size_t rounds, body_bytes;
    char about[256], remark[256]; /* instead of, and after, what all rounds have in common */
    size_t counts[FIGURE_COUNT];
    double values[FIGURE_COUNT][MAX_ROUNDS];
};

void report_add(struct report *report, enum figure figure, double value);
/* What was last added. */
double report_last(const struct report *report, enum figure figure);

void report_print_table(const struct report *report);
void report_print_json(const struct report *report);

#endif
