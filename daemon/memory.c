#include "daemon/memory.h"

#include <malloc.h>

uint64_t memory_of_heap(void) {
    const struct mallinfo2 heap = mallinfo2();
    return heap.arena + heap.hblkhd;
}
