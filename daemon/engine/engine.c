#include "daemon/engine/engine.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/domain/codec.h"
#include "daemon/engine/inside.h"
#include "proto/model/limits.h"

/* Notes and code lists of one batch. */
enum { BATCH_MEMORY_BYTES = 64 * 1024 * 1024 };

static const struct kind {
    const char *name;
    engine_kind *answer;
    bool reads;
} kinds[] = {
    {"PUSH", engine_push, false},    {"CONFIRM", engine_confirm, false},
    {"ALERTS", engine_alerts, true}, {"STATUS", engine_status, true},
    {"CLOCK", engine_clock, false},
};

/* ---- opening and closing */

static enum status read_files(struct engine *engine, struct settings_file **file,
                              struct mistakes *mistakes, struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    enum status status = settings_read(engine->config_path, file, mistakes);
    if (status != STATUS_OK)
        return status;
    status = keys_seed_read(settings_of(*file)->process.server_key, seed, complaint);
    if (status != STATUS_OK)
        return status;
    keys_from_seed(seed, &engine->server_keys);
    keys_wipe(seed, sizeof seed);
    return STATUS_OK;
}

static enum status open_store(struct engine *engine, const struct process_settings *process,
                              struct complaint *complaint) {
    struct store_options options = {process->store, process->store_key, process->map_bytes};
    enum status status = store_open(&options, &engine->store, complaint);
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

static int compare_registered(const void *a, const void *b) {
    const struct registered *left = a, *right = b;
    return strcmp(left->aanbieder->agb.text, right->aanbieder->agb.text);
}

enum status engine_use_settings(struct engine *engine, struct settings_file **file) {
    const struct rules_settings *rules = &settings_of(*file)->rules;
    size_t count = 0, at = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        count += rules->participants[i].aanbieder_count;
    struct registered *registered = calloc(count + 1, sizeof *registered);
    if (registered == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        for (size_t k = 0; k < participant->aanbieder_count; k++)
            registered[at++] = (struct registered){&participant->aanbieders[k], participant};
    }
    qsort(registered, count, sizeof *registered, compare_registered);
    free(engine->registered);
    engine->registered = registered;
    engine->registered_count = count;
    settings_free(&engine->settings);
    engine->settings = *file;
    *file = NULL;
    return STATUS_OK;
}

const struct registered *engine_find_registered(const struct engine *engine,
                                                const struct agb *agb) {
    struct aanbieder wanted = {.agb = *agb};
    struct registered key = {&wanted, NULL};
    return bsearch(&key, engine->registered, engine->registered_count, sizeof key,
                   compare_registered);
}

/* Under the rules the journal knows, the days that passed; then the files' own. */
static enum status catch_up(struct engine *engine, struct settings_file **file,
                            struct complaint *complaint) {
    struct settings_file *adopted = NULL;
    enum status status = engine_adopted(engine, &adopted);
    if (status == STATUS_OK && adopted && engine->settings == NULL)
        status = engine_use_settings(engine, &adopted);
    if (status == STATUS_OK && engine->region.config_event != 0)
        status = engine_evaluate_days(engine);
    if (status == STATUS_OK)
        status = engine_adopt(engine, &settings_of(*file)->rules, complaint);
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

static enum status resume_clock(struct engine *engine) {
    if (!engine->clock->is_virtual)
        return STATUS_OK;
    enum status status = engine_begin(engine);
    if (status == STATUS_OK)
        clock_move(engine->clock, store_last_instant(engine->txn));
    store_rollback(&engine->txn);
    return status;
}

static struct engine *engine_new(const char *config_path, struct timepiece *clock) {
    struct engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL)
        return NULL;
    engine->clock = clock;
    engine->config_path = strdup(config_path);
    engine->work = arena_new(MAX_REQUEST_MEMORY_BYTES);
    engine->batch = arena_new(BATCH_MEMORY_BYTES);
    engine->scratch = arena_new(BATCH_MEMORY_BYTES);
    if (engine->config_path == NULL || engine->work == NULL || engine->batch == NULL ||
        engine->scratch == NULL)
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
        status = read_files(opened, &file, mistakes, complaint);
    if (status == STATUS_OK)
        status = open_store(opened, &settings_of(file)->process, complaint);
    if (status == STATUS_OK)
        status = resume_clock(opened);
    if (status == STATUS_OK)
        status = adopt_files(opened, &file, complaint);
    settings_free(&file);
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
    settings_free(&closing->settings);
    arena_free(&closing->work);
    arena_free(&closing->batch);
    arena_free(&closing->scratch);
    keys_wipe(&closing->server_keys, sizeof closing->server_keys);
    free(closing->registered);
    free(closing->config_path);
    free(closing);
    *engine = NULL;
}

enum status engine_reload(struct engine *engine, struct mistakes *mistakes,
                          struct complaint *complaint) {
    struct settings_file *file = NULL;
    enum status status = settings_read(engine->config_path, &file, mistakes);
    if (status == STATUS_OK)
        status = adopt_files(engine, &file, complaint);
    settings_free(&file);
    return status;
}

const struct process_settings *engine_process_settings(const struct engine *engine) {
    return &settings_of(engine->settings)->process;
}

enum status engine_hello(struct engine *engine, struct link_hello *hello) {
    const struct process_settings *process = engine_process_settings(engine);
    *hello = (struct link_hello){.listen = bytes_of_text(process->listen),
                                 .listen_bell = bytes_of_text(process->listen_bell),
                                 .virtual_clock = engine->clock->is_virtual};
    memcpy(hello->curve_secret, engine->server_keys.curve, sizeof hello->curve_secret);
    return STATUS_OK;
}

enum status engine_table(struct engine *engine, struct arena *arena, struct link_table *table) {
    const struct rules_settings *rules = engine_rules(engine);
    size_t count = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        count += rules->participants[i].key_count;
    uint8_t(*keys)[LINK_KEY_BYTES] = arena_array(arena, count, sizeof *keys);
    if (keys == NULL)
        return STATUS_NO_MEMORY;
    size_t at = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        for (size_t k = 0; k < rules->participants[i].key_count; k++)
            memcpy(keys[at++], rules->participants[i].keys[k].curve, LINK_KEY_BYTES);
    *table = (struct link_table){count, (const uint8_t(*)[LINK_KEY_BYTES])keys};
    return STATUS_OK;
}

/* ---- one batch */

static struct bytes region_key(void) {
    return bytes_of_text("region");
}

static enum status load_region(struct engine *engine) {
    struct bytes record;
    enum status status = store_get(engine->txn, TABLE_STATE, region_key(), engine->work, &record);
    if (status == STATUS_OK)
        return unpack_region(record, engine->work, &engine->region);
    engine->region = (struct region){.evaluated = DAY_NONE, .norm_from = DAY_NONE};
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
    engine->wrote = engine->rang = engine->out_of_memory = false;
    engine->failure = STATUS_OK;
    enum status status = store_begin(engine->store, &engine->txn);
    if (status == STATUS_OK)
        status = load_region(engine);
    if (status != STATUS_OK)
        store_rollback(&engine->txn);
    return status;
}

instant_t engine_next_instant(const struct engine *engine) {
    instant_t last = store_last_instant(engine->txn);
    return engine->now > last ? engine->now : last + 1;
}

uint64_t engine_append(struct engine *engine, enum event_kind kind, instant_t instant,
                       struct bytes body) {
    struct event event = {.number = store_journal_head(engine->txn) + 1,
                          .instant = instant,
                          .rules_version = RULES_VERSION,
                          .kind = kind,
                          .body = body};
    store_journal_append(engine->txn, &event);
    engine->wrote = true;
    return event.number;
}

enum status engine_audit(struct engine *engine, instant_t instant, const char *participant,
                         const char *act, const char *detail) {
    struct codec codec = codec_writer(engine->work);
    uint32_t version = 1;
    struct bytes texts[] = {bytes_of_text(participant), bytes_of_text(act), bytes_of_text(detail)};
    struct bytes record;
    codec_u32(&codec, &version);
    codec_i64(&codec, &instant);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        codec_bytes(&codec, &texts[i]);
    enum status status = codec_written(&codec, &record);
    if (status != STATUS_OK)
        return status;
    store_log_append(engine->txn, TABLE_AUDIT, store_log_head(engine->txn, TABLE_AUDIT) + 1,
                     record);
    engine->wrote = true;
    return store_failure(engine->txn);
}

static const struct kind *find_kind(struct bytes name) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (bytes_equal(name, bytes_of_text(kinds[i].name)))
            return &kinds[i];
    return NULL;
}

