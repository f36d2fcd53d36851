#include "daemon/engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/contents.h"
#include "daemon/engine/doors.h"
#include "daemon/engine/hold.h"
#include "daemon/engine/index.h"
#include "daemon/engine/numbers.h"
#include "daemon/engine/rates.h"
#include "daemon/engine/whole.h"
#include "proto/model/limits.h"

/* Notes and code lists of one batch. */
enum { BATCH_MEMORY_BYTES = 64 * 1024 * 1024 };
/* Bodies that later ones are packed against: three or so of each of 1,000 aanbieders with
 * 100 places. */
enum { CONTENTS_MEMORY_BYTES = 32 * 1024 * 1024 };
/* An operator has to come first. */
enum { HELD_RETRY_AFTER_MS = 60000 };

/* Who may ask for them: daemon/domain/authority.c. */
static engine_kind *const kinds[MATTER_COUNT] = {
    [MATTER_PUSH] = engine_push,
    [MATTER_CONFIRM] = engine_confirm,
    [MATTER_ALERTS] = engine_alerts,
    [MATTER_STATUS] = engine_status,
    [MATTER_CLOCK] = engine_clock,
    [MATTER_PLACES] = engine_places,
    [MATTER_HISTORY] = engine_history,
    [MATTER_FIGURES] = engine_figures,
    [MATTER_TAKE] = engine_take,
    [MATTER_DUIDING] = engine_duiding,
    [MATTER_PUBLICATION] = engine_publication,
};

/* ---- opening and closing */

static enum status read_files(const struct engine *engine, struct settings_file **file,
                              struct doors **doors, struct mistakes *mistakes,
                              struct complaint *complaint) {
    enum status status = settings_read(engine->config_path, file, mistakes);
    if (status != STATUS_OK)
        return status;
    return doors_read(&settings_of(*file)->process, doors, complaint);
}

static enum status open_store(struct engine *engine, const struct process_settings *process,
                              struct complaint *complaint) {
    struct store_options options = {process->store, process->store_key, process->map_bytes};
    enum status status = store_is_whole(&options, complaint);
    if (status == STATUS_OK)
        status = store_open(&options, &engine->store, complaint);
    if (status != STATUS_OK)
        return status;
    store_reap_readers(engine->store);
    if (store_is_virtual(engine->store) && !engine->clock->is_virtual)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "the store in %s was made with a virtual clock and never holds real "
                        "children: start with --virtual-clock INSTANT, or name another store",
                        process->store);
    if (!store_is_virtual(engine->store) && engine->clock->is_virtual)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "the store in %s is a real one: start without --virtual-clock, or make "
                        "one with `wachtpostctl init --virtual`",
                        process->store);
    return STATUS_OK;
}

enum status engine_use_settings(struct engine *engine, struct settings_file **file) {
    struct rulebook *rulebook;
    enum status status = rulebook_new(file, &rulebook);
    if (status != STATUS_OK)
        return status;
    rulebook_release(&engine->rulebook);
    engine->rulebook = rulebook;
    return STATUS_OK;
}

/* Under the rules the journal knows, the days that passed; then the files' own. */
static enum status catch_up(struct engine *engine, struct settings_file **file,
                            struct complaint *complaint) {
    struct settings_file *adopted = NULL;
    enum status status = engine_adopted(engine, &adopted);
    if (status == STATUS_OK && adopted && engine->rulebook == NULL)
        status = engine_use_settings(engine, &adopted);
    bool is_first = engine->region.config_event == 0;
    if (status == STATUS_OK && !is_first)
        status = engine_evaluate_days(engine);
    if (status == STATUS_OK)
        status = engine_adopt(engine, &settings_of(*file)->rules, complaint);
    if (status == STATUS_OK && is_first)
        status = engine_watch_clock(engine);
    settings_free(&adopted);
    return status;
}

