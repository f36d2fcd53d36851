/* A house, and what its audit log says of what is done in it. */
#ifndef WACHTPOST_TESTS_ENGINE_WITNESS_H
#define WACHTPOST_TESTS_ENGINE_WITNESS_H

#include "tests/engine/house.h"

#define WITNESS_NOW "2025-05-02T08:00:00Z"
#define WITNESS_LINES 256

struct witness {
    struct house house;
    size_t before; /* lines, when the test began */
    struct audit_line lines[WITNESS_LINES];
};

/* De Zon has these waiting since 20 October, all of them beyond the norm. */
extern const char *const witness_places[3];

/* cmocka's setup and teardown. */
int witness_enter(void **state);
int witness_leave(void **state);

/* How many lines there are since the test began, in s->lines. Closes the house and opens it. */
size_t witness_lines(struct witness *s);
/* ... of which there is one. */
struct audit_line witness_line(struct witness *s);
void assert_says(struct bytes found, const char *expected);

/* HISTORY of a place of De Zon. */
enum answer witness_history(struct witness *s, enum who who, const char *id);
/* The body of a STATUS, made now. */
struct bytes witness_status(struct witness *s);

#endif
