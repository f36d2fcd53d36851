/* What a list says that the one before it did not: a pure comparison of two. */
#ifndef WACHTPOST_CLIENT_SOURCE_COMPARE_H
#define WACHTPOST_CLIENT_SOURCE_COMPARE_H

#include "client/wachtlijst.h"
#include "proto/model/arena.h"

#include <stdio.h>

enum list_change_kind {
    CHANGE_NEW,     /* waits now, did not wait before */
    CHANGE_CHANGED, /* waits, and something about it is different */
    CHANGE_LEFT,    /* waited, and stands in the outflow */
    CHANGE_GONE,    /* waited, and nothing is said of it any more */
    CHANGE_COUNT
};

struct list_change {
    struct bytes id;
    enum list_change_kind kind;
    uint32_t fields;           /* of a changed one, a bit for each column (csv_columns.h) */
    enum uitstroomreden reden; /* of one that left; REDEN_ONBEKEND for what is no code */
};

struct comparison {
    size_t before_count, after_count; /* places */
    size_t counts[CHANGE_COUNT];
    size_t known_count; /* places of now whose id waited before */
    /* The same places with the same fields, and the same outflow. */
    bool identical;
    size_t change_count;
    const struct list_change *changes; /* ascending by id; in the arena, ids as in the lists */
};

/* Both sorted by id. STATUS_NO_MEMORY only. */
enum status list_compare(const struct wachtlijst *before, const struct wachtlijst *after,
                         struct arena *arena, struct comparison *comparison) MUST_CHECK;

/* Writes the comparison for a person, in the language of this run, ids but no values; or as one
 * line of JSON. */
void comparison_tell(const struct comparison *comparison, FILE *out);
enum status comparison_tell_json(const struct comparison *comparison, FILE *out) MUST_CHECK;

#endif
