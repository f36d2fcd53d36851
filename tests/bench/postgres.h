/* The same years as rows in PostgreSQL, asked the same questions, when it is installed:
 * what one would otherwise have taken. How is in postgres.py. */
#ifndef WACHTPOST_BENCH_POSTGRES_H
#define WACHTPOST_BENCH_POSTGRES_H

#include <jansson.h>

#include "tests/bench/years.h"

/* Works in a fresh folder within `parent` and adds to the report; the bench ends when
 * PostgreSQL says something else than we did. Without PostgreSQL, the report's remark says
 * so and why. */
void postgres_measure(const struct years *years, const char *parent, const json_t *asked,
                      struct report *report);

#endif
