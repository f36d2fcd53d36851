/* Connections that push what was prepared for them, one in flight each. */
#ifndef WACHTPOST_BENCH_PUSHES_H
#define WACHTPOST_BENCH_PUSHES_H

#include "tests/bench/aanbieder.h"
#include "tests/bench/samples.h"

/* Makes `each` pushes with two changed places for each of `count` aanbieders, each of
 * which has a connection of its own, and lets them go at once. Receipts' latencies, in
 * microseconds, are added to `receipt_us`. Returns how long it took in all, in
 * microseconds, from the first push to the last receipt; making them does not count. */
double pushes_run(struct aanbieder *aanbieders, size_t count, size_t each, instant_t peilmoment,
                  struct samples *receipt_us);

/* Whether this reply is a receipt of an accepted snapshot; else the bench ends. */
void pushes_need_accepted(struct bytes reply);

#endif
