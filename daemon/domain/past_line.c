/* A code and one that succeeded it: of a place the same waits go on (rules.md 4.5). */
#include "daemon/domain/block.h"
#include "daemon/domain/figures_intern.h"

enum { WAIT_NAME_BYTES = BLOCK_NAME_BYTES + sizeof(uint64_t) };

static struct bytes name_wait(const struct place_key *key, uint64_t wait,
                              uint8_t name[WAIT_NAME_BYTES]) {
    memcpy(name, key->bytes, BLOCK_NAME_BYTES);
    memcpy(name + BLOCK_NAME_BYTES, &wait, sizeof wait);
    return bytes_of(name, WAIT_NAME_BYTES);
}

static bool note(struct intern *waits, const struct place_key *key, uint64_t wait) {
    uint8_t name[WAIT_NAME_BYTES];
    uint32_t number;
    return intern_number(waits, name_wait(key, wait, name), &number);
}

/* Who is open in the last state may have come back without a flow: by another snapshot for
 * the last peilmoment of the code before. */
static bool note_all(struct intern *waits, const struct past *later) {
    bool noted = true;
    for (size_t i = 0; i < later->flow_count && noted; i++)
        noted = note(waits, later->flows[i].key, later->flows[i].wait);
    for (size_t i = 0; i < later->spell_count && noted; i++)
        if (later->spells[i].until == INSTANT_MAX)
            noted = note(waits, later->spells[i].key, later->spells[i].wait);
    return noted;
}

enum status past_heed_successor(struct past *past, const struct past *later, struct arena *arena) {
    struct intern waits = intern_of(arena);
    struct flow *flows = arena_array(arena, past->flow_count, sizeof *flows);
    uint8_t name[WAIT_NAME_BYTES];
    uint32_t number;
    if (flows == NULL || !note_all(&waits, later))
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < past->flow_count; i++) {
        flows[i] = past->flows[i];
        if (flows[i].last &&
            intern_find(&waits, name_wait(flows[i].key, flows[i].wait, name), &number))
            flows[i].last = false;
    }
    past->flows = flows;
    return STATUS_OK;
}
