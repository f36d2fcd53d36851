/* regiomonitor.html: what the figures say, in Dutch, for people. One self-contained page with
 * charts and a table under each; every number comes from fact.h. */
#ifndef WACHTPOST_CLIENT_REPORT_PAGE_H
#define WACHTPOST_CLIENT_REPORT_PAGE_H

#include "client/report/chart.h"
#include "client/report/publication.h"

/* For files_add; the context is a struct publication_text. */
void page_write(FILE *out, const void *publication_text);

/* ---- between the files of the page ---- */

/* The quarters of a chart: old aggregates, then ours. */
#define MAX_AXIS 64
struct axis {
    size_t count, own_from;
    day_t days[MAX_AXIS];
};

struct page {
    FILE *out;
    const struct publication_text *text;
    const struct sheets *sheets;
    const struct sheet *last;
    struct axis axis; /* every quarter there is anything about */
};

/* Which line of each sheet. */
struct subject {
    enum dimension by;
    size_t block, at; /* of a block's line; the region has none */
};
extern const struct subject region_subject;
/* HULPVORM_ONBEKEND for the region, HULPVORM_COUNT for what has none. */
enum hulpvorm subject_hulpvorm(const struct page *page, const struct subject *subject);
const struct line *subject_line(const struct sheet *sheet, const struct subject *subject);

/* One figure of the last quarter. */
struct fact page_fact(const struct page *page, const struct line *line, const char *figure);
/* One figure along the page's axis, into facts[MAX_AXIS]. */
void page_trend(const struct page *page, const struct subject *subject, const char *figure,
                struct fact *facts);

/* One line of a chart and column of the table under it. */
struct trend_column {
    const char *figure, *name;
    bool drawn; /* else in the table only */
};
struct trend {
    const char *id, *title; /* `title` says what, the quarters are added */
    struct subject subject;
    bool small, percent;
    size_t column_count;
    const struct trend_column *columns;
};
#define MAX_TREND_COLUMNS 8
/* A figure with its chart, the notes that belong to it and the table, which also says how
 * complete and how old the data of each quarter are. */
void page_trend_chart(const struct page *page, const struct trend *trend);

/* <section> with its heading, and its end. */
void section_open(const struct page *page, const char *id, const char *heading);
void section_close(const struct page *page);
void paragraph(const struct page *page, const char *words);

/* Cells of a table. */
void cell_head(const struct page *page, const char *words);
void cell_words(const struct page *page, const char *words);
void cell_fact(const struct page *page, struct fact fact, const char *unit);
void row_open(const struct page *page);
void row_open_for(const struct page *page, const struct line *line); /* a total stands out */
void row_close(const struct page *page);
/* "179 van 185", and the age of the oldest data in days: two cells. */
void cells_coverage(const struct page *page, const struct line *line, day_t on);
#define COVERAGE_HEADS "aanbieders in beeld", "gegevens, dagen oud"

/* Whether the line has anything to show in the last quarter: somebody waits or is hidden. */
bool line_lives(const struct page *page, const struct line *line);

void page_summary(const struct page *page);
void page_region(const struct page *page);
void page_hulpvormen(const struct page *page);
void page_gemeenten(const struct page *page);
void page_bands(const struct page *page);
void page_realised(const struct page *page);
void page_flows(const struct page *page);
void page_bescherming(const struct page *page);
void page_aanbieders(const struct page *page);
void page_phases(const struct page *page);
void page_obstacles(const struct page *page);
void page_coverage(const struct page *page);
void page_duiding(const struct page *page);
void page_account(const struct page *page);

#endif
