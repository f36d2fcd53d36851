/* What an analist asks of the years that lie behind, one question at a time, through the
 * daemon and its wire. What was asked and answered is kept, so that another store with the
 * same years in it can be asked the same and must say the same. */
#ifndef WACHTPOST_BENCH_ASKING_H
#define WACHTPOST_BENCH_ASKING_H

#include <jansson.h>

#include "tests/bench/years.h"

/* The names under which questions and answers are kept. */
#define ASKED_PAST "past_day"
#define ASKED_KNOWN "known_earlier"
#define ASKED_SERIES "series"
#define ASKED_UNIQUE "jeugdigen"

/* Asks each kind of question up to `most` times, fewer when answers take long, and adds to
 * the report how long they took: from the signed question to the answer in hand.
 *
 * *asked, which the caller frees: per kind a list of {"on": day, "known": instant or null,
 * "answer": lines}, a line being "agb|places|beyond" for a day, "day|places|beyond" for the
 * series, and the upper bound for jeugdigen. */
void asking_measure(const struct years *years, const struct installation *installation, size_t most,
                    struct report *report, json_t **asked);

#endif
