/* The engine as the reader thread sees it: the store as it was last committed, the
 * settings and the time as they were when the errand was asked. */
#include "daemon/engine/gate.h"
#include "daemon/engine/index.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/rolls.h"

#include <stdlib.h>
#include <string.h>

#include "proto/model/limits.h"

/* What one record takes while it is looked at, or a few lists. */
#define SIDE_MEMORY_BYTES ((size_t)64 << 20)

/* A snapshot keeps the pages it may look at from being used again, so none gets much
 * older than a second (design.md section 2). */
#define RENEW_AFTER_US (MICROSECONDS_PER_SECOND / 2)
#define SLOW_US MICROSECONDS_PER_SECOND

/* How long a step of a report stands back for batches. Most take a few milliseconds; when they
 * follow each other without a pause, a report of some hundred steps takes seconds, not minutes. */
#define STAND_BACK_US (MICROSECONDS_PER_SECOND / 50)

/* ---- an errand */

static bool copy_request(struct errand *errand, const struct link_request *request) {
    errand->request = *request;
    errand->request.kind = arena_copy(errand->arena, request->kind);
    errand->request.body = arena_copy(errand->arena, request->body);
    return errand->request.kind.at && errand->request.body.at;
}

struct errand *errand_new(const struct engine *engine, const struct link_request *request,
                          uint64_t front) {
    struct arena *arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    struct errand *errand = arena ? arena_alloc(arena, sizeof *errand) : NULL;
    if (errand == NULL) {
        arena_free(&arena);
        return NULL;
    }
    *errand = (struct errand){.arena = arena,
                              .front = front,
                              .clock = *engine->clock,
                              .clock_waits = engine->watch.waiting,
                              .rulebook = rulebook_hold(engine->rulebook),
                              .front_refused = engine->front_refused};
    errand->last_line = &errand->lines;
    if (!copy_request(errand, request))
        errand_free(&errand);
    return errand;
}

void errand_free(struct errand **errand) {
    if (*errand == NULL)
        return;
    struct arena *arena = (*errand)->arena;
    rulebook_release(&(*errand)->rulebook);
    *errand = NULL;
    arena_free(&arena);
}

bool errand_is_current(const struct errand *errand, const struct engine *engine) {
    return errand->rulebook == engine->rulebook;
}

enum status errand_add_line(struct errand *errand, struct bytes record) {
    struct errand_line *line = arena_alloc(errand->arena, sizeof *line);
    if (line)
        line->record = arena_copy(errand->arena, record);
    if (line == NULL || line->record.at == NULL)
        return STATUS_NO_MEMORY;
    *errand->last_line = line;
    errand->last_line = &line->next;
    return STATUS_OK;
}

/* ---- the engine it is asked of */

struct engine *reading_new(const struct engine *engine) {
    struct engine *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        return NULL;
    reading->store = engine->store;
    reading->refused = engine->refused;
    memcpy(reading->stranger_key, engine->stranger_key, KEY_BYTES);
    memcpy(reading->watch.boot, engine->watch.boot, sizeof reading->watch.boot);
    reading->work = arena_new(MAX_REQUEST_MEMORY_BYTES);
    reading->batch = arena_new(SIDE_MEMORY_BYTES);
    reading->scratch = arena_new(SIDE_MEMORY_BYTES);
    reading->rolls = rolls_new(MAX_ROLLS_BYTES);
    if (!reading->work || !reading->batch || !reading->scratch || !reading->rolls)
        reading_free(&reading);
    return reading;
}

void reading_free(struct engine **reading) {
    if (*reading == NULL)
        return;
    arena_free(&(*reading)->work);
    arena_free(&(*reading)->batch);
    arena_free(&(*reading)->scratch);
    rolls_free(&(*reading)->rolls);
    free(*reading);
    *reading = NULL;
}

/* Whoever looks without a loop beside it has no gate. */
void engine_stand_back(const struct engine *engine) {
    if (engine->gate)
        gate_pass(engine->gate, STAND_BACK_US);
}

static void take_up(struct engine *reading, struct errand *errand) {
    arena_reset(reading->work);
    arena_reset(reading->batch);
    arena_reset(reading->scratch);
    if (reading->gate)
        gate_begin(reading->gate);
    reading->errand = errand;
    reading->rulebook = errand->rulebook;
    reading->clock = &errand->clock;
    reading->watch.waiting = errand->clock_waits;
    reading->front_refused = errand->front_refused;
    reading->now = clock_now(reading->clock);
    reading->snapshot_began = clock_monotonic();
    reading->snapshot_renewed = false;
}

static enum status look(struct engine *reading, struct errand *errand) {
    enum status status = store_begin_read(reading->store, &reading->txn);
    if (status == STATUS_OK)
        status = engine_load_region(reading);
    reading->asked = &errand->request;
    if (status == STATUS_OK)
        status = engine_ask(reading, &errand->request, errand->arena, &errand->reply);
    reading->asked = NULL;
    store_rollback(&reading->txn);
    return status;
}

/* Nothing was seen, so nothing goes on record. */
static void answer_later(struct engine *reading, struct errand *errand, enum status status) {
    errand->lines = NULL;
    errand->last_line = &errand->lines;
    engine_later(reading, errand->arena, &errand->reply);
    if (status != STATUS_NO_MEMORY && status != STATUS_BUSY)
        errand->failure = status;
}

void reading_answer(struct engine *reading, struct errand *errand) {
    char kind[LOG_QUOTE_SIZE];
    const instant_t began = clock_monotonic();
    take_up(reading, errand);
    enum status status = look(reading, errand);
    if (status != STATUS_OK && !errand->for_batch)
        answer_later(reading, errand, status);
    const instant_t took_us = clock_monotonic() - began;
    if (took_us > SLOW_US)
        log_event(LOG_LEVEL_WARN, "errand.slow", "kind=%s ms=%lld",
                  log_quote(errand->request.kind, kind), (long long)took_us / 1000);
}

/* ---- between errands */

static enum status prepare_next(struct engine *reading, struct agb *last, bool *any) {
    struct agb *agbs;
    size_t count, next = 0;
    enum status status = state_every_aanbieder(reading, &agbs, &count);
    if (status != STATUS_OK)
        return status;
    while (next < count && strcmp(agbs[next].text, last->text) <= 0)
        next++;
    *any = next < count && rolls_has_room(reading->rolls);
    if (!*any)
        return STATUS_OK;
    *last = agbs[next];
    return index_prepare(reading, last);
}

/* Whatever goes wrong will be said to whoever asks. */
bool reading_prepare(struct engine *reading, struct agb *last) {
    bool any = false;
    engine_stand_back(reading);
    arena_reset(reading->work);
    enum status status = store_begin_read(reading->store, &reading->txn);
    if (status == STATUS_OK)
        status = prepare_next(reading, last, &any);
    store_rollback(&reading->txn);
    return status == STATUS_OK && any;
}

enum status engine_renew(struct engine *engine) {
    engine_stand_back(engine);
    if (engine->errand == NULL || clock_monotonic() - engine->snapshot_began < RENEW_AFTER_US)
        return STATUS_OK;
    enum status status = store_renew(engine->txn);
    engine->snapshot_began = clock_monotonic();
    engine->snapshot_renewed = true;
    /* Days may have been settled meanwhile, and blocks changed by that. */
    return status == STATUS_OK ? engine_load_region(engine) : status;
}

bool engine_leave_to_batch(struct engine *engine) {
    if (engine->errand)
        engine->errand->for_batch = true;
    return engine->errand != NULL;
}
