/* Who is still known, by the rows of history that there are. */
#include "daemon/engine/retain_parts.h"

#include "daemon/domain/block.h"

enum { OWNED_NAME_BYTES = AGB_DIGITS + BLOCK_NAME_BYTES };

struct reading {
    struct remembered *remembered;
    const struct agb *agb;
};

static struct bytes owned_name(const struct agb *agb, const uint8_t *name,
                               uint8_t at[OWNED_NAME_BYTES]) {
    memcpy(at, agb->text, AGB_DIGITS);
    memcpy(at + AGB_DIGITS, name, BLOCK_NAME_BYTES);
    return bytes_of(at, OWNED_NAME_BYTES);
}

static enum status note_place(void *context, const struct place_key *key,
                              const struct past_rows *rows) {
    const struct reading *r = context;
    uint8_t at[OWNED_NAME_BYTES];
    uint32_t number;
    if (rows_is_own_key(key))
        return STATUS_OK;
    bool noted = intern_number(&r->remembered->places, owned_name(r->agb, key->bytes, at), &number);
    for (size_t i = 0; i < rows->count && noted; i++) {
        const struct place *place = &rows->at[i].known.place;
        if (place->has_pseudonym)
            noted = intern_number(&r->remembered->jeugdigen,
                                  bytes_of(place->pseudonym, BLOCK_NAME_BYTES), &number);
    }
    return noted ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status remembered_read(struct engine *engine, struct arena *arena,
                            struct remembered *remembered) {
    struct agb *agbs;
    size_t count;
    const struct bytes every = {NULL, 0};
    arena_reset(engine->work);
    *remembered = (struct remembered){intern_of(arena), intern_of(arena)};
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct reading reading = {remembered, &agbs[i]};
        arena_reset(engine->scratch);
        status = rows_walk(engine->txn, &agbs[i], every, engine->scratch, note_place, &reading);
    }
    return status;
}

bool remembered_place(const struct remembered *remembered, const struct agb *agb,
                      const uint8_t name[BLOCK_NAME_BYTES]) {
    uint8_t at[OWNED_NAME_BYTES];
    uint32_t number;
    return intern_find(&remembered->places, owned_name(agb, name, at), &number);
}
