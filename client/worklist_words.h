/* What a worklist says in words, the same on a terminal and on a page: only our own text;
 * foreign text is written by whoever knows how to make it harmless there. */
#ifndef WACHTPOST_CLIENT_WORKLIST_WORDS_H
#define WACHTPOST_CLIENT_WORKLIST_WORDS_H

#include "client/render_words.h"
#include "client/worklist.h"

/* "maandag 3 maart 2025". */
#define DUTCH_LONG_DAY_SIZE 40
const char *dutch_long_day(day_t day, char text[DUTCH_LONG_DAY_SIZE]);

/* The heading of a list, what stands in it, and what to say when it is empty. */
struct worklist_heading {
    const char *title, *meaning, *nothing;
};
struct worklist_heading worklist_list_heading(const struct worklist *worklist,
                                              enum worklist_list list);
extern const struct worklist_heading worklist_departures_heading, worklist_overdue_heading;

/* "Begin vandaag met deze drie kinderen", or why there is nobody to begin with. */
const char *worklist_first_words(const struct worklist *worklist);

/* A sentence in the room, which is returned. */
#define WORKLIST_WORDS_SIZE 320

/* What was told since last time; empty when nothing was. */
const char *worklist_news_words(const struct worklist_item *item, char text[WORKLIST_WORDS_SIZE]);
/* What to know before phoning, beside hulpvorm, gemeente and days. */
const char *worklist_circumstances(const struct place_row *row, char text[WORKLIST_WORDS_SIZE]);
/* "opgepakt op 03-03-2025; geen capaciteit"; "niemand". */
const char *worklist_taken_words(const struct taken *taken, char text[WORKLIST_WORDS_SIZE]);
/* "teruggetrokken; niet geholpen; van de lijst op 03-03-2025". */
const char *worklist_departure_words(const struct alert *alert, char text[WORKLIST_WORDS_SIZE]);

bool worklist_is_own(const struct worklist *worklist, const struct taken *taken);

/* How the destination writes foreign text. */
typedef void text_writer(FILE *out, struct bytes text);

/* The line that claims the place, as a shell reads it: whatever a place id holds, pasting
 * the line runs nothing but wachtpost. `configuration`: the -c to name along, or NULL. */
void worklist_write_take(FILE *out, text_writer *write, const struct place_row *row,
                         const char *configuration);

#endif
