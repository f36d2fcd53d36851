/* The index of aanbieders that have none, since their store is older than it. */
#include "daemon/engine/index_keys.h"
#include "daemon/engine/rows.h"

static bool note_any(void *context, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    *(bool *)context = true;
    return false;
}

static enum status is_missing(struct engine *engine, const struct agb *agb, bool *missing) {
    const struct bytes begin = {NULL, 0};
    bool has_index = false, has_history = false;
    enum status status =
        store_walk(engine->txn, TABLE_SLIM, agb_prefix(agb), begin, note_any, &has_index);
    if (status == STATUS_OK && !has_index)
        status = rows_any(engine->txn, agb, &has_history);
    *missing = has_history && !has_index;
    return status;
}

/* One aanbieder in a batch: what was done stays done. */
static enum status fill_next(struct engine *engine, bool *found) {
    struct agb *agbs;
    size_t count;
    *found = false;
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK && !*found; i++) {
        status = is_missing(engine, &agbs[i], found);
        if (status == STATUS_OK && *found) {
            status = index_rebuild(engine, &agbs[i]);
            engine_note(engine, LOG_LEVEL_INFO, "index.filled", "aanbieder=%s", agbs[i].text);
            engine->wrote = true;
        }
    }
    return status;
}

enum status index_fill(struct engine *engine) {
    bool found = true, ring;
    enum status status = STATUS_OK;
    while (found && status == STATUS_OK) {
        status = engine_begin(engine);
        if (status != STATUS_OK)
            return status;
        status = fill_next(engine, &found);
        if (status == STATUS_OK)
            status = engine_commit(engine, &ring);
        else
            store_rollback(&engine->txn);
    }
    return status;
}
