/* The client's only look at a clock. The daemon never trusts it: it only dates a
 * request and, unless somebody says otherwise, the peilmoment. */
#ifndef WACHTPOST_CLIENT_CLOCK_H
#define WACHTPOST_CLIENT_CLOCK_H

#include "proto/model/day.h"

/* CLOCK_REALTIME. */
instant_t clock_now(void);
/* CLOCK_MONOTONIC in milliseconds, for timeouts. */
int64_t clock_monotonic_ms(void);
void clock_sleep_ms(int64_t duration_ms);

#endif
