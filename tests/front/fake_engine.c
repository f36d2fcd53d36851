/* An engine that decides nothing, for the tests of what stands around it: it echoes,
 * counts, and does what a request's kind asks of it. It reads the real configuration. */
#include "daemon/engine/command.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/measures.h"

#include "daemon/engine/doors.h"
#include "tests/front/fake.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HELD_REPLY_BYTES = 300 * 1024 };

struct engine {
    const char *config;
    struct settings_file *settings;
    struct doors *doors;
    const struct timepiece *clock;
    struct link_refused_counts refused;
    unsigned requests, batches, largest_batch, in_batch, ticks;
    bool begun, ring;
    bool sick;           /* its store cannot be read any more */
    bool stuck;          /* its reader is */
    enum status outcome; /* of the batch */
};

static const struct settings *settings(const struct engine *engine) {
    return settings_of(engine->settings);
}

enum status engine_open(const char *config_path, struct timepiece *clock, struct engine **engine,
                        struct mistakes *mistakes, struct complaint *complaint) {
    struct engine *made = calloc(1, sizeof *made);
    ENSURE(made);
    made->config = config_path;
    made->clock = clock;
    enum status status = settings_read(config_path, &made->settings, mistakes);
    if (status == STATUS_OK)
        status = doors_read(&settings(made)->process, &made->doors, complaint);
    if (status != STATUS_OK) {
        engine_close(&made);
        return status;
    }
    *engine = made;
    return STATUS_OK;
}

void engine_close(struct engine **engine) {
    settings_free(&(*engine)->settings);
    doors_free(&(*engine)->doors);
    free(*engine);
    *engine = NULL;
}

const struct process_settings *engine_process_settings(const struct engine *engine) {
    return &settings(engine)->process;
}

enum status engine_hello(struct engine *engine, struct link_hello *hello) {
    *hello = (struct link_hello){.virtual_clock = engine->clock->is_virtual};
    doors_say(engine->doors, &settings(engine)->process, hello);
    return STATUS_OK;
}

bool engine_is_too_often(struct engine *engine, const struct link_request *request,
                         uint64_t batch) {
    (void)engine;
    (void)request;
    (void)batch;
    return false;
}

day_t engine_today(const struct engine *engine) {
    (void)engine;
    return 0;
}

enum status engine_table(struct engine *engine, struct arena *arena, struct link_table *table) {
    const struct rules_settings *rules = &settings(engine)->rules;
    uint8_t(*keys)[LINK_KEY_BYTES] =
        arena_array(arena, rules->participant_count * MAX_KEYS_PER_PARTICIPANT + 1, LINK_KEY_BYTES);
    size_t count = 0;
    if (keys == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        for (size_t k = 0; k < participant->key_count; k++)
            memcpy(keys[count++], participant->keys[k].curve, LINK_KEY_BYTES);
    }
    *table = (struct link_table){count, (const uint8_t(*)[LINK_KEY_BYTES])keys};
    return STATUS_OK;
}

enum status engine_reload(struct engine *engine, struct mistakes *mistakes,
                          struct complaint *complaint) {
    struct settings_file *read = NULL;
    struct doors *doors = NULL;
    enum status status = settings_read(engine->config, &read, mistakes);
    if (status == STATUS_OK)
        status = doors_read(&settings_of(read)->process, &doors, complaint);
    if (status != STATUS_OK) {
        settings_free(&read);
        return status;
    }
    doors_free(&engine->doors);
    settings_free(&engine->settings);
    engine->settings = read;
    engine->doors = doors;
    return STATUS_OK;
}

enum status engine_begin(struct engine *engine) {
    ENSURE(!engine->begun);
    if (engine->sick)
        return STATUS_IO;
    engine->begun = true;
    engine->ring = false;
    engine->outcome = STATUS_OK;
    engine->in_batch = 0;
    return STATUS_OK;
}

static struct bytes echo(const struct link_request *request, struct arena *arena) {
    uint8_t *at = arena_alloc(arena, request->body.size + 5);
    if (at == NULL)
        return bytes_of(NULL, 0);
    memcpy(at, "echo ", 5);
    if (request->body.size)
        memcpy(at + 5, request->body.at, request->body.size);
    return bytes_of(at, request->body.size + 5);
}

static struct bytes counts(const struct engine *engine, struct arena *arena) {
    char text[512];
    int size = snprintf(text, sizeof text, "{\"requests\": %u, \"batches\": %u, \"largest\": %u",
                        engine->requests, engine->batches, engine->largest_batch);
#define X(code, name)                                                                              \
    size += snprintf(text + size, sizeof text - (size_t)size, ", \"%s\": %ju", name,               \
                     (uintmax_t)engine->refused.count[code]);
    LINK_REFUSED_TABLE(X)
#undef X
    size += snprintf(text + size, sizeof text - (size_t)size, ", \"ticks\": %u}", engine->ticks);
    return arena_copy(arena, bytes_of(text, (size_t)size));
}

