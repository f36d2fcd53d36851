#include "daemon/engine/rolls.h"

#include <stdalign.h>
#include <stdlib.h>

/* No more than half of them are used. */
enum { SLOT_BITS = 15, SLOTS = 1 << SLOT_BITS };

struct kept_roll {
    size_t bytes;
    struct roll roll;
    alignas(max_align_t) uint8_t room[];
};

/* What is looked at to find one, side by side for the blocks that follow each other. */
struct slot {
    uint8_t key[ROLL_KEY_BYTES], stamp[STORE_STAMP_BYTES];
    struct kept_roll *kept; /* NULL: free */
};

struct rolls {
    size_t most_bytes, bytes, count;
    struct slot slots[SLOTS];
};

struct rolls *rolls_new(size_t most_bytes) {
    struct rolls *rolls = calloc(1, sizeof *rolls);
    if (rolls)
        rolls->most_bytes = most_bytes;
    return rolls;
}

static void forget_all(struct rolls *rolls) {
    for (size_t i = 0; i < SLOTS; i++) {
        free(rolls->slots[i].kept);
        rolls->slots[i].kept = NULL;
    }
    rolls->bytes = rolls->count = 0;
}

void rolls_free(struct rolls **rolls) {
    if (*rolls == NULL)
        return;
    forget_all(*rolls);
    free(*rolls);
    *rolls = NULL;
}

/* Where this key is, or the free slot where it would be. */
static size_t slot_of(const struct rolls *rolls, struct bytes key) {
    uint64_t agb;
    ENSURE(key.size == ROLL_KEY_BYTES);
    memcpy(&agb, key.at, sizeof agb);
    const uint32_t number = (uint32_t)store_day_of_key(key.at + AGB_DIGITS);
    size_t slot = ((agb * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS)) + number) % SLOTS;
    while (rolls->slots[slot].kept && memcmp(rolls->slots[slot].key, key.at, ROLL_KEY_BYTES) != 0)
        slot = (slot + 1) % SLOTS;
    return slot;
}

const struct roll *rolls_find(const struct rolls *rolls, struct bytes key, struct bytes stamp) {
    const struct slot *slot = &rolls->slots[slot_of(rolls, key)];
    ENSURE(stamp.size == STORE_STAMP_BYTES);
    return slot->kept && memcmp(slot->stamp, stamp.at, STORE_STAMP_BYTES) == 0 ? &slot->kept->roll
                                                                               : NULL;
}

size_t rolls_count(const struct rolls *rolls) {
    return rolls->count;
}

bool rolls_has_room(const struct rolls *rolls) {
    return rolls->bytes < rolls->most_bytes - rolls->most_bytes / 16 && rolls->count < SLOTS / 2;
}

/* Somebody who asks about more than there is room for finds none of it the next time, however
 * well those that go are chosen. */
static void make_room(struct rolls *rolls, size_t bytes) {
    if (rolls->bytes + bytes > rolls->most_bytes || rolls->count >= SLOTS / 2)
        forget_all(rolls);
}

void rolls_keep(struct rolls *rolls, struct bytes key, struct bytes stamp,
                const struct roll *roll) {
    const size_t bytes = sizeof(struct kept_roll) + roll_bytes(roll);
    struct kept_roll *kept = bytes <= rolls->most_bytes ? malloc(bytes) : NULL;
    if (kept == NULL)
        return;
    make_room(rolls, bytes);
    kept->bytes = bytes;
    kept->roll = roll_copy(roll, kept->room);
    struct slot *slot = &rolls->slots[slot_of(rolls, key)];
    if (slot->kept)
        rolls->bytes -= slot->kept->bytes;
    else
        rolls->count++;
    free(slot->kept);
    slot->kept = kept;
    memcpy(slot->key, key.at, ROLL_KEY_BYTES);
    memcpy(slot->stamp, stamp.at, STORE_STAMP_BYTES);
    rolls->bytes += bytes;
}
