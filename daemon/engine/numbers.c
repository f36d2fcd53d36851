#include "daemon/engine/numbers.h"

#include <string.h>

/* A key is whose it is, and which of the records: 4 bytes, where format 1 had the number itself
 * in 8. That is how the two are told apart. */
enum {
    OWNER_BYTES = AGB_DIGITS + EPOCH_BYTES,
    KEY_BYTES_NOW = OWNER_BYTES + 4,
    KEY_BYTES_ONCE = OWNER_BYTES + 8,
    AMENDED_AT_A_TIME = 4096
};

static uint64_t record_of(uint64_t number) {
    return (number - 1) / NUMBERS_IN_RECORD;
}

static size_t place_in_record(uint64_t number) {
    return (size_t)((number - 1) % NUMBERS_IN_RECORD);
}

static struct bytes record_key(const struct number_owner *owner, uint64_t number,
                               uint8_t key[KEY_BYTES_NOW]) {
    uint8_t record[8];
    store_key_u64(record, record_of(number));
    memcpy(key, owner->agb.text, AGB_DIGITS);
    memcpy(key + AGB_DIGITS, owner->epoch, EPOCH_BYTES);
    memcpy(key + OWNER_BYTES, record + 4, 4);
    return bytes_of(key, KEY_BYTES_NOW);
}

static enum status load(struct engine *engine, struct bytes key, struct used_numbers *used) {
    struct bytes record;
    enum status status = store_get(engine->txn, TABLE_NUMBER, key, engine->work, &record);
    return status == STATUS_OK ? unpack_used(record, used) : status;
}

/* A sender may ask for any number at all. */
enum status numbers_find(struct engine *engine, const struct number_owner *owner, uint64_t number,
                         uint64_t *event) {
    uint8_t key[KEY_BYTES_NOW];
    struct used_numbers used;
    if (number == 0 || record_of(number) > UINT32_MAX)
        return STATUS_ABSENT;
    enum status status = load(engine, record_key(owner, number, key), &used);
    if (status != STATUS_OK)
        return status;
    if (place_in_record(number) >= used.count)
        return STATUS_ABSENT;
    *event = used.events[place_in_record(number)];
    return STATUS_OK;
}

enum status numbers_use(struct engine *engine, const struct number_owner *owner, uint64_t number,
                        uint64_t event) {
    uint8_t room[KEY_BYTES_NOW];
    struct used_numbers used = {0};
    struct bytes record;
    ENSURE(number > 0 && record_of(number) <= UINT32_MAX); /* so many events fit on no disk */
    const struct bytes key = record_key(owner, number, room);
    enum status status = load(engine, key, &used);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    if (used.count != place_in_record(number))
        return STATUS_DAMAGED;
    used.events[used.count++] = event;
    status = pack_used(&used, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    store_put(engine->txn, TABLE_NUMBER, key, record);
    return store_failure(engine->txn);
}

struct listing {
    struct list *events;
    enum status failure;
};

static bool list_used(void *context, struct bytes key, struct bytes value) {
    struct listing *listing = context;
    struct used_numbers used = {0};
    (void)key;
    listing->failure = unpack_used(value, &used);
    for (size_t i = 0; i < used.count && listing->failure == STATUS_OK; i++) {
        uint64_t *event = list_add(listing->events);
        if (event)
            *event = used.events[i];
        listing->failure = event ? STATUS_OK : STATUS_NO_MEMORY;
    }
    return listing->failure == STATUS_OK;
}

enum status numbers_events(struct engine *engine, const struct agb *agb, struct list *events) {
    struct listing listing = {.events = events};
    const struct bytes begin = {NULL, 0};
    enum status status = store_walk(engine->txn, TABLE_NUMBER, bytes_of(agb->text, AGB_DIGITS),
                                    begin, list_used, &listing);
    return status == STATUS_OK ? listing.failure : status;
}

/* ---- of format 1 */

struct old_numbers {
    size_t count;
    uint8_t keys[AMENDED_AT_A_TIME][KEY_BYTES_ONCE];
};

static bool note_old(void *context, struct bytes key, struct bytes value) {
    struct old_numbers *old = context;
    (void)value;
    if (key.size == KEY_BYTES_ONCE)
        memcpy(old->keys[old->count++], key.at, KEY_BYTES_ONCE);
    return old->count < AMENDED_AT_A_TIME;
}

static enum status amend(struct engine *engine, const uint8_t key[KEY_BYTES_ONCE]) {
    struct number_owner owner = {0};
    struct bytes record;
    uint64_t event;
    const struct bytes old = bytes_of(key, KEY_BYTES_ONCE);
    arena_reset(engine->work);
    enum status status = store_get(engine->txn, TABLE_NUMBER, old, engine->work, &record);
    if (status == STATUS_OK)
        status = unpack_used_once(record, &event);
    if (status != STATUS_OK)
        return status;
    memcpy(owner.agb.text, key, AGB_DIGITS);
    memcpy(owner.epoch, key + AGB_DIGITS, EPOCH_BYTES);
    store_delete(engine->txn, TABLE_NUMBER, old);
    return numbers_use(engine, &owner, store_u64_of_key(key + OWNER_BYTES), event);
}

/* In the order of their keys, so that each number follows the one before it. */
enum status numbers_amend(struct engine *engine) {
    const struct bytes all = {NULL, 0};
    struct old_numbers *old = arena_alloc(engine->batch, sizeof *old);
    enum status status = old ? STATUS_OK : STATUS_NO_MEMORY;
    bool more = true;
    while (more && status == STATUS_OK) {
        old->count = 0;
        status = store_walk_keys(engine->txn, TABLE_NUMBER, all, all, note_old, old);
        more = old->count == AMENDED_AT_A_TIME;
        engine->wrote |= old->count > 0;
        for (size_t i = 0; i < old->count && status == STATUS_OK; i++)
            status = amend(engine, old->keys[i]);
    }
    return status;
}
