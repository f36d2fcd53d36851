/* Quarters of a year. A quarter is known by its last day, the peildag of its figures.
 * Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_QUARTER_H
#define WACHTPOST_CLIENT_REPORT_QUARTER_H

#include "proto/model/bytes.h"
#include "proto/model/day.h"

/* "2025Q3" gives 2025-09-30. False: not of that form, or not in the years 1900 to 9998. */
bool quarter_parse(struct bytes text, day_t *last);

/* The first day of the quarter that ends on `last`, and the last day of the quarter so
 * many before it (after it, when negative). */
day_t quarter_first(day_t last);
day_t quarter_before(day_t last, int quarters);

/* "2025Q3", and "derde kwartaal van 2025". Return text. */
#define QUARTER_TEXT_SIZE 16
const char *quarter_text(day_t last, char text[QUARTER_TEXT_SIZE]);
#define QUARTER_WORDS_SIZE 40
const char *quarter_words(day_t last, char text[QUARTER_WORDS_SIZE]);

#endif
