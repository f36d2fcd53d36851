/* The store's keys, kept as its data are (store.h): each month has one of its own, and what was
 * removed can no longer be read once the keys it was sealed with have gone. A step at a time,
 * between batches, when there is nothing else to do. */
#include "daemon/engine/inside.h"

/* Read and written in one step: some milliseconds, for which a delivery may have to wait. */
#define RESEAL_BYTES ((size_t)256 << 10)

/* The key file can be put right without us, and is tried again tomorrow. */
static bool can_wait(enum status status) {
    return status == STATUS_IO || status == STATUS_FULL || status == STATUS_NO_MEMORY;
}

/* At a wish at once, by whatever process that was put into the store; where it cannot, tomorrow. */
static enum status begin_key(struct engine *engine, struct complaint *complaint) {
    bool is_to_go = false;
    enum status status = store_key_is_to_go(engine->store, &is_to_go);
    if (status != STATUS_OK)
        return complain(complaint, status, "whether the key must go: %s", status_text(status));
    return is_to_go ? store_period_cut(engine->store, engine->committed_day, complaint)
                    : store_period_begin(engine->store, engine->committed_day, complaint);
}

static enum status begin_period(struct engine *engine, struct complaint *complaint) {
    const unsigned before = store_key_number(engine->store);
    enum status status = begin_key(engine, complaint);
    const unsigned now = store_key_number(engine->store);
    if (status == STATUS_OK && now != before)
        log_event(LOG_LEVEL_WARN, "keyring.changed",
                  "key=%u what=\"put a copy of the key file elsewhere than the store's\"", now);
    return status;
}

static enum status take_step(struct engine *engine, struct complaint *complaint) {
    const int keep_days = (int)engine_rules(engine)->retention.backup_days;
    bool more = false;
    enum status status = STATUS_OK;
    if (engine->keys_kept_on != engine->committed_day)
        status = begin_period(engine, complaint);
    engine->keys_kept_on = engine->committed_day;
    if (status == STATUS_OK)
        status = store_reseal(engine->store, RESEAL_BYTES, &more, complaint);
    engine->resealing = status == STATUS_OK && more;
    if (status == STATUS_OK && !more)
        status = store_retire_keys(engine->store, engine->committed_day, keep_days, complaint);
    return status;
}

bool engine_keys_are_due(const struct engine *engine) {
    return engine->keys_kept_on != engine->committed_day || engine->resealing;
}

enum status engine_keep_keys(struct engine *engine) {
    struct complaint complaint = {""};
    ENSURE(engine->txn == NULL && engine_keys_are_due(engine));
    enum status status = take_step(engine, &complaint);
    if (status == STATUS_OK)
        return STATUS_OK;
    log_event(LOG_LEVEL_ERROR, "keyring.not_kept", "why=\"%s\"", complaint.text);
    return can_wait(status) ? STATUS_OK : status;
}
