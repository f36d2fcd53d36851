/* What coordinators said, of the waits that came out of blocks. */
#include "daemon/domain/block.h"

static int compare_names(const struct place_key *a, const struct place_key *b) {
    return memcmp(a->bytes, b->bytes, BLOCK_NAME_BYTES);
}

/* The first taking of this place or a later one. */
static size_t find_place(const struct past_takings *takings, const struct place_key *key) {
    size_t begin = 0, end = takings->count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (compare_names(&takings->keys[middle], key) < 0)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

static enum status attach(struct spell *spell, const struct past_takings *takings,
                          uint64_t known_event, struct arena *arena) {
    size_t first = find_place(takings, spell->key), end = first, count = 0;
    while (end < takings->count && compare_names(&takings->keys[end], spell->key) == 0)
        end++;
    struct taking *said = end > first ? arena_array(arena, end - first, sizeof *said) : NULL;
    if (said == NULL)
        return end > first ? STATUS_NO_MEMORY : STATUS_OK;
    for (size_t i = first; i < end; i++)
        if (takings->at[i].wait == spell->wait && takings->at[i].event <= known_event)
            said[count++] = takings->at[i];
    spell->taking_count = count;
    spell->takings = said;
    return STATUS_OK;
}

enum status block_attach_takings(struct past *past, const struct past_takings *takings,
                                 uint64_t known_event, struct arena *arena) {
    enum status status = STATUS_OK;
    if (takings->count == 0)
        return STATUS_OK;
    struct spell *spells = arena_array(arena, past->spell_count, sizeof *spells);
    if (spells == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < past->spell_count && status == STATUS_OK; i++) {
        spells[i] = past->spells[i];
        status = attach(&spells[i], takings, known_event, arena);
    }
    past->spells = spells;
    return status;
}
