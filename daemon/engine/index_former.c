#include "daemon/engine/index_former.h"

#include "proto/model/list.h"

#define FORMER_KEY_BYTES (BLOCK_KEY_BYTES + 8)

static struct bytes former_key(const struct agb *agb, day_t number, uint64_t event,
                               uint8_t key[FORMER_KEY_BYTES]) {
    block_key(agb, number, key);
    store_key_u64(key + BLOCK_KEY_BYTES, event);
    return bytes_of(key, FORMER_KEY_BYTES);
}

/* As many differences in a row as this version of the block would be the last of. */
static enum status count_in_a_row(struct engine *engine, struct bytes key, struct arena *arena,
                                  unsigned *in_a_row) {
    uint8_t last[FORMER_KEY_BYTES];
    struct bytes packed;
    unsigned before = 0;
    enum status status =
        store_find_last(engine->txn, TABLE_FORMER, bytes_of(key.at, BLOCK_KEY_BYTES), key, last);
    if (status == STATUS_OK)
        status = store_get(engine->txn, TABLE_FORMER, bytes_of(last, sizeof last), arena, &packed);
    if (status == STATUS_OK)
        status = block_former_in_a_row(packed, &before);
    *in_a_row = before < FORMER_MOST_IN_A_ROW ? before + 1 : 0;
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

enum status former_keep(struct engine *engine, const struct agb *agb, uint64_t event,
                        const struct block_record *before, const struct block_record *after,
                        struct arena *arena) {
    uint8_t room[FORMER_KEY_BYTES];
    const struct bytes key = former_key(agb, after->number, event, room);
    struct bytes packed;
    unsigned in_a_row;
    bool grew = false;
    enum status status = block_only_grew(before, after, &grew);
    if (status != STATUS_OK || grew)
        return status;
    status = count_in_a_row(engine, key, arena, &in_a_row);
    if (status == STATUS_OK)
        status = block_former_pack(before, after, in_a_row, arena, &packed);
    if (status != STATUS_OK)
        return status;
    store_put(engine->txn, TABLE_FORMER, key, packed);
    return store_failure(engine->txn);
}

/* Those that are needed for the first of them, which each need the one after. */
struct versions {
    struct arena *arena;
    struct list packed; /* struct bytes */
    enum status failure;
};

static bool gather(void *context, struct bytes key, struct bytes value) {
    struct versions *v = context;
    unsigned in_a_row = 0;
    (void)key;
    struct bytes *packed = list_add(&v->packed);
    if (packed)
        *packed = arena_copy(v->arena, value);
    v->failure = packed && packed->at ? block_former_in_a_row(value, &in_a_row) : STATUS_NO_MEMORY;
    return v->failure == STATUS_OK && in_a_row > 0;
}

enum status former_find(struct engine *engine, const struct agb *agb, uint64_t event,
                        struct arena *arena, struct block_record *record) {
    uint8_t room[FORMER_KEY_BYTES];
    const struct bytes from = former_key(agb, record->number, event + 1, room);
    struct versions v = {.arena = arena, .packed = LIST_OF(arena, struct bytes)};
    enum status status =
        store_walk(engine->txn, TABLE_FORMER, bytes_of(from.at, BLOCK_KEY_BYTES), from, gather, &v);
    if (status == STATUS_OK)
        status = v.failure;
    const struct bytes *packed = v.packed.items;
    for (size_t i = v.packed.count; i > 0 && status == STATUS_OK; i--)
        status = block_former_unpack(packed[i - 1], record, arena, record);
    return status;
}
