/* The client's only look at a clock. The daemon never trusts it: it only dates a
 * request and, unless somebody says otherwise, the peilmoment. */
#ifndef WACHTPOST_CLIENT_NOW_H
#define WACHTPOST_CLIENT_NOW_H

#include "proto/model/day.h"

/* CLOCK_REALTIME. */
instant_t now_real(void);
/* CLOCK_MONOTONIC in milliseconds, for timeouts. */
int64_t now_monotonic_ms(void);
void now_sleep_ms(int64_t duration_ms);

#endif
