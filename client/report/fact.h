/* One figure of one line as its readers may have it: the only way from figures to files,
 * so that all of them say the same. Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_FACT_H
#define WACHTPOST_CLIENT_REPORT_FACT_H

#include "client/report/sheet.h"

enum fact_state {
    FACT_NONE,   /* there is no such number: the mean of nothing */
    FACT_HIDDEN, /* not for this audience */
    FACT_SHOWN
};

struct fact {
    uint64_t tenths; /* ten times the number */
    enum fact_state state;
    bool has_tenth; /* written with one decimal */
    bool rounded;   /* to five, or worked out from such */
};

/* What the line says in a sheet of the period that ends on `on`. A hidden fact is hidden
 * whether or not there is a number. */
struct fact fact_of(const struct line *line, size_t figure, enum audience audience, day_t on);
struct fact fact_named(const struct line *line, const char *figure, enum audience audience,
                       day_t on);

/* "1550", "98,3" with mark ','; empty when not shown. Returns text. */
#define FACT_TEXT_SIZE 32
const char *fact_text(const struct fact *fact, char mark, char text[FACT_TEXT_SIZE]);

/* As a Dutch reader expects it: "1.550", "98,3", "verborgen", "–". Returns text. */
const char *fact_words(const struct fact *fact, char text[FACT_TEXT_SIZE]);

#endif
