/* A snapshot's body in the journal: packed against an earlier one of the same aanbieder,
 * which is usually still at hand. */
#include "daemon/engine/contents.h"
#include "daemon/engine/inside.h"

_Static_assert(MAX_BODY_PREFIXES <= STORE_MAX_PREFIXES, "what hangs together can be read");

static enum status read_prefix(struct engine *engine, struct event_prefix *prefix) {
    struct event event;
    if (contents_find(engine->contents, prefix->number, &prefix->body))
        return STATUS_OK;
    const struct known_bodies known = contents_known(engine->contents);
    enum status status =
        store_journal_read_knowing(engine->txn, prefix->number, &known, engine->work, &event);
    if (status == STATUS_OK) {
        prefix->body = event.body;
        contents_keep(engine->contents, prefix->number, event.body);
    }
    /* The aanbieder's head names it. */
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* What nothing will be packed against any more makes room. */
static void keep_needed(struct engine *engine, const struct bodies *before,
                        const struct bodies *now, struct bytes body) {
    const uint64_t newest = now->last[0];
    for (size_t level = 0; level < BODY_LEVELS; level++)
        if (!bodies_need(now, before->last[level]))
            contents_drop(engine->contents, before->last[level]);
    if (bodies_need(now, newest))
        contents_keep(engine->contents, newest, body);
}

enum status engine_append_snapshot(struct engine *engine, struct bodies *bodies, instant_t instant,
                                   struct bytes body) {
    const struct bodies before = *bodies;
    struct event_prefix prefix = {.number = bodies_prefix(bodies)};
    enum status status = prefix.number ? read_prefix(engine, &prefix) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    bodies_add(bodies, engine_append_against(engine, EVENT_SNAPSHOT, instant, body, &prefix));
    keep_needed(engine, &before, bodies, body);
    return STATUS_OK;
}
