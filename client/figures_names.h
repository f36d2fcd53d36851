/* The figures one by one: what each is called where a person or Power BI reads along, what
 * it means in Dutch, its unit, and its value. One table for the command line, publications
 * and their definitions, so that a name means the same everywhere. The meaning to the
 * letter: proto/FIGURES.md. The order of the table is the order in which they are shown.
 *
 * A value is a fraction of whole numbers, so that nothing is rounded before it is shown. */
#ifndef WACHTPOST_CLIENT_FIGURES_NAMES_H
#define WACHTPOST_CLIENT_FIGURES_NAMES_H

#include "proto/model/figures.h"

enum figure_unit {
    UNIT_PLEKKEN, /* wachtplekken, or flows of them */
    UNIT_JEUGDIGEN,
    UNIT_DAGEN,
    UNIT_AANBIEDERS,
    UNIT_LEVERINGEN,
    UNIT_PROCENT, /* numerator of denominator; shown times a hundred */
    FIGURE_UNIT_COUNT
};
/* "plekken", ...; static. */
const char *figure_unit_words(enum figure_unit unit);

struct figure_name {
    const char *name;       /* "wachtplekken_schadelijk": lower case, digits and _ */
    const char *definition; /* Dutch, one sentence or two, without line breaks */
    enum figure_unit unit;
    enum measure measure; /* asked for with; MEASURE_NONE: always there */
};

size_t figure_name_count(void);
/* `figure` below figure_name_count(); static. */
const struct figure_name *figure_name(size_t figure);
/* False: no figure has this name. */
bool figure_name_find(const char *name, size_t *figure);
/* Whether an answer to these measures (0: MEASURES_USUAL) holds the figure. */
bool figure_asked(size_t figure, uint32_t measures);

struct figure_value {
    uint64_t numerator, denominator; /* denominator never 0; 1: a whole number */
    /* How many waits or aanbieders a number of days or a share rests on; of a count, itself. */
    uint64_t rests_on;
};

/* The value among figures counted at the end of the day `on`. False: there is none (the
 * mean of nothing, an age nobody reached, a share of no places), `value` untouched. */
bool figure_value(size_t figure, const struct figures *figures, day_t on,
                  struct figure_value *value);

/* Whole numbers as they are, means and shares (in percent) with one decimal, half up:
 * "98.3" with `mark` '.', "98,3" with ','. Returns text. */
#define FIGURE_TEXT_SIZE 32
const char *figure_text(size_t figure, const struct figure_value *value, char mark,
                        char text[FIGURE_TEXT_SIZE]);

#endif
