/* One batch: what is read and written between engine_begin and engine_commit, and the
 * lines that are logged when it is durable. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/contents.h"

static struct bytes region_key(void) {
    return bytes_of_text("region");
}

enum status engine_load_region(struct engine *engine) {
    struct bytes record;
    enum status status = store_get(engine->txn, TABLE_STATE, region_key(), engine->work, &record);
    if (status == STATUS_OK)
        return unpack_region(record, engine->work, &engine->region);
    engine->region =
        (struct region){.evaluated = DAY_NONE, .norm_from = DAY_NONE, .settled_until = DAY_NONE};
    bool empty = store_journal_head(engine->txn) == 0;
    return status == STATUS_ABSENT && empty ? STATUS_OK
           : status == STATUS_ABSENT        ? STATUS_DAMAGED
                                            : status;
}

enum status engine_save_region(struct engine *engine) {
    struct bytes record;
    enum status status = pack_region(&engine->region, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    store_put(engine->txn, TABLE_STATE, region_key(), record);
    return store_failure(engine->txn);
}

enum status engine_begin(struct engine *engine) {
    arena_reset(engine->work);
    arena_reset(engine->batch);
    engine->notes = NULL;
    engine->note_count = engine->note_capacity = 0;
    engine->now = clock_now(engine->clock);
    engine->named = (struct snapshot_ref){0};
    engine->wrote = engine->rang = engine->out_of_memory = false;
    engine->failure = STATUS_OK;
    meters_begin_batch(&engine->meters);
    enum status status = store_begin(engine->store, &engine->txn);
    if (status == STATUS_OK)
        status = engine_load_region(engine);
    if (status != STATUS_OK)
        store_rollback(&engine->txn);
    return status;
}

instant_t engine_next_instant(const struct engine *engine) {
    instant_t last = store_last_instant(engine->txn);
    return engine->now > last && !engine_is_held(engine) ? engine->now : last + 1;
}

uint64_t engine_append_against(struct engine *engine, enum event_kind kind, instant_t instant,
                               struct bytes body, const struct event_prefix *prefix) {
    struct event event = {.number = store_journal_head(engine->txn) + 1,
                          .instant = instant,
                          .rules_version = RULES_VERSION,
                          .kind = kind,
                          .body = body,
                          .prefix = *prefix};
    store_journal_append(engine->txn, &event);
    engine->wrote = true;
    return event.number;
}

uint64_t engine_append(struct engine *engine, enum event_kind kind, instant_t instant,
                       struct bytes body) {
    const struct event_prefix none = {0};
    return engine_append_against(engine, kind, instant, body, &none);
}

static void log_notes(const struct engine *engine, instant_t commit_us) {
    for (size_t i = 0; i < engine->note_count; i++)
        log_event(engine->notes[i].level, engine->notes[i].event, "%.*s commit_us=%lld",
                  (int)engine->notes[i].pairs.size, (const char *)engine->notes[i].pairs.at,
                  (long long)commit_us);
}

/* Memory comes back, so then the whole batch is LATER. */
static enum status put_attempts_on_record(struct engine *engine) {
    arena_reset(engine->work);
    enum status status = attempts_put_on_record(engine);
    engine->out_of_memory |= status == STATUS_NO_MEMORY;
    return status == STATUS_NO_MEMORY ? STATUS_FULL : status;
}

enum status engine_commit(struct engine *engine, bool *ring) {
    *ring = false;
    instant_t before = clock_monotonic(), last = store_last_instant(engine->txn), took = -1;
    enum status status = engine->failure;
    if (status == STATUS_OK)
        status = put_attempts_on_record(engine);
    if (status == STATUS_OK && engine->wrote) {
        status = store_commit(&engine->txn);
        took = clock_monotonic() - before;
    }
    store_rollback(&engine->txn);
    attempts_settle(engine, status == STATUS_OK);
    meters_settle(&engine->meters, status == STATUS_OK, took, clock_now(engine->clock));
    if (status != STATUS_OK) {
        contents_drop_all(engine->contents); /* their numbers go to other events now */
        log_event(LOG_LEVEL_ERROR, "batch.not_committed", "why=\"%s\"",
                  status_text(engine->out_of_memory ? STATUS_NO_MEMORY : status));
        return status;
    }
    engine->committed_day = engine->region.evaluated;
    if (engine->keys_done_on == DAY_NONE && engine->committed_day != DAY_NONE)
        engine->keys_done_on = engine->committed_day - 1;
    engine->committed = last;
    engine->watch.committed = engine->region.clock;
    log_notes(engine, took >= 0 ? took : clock_monotonic() - before);
    *ring = engine->rang;
    return STATUS_OK;
}

void engine_abandon(struct engine *engine) {
    store_rollback(&engine->txn);
    contents_drop_all(engine->contents);
}

/* A log line less is no reason to refuse a delivery. */
static void keep_note(struct engine *engine, const struct note *note) {
    if (engine->note_count == engine->note_capacity) {
        size_t capacity = engine->note_capacity ? engine->note_capacity * 2 : 64;
        struct note *larger = arena_array(engine->batch, capacity, sizeof *larger);
        if (larger == NULL)
            return;
        if (engine->note_count)
            memcpy(larger, engine->notes, engine->note_count * sizeof *larger);
        engine->notes = larger;
        engine->note_capacity = capacity;
    }
    struct bytes kept = arena_copy(engine->batch, note->pairs);
    if (kept.at)
        engine->notes[engine->note_count++] = (struct note){note->level, note->event, kept};
}

void engine_note(struct engine *engine, enum log_level level, const char *event, const char *pairs,
                 ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, pairs);
    int size = vsnprintf(text, sizeof text, pairs, arguments);
    va_end(arguments);
    size_t used = size < 0 ? 0 : (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    const struct note note = {level, event, bytes_of(text, used)};
    if (engine->errand) /* nothing of the reader's waits for a commit */
        log_event(level, event, "%.*s", (int)used, text);
    else
        keep_note(engine, &note);
}
