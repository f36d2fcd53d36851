/* How long to wait before the next try. Pure. */
#ifndef WACHTPOST_CLIENT_OUTBOX_BACKOFF_H
#define WACHTPOST_CLIENT_OUTBOX_BACKOFF_H

#include <stdint.h>

#define BACKOFF_MIN_MS 1000
#define BACKOFF_MAX_MS (5 * 60 * 1000)

/* After so many tries in a row without an answer (from 0): somewhere in the upper half of 2 s, 4 s,
 * 8 s ... up to 5 minutes, so never under BACKOFF_MIN_MS or over BACKOFF_MAX_MS. `random` is any
 * number: it spreads clients that fell silent together. */
int64_t backoff_ms(unsigned tries, uint32_t random);

#endif
