#include "tests/bench/report.h"

#include "tests/bench/bench.h"
#include "tests/bench/samples.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *name, *unit, *words, *mark, *aim;
} figures[] = {
#define X(code, name, unit, words, mark, aim) {name, unit, words, mark, aim},
    FIGURE_TABLE(X)
#undef X
};

void report_add(struct report *report, enum figure figure, double value) {
    NEED(report->counts[figure] < MAX_ROUNDS, "too many rounds");
    report->values[figure][report->counts[figure]++] = value;
}

double report_last(const struct report *report, enum figure figure) {
    NEED(report->counts[figure] > 0, "%s was not measured", figures[figure].name);
    return report->values[figure][report->counts[figure] - 1];
}

struct spread {
    double lowest, median, highest;
};

static struct spread spread_of(const struct report *report, size_t figure) {
    struct samples samples = {0};
    for (size_t i = 0; i < report->counts[figure]; i++)
        samples_add(&samples, report->values[figure][i]);
    struct spread spread = {.lowest = samples_percentile(&samples, 0),
                            .median = samples_percentile(&samples, 50),
                            .highest = samples_percentile(&samples, 100)};
    samples_free(&samples);
    return spread;
}

static int digits_of(double value) {
    return value >= 100 ? 0 : value >= 10 ? 1 : 2;
}

static void print_number(double value) {
    printf(" %9.*f", digits_of(value), value);
}

static void print_figure(const struct report *report, size_t i) {
    struct spread spread = spread_of(report, i);
    printf("%-54s", figures[i].words);
    print_number(spread.median);
    print_number(spread.lowest);
    print_number(spread.highest);
    printf("  %-4s %5s %5s\n", figures[i].unit, figures[i].mark, figures[i].aim);
}

void report_print_table(const struct report *report) {
    printf("%s %ld cores for daemon and clients", report->about, sysconf(_SC_NPROCESSORS_ONLN));
    if (report->rounds > 0)
        printf("; %zu round%s", report->rounds, report->rounds == 1 ? "" : "s");
    printf("%s.\n\n", report->quick ? " (quick: too short to compare)" : "");
    printf("%-54s %9s %9s %9s  %-4s %5s %5s\n", "", "median", "lowest", "highest", "", "mark",
           "aim");
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        if (report->counts[i] > 0)
            print_figure(report, i);
    if (report->remark[0] != '\0')
        printf("\n%s\n", report->remark);
}

static json_t *figure_json(const struct report *report, size_t figure) {
    struct spread spread = spread_of(report, figure);
    json_t *rounds = json_array();
    for (size_t i = 0; i < report->counts[figure]; i++)
        json_array_append_new(rounds, json_real(report->values[figure][i]));
    return json_pack("{s:s, s:s, s:f, s:f, s:f, s:o}", "words", figures[figure].words, "unit",
                     figures[figure].unit, "median", spread.median, "lowest", spread.lowest,
                     "highest", spread.highest, "rounds", rounds);
}

void report_print_json(const struct report *report) {
    json_t *all = json_object();
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        if (report->counts[i] > 0)
            json_object_set_new(all, figures[i].name, figure_json(report, i));
    json_t *root =
        json_pack("{s:b, s:I, s:I, s:I, s:s, s:s, s:o}", "quick", report->quick, "rounds",
                  (json_int_t)report->rounds, "body_bytes", (json_int_t)report->body_bytes, "cores",
                  (json_int_t)sysconf(_SC_NPROCESSORS_ONLN), "about", report->about, "remark",
                  report->remark, "figures", all);
    NEED(root && json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) == 0,
         "out of memory");
    putchar('\n');
    json_decref(root);
}