static bool is(const struct link_request *request, const char *kind) {
    return bytes_equal(request->kind, bytes_of_text(kind));
}

void engine_answer(struct engine *engine, const struct link_request *request, struct arena *arena,
                   struct bytes *reply) {
    ENSURE(engine->begun);
    engine->requests++;
    engine->in_batch++;
    if (is(request, "CRASH"))
        abort();
    if (is(request, "STOP") && kill(getppid(), SIGTERM) == 0)
        raise(SIGTERM);
    if (is(request, "FULL"))
        engine->outcome = STATUS_FULL;
    if (is(request, "FAIL"))
        engine->outcome = STATUS_IO;
    engine->sick |= is(request, "SICK");
    engine->stuck |= is(request, "STUCK");
    if (is(request, "RING"))
        engine->ring = true;
    if (is(request, "NOTHING"))
        *reply = bytes_of(NULL, 0);
    else if (is(request, "LARGE"))
        *reply = bytes_of(arena_alloc(arena, HELD_REPLY_BYTES), HELD_REPLY_BYTES);
    else
        *reply = is(request, "COUNTS") ? counts(engine, arena) : echo(request, arena);
}

bool fake_reader_is_stuck(const struct engine *engine) {
    return engine->stuck;
}

void engine_tick(struct engine *engine) {
    ENSURE(engine->begun);
    engine->ticks++;
}

enum status engine_commit(struct engine *engine, bool *ring) {
    ENSURE(engine->begun);
    engine->begun = false;
    engine->batches++;
    if (engine->in_batch > engine->largest_batch)
        engine->largest_batch = engine->in_batch;
    *ring = engine->ring;
    return engine->outcome;
}

void engine_later(const struct engine *engine, struct arena *arena, struct bytes *reply) {
    (void)engine;
    *reply = arena_copy(arena, bytes_of_text("later"));
}

void engine_too_much(const struct engine *engine, struct arena *arena, struct bytes *reply) {
    engine_later(engine, arena, reply);
}

/* Once a second at most, as the loop allows it: always due on a real clock. */
bool engine_day_is_due(const struct engine *engine) {
    (void)engine;
    return false;
}

instant_t engine_next_tick(const struct engine *engine) {
    return engine->clock->is_virtual ? INSTANT_MAX : 0;
}

void engine_note_refused(struct engine *engine, const struct link_turned_away *noted) {
    engine->refused = noted->counts;
}

void engine_note_put_off(struct engine *engine, const struct link_request *request) {
    (void)engine;
    (void)request;
}

void engine_note_sent(struct engine *engine, instant_t duration_us) {
    (void)engine;
    (void)duration_us;
}

void engine_note_front(struct engine *engine, const struct link_measures *measures) {
    (void)engine;
    (void)measures;
}

/* In the real one's form, of what it knows. */
enum status engine_measures(struct engine *engine, bool has_front, struct arena *arena,
                            struct bytes *text) {
    char whole[256];
    int size = snprintf(whole, sizeof whole,
                        "wachtpost-measures 1\nlisten %s\n%s\nwachtpost_requests_total %u\n",
                        settings(engine)->process.metrics,
                        has_front ? "" : "unready no front is connected\n", engine->requests);
    *text = arena_copy(arena, bytes_of(whole, (size_t)size));
    return text->at ? STATUS_OK : STATUS_NO_MEMORY;
}

bool engine_keys_are_due(const struct engine *engine) {
    (void)engine;
    return false;
}

bool engine_keys_are_overdue(const struct engine *engine) {
    (void)engine;
    return false;
}

enum status engine_keep_keys(struct engine *engine, bool under_load) {
    (void)engine;
    (void)under_load;
    return STATUS_OK;
}

struct engine_state engine_state(const struct engine *engine) {
    (void)engine;
    return (struct engine_state){.evaluated = DAY_NONE};
}

void engine_each_minute(struct engine *engine) {
    ENSURE(!engine->begun);
}

/* Nothing that it refuses is put on record. */
instant_t engine_next_record(const struct engine *engine) {
    (void)engine;
    return INSTANT_MAX;
}

enum status engine_record_life(struct engine *engine, enum engine_life life) {
    (void)engine;
    (void)life;
    return STATUS_OK;
}

void engine_hurry_record(struct engine *engine) {
    (void)engine;
}

/* Says back what it was told. */
enum status command_execute(struct engine *engine, struct bytes line, unsigned uid,
                            struct arena *arena, struct command_result *result) {
    (void)engine;
    (void)uid;
    char *answer = arena_alloc(arena, line.size + 4);
    ENSURE(answer);
    memcpy(answer, "ok\n", 3);
    if (line.size > 0)
        memcpy(answer + 3, line.at, line.size);
    answer[line.size + 3] = '\n';
    *result = (struct command_result){.answer = bytes_of(answer, line.size + 4)};
    return STATUS_OK;
}