/* A kind nobody knows gets what a forbidden one gets. */
static enum status answer_unknown(struct engine *engine, struct arena *arena, struct bytes *reply) {
    struct reply_head head = engine_head(engine, ANSWER_DENIED);
    engine->refused[REFUSED_KIND]++;
    return wire_encode_head(&head, arena, reply);
}

void engine_later(const struct engine *engine, struct arena *arena, struct bytes *reply) {
    struct reply_head head = engine_head(engine, ANSWER_LATER);
    if (wire_encode_head(&head, arena, reply) != STATUS_OK)
        *reply = (struct bytes){NULL, 0};
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
    const struct kind *kind = find_kind(request->kind);
    /* On a full disk a day that came cannot be recorded, but what is there can be read. */
    bool wait = engine->full && kind && kind->reads;
    enum status status = store_failure(engine->txn);
    engine->now = clock_now(engine->clock);
    if (status == STATUS_OK && !wait)
        status = engine_evaluate_days(engine);
    arena_reset(engine->work);
    uint64_t written = store_write_count(engine->txn);
    if (status == STATUS_OK)
        status = kind ? kind->answer(engine, request, arena, reply)
                      : answer_unknown(engine, arena, reply);
    if (status != STATUS_OK)
        engine_later(engine, arena, reply);
    /* What took too much memory before it wrote anything spoils its own answer only. */
    if (status != STATUS_NO_MEMORY || store_write_count(engine->txn) != written)
        remember_failure(engine, status);
}

