/* Things gathered one by one, as many as come; each stays where it was put. In an arena,
 * in blocks, so that growing copies nothing. Private to figures*.c and what they use. */
#ifndef WACHTPOST_DOMAIN_FIGURES_GATHER_H
#define WACHTPOST_DOMAIN_FIGURES_GATHER_H

#include "proto/model/arena.h"

enum { GATHER_BLOCK = 1024 }; /* items */

struct gathering {
    struct arena *arena;
    size_t item_bytes, count, block_count, block_capacity;
    uint8_t **blocks;
};

struct gathering gathering_of(struct arena *arena, size_t item_bytes);
/* `index` below count. */
static inline void *gathering_at(const struct gathering *gathering, size_t index) {
    return gathering->blocks[index / GATHER_BLOCK] + index % GATHER_BLOCK * gathering->item_bytes;
}

bool gathering_add_block(struct gathering *gathering);
/* A zeroed one at the end; NULL: no memory. */
static inline void *gathering_add(struct gathering *gathering) {
    if (gathering->count == gathering->block_count * GATHER_BLOCK &&
        !gathering_add_block(gathering))
        return NULL;
    return gathering_at(gathering, gathering->count++);
}

#endif
