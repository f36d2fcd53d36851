/* The store's keys, kept as its data are (store.h): each month has one of its own, and what was
 * removed can no longer be read once the keys it was sealed with have gone. A step at a time,
 * between batches, when there is nothing else to do; and when that never is, in smaller ones all
 * the same. */
#include "daemon/engine/inside.h"

/* Read and written in one step: some milliseconds, for which a delivery may have to wait; and
 * when one certainly waits. */
#define RESEAL_BYTES ((size_t)256 << 10)
#define RESEAL_BYTES_UNDER_LOAD ((size_t)32 << 10)
/* What is removed can be read until its key has gone, so that must not wait for quiet for ever. */
enum { MOST_DAYS_DUE = 1 };

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

/* What can wait is told, and stops nothing else. */
static enum status note(enum status status, const struct complaint *complaint) {
    if (status == STATUS_OK)
        return status;
    log_event(LOG_LEVEL_ERROR, "keyring.not_kept", "why=\"%s\"", complaint->text);
    return can_wait(status) ? STATUS_OK : status;
}

/* A key that cannot begin, since all numbers are in use, can only when others went: so whatever
 * becomes of it, what is older is sealed anew. */
static enum status begin_period(struct engine *engine) {
    struct complaint complaint = {""};
    const unsigned before = store_key_number(engine->store);
    enum status status = begin_key(engine, &complaint);
    const unsigned now = store_key_number(engine->store);
    if (status == STATUS_OK && now != before)
        log_event(LOG_LEVEL_WARN, "keyring.changed",
                  "key=%u what=\"put a copy of the key file elsewhere than the store's\"", now);
    return note(status, &complaint);
}

static enum status reseal(struct engine *engine, size_t bytes, struct complaint *complaint) {
    const int keep_days = (int)engine_rules(engine)->retention.backup_days;
    bool more = false;
    enum status status = store_reseal(engine->store, bytes, &more, complaint);
    engine->resealing = status == STATUS_OK && more;
    if (status == STATUS_OK && !more)
        status = store_retire_keys(engine->store, engine->committed_day, keep_days, complaint);
    if (!engine->resealing)
        engine->keys_done_on = engine->committed_day;
    return status;
}

bool engine_keys_are_due(const struct engine *engine) {
    return engine->keys_kept_on != engine->committed_day || engine->resealing;
}

bool engine_keys_are_overdue(const struct engine *engine) {
    return engine_keys_are_due(engine) && engine->keys_done_on != DAY_NONE &&
           engine->committed_day - engine->keys_done_on > MOST_DAYS_DUE;
}

enum status engine_keep_keys(struct engine *engine, bool under_load) {
    const size_t bytes = under_load ? RESEAL_BYTES_UNDER_LOAD : RESEAL_BYTES;
    struct complaint complaint = {""};
    enum status status = STATUS_OK;
    ENSURE(engine->txn == NULL && engine_keys_are_due(engine));
    if (engine->keys_kept_on != engine->committed_day)
        status = begin_period(engine);
    engine->keys_kept_on = engine->committed_day;
    return status == STATUS_OK ? note(reseal(engine, bytes, &complaint), &complaint) : status;
}
