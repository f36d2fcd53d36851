/* What keeps a secret inside its process. */
#include "proto/keys/keys.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* The sanitizers look at their own process from outside, which a hidden one forbids. */
static bool hide(void) {
    return WACHTPOST_SANITIZED || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

enum status keys_guard_process(enum guard guard) {
    const struct rlimit none = {0, 0};
    if (!hide() || setrlimit(RLIMIT_CORE, &none) != 0)
        return STATUS_IO;
    if (guard == GUARD_CHILDREN_TOO && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return STATUS_IO;
    return STATUS_OK;
}

void keys_wipe_stack(size_t size) {
    sodium_stackzero(size);
}

void *keys_secret_new(size_t size) {
    void *secret = sodium_malloc(size);
    if (secret)
        sodium_memzero(secret, size);
    return secret;
}

void keys_secret_free(void *secret) {
    sodium_free(secret);
}
