/* Charts as SVG inside a page: drawn in whole units, so that the same numbers give the same
 * bytes. Each has a title and a description for who cannot see it; the caller puts the
 * numbers in a table underneath. Nothing is told by colour alone: lines have markers and
 * their names beside them, bars their numbers inside. Pure but for the FILE. */
#ifndef WACHTPOST_CLIENT_REPORT_CHART_H
#define WACHTPOST_CLIENT_REPORT_CHART_H

#include "client/report/fact.h"

#include <stdio.h>

/* CSS for all charts. */
#define CHART_STYLE_SIZE 4096
extern const char chart_style[CHART_STYLE_SIZE];

/* A vertical line: something happened, or the series breaks. */
struct chart_mark {
    day_t day;
    const char *label; /* a number or letter by which the page explains it */
    bool is_break;
};

struct chart_line {
    const char *name;
    const struct fact *points; /* one for each of the chart's days */
};

#define MAX_CHART_LINES 4

struct line_chart {
    const char *id;    /* unique on the page, a plain word */
    const char *title; /* what it shows, where and when */
    bool small;        /* one of many next to each other */
    bool percent;
    size_t day_count;
    const day_t *days; /* ascending: ends of quarters */
    /* Index of the first day measured here. Those before are old aggregates, left of a
     * break, with open markers. */
    size_t own_from;
    size_t line_count; /* at most MAX_CHART_LINES */
    const struct chart_line *lines;
    size_t mark_count;
    const struct chart_mark *marks; /* ascending */
};
/* Points that are not shown leave a gap, and no line crosses a break. */
void chart_lines(FILE *out, const struct line_chart *chart);

#define MAX_CHART_PARTS 7

struct bar_chart {
    const char *id, *title;
    const char *unit; /* behind numbers in the description: "plekken" */
    bool stacked;     /* the parts of a row behind each other, else below each other */
    unsigned split;   /* stacked: parts from this one on are beyond the norm; 0: no such split */
    size_t row_count, part_count; /* at most MAX_CHART_PARTS */
    const char *const *rows, *const *parts;
    const struct fact *values; /* row by row */
};
void chart_bars(FILE *out, const struct bar_chart *chart);

/* Used by both: the picture's frame with title and the beginning of its description, which
 * the caller writes and closes; and words at a place. */
void chart_open(FILE *out, const char *id, const char *title, int width, int height);
void chart_describe(FILE *out, const char *id);
void chart_described(FILE *out);
void chart_close(FILE *out);
void chart_words(FILE *out, int x, int y, const char *class_name, const char *words);

/* A round number of tenths, so that at most five of them reach `most`. */
uint64_t chart_step(uint64_t most);

#endif