/* The days and the files in one batch; on success the files' settings decide. */
static enum status adopt_files(struct engine *engine, struct settings_file **file,
                               struct complaint *complaint) {
    bool ring;
    enum status status = engine_begin(engine);
    if (status != STATUS_OK)
        return status;
    status = catch_up(engine, file, complaint);
    if (status != STATUS_OK) {
        store_rollback(&engine->txn);
        return status;
    }
    status = engine_commit(engine, &ring);
    return status == STATUS_OK ? engine_use_settings(engine, file) : status;
}

/* What an older format left out, in a batch of its own. */
static enum status amend(struct engine *engine) {
    bool ring;
    enum status status = engine_begin(engine);
    if (status != STATUS_OK)
        return status;
    status = engine_amend_history(engine);
    if (status == STATUS_OK)
        status = numbers_amend(engine);
    if (status == STATUS_OK)
        return engine_commit(engine, &ring);
    store_rollback(&engine->txn);
    return status;
}

static enum status resume_clock(struct engine *engine) {
    if (!engine->clock->is_virtual) {
        clock_boot_id(engine->clock, engine->watch.boot);
        engine->watch.opened = clock_uptime(engine->clock);
        return STATUS_OK;
    }
    enum status status = engine_begin(engine);
    if (status == STATUS_OK)
        clock_move(engine->clock, store_last_instant(engine->txn));
    store_rollback(&engine->txn);
    return status;
}

struct engine *engine_new(const char *config_path, struct timepiece *clock) {
    struct engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL)
        return NULL;
    const struct timepiece real = clock_real();
    engine->clock = clock;
    engine->opened_at = clock_now(&real);
    engine->keys_kept_on = engine->keys_done_on = DAY_NONE;
    engine->config_path = strdup(config_path);
    engine->work = arena_new(MAX_REQUEST_MEMORY_BYTES);
    engine->batch = arena_new(BATCH_MEMORY_BYTES);
    engine->scratch = arena_new(BATCH_MEMORY_BYTES);
    engine->refused = calloc(ENGINE_REFUSED_COUNT, sizeof *engine->refused);
    engine->rates = calloc(1, sizeof *engine->rates);
    engine->contents = contents_new(CONTENTS_MEMORY_BYTES);
    engine->attempts = attempts_new();
    if (engine->refused == NULL || engine->rates == NULL || engine->config_path == NULL ||
        engine->work == NULL || engine->batch == NULL || engine->scratch == NULL ||
        engine->contents == NULL || engine->attempts == NULL)
        engine_close(&engine);
    return engine;
}

enum status engine_open(const char *config_path, struct timepiece *clock, struct engine **engine,
                        struct mistakes *mistakes, struct complaint *complaint) {
    struct settings_file *file = NULL;
    struct engine *opened = NULL;
    enum status status = keys_init();
    if (status == STATUS_OK && (opened = engine_new(config_path, clock)) == NULL)
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = read_files(opened, &file, &opened->doors, mistakes, complaint);
    if (status == STATUS_OK)
        opened->watch.asks_kernel = settings_of(file)->process.clock_kernel;
    if (status == STATUS_OK)
        doors_sign_key(opened->doors, opened->stranger_key);
    if (status == STATUS_OK)
        status = open_store(opened, &settings_of(file)->process, complaint);
    if (status == STATUS_OK)
        status = resume_clock(opened);
    if (status == STATUS_OK)
        status = adopt_files(opened, &file, complaint);
    settings_free(&file);
    if (status == STATUS_OK)
        status = amend(opened);
    if (status == STATUS_OK)
        status = index_fill(opened);
    if (status == STATUS_OK)
        *engine = opened;
    else
        engine_close(&opened);
    return status;
}

void engine_close(struct engine **engine) {
    struct engine *closing = *engine;
    if (closing == NULL)
        return;
    store_rollback(&closing->txn);
    store_close(&closing->store);
    rulebook_release(&closing->rulebook);
    arena_free(&closing->work);
    arena_free(&closing->batch);
    arena_free(&closing->scratch);
    contents_free(&closing->contents);
    doors_free(&closing->doors);
    free(closing->rates);
    free(closing->refused);
    free(closing->attempts);
    free(closing->config_path);
    free(closing);
    *engine = NULL;
}

