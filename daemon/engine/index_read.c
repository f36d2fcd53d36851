/* Reading the index, on either thread. */
#include "daemon/engine/index_keys.h"

#define HISTORY_KEY_BYTES (AGB_DIGITS + STORE_BLIND_BYTES + 8)

/* Whatever changes a history leaves a row about the aanbieder itself, under a blind of zeros. */
enum status index_is_as_known(struct engine *engine, const struct agb *agb, uint64_t event,
                              bool *is) {
    uint8_t upto[HISTORY_KEY_BYTES] = {0}, last[HISTORY_KEY_BYTES];
    *is = true;
    if (event == store_journal_head(engine->txn))
        return STATUS_OK;
    memcpy(upto, agb->text, AGB_DIGITS);
    store_key_u64(upto + AGB_DIGITS + STORE_BLIND_BYTES, UINT64_MAX);
    enum status status =
        store_find_last(engine->txn, TABLE_HISTORY, bytes_of(upto, AGB_DIGITS + STORE_BLIND_BYTES),
                        bytes_of(upto, sizeof upto), last);
    if (status == STATUS_OK)
        *is = store_u64_of_key(last + AGB_DIGITS + STORE_BLIND_BYTES) <= event;
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

struct block_reading {
    struct engine *engine;
    const struct block_range *range;
    struct block_reader *reader;
    enum status failure;
};

static enum status load_detail(struct engine *engine, struct bytes key, struct bytes *detail) {
    arena_reset(engine->scratch);
    enum status status = store_get(engine->txn, TABLE_DETAIL, key, engine->scratch, detail);
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

static bool read_block(void *context, struct bytes key, struct bytes value) {
    struct block_reading *b = context;
    struct block_record record = {.number = store_day_of_key(key.at + AGB_DIGITS), .slim = value};
    if (b->range->detail)
        b->failure = load_detail(b->engine, key, &record.detail);
    if (b->failure == STATUS_OK)
        b->failure = block_reader_add(b->reader, &record);
    return b->failure == STATUS_OK &&
           (b->range->all_flows || record.number < block_of_day(b->range->last));
}

enum status index_past(struct engine *engine, const struct agb *agb,
                       const struct block_range *range, struct arena *arena, struct past *past) {
    uint8_t key[BLOCK_KEY_BYTES];
    struct block_reading b = {
        .engine = engine, .range = range, .reader = block_reader_new(range, arena)};
    struct bytes from = {NULL, 0};
    day_t number;
    if (b.reader == NULL)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_ABSENT;
    if (!range->all_flows)
        status = find_block(engine, agb, block_of_day(range->first), &number);
    if (status == STATUS_OK)
        from = block_key(agb, number, key);
    if (status == STATUS_OK || status == STATUS_ABSENT)
        status = store_walk(engine->txn, TABLE_SLIM, agb_prefix(agb), from, read_block, &b);
    if (status == STATUS_OK)
        status = b.failure;
    return status == STATUS_OK ? block_reader_finish(b.reader, past) : status;
}
