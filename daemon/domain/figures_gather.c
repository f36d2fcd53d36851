#include "daemon/domain/figures_gather.h"

enum { FIRST_BLOCKS = 16 };

struct gathering gathering_of(struct arena *arena, size_t item_bytes) {
    return (struct gathering){.arena = arena, .item_bytes = item_bytes};
}

static bool list_more_blocks(struct gathering *gathering) {
    size_t capacity = gathering->block_capacity ? gathering->block_capacity * 2 : FIRST_BLOCKS;
    uint8_t **blocks = arena_array(gathering->arena, capacity, sizeof(uint8_t *));
    if (blocks == NULL)
        return false;
    for (size_t i = 0; i < gathering->block_count; i++)
        blocks[i] = gathering->blocks[i];
    gathering->blocks = blocks;
    gathering->block_capacity = capacity;
    return true;
}

bool gathering_add_block(struct gathering *gathering) {
    if (gathering->block_count == gathering->block_capacity && !list_more_blocks(gathering))
        return false;
    uint8_t *block = arena_array(gathering->arena, GATHER_BLOCK, gathering->item_bytes);
    if (block == NULL)
        return false;
    gathering->blocks[gathering->block_count++] = block;
    return true;
}
