#include "daemon/engine/left.h"

#include "daemon/domain/left.h"
#include "daemon/engine/rows.h"

static enum status load_record(struct engine *engine, const struct agb *agb, struct bytes id,
                               struct bytes *record) {
    uint8_t key[PLACE_KEY_BYTES];
    return store_get(engine->txn, TABLE_LEFT, state_place_key(engine, agb, id, key), engine->work,
                     record);
}

enum status left_load(struct engine *engine, const struct agb *agb, struct bytes id,
                      struct known_place *known) {
    const struct place_key key = rows_place_key(engine->store, id);
    struct past_rows rows;
    struct known_place found;
    struct bytes record;
    enum status status = rows_load(engine->txn, agb, &key, engine->work, &rows);
    if (status == STATUS_OK)
        status = left_of_rows(&rows, engine->work, &found);
    if (status != STATUS_OK)
        return status;
    status = load_record(engine, agb, id, &record);
    if (status == STATUS_OK)
        status = unpack_left(record, engine->work, &found);
    if (status == STATUS_OK || status == STATUS_ABSENT)
        *known = found;
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

enum status left_save(struct engine *engine, const struct agb *agb,
                      const struct known_place *known) {
    uint8_t key[PLACE_KEY_BYTES];
    struct bytes record;
    enum status status = pack_left(known, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    if (record.size == 0)
        return left_forget(engine, agb, known->place.id);
    store_put(engine->txn, TABLE_LEFT, state_place_key(engine, agb, known->place.id, key), record);
    return store_failure(engine->txn);
}

enum status left_forget(struct engine *engine, const struct agb *agb, struct bytes id) {
    uint8_t key[PLACE_KEY_BYTES];
    store_delete(engine->txn, TABLE_LEFT, state_place_key(engine, agb, id, key));
    return store_failure(engine->txn);
}

enum status left_renew(struct engine *engine, const struct agb *agb, struct bytes id) {
    struct known_place known;
    struct bytes record;
    enum status status = load_record(engine, agb, id, &record);
    if (status != STATUS_OK || !left_is_whole(record))
        return status == STATUS_ABSENT ? STATUS_OK : status;
    status = unpack_left(record, engine->work, &known);
    return status == STATUS_OK ? left_save(engine, agb, &known) : status;
}
