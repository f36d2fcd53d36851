#include "daemon/engine/retain.h"

#include "daemon/domain/codec.h"
#include "daemon/engine/retain_parts.h"

/* ---- what is too old */

/* The last event before a day; 0: there is none. */
static enum status last_before(struct engine *engine, day_t day, uint64_t *event) {
    return store_event_at(engine->txn, instant_of_day(day) - 1, event);
}

/* Whether any event from `first` to `last` told of somebody. */
static enum status any_told(struct engine *engine, uint64_t first, uint64_t last, bool *any) {
    enum event_kind kind;
    enum status status = STATUS_OK;
    *any = false;
    for (uint64_t event = first; event <= last && status == STATUS_OK && !*any; event++) {
        status = store_event_kind(engine->txn, event, &kind);
        *any = status == STATUS_OK && store_kind_is_forgotten(kind);
    }
    return status;
}

/* The last event before `day`, when there is anything after `done` that it takes along. */
static enum status plan_events(struct engine *engine, day_t day, uint64_t done, uint64_t *upto) {
    uint64_t last = 0;
    bool any = false;
    enum status status = last_before(engine, day, &last);
    if (status == STATUS_OK)
        status = any_told(engine, done + 1, last, &any);
    *upto = any ? last : 0;
    return status;
}

/* Blocks are settled for all at once, also where nobody left in one. */
static enum status plan_places(struct engine *engine, day_t day, struct retain_plan *plan) {
    const day_t until = retain_settled_until(&engine_rules(engine)->retention, day);
    uint64_t last = 0;
    plan->settled_until = DAY_NONE;
    if (until <= engine->region.settled_until)
        return STATUS_OK;
    enum status status = last_before(engine, until, &last);
    if (last > 0)
        plan->settled_until = until;
    return status;
}

static enum status make_plan(struct engine *engine, struct retain_plan *plan) {
    const struct retention *retention = &engine_rules(engine)->retention;
    const day_t day = engine->region.evaluated;
    uint64_t forgotten = 0;
    *plan = (struct retain_plan){.day = day, .settled_until = DAY_NONE};
    enum status status = store_bodies_forgotten(engine->txn, &forgotten);
    if (status == STATUS_OK)
        status = plan_events(engine, retain_bodies_from(retention, day), forgotten, &plan->bodies);
    if (status == STATUS_OK)
        status = plan_events(engine, retain_receipts_from(retention, day), engine->region.stripped,
                             &plan->stripped);
    return status == STATUS_OK ? plan_places(engine, day, plan) : status;
}

static bool is_empty(const struct retain_plan *plan) {
    return plan->bodies == 0 && plan->stripped == 0 && plan->settled_until == DAY_NONE;
}

/* ---- its going */

static enum status append_plan(struct engine *engine, const struct retain_plan *plan) {
    struct retain_plan copy = *plan;
    struct codec codec = codec_writer(engine->work);
    struct bytes body;
    codec_day(&codec, &copy.day);
    codec_u64(&codec, &copy.bodies);
    codec_u64(&codec, &copy.stripped);
    codec_day(&codec, &copy.settled_until);
    enum status status = codec_written(&codec, &body);
    if (status == STATUS_OK)
        engine_append(engine, EVENT_RETAIN, engine_next_instant(engine), body);
    return status;
}

static enum status settle_in(struct engine *engine, day_t until, struct arena *arena) {
    struct remembered remembered;
    uint64_t last;
    enum status status = last_before(engine, until, &last);
    if (status == STATUS_OK)
        status = retain_places(engine, last, until);
    engine->region.settled_until = until;
    if (status == STATUS_OK)
        status = remembered_read(engine, arena, &remembered);
    if (status == STATUS_OK)
        status = retain_names(engine, &remembered, arena);
    return status == STATUS_OK ? retain_alerts(engine, &remembered, instant_of_day(until)) : status;
}

static enum status settle(struct engine *engine, day_t until) {
    struct arena *arena = arena_new(RETAIN_MEMORY_BYTES);
    enum status status = arena ? settle_in(engine, until, arena) : STATUS_NO_MEMORY;
    arena_free(&arena);
    return status;
}

static enum status carry_out(struct engine *engine, const struct retain_plan *plan) {
    enum status status = append_plan(engine, plan);
    if (status == STATUS_OK && plan->bodies > 0)
        status = retain_bodies(engine, plan->bodies);
    if (status == STATUS_OK && plan->stripped > 0) {
        status =
            retain_receipts(engine, engine->region.stripped + 1, plan->stripped, NULL, NULL, 0);
        engine->region.stripped = plan->stripped;
    }
    if (status == STATUS_OK && plan->settled_until != DAY_NONE)
        status = settle(engine, plan->settled_until);
    return status == STATUS_OK ? engine_save_region(engine) : status;
}

enum status engine_retain(struct engine *engine) {
    struct retain_plan plan;
    char day[DAY_TEXT_SIZE], settled[DAY_TEXT_SIZE];
    arena_reset(engine->work);
    enum status status = make_plan(engine, &plan);
    if (status != STATUS_OK || is_empty(&plan))
        return status;
    status = carry_out(engine, &plan);
    engine_note(engine, LOG_LEVEL_INFO, "retention.applied",
                "day=%s bodies_until=%llu receipts_until=%llu places_before=%s",
                day_text(plan.day, day), (unsigned long long)plan.bodies,
                (unsigned long long)plan.stripped, day_text(plan.settled_until, settled));
    return status;
}
