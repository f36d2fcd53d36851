#include "client/wiping.h"

#include "proto/keys/keys.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

void *wiping_realloc(void *memory, size_t size) {
    const size_t old_size = malloc_usable_size(memory);
    void *larger = malloc(size);
    if (!larger)
        return NULL;
    if (memory)
        memcpy(larger, memory, old_size < size ? old_size : size);
    wiping_free(memory);
    return larger;
}

void wiping_free(void *memory) {
    if (memory)
        keys_wipe(memory, malloc_usable_size(memory));
    free(memory);
}
