#include "daemon/domain/figures_intern.h"

enum { FIRST_CAPACITY = 256 };

struct intern intern_of(struct arena *arena) {
    return (struct intern){.names = gathering_of(arena, sizeof(struct interned *))};
}

/* Eight bytes at a time; what it makes collide is told apart by comparing. */
static uint64_t hash_of(struct bytes name) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = name.size;
    for (size_t at = 0; at < name.size; at += 8) {
        uint64_t word = 0;
        memcpy(&word, name.at + at, name.size - at < 8 ? name.size - at : 8);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 32;
    }
    return hash * factor;
}

static struct intern_slot *first_slot(const struct intern *intern, uint64_t hash) {
    return &intern->slots[(hash >> 32) & (intern->capacity - 1)];
}

static struct intern_slot *next_slot(const struct intern *intern, struct intern_slot *slot) {
    return slot + 1 < intern->slots + intern->capacity ? slot + 1 : intern->slots;
}

/* Where the name is, or the free slot where it would be. */
static struct intern_slot *find_slot(const struct intern *intern, struct bytes name,
                                     uint64_t hash) {
    struct intern_slot *slot = first_slot(intern, hash);
    while (slot->there &&
           (slot->hash != hash || !bytes_equal(bytes_of(slot->there->at, slot->there->size), name)))
        slot = next_slot(intern, slot);
    return slot;
}

static bool make_room(struct intern *intern) {
    struct intern larger = *intern;
    if (intern->names.count * 2 < intern->capacity)
        return true;
    larger.capacity = intern->capacity ? intern->capacity * 2 : FIRST_CAPACITY;
    larger.slots = arena_array(intern->names.arena, larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < intern->capacity; i++) {
        if (intern->slots[i].there == NULL)
            continue;
        struct intern_slot *slot = first_slot(&larger, intern->slots[i].hash);
        while (slot->there)
            slot = next_slot(&larger, slot);
        *slot = intern->slots[i];
    }
    *intern = larger;
    return true;
}

static struct interned *add_name(struct intern *intern, struct bytes name) {
    struct interned *added = arena_alloc(intern->names.arena, sizeof(struct interned) + name.size);
    struct interned **listed = added ? gathering_add(&intern->names) : NULL;
    if (listed == NULL)
        return NULL;
    *added = (struct interned){(uint32_t)intern->names.count - 1, (uint32_t)name.size};
    if (name.size)
        memcpy(added->at, name.at, name.size);
    return *listed = added;
}

bool intern_find(const struct intern *intern, struct bytes name, uint32_t *number) {
    if (intern->capacity == 0)
        return false;
    const struct interned *there = find_slot(intern, name, hash_of(name))->there;
    if (there)
        *number = there->number;
    return there != NULL;
}

bool intern_number(struct intern *intern, struct bytes name, uint32_t *number) {
    if (!make_room(intern))
        return false;
    uint64_t hash = hash_of(name);
    struct intern_slot *slot = find_slot(intern, name, hash);
    if (slot->there == NULL) {
        slot->there = add_name(intern, name);
        slot->hash = hash;
        if (slot->there == NULL)
            return false;
    }
    *number = slot->there->number;
    return true;
}
