/* What a render function writes, as text to hold against what it should be. */
#ifndef WACHTPOST_TESTS_CLIENT_SHOWN_H
#define WACHTPOST_TESTS_CLIENT_SHOWN_H

#include <stdio.h>

/* A file in memory. */
struct shown {
    FILE *out;
    char *text; /* after shown_end, malloc'ed */
    size_t size;
};

void shown_begin(struct shown *shown);
/* Asserts that writing went well. */
void shown_end(struct shown *shown);
/* shown_end, asserts that all of it is `expected`, and frees. */
void assert_shown(struct shown *shown, const char *expected);
/* Likewise, but only that it holds `part`. */
void assert_shown_holds(struct shown *shown, const char *part);

#endif
