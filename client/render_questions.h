/* Answers about places, their history, who has them, and notes on figures (figures
 * themselves: render_figures.h): as a table for a person, in the language of this run
 * (language.h), as CSV (comma, a header row, ISO dates, codes by name; csv_fields.h) and as one
 * JSON document on one line, named as in the contract (render.h's rules).
 *
 * Writing errors stay in the FILE; the caller flushes and asks. What lays out a table needs
 * an arena for it, and gives STATUS_NO_MEMORY when there is no room. JSON gives false then. */
#ifndef WACHTPOST_CLIENT_RENDER_QUESTIONS_H
#define WACHTPOST_CLIENT_RENDER_QUESTIONS_H

#include "proto/wire/questions.h"

#include <stdio.h>

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

/* PLACES: rows by rank, with what ranks them in words. More pages are announced. */
enum status render_places(FILE *out, const struct places_reply *reply,
                          struct arena *arena) MUST_CHECK;
void render_places_csv(FILE *out, const struct places_reply *reply);
bool render_places_json(FILE *out, const struct places_reply *reply);

/* HISTORY: versions in the order in which they were recorded, each with what changed
 * since the one before it; then who said what about the place. */
void render_history(FILE *out, const struct history_request *request,
                    const struct history_reply *reply);
/* One row per version, then one per taking (soort OPVOLGING). */
void render_history_csv(FILE *out, const struct history_reply *reply);
bool render_history_json(FILE *out, const struct history_request *request,
                         const struct history_reply *reply);

/* TAKE: what stands now. */
void render_taken(FILE *out, const struct taken_place *taken);
void render_taken_csv(FILE *out, const struct taken_place *taken);
bool render_taken_json(FILE *out, const struct taken_place *taken);

/* Notes: in a line or three each. */
void render_duiding(FILE *out, const struct duiding *notes, size_t count);
void render_duiding_csv(FILE *out, const struct duiding *notes, size_t count);
bool render_duiding_json(FILE *out, const struct duiding *note);

#endif
