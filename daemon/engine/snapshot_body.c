/* A snapshot's body in the journal: packed against an earlier one of the same aanbieder,
 * which is usually still at hand. */
#include "daemon/engine/contents.h"
#include "daemon/engine/inside.h"

_Static_assert(MAX_BODY_CHAIN - 1 <= STORE_MAX_PREFIXES, "what hangs together can be read");

static enum status read_prefix(struct engine *engine, struct event_prefix *prefix) {
    struct event event;
    if (contents_find(engine->contents, prefix->number, &prefix->body))
        return STATUS_OK;
    enum status status = store_journal_read(engine->txn, prefix->number, engine->work, &event);
    if (status == STATUS_OK) {
        prefix->body = event.body;
        contents_keep(engine->contents, prefix->number, event.body);
    }
    /* The aanbieder's head names it. */
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* What nothing will be packed against any more makes room. */
static void let_go(struct engine *engine, const struct bodies *bodies, uint32_t month) {
    for (size_t i = bodies_kept(bodies, month); i < bodies_chain_length(bodies); i++)
        contents_drop(engine->contents, bodies->chain[i]);
}

enum status engine_append_snapshot(struct engine *engine, struct bodies *bodies, instant_t instant,
                                   struct bytes body) {
    const uint32_t month = bodies_month(day_of_instant(instant));
    struct event_prefix prefix = {.number = bodies_prefix(bodies, month)};
    enum status status = prefix.number ? read_prefix(engine, &prefix) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    const uint64_t number = engine_append_against(engine, EVENT_SNAPSHOT, instant, body, &prefix);
    let_go(engine, bodies, month);
    bodies_add(bodies, month, number);
    if (bodies_last_is_needed(bodies))
        contents_keep(engine->contents, number, body);
    return STATUS_OK;
}
