/* Keys and records of the index. Private to index*.c and retain_names.c. */
#ifndef WACHTPOST_ENGINE_INDEX_KEYS_H
#define WACHTPOST_ENGINE_INDEX_KEYS_H

#include "daemon/engine/index.h"

#define BLOCK_KEY_BYTES (AGB_DIGITS + 4)

static inline struct bytes block_key(const struct agb *agb, day_t number,
                                     uint8_t key[BLOCK_KEY_BYTES]) {
    memcpy(key, agb->text, AGB_DIGITS);
    store_key_day(key + AGB_DIGITS, number);
    return bytes_of(key, BLOCK_KEY_BYTES);
}

/* In a walk that opens no value no seal tells that a key is another table's: damage. */
static inline bool is_block_key(struct bytes key) {
    return key.size == BLOCK_KEY_BYTES;
}

static inline struct bytes agb_prefix(const struct agb *agb) {
    return bytes_of(agb->text, AGB_DIGITS);
}

/* The first block that is not settled (retain.h); INT32_MIN: none is. */
static inline day_t first_unsettled(const struct engine *engine) {
    const day_t until = engine->region.settled_until;
    return until == DAY_NONE ? INT32_MIN : block_of_day(until);
}

/* The number of the last block at or before `number`. STATUS_ABSENT. */
static inline enum status find_block(struct engine *engine, const struct agb *agb, day_t number,
                                     day_t *found) {
    uint8_t upto[BLOCK_KEY_BYTES], key[BLOCK_KEY_BYTES];
    enum status status = store_find_last(engine->txn, TABLE_BLOCK, agb_prefix(agb),
                                         block_key(agb, number, upto), key);
    if (status == STATUS_OK)
        *found = store_day_of_key(key + AGB_DIGITS);
    return status;
}

/* The record under record->number, in the arena. STATUS_ABSENT. */
static inline enum status load_block(struct engine *engine, const struct agb *agb,
                                     struct arena *arena, struct block_record *record) {
    uint8_t key[BLOCK_KEY_BYTES];
    struct bytes joined;
    enum status status =
        store_get(engine->txn, TABLE_BLOCK, block_key(agb, record->number, key), arena, &joined);
    return status == STATUS_OK ? block_split(joined, record) : status;
}

static inline enum status save_block(struct engine *engine, const struct agb *agb,
                                     struct arena *arena, const struct block_record *record) {
    uint8_t key[BLOCK_KEY_BYTES];
    struct bytes joined;
    enum status status = block_join(record, arena, &joined);
    if (status != STATUS_OK)
        return status;
    store_put(engine->txn, TABLE_BLOCK, block_key(agb, record->number, key), joined);
    return store_failure(engine->txn);
}

#endif
