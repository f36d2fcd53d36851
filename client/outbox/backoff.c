#include "client/outbox/backoff.h"

int64_t backoff_ms(unsigned tries, uint32_t random) {
    int64_t ceiling_ms = 2 * BACKOFF_MIN_MS;
    for (; tries > 0 && ceiling_ms < BACKOFF_MAX_MS; tries--)
        ceiling_ms *= 2;
    if (ceiling_ms > BACKOFF_MAX_MS)
        ceiling_ms = BACKOFF_MAX_MS;
    const int64_t half_ms = ceiling_ms / 2;
    return half_ms + (int64_t)random % (half_ms + 1);
}
