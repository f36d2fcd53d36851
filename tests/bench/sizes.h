/* What a store on disk consists of. */
#ifndef WACHTPOST_BENCH_SIZES_H
#define WACHTPOST_BENCH_SIZES_H

#include "tests/bench/report.h"

/* Adds to the report what each part takes per place-day, by LMDB's own count of pages: whole
 * pages, with what is empty in them. Nobody has the store open for writing. */
void sizes_measure(const char *store, double place_days, struct report *report);

#endif
