#include "daemon/domain/figures_intern.h"

enum { FIRST_CAPACITY = 256 };

struct intern intern_of(struct arena *arena) {
    return (struct intern){.names = gathering_of(arena, sizeof(struct interned))};
}

/* FNV-1a; what it makes collide is told apart by comparing. */
static uint64_t hash_of(struct bytes name) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ name.at[i]) * UINT64_C(0x100000001b3);
    return hash ^ (hash >> 32);
}

/* Where the name is, or the free slot where it would be. */
static size_t slot_of(const struct intern *intern, struct bytes name, uint64_t hash) {
    size_t slot = hash & (intern->capacity - 1);
    while (intern->slots[slot]) {
        const struct interned *there = gathering_at(&intern->names, intern->slots[slot] - 1);
        if (there->hash == hash && bytes_equal(there->name, name))
            break;
        slot = (slot + 1) & (intern->capacity - 1);
    }
    return slot;
}

static bool make_room(struct intern *intern) {
    if (intern->names.count * 2 < intern->capacity)
        return true;
    size_t capacity = intern->capacity ? intern->capacity * 2 : FIRST_CAPACITY;
    uint32_t *slots = arena_array(intern->names.arena, capacity, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < intern->names.count; i++) {
        const struct interned *there = gathering_at(&intern->names, i);
        size_t slot = there->hash & (capacity - 1);
        while (slots[slot])
            slot = (slot + 1) & (capacity - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    intern->slots = slots;
    intern->capacity = capacity;
    return true;
}

bool intern_find(const struct intern *intern, struct bytes name, uint32_t *number) {
    if (intern->capacity == 0)
        return false;
    uint32_t found = intern->slots[slot_of(intern, name, hash_of(name))];
    if (found)
        *number = found - 1;
    return found != 0;
}

bool intern_number(struct intern *intern, struct bytes name, uint32_t *number) {
    if (!make_room(intern))
        return false;
    uint64_t hash = hash_of(name);
    size_t slot = slot_of(intern, name, hash);
    if (intern->slots[slot] == 0) {
        struct bytes copy = arena_copy(intern->names.arena, name);
        struct interned *added = copy.at ? gathering_add(&intern->names) : NULL;
        if (added == NULL)
            return false;
        *added = (struct interned){copy, hash};
        intern->slots[slot] = (uint32_t)intern->names.count;
    }
    *number = intern->slots[slot] - 1;
    return true;
}
