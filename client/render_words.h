/* How single values are written for a person: shared by the render functions. */
#ifndef WACHTPOST_CLIENT_RENDER_WORDS_H
#define WACHTPOST_CLIENT_RENDER_WORDS_H

#include "client/wachtlijst.h"
#include "proto/model/alert.h"
#include "proto/model/receipt.h"

#include <stdio.h>

/* Foreign text with everything that could steer a terminal replaced by '?'. */
void write_text(FILE *out, struct bytes text);

/* The same, to stand in a sentence; returns the room. What does not fit is cut off: everything
 * that stands in a sentence is at most MAX_TEXT_BYTES long. */
#define SHOWN_TEXT_SIZE 272
const char *shown_text(struct bytes text, char room[SHOWN_TEXT_SIZE]);

/* "31-01-2025", or "-" for DAY_NONE. */
#define DUTCH_DAY_SIZE 12
const char *dutch_day(day_t day, char text[DUTCH_DAY_SIZE]);

/* "31-01-2025 09:30", Amsterdam's time of day; "-" for 0. */
#define DUTCH_INSTANT_SIZE 24
const char *dutch_instant(instant_t instant, char text[DUTCH_INSTANT_SIZE]);

/* "1 dag", "2 dagen"; likewise for any noun, in Dutch. Returns text. */
#define DUTCH_COUNT_SIZE 64
const char *dutch_count(uint64_t count, const char *one, const char *more,
                        char text[DUTCH_COUNT_SIZE]);

/* The same in the language of this run; both words are marked for the catalogue by their
 * place here. For what is no Dutch document. */
#define COUNT_WORDS_SIZE DUTCH_COUNT_SIZE
const char *count_words(uint64_t count, const char *one, const char *more,
                        char text[COUNT_WORDS_SIZE]);

/* Why something has its rank, as the server says it in Dutch: in the language of this run
 * where it is one of the reasons that are known here, else as it came. */
void write_rank_sentence(FILE *out, struct bytes sentence, uint32_t days_waited);

/* The name where the region knows it, else the code. */
const char *gemeente_words(const char *code);

const char *urgentie_words(enum urgentie urgentie);
const char *cause_words(enum cause cause);
const char *helped_words(enum helped helped);
const char *hold_end_words(enum hold_end end);

/* The row in the file that a refused line stood on; 0 when it is not known. */
uint32_t row_of_refused(const struct refused_line *line, const struct wachtlijst *list);

#endif
