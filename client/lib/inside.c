#include "client/lib/inside.h"

#include "client/clock.h"

#include <unistd.h>

/* No struct of ours will ever be as large; what claims to be was never initialised. */
#define MOST_STRUCT_BYTES 4096
#define LONGEST_WAIT_MS (INT64_C(366) * 24 * 3600 * 1000)

const char *wachtpost_version(void) {
    return WACHTPOST_VERSION;
}

int64_t wachtpost_now(void) {
    return clock_now();
}

bool lib_is_foreign(pid_t owner) {
    return owner != getpid();
}

int64_t lib_timeout(int64_t timeout_ms) {
    if (timeout_ms < 0)
        return 0;
    return timeout_ms < LONGEST_WAIT_MS ? timeout_ms : LONGEST_WAIT_MS;
}

uint64_t lib_random_id(void) {
    uint8_t random[SEED_BYTES];
    uint64_t id;
    keys_random_seed(random);
    memcpy(&id, random, sizeof id);
    return id;
}

const char *lib_text(struct arena *arena, struct bytes bytes) {
    char *text = arena_alloc(arena, bytes.size + 1);
    if (text && bytes.size > 0)
        memcpy(text, bytes.at, bytes.size);
    return text;
}

static size_t size_of(const void *given) {
    size_t size;
    memcpy(&size, given, sizeof size);
    return size;
}

static bool is_zero(const uint8_t *at, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (at[i] != 0)
            return false;
    return true;
}

bool struct_take(void *own, size_t own_size, const void *given) {
    if (!given)
        return false;
    size_t size = size_of(given);
    size_t common = size < own_size ? size : own_size;
    if (size <= sizeof size || size > MOST_STRUCT_BYTES ||
        !is_zero((const uint8_t *)given + common, size - common))
        return false;
    memset(own, 0, own_size);
    memcpy(own, given, common);
    return true;
}

bool struct_give(void *given, const void *own, size_t own_size) {
    if (!given)
        return false;
    size_t size = size_of(given);
    size_t common = size < own_size ? size : own_size;
    if (size <= sizeof size || size > MOST_STRUCT_BYTES)
        return false;
    memset((uint8_t *)given + sizeof size, 0, size - sizeof size);
    memcpy((uint8_t *)given + sizeof size, (const uint8_t *)own + sizeof size,
           common - sizeof size);
    return true;
}
