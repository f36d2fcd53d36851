#include "daemon/engine/left.h"

#include <string.h>

#include "daemon/domain/left.h"
#include "daemon/engine/rows.h"

static enum status load_record(struct engine *engine, const struct agb *agb, struct bytes id,
                               struct bytes *record) {
    uint8_t key[PLACE_KEY_BYTES];
    return store_get(engine->txn, TABLE_LEFT, state_place_key(engine, agb, id, key), engine->work,
                     record);
}

/* The receipt of a snapshot says which one it was. */
static enum status look_up(struct engine *engine, uint64_t event, struct snapshot_ref *ref) {
    struct bytes outcome;
    struct receipt receipt;
    uint8_t key[8];
    store_key_u64(key, event);
    arena_reset(engine->scratch);
    enum status status =
        store_get(engine->txn, TABLE_OUTCOME, bytes_of(key, sizeof key), engine->scratch, &outcome);
    if (status == STATUS_OK)
        status = wire_decode_receipt(outcome, engine->scratch, &receipt);
    if (status != STATUS_OK)
        return status == STATUS_NO_MEMORY ? status : STATUS_DAMAGED;
    *ref = (struct snapshot_ref){
        .event = event, .sequence = receipt.sequence, .peilmoment = receipt.peilmoment};
    memcpy(ref->epoch, receipt.epoch, sizeof ref->epoch);
    return STATUS_OK;
}

/* History names a snapshot by its event. Many places that one opened are asked for one after
 * the other, and its receipt may be long. */
static enum status name_snapshot(struct engine *engine, struct snapshot_ref *ref) {
    enum status status = STATUS_OK;
    if (engine->named.event != ref->event || ref->event == 0)
        status = look_up(engine, ref->event, &engine->named);
    if (status == STATUS_OK)
        *ref = engine->named;
    return status;
}

static enum status name_snapshots(struct engine *engine, struct known_place *known) {
    struct departure *departures =
        arena_array(engine->work, known->departure_count, sizeof *departures);
    enum status status = departures ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < known->departure_count && status == STATUS_OK; i++) {
        departures[i] = known->departures[i];
        status = name_snapshot(engine, &departures[i].wait.opened_by);
    }
    known->departures = departures;
    return status;
}

static enum status load_rows(struct engine *engine, const struct agb *agb, struct bytes id,
                             struct known_place *known) {
    const struct place_key key = rows_place_key(engine->store, id);
    struct past_rows rows;
    enum status status = rows_load(engine->txn, agb, &key, engine->work, &rows);
    if (status == STATUS_OK)
        status = left_of_rows(&rows, engine->work, known);
    return status == STATUS_OK ? name_snapshots(engine, known) : status;
}

enum status left_load(struct engine *engine, const struct agb *agb, struct bytes id,
                      struct known_place *known) {
    struct known_place found;
    struct bytes record;
    enum status status = load_rows(engine, agb, id, &found);
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
