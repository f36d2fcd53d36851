/* How single values are written for a person: shared by the render functions. */
#ifndef WACHTPOST_CLIENT_RENDER_WORDS_H
#define WACHTPOST_CLIENT_RENDER_WORDS_H

#include "client/wachtlijst.h"
#include "proto/model/alert.h"
#include "proto/model/receipt.h"

#include <stdio.h>

/* Foreign text with everything that could steer a terminal replaced by '?'. */
void write_text(FILE *out, struct bytes text);

/* "31-01-2025", or "-" for DAY_NONE. */
#define DUTCH_DAY_SIZE 12
const char *dutch_day(day_t day, char text[DUTCH_DAY_SIZE]);

/* "31-01-2025 09:30", Amsterdam's time of day; "-" for 0. */
#define DUTCH_INSTANT_SIZE 24
const char *dutch_instant(instant_t instant, char text[DUTCH_INSTANT_SIZE]);

/* "1 dag", "2 dagen"; likewise for any noun. Returns text. */
#define DUTCH_COUNT_SIZE 64
const char *dutch_count(uint64_t count, const char *one, const char *more,
                        char text[DUTCH_COUNT_SIZE]);

/* The name where the region knows it, else the code. */
const char *gemeente_words(const char *code);

const char *urgentie_words(enum urgentie urgentie);
const char *cause_words(enum cause cause);
const char *helped_words(enum helped helped);
const char *hold_end_words(enum hold_end end);

/* The row in the file that a refused line stood on; 0 when it is not known. */
uint32_t row_of_refused(const struct refused_line *line, const struct wachtlijst *list);

#endif