enum status engine_reload(struct engine *engine, struct mistakes *mistakes,
                          struct complaint *complaint) {
    struct settings_file *file = NULL;
    struct doors *doors = NULL;
    enum status status = read_files(engine, &file, &doors, mistakes, complaint);
    if (status == STATUS_OK)
        status = adopt_files(engine, &file, complaint);
    if (status == STATUS_OK) {
        doors_free(&engine->doors);
        engine->doors = doors;
        doors_sign_key(doors, engine->stranger_key);
        doors = NULL;
        engine->watch.asks_kernel = engine_process_settings(engine)->clock_kernel;
    }
    doors_free(&doors);
    settings_free(&file);
    return status;
}

const struct process_settings *engine_process_settings(const struct engine *engine) {
    return &engine->rulebook->settings->process;
}

enum status engine_hello(struct engine *engine, struct link_hello *hello) {
    *hello = (struct link_hello){.virtual_clock = engine->clock->is_virtual};
    doors_say(engine->doors, engine_process_settings(engine), hello);
    return STATUS_OK;
}

static bool is_clock_doubtful(const struct engine *engine) {
    const struct clock_watch *watch = &engine->watch;
    return !engine->clock->is_virtual &&
           (watch->committed.reason != HOLD_NONE || watch->waiting || engine_clock_was_set(engine));
}

day_t engine_today(const struct engine *engine) {
    const instant_t now = clock_now(engine->clock), next = engine->committed + 1;
    return day_of_instant(now > next && !is_clock_doubtful(engine) ? now : next);
}

enum status engine_table(struct engine *engine, struct arena *arena, struct link_table *table) {
    const day_t today = engine_today(engine);
    const struct rulebook *rulebook = engine->rulebook;
    uint8_t(*keys)[LINK_KEY_BYTES] = arena_array(arena, rulebook->key_holder_count, sizeof *keys);
    size_t count = 0;
    if (keys == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < rulebook->key_holder_count; i++) {
        const struct key_holder *holder = &rulebook->key_holders[i];
        if (participant_key_holds(holder->participant, holder->key, today))
            memcpy(keys[count++], holder->key->curve, LINK_KEY_BYTES);
    }
    *table = (struct link_table){count, (const uint8_t(*)[LINK_KEY_BYTES])keys};
    return STATUS_OK;
}

/* ---- requests */

/* A publication that is fixed may be too large to wait for the reader. */
bool engine_only_reads(const struct link_request *request) {
    const struct authority *kind = authority_find(request->kind);
    return kind && kind->reads && request->body.size <= MAX_SMALL_BODY_BYTES;
}

/* Whoever may not ask, and what nobody may ask, get the same. */
static enum status deny(const struct engine *engine, struct arena *arena, struct bytes *reply) {
    struct reply_head head = engine_head(engine, ANSWER_DENIED);
    return wire_encode_head(&head, arena, reply);
}

/* What would be an event waits for the clock; and a question that is asked in a batch, since it
 * has something to write. */
static bool must_wait(const struct engine *engine, const struct authority *kind) {
    return engine_is_held(engine) && (kind->waits || engine->errand == NULL);
}

static enum status wait_for_clock(const struct engine *engine, struct arena *arena,
                                  struct bytes *reply) {
    struct reply_head head = engine_head(engine, ANSWER_LATER);
    head.retry_after_ms = HELD_RETRY_AFTER_MS;
    return wire_encode_head(&head, arena, reply);
}

static void meter_push(struct engine *engine, const struct authority *kind, enum answer answer) {
    if (kind && kind->matter == MATTER_PUSH)
        meters_note_snapshot(&engine->meters, answer);
}

