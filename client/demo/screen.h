/* What the demo shows while it runs, in the language of this run: one line per thing that happens
 * and, on a terminal, a bar below them. No wall-clock, port or address ever comes here. */
#ifndef WACHTPOST_DEMO_SCREEN_H
#define WACHTPOST_DEMO_SCREEN_H

#include "proto/model/day.h"
#include "proto/model/status.h"

#include <stdio.h>

struct screen {
    FILE *out;
    bool is_terminal;
    int days; /* in all */
};

struct screen screen_on(FILE *out, int days);

void screen_line(struct screen *screen, const char *format, ...) PRINTF_LIKE(2, 3);
/* With the day in front. */
void screen_event(struct screen *screen, day_t day, const char *format, ...) PRINTF_LIKE(3, 4);

/* After each day: the bar, or one line a week. */
void screen_progress(struct screen *screen, int day, uint64_t deliveries, uint64_t alerts);
/* The bar goes away. */
void screen_end(struct screen *screen);

/* "4.797"; "ma 27 jan"; "maandag 7 april 2025". In the room, which is returned. */
#define NUMBER_TEXT_SIZE 28
#define DAY_WORDS_SIZE 32
const char *number_text(uint64_t number, char room[NUMBER_TEXT_SIZE]);
const char *day_words(day_t day, char room[DAY_WORDS_SIZE]);
const char *day_words_long(day_t day, char room[DAY_WORDS_SIZE]);

#endif
