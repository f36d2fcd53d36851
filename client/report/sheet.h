/* What the answers say, arranged: a sheet per quarter with a line for the region and one
 * for each hulpvorm and gemeente. Every file of a publication is written from these
 * lines, and what a line does not show is in none of them. */
#ifndef WACHTPOST_CLIENT_REPORT_SHEET_H
#define WACHTPOST_CLIENT_REPORT_SHEET_H

#include "client/figures_names.h"
#include "client/report/source.h"

/* How many quarters a regiomonitor looks back, its own included. */
#define REPORT_QUARTERS 8
/* Asked of every quarter. */
#define REPORT_MEASURES MEASURES_USUAL

enum audience {
    AUDIENCE_PUBLIC, /* suppressed and rounded */
    AUDIENCE_CIRCLE  /* exact, for those inside only */
};

struct line {
    enum dimension by; /* BY_NOTHING: the region */
    struct bytes code; /* of the hulpvorm or gemeente; empty for the region and `together` */
    bool joined;       /* its numbers are only in the line of those together */
    size_t together;   /* how many joined lines this one stands for; 0: none, it is itself */
    struct figures figures;
    bool *shown; /* per figure (figures_names.h) whether anybody may see it */
};

/* The lines of one dimension, in the order of their codes; they have the same codes in every
 * sheet. A line of those together comes last. */
struct block {
    enum dimension by;
    size_t count;
    struct line *lines;
};

enum { BLOCK_HULPVORM, BLOCK_GEMEENTE, BLOCK_COUNT };

struct sheet {
    struct period period;
    struct bytes norm_id;
    struct line region;
    struct block blocks[BLOCK_COUNT];
};

struct sheets {
    size_t count; /* 1..REPORT_QUARTERS, oldest first */
    struct sheet *sheet;
    enum audience audience;
    instant_t as_known_at;
    bool is_virtual;  /* played: no real children */
    day_t region_day; /* DAY_NONE: the region as on each day */
    size_t duiding_count;
    const struct duiding *duiding; /* those this audience may read, by event */
};

struct sheets_question {
    day_t last; /* the last day of the last quarter */
    enum audience audience;
    instant_t as_known_at; /* 0: now */
    day_t region_day;
};

/* Asks for the quarters up to and including `last`, from the first one there are data of,
 * and hides what the audience may not see. All in the arena. STATUS_BAD_INPUT: the quarter
 * is not over in what is known; else what the source returns. */
enum status sheets_make(const struct figures_source *source, const struct sheets_question *question,
                        struct arena *arena, struct sheets *sheets,
                        struct complaint *complaint) MUST_CHECK;

/* The sheet the publication is about. */
const struct sheet *sheets_last(const struct sheets *sheets);

/* A figure by its name, which must be one (ENSUREd). */
size_t figure_named(const char *name);

/* "regio", "ambulante jeugd-GGZ", "Delft", "onbekend", "samen". Static, or the code's
 * own text where it is no known one, in `room`. */
#define LINE_NAME_SIZE 64
const char *line_name(const struct line *line, char room[LINE_NAME_SIZE]);

#endif