void engine_tick(struct engine *engine) {
    engine->now = clock_now(engine->clock);
    if (store_failure(engine->txn) == STATUS_OK)
        remember_failure(engine, engine_evaluate_days(engine));
}

static void log_notes(const struct engine *engine, instant_t commit_us) {
    for (size_t i = 0; i < engine->note_count; i++)
        log_event(engine->notes[i].level, engine->notes[i].event, "%.*s commit_us=%lld",
                  (int)engine->notes[i].pairs.size, (const char *)engine->notes[i].pairs.at,
                  (long long)commit_us);
}

enum status engine_commit(struct engine *engine, bool *ring) {
    *ring = false;
    instant_t before = clock_monotonic();
    enum status status = engine->failure;
    if (status == STATUS_OK && engine->wrote)
        status = store_commit(&engine->txn);
    store_rollback(&engine->txn);
    engine->full = status == STATUS_FULL || (engine->full && !engine->wrote);
    if (status != STATUS_OK) {
        log_event(LOG_LEVEL_ERROR, "batch.not_committed", "why=\"%s\"",
                  status_text(engine->out_of_memory ? STATUS_NO_MEMORY : status));
        return status;
    }
    engine->committed_day = engine->region.evaluated;
    log_notes(engine, clock_monotonic() - before);
    *ring = engine->rang;
    return STATUS_OK;
}

void engine_note(struct engine *engine, enum log_level level, const char *event, const char *pairs,
                 ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, pairs);
    int size = vsnprintf(text, sizeof text, pairs, arguments);
    va_end(arguments);
    if (engine->note_count == engine->note_capacity) {
        size_t capacity = engine->note_capacity ? engine->note_capacity * 2 : 64;
        struct note *larger = arena_array(engine->batch, capacity, sizeof *larger);
        if (larger == NULL)
            return; /* a log line less is no reason to refuse a delivery */
        if (engine->note_count)
            memcpy(larger, engine->notes, engine->note_count * sizeof *larger);
        engine->notes = larger;
        engine->note_capacity = capacity;
    }
    size_t used = size < 0 ? 0 : (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    struct bytes kept = arena_copy(engine->batch, bytes_of(text, used));
    if (kept.at)
        engine->notes[engine->note_count++] = (struct note){level, event, kept};
}

/* ---- beside the batch */

instant_t engine_next_tick(const struct engine *engine) {
    if (engine->clock->is_virtual)
        return INSTANT_MAX;
    return instant_of_day(engine->committed_day + 1);
}

void engine_note_refused(struct engine *engine, const struct link_refused_counts *counts) {
    engine->front_refused = *counts;
}

void engine_reap_readers(struct engine *engine) {
    store_reap_readers(engine->store);
}
