#include "daemon/engine/hold.h"

#include <string.h>

struct clock_reading engine_read_clock(const struct engine *engine) {
    struct clock_reading reading = {.now = clock_now(engine->clock),
                                    .uptime = clock_uptime(engine->clock),
                                    .synchronised = true};
    memcpy(reading.boot, engine->watch.boot, sizeof reading.boot);
    if (engine->watch.asks_kernel && !hold_same_boot(&engine->region.clock, &reading))
        reading.synchronised = clock_is_synchronised(engine->clock);
    return reading;
}

/* What it makes of what is known, and the event itself. */
static enum status record(struct engine *engine, enum event_kind kind,
                          const struct clock_event *event) {
    struct clock_trust *trust = &engine->region.clock;
    struct bytes body;
    enum status status = pack_clock_event(event, engine->work, &body);
    if (status != STATUS_OK)
        return status;
    if (kind == EVENT_HOLD) {
        hold_begin(trust, &event->reading, event->reason);
        meters_note_clock_hold(&engine->meters);
    } else {
        hold_trust(trust, &event->reading);
    }
    engine->watch.waiting = false;
    engine_append(engine, kind, engine_next_instant(engine), body);
    return engine_save_region(engine);
}

static void note(struct engine *engine, enum log_level level, const char *what,
                 const struct clock_event *event) {
    char now[INSTANT_TEXT_SIZE], last[INSTANT_TEXT_SIZE];
    engine_note(engine, level, what, "reason=%s clock=%s last_event=%s uptime_s=%lld",
                hold_name(event->reason), instant_text(event->reading.now, now),
                instant_text(store_last_instant(engine->txn), last),
                (long long)(event->reading.uptime / MICROSECONDS_PER_SECOND));
}

static void wait_for_kernel(struct engine *engine) {
    if (!engine->watch.waiting)
        log_event(LOG_LEVEL_WARN, "clock.waiting", "why=\"%s\" seconds=%lld",
                  hold_sentence(HOLD_UNSYNCHRONISED),
                  (long long)(CLOCK_GRACE_US / MICROSECONDS_PER_SECOND));
    engine->watch.waiting = true;
}

enum status engine_watch_clock(struct engine *engine) {
    if (engine->clock->is_virtual)
        return STATUS_OK;
    struct clock_event event = {.reading = engine_read_clock(engine)};
    const struct clock_trust *trust = &engine->region.clock;
    engine->now = event.reading.now;
    switch (hold_judge(trust, &event.reading, store_last_instant(engine->txn),
                       event.reading.uptime - engine->watch.opened, &event.reason)) {
    case CLOCK_TRUSTED:
        break;
    case CLOCK_NEW:
        note(engine, LOG_LEVEL_INFO, "clock.trusted", &event);
        return record(engine, EVENT_BOOT, &event);
    case CLOCK_WAITING:
        wait_for_kernel(engine);
        return STATUS_OK;
    case CLOCK_HELD:
        if (trust->reason != HOLD_NONE)
            break;
        note(engine, LOG_LEVEL_ERROR, "clock.held", &event);
        return record(engine, EVENT_HOLD, &event);
    }
    engine->watch.waiting = false;
    return STATUS_OK;
}

enum status engine_release_clock(struct engine *engine, uint32_t uid, struct bytes who) {
    const struct clock_event event = {.reading = engine_read_clock(engine),
                                      .reason = engine->region.clock.reason,
                                      .uid = uid,
                                      .who = who};
    engine->now = event.reading.now;
    note(engine, LOG_LEVEL_WARN, "clock.released", &event);
    return record(engine, EVENT_RELEASE, &event);
}

enum status engine_fold_clock(struct engine *engine, enum event_kind kind, struct bytes body) {
    struct clock_event event;
    enum status status = unpack_clock_event(body, &event);
    return status == STATUS_OK ? record(engine, kind, &event) : status;
}

bool engine_clock_was_set(const struct engine *engine) {
    const struct clock_trust *trust = &engine->watch.committed;
    struct clock_reading reading = engine_read_clock(engine);
    enum hold_reason reason;
    return trust->reason == HOLD_NONE && hold_same_boot(trust, &reading) &&
           hold_judge(trust, &reading, 0, 0, &reason) == CLOCK_HELD;
}
