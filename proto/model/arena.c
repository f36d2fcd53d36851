#include "proto/model/arena.h"

#include <stdalign.h>
#include <stdlib.h>

enum { FIRST_BLOCK_BYTES = 64 * 1024, KEPT_BLOCK_BYTES = 1024 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) uint8_t room[];
};

struct arena {
    struct block *newest;
    size_t budget, used;
};

static struct block *block_new(size_t size) {
    struct block *block = malloc(sizeof *block + size);
    if (block)
        *block = (struct block){NULL, size, 0};
    return block;
}

struct arena *arena_new(size_t budget_bytes) {
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        return NULL;
    arena->budget = budget_bytes;
    arena->newest = block_new(FIRST_BLOCK_BYTES);
    if (arena->newest == NULL)
        arena_free(&arena);
    return arena;
}

static void free_blocks(struct block *block) {
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena **arena) {
    if (*arena == NULL)
        return;
    free_blocks((*arena)->newest);
    free(*arena);
    *arena = NULL;
}

void arena_free_wiped(struct arena **arena) {
    for (struct block *block = *arena ? (*arena)->newest : NULL; block; block = block->next)
        explicit_bzero(block->room, block->size);
    arena_free(arena);
}

/* What was needed once is needed again: the largest block stays, unless it is one that memory
 * should not be held for, then the first one. */
static bool stays(const struct block *block) {
    return block->next == NULL || block->size <= KEPT_BLOCK_BYTES;
}

void arena_reset(struct arena *arena) {
    while (!stays(arena->newest)) {
        struct block *next = arena->newest->next;
        free(arena->newest);
        arena->newest = next;
    }
    free_blocks(arena->newest->next);
    arena->newest->next = NULL;
    arena->newest->used = 0;
    arena->used = 0;
}

static bool grow(struct arena *arena, size_t size) {
    size_t wanted = arena->newest->size * 2;
    if (wanted < size)
        wanted = size;
    if (wanted > arena->budget + FIRST_BLOCK_BYTES)
        wanted = size;
    struct block *block = block_new(wanted);
    if (block == NULL)
        return false;
    block->next = arena->newest;
    arena->newest = block;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t unit = alignof(max_align_t);
    if (size > arena->budget)
        return NULL;
    size_t rounded = (size + unit - 1) / unit * unit;
    if (rounded == 0)
        rounded = unit;
    if (rounded > arena->budget - arena->used)
        return NULL;
    if (arena->newest->size - arena->newest->used < rounded && !grow(arena, rounded))
        return NULL;
    void *at = arena->newest->room + arena->newest->used;
    arena->newest->used += rounded;
    arena->used += rounded;
    return memset(at, 0, rounded);
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(arena, count * size);
}

struct bytes arena_copy(struct arena *arena, struct bytes bytes) {
    uint8_t *at = arena_alloc(arena, bytes.size);
    if (at && bytes.size)
        memcpy(at, bytes.at, bytes.size);
    return (struct bytes){at, at ? bytes.size : 0};
}

size_t arena_used(const struct arena *arena) {
    return arena->used;
}