enum status engine_ask(struct engine *engine, const struct link_request *request,
                       struct arena *arena, struct bytes *reply) {
    const struct authority *kind = authority_find(request->kind);
    struct sender sender;
    if (!engine_identify(engine, request, kind, &sender)) {
        meter_push(engine, kind, ANSWER_DENIED);
        return deny(engine, arena, reply);
    }
    if (must_wait(engine, kind)) {
        meter_push(engine, kind, ANSWER_LATER);
        return wait_for_clock(engine, arena, reply);
    }
    return kinds[kind->matter](engine, &sender, arena, reply);
}

static void say_only(const struct engine *engine, enum answer answer, struct arena *arena,
                     struct bytes *reply) {
    struct reply_head head = engine_head(engine, answer);
    if (wire_encode_head(&head, arena, reply) != STATUS_OK)
        *reply = (struct bytes){NULL, 0};
}

void engine_later(const struct engine *engine, struct arena *arena, struct bytes *reply) {
    say_only(engine, ANSWER_LATER, arena, reply);
}

void engine_too_much(const struct engine *engine, struct arena *arena, struct bytes *reply) {
    say_only(engine, ANSWER_MALFORMED, arena, reply);
}

/* What failed half-way must not be committed. Memory comes back, so then the whole
 * batch is LATER; any other failure ends the process. */
static void remember_failure(struct engine *engine, enum status status) {
    engine->out_of_memory |= status == STATUS_NO_MEMORY;
    if (engine->failure == STATUS_OK)
        engine->failure = status == STATUS_NO_MEMORY ? STATUS_FULL : status;
}

void engine_answer(struct engine *engine, const struct link_request *request, struct arena *arena,
                   struct bytes *reply) {
    enum status status = store_failure(engine->txn);
    engine->now = clock_now(engine->clock);
    engine->asked = request;
    if (status == STATUS_OK)
        status = engine_evaluate_days(engine);
    arena_reset(engine->work);
    uint64_t written = store_write_count(engine->txn);
    if (status == STATUS_OK)
        status = engine_ask(engine, request, arena, reply);
    engine->asked = NULL;
    if (status != STATUS_OK) {
        meter_push(engine, authority_find(request->kind), ANSWER_LATER);
        engine_later(engine, arena, reply);
    }
    /* What took too much memory before it wrote anything spoils its own answer only. */
    if (status != STATUS_NO_MEMORY || store_write_count(engine->txn) != written)
        remember_failure(engine, status);
}

void engine_tick(struct engine *engine) {
    engine->now = clock_now(engine->clock);
    if (store_failure(engine->txn) == STATUS_OK)
        remember_failure(engine, engine_evaluate_days(engine));
}

/* ---- beside the batch */

instant_t engine_next_tick(const struct engine *engine) {
    if (engine->clock->is_virtual)
        return INSTANT_MAX;
    if (engine->watch.waiting || engine_clock_was_set(engine))
        return 0;
    bool is_held = engine->watch.committed.reason != HOLD_NONE;
    return is_held ? INSTANT_MAX : instant_of_day(engine->committed_day + 1);
}

bool engine_day_is_due(const struct engine *engine) {
    return !is_clock_doubtful(engine) && engine_today(engine) > engine->committed_day;
}

void engine_note_put_off(struct engine *engine, const struct link_request *request) {
    const struct authority *kind = authority_find(request->kind);
    if (kind && kind->matter == MATTER_PUSH)
        meters_note_put_off(&engine->meters);
}

void engine_note_sent(struct engine *engine, instant_t duration_us) {
    meters_note_sent(&engine->meters, duration_us);
}

void engine_note_front(struct engine *engine, const struct link_measures *measures) {
    engine->front_measures = *measures;
}

void engine_note_refused(struct engine *engine, const struct link_turned_away *refused) {
    attempts_note_front(engine, refused);
    engine->front_refused = refused->counts;
}

void engine_each_minute(struct engine *engine) {
    const struct clock_trust *clock = &engine->watch.committed;
    store_reap_readers(engine->store);
    if (clock->reason != HOLD_NONE)
        log_event(LOG_LEVEL_ERROR, "clock.held", "reason=%s do=\"%s\"", hold_name(clock->reason),
                  "nothing is evaluated or taken in: look at the clock, then wachtpostctl release");
}
