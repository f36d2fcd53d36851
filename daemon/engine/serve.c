#include "daemon/engine/serve.h"

#include "daemon/engine/serve_inside.h"
#include "daemon/log.h"
#include "daemon/ready.h"

#include <stdlib.h>
#include <unistd.h>

#define REAP_INTERVAL_US (60 * MICROSECONDS_PER_SECOND)
/* After a tick that changed nothing (the disk is full, evaluation is held). */
#define TICK_RETRY_US MICROSECONDS_PER_SECOND
#define RECORD_INTERVAL_US MICROSECONDS_PER_SECOND
#define GOODBYE_MS 1000
/* When nobody came for so long, nobody is likely to wait for a step of what keeps the keys. */
#define LULL_MS 10
/* Between two of them when it is never quiet: a gibibyte an hour. */
#define OVERDUE_INTERVAL_US (100 * 1000)

static void drop_front(struct serve *s) {
    log_event(LOG_LEVEL_INFO, "engine.front_gone", "broken=%d", s->broken);
    stream_close(&s->front);
    engine_note_front(s->engine, &(struct link_measures){0});
    s->front_number++;
    s->broken = s->more = false;
}

static bool is_front_slow(const struct serve *s) {
    return link_buffer_left(&s->front.out).size >= MAX_WAITING_BYTES;
}

static enum status say(struct serve *s, const struct link_message *message) {
    return s->front.fd < 0 ? STATUS_OK : link_write(&s->front.out, message);
}

static enum status say_table(struct serve *s) {
    struct link_message table = {.kind = LINK_TABLE};
    s->told_day = engine_today(s->engine);
    enum status status = engine_table(s->engine, s->arena, &table.table);
    return status == STATUS_OK ? say(s, &table) : status;
}

enum status serve_introduce(struct serve *s) {
    struct link_message hello = {.kind = LINK_HELLO};
    arena_reset(s->arena);
    enum status status = engine_hello(s->engine, &hello.hello);
    if (status != STATUS_OK)
        return status;
    hello.hello.now = clock_now(s->clock);
    status = say(s, &hello);
    return status == STATUS_OK ? say_table(s) : status;
}

/* Keys begin and end with the day. */
static enum status mind_the_day(struct serve *s) {
    return s->told_day == engine_today(s->engine) ? STATUS_OK : say_table(s);
}

static void welcome_front(struct serve *s) {
    if (s->front.fd >= 0)
        return;
    enum status status = stream_accept(s->listener, &s->front);
    if (status == STATUS_FORBIDDEN)
        log_event(LOG_LEVEL_WARN, "engine.stranger_refused", "why=\"%s\"",
                  "another user's process");
    if (status != STATUS_OK)
        return;
    log_event(LOG_LEVEL_INFO, "engine.front_connected", "fd=%d", s->front.fd);
    status = serve_introduce(s);
    if (status == STATUS_OK)
        return;
    log_event(LOG_LEVEL_ERROR, "engine.introduction_failed", "why=\"%s\"", status_text(status));
    drop_front(s);
}

static bool is_tick_due(const struct serve *s) {
    return clock_now(s->clock) >= engine_next_tick(s->engine) &&
           clock_monotonic() >= s->next_tick_try;
}

static enum status begin(struct serve *s) {
    if (s->begun)
        return STATUS_OK;
    reader_stand_back(s->reader);
    enum status status = engine_begin(s->engine);
    s->begun = status == STATUS_OK;
    return status;
}

static enum status evaluate_days(struct serve *s) {
    enum status status = begin(s);
    if (status != STATUS_OK)
        return status;
    engine_tick(s->engine);
    s->next_tick_try = clock_monotonic() + TICK_RETRY_US;
    return STATUS_OK;
}

static instant_t next_record(const struct serve *s) {
    const instant_t next = engine_next_record(s->engine);
    return next > s->next_record_try ? next : s->next_record_try;
}

/* Refused attempts are put on record in whatever batch there is, and if there is none in one of
 * their own: not more than one a second. */
static enum status put_on_record(struct serve *s) {
    const instant_t now = clock_monotonic();
    if (next_record(s) > now)
        return STATUS_OK;
    s->next_record_try = now + RECORD_INTERVAL_US;
    return begin(s);
}

/* Into the store: a batch begins with reading what stands there of the region. */
static enum status look(struct serve *s) {
    enum status status = begin(s);
    s->looked = status == STATUS_OK;
    return status;
}

static enum status tick(struct serve *s) {
    enum status status = is_tick_due(s) ? evaluate_days(s) : STATUS_OK;
    if (status == STATUS_OK)
        status = put_on_record(s);
    return status == STATUS_OK && serve_look_is_due(s) ? look(s) : status;
}

static struct answer_slot *add_answer(struct serve *s, uint64_t ticket) {
    ENSURE(s->answer_count < sizeof s->answers / sizeof s->answers[0]);
    struct answer_slot *slot = &s->answers[s->answer_count++];
    *slot = (struct answer_slot){.ticket = ticket};
    return slot;
}

static void say_later(struct serve *s, const struct link_request *request) {
    engine_note_put_off(s->engine, request);
    struct answer_slot *slot = add_answer(s, request->ticket);
    engine_later(s->engine, s->arena, &slot->body);
}

/* In the batch, which must be durable before the answer leaves. */
static enum status answer(struct serve *s, const struct link_request *request) {
    const instant_t began = clock_monotonic();
    if (shares_is_used(&s->shares, request->curve_key, began)) {
        say_later(s, request);
        return STATUS_OK;
    }
    enum status status = begin(s);
    if (status != STATUS_OK)
        return status;
    struct answer_slot *slot = add_answer(s, request->ticket);
    slot->on_commit = true;
    engine_answer(s->engine, request, s->arena, &slot->body);
    shares_note(&s->shares, request->curve_key, clock_monotonic() - began);
    return STATUS_OK;
}

/* ---- errands: what the reader answers */

/* A midnight that has come counts first, as for everything else. */
static enum status keep_errand(struct serve *s, const struct link_request *request) {
    s->errands[s->errand_count++] = *request;
    bool due = engine_day_is_due(s->engine) && clock_monotonic() >= s->next_tick_try;
    return due ? evaluate_days(s) : STATUS_OK;
}

/* What was decided before they came is in the store now. */
static void ask_reader(struct serve *s) {
    for (size_t i = 0; i < s->errand_count; i++) {
        if (reader_ask(s->reader, &s->errands[i], s->front_number) != STATUS_OK)
            say_later(s, &s->errands[i]);
    }
}

/* Who asked may be gone, or may no longer see what was seen. */
static enum status take_back(struct serve *s, const struct errand *errand) {
    errand_note_refused(errand, s->engine);
    if (errand->failure != STATUS_OK || errand->front != s->front_number)
        return errand->failure;
    if (errand->for_batch)
        return answer(s, &errand->request);
    struct answer_slot *slot = add_answer(s, errand->request.ticket);
    slot->body = errand->reply;
    if (!errand_is_current(errand, s->engine)) {
        engine_later(s->engine, s->arena, &slot->body);
        return STATUS_OK;
    }
    if (errand->lines == NULL)
        return STATUS_OK;
    slot->on_commit = true;
    enum status status = begin(s);
    if (status == STATUS_OK)
        errand_put_on_record(errand, s->engine);
    return status;
}

static enum status take_back_all(struct serve *s) {
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        struct errand *errand = reader_take(s->reader);
        if (errand == NULL)
            return STATUS_OK;
        errand->next = s->returned;
        s->returned = errand;
        status = take_back(s, errand);
    }
    return status;
}

static void free_returned(struct serve *s) {
    while (s->returned) {
        struct errand *errand = s->returned;
        s->returned = errand->next;
        errand_free(&errand);
    }
}

/* ---- a batch */

static enum status hear_request(struct serve *s, const struct link_request *request) {
    s->heard_count++;
    if (engine_is_too_often(s->engine, request, s->shares.batch)) {
        say_later(s, request);
        return STATUS_OK;
    }
    return engine_only_reads(request) ? keep_errand(s, request) : answer(s, request);
}

/* One message of the front. */
static enum status hear(struct serve *s, const struct link_message *message) {
    if (message->kind == LINK_REQUEST)
        return hear_request(s, &message->request);
    if (message->kind == LINK_REFUSED)
        engine_note_refused(s->engine, &message->refused);
    else if (message->kind == LINK_PING)
        s->pinged = true;
    else if (message->kind == LINK_MEASURES)
        engine_note_front(s->engine, &message->measures);
    else
        s->broken = true;
    return message->kind == LINK_PING ? look(s) : STATUS_OK;
}

static bool is_batch_full(const struct serve *s, size_t used) {
    return s->heard_count == MAX_BATCH_REQUESTS || used >= MAX_BATCH_BYTES ||
           arena_used(s->arena) >= MAX_BATCH_BYTES;
}

/* Requests stay where they are in `in` until the batch is committed; `used` says how
 * much of it that is. Bounded in number, in bytes read and in bytes to answer. */
static enum status hear_batch(struct serve *s, size_t *used) {
    struct bytes input = link_buffer_left(&s->front.in);
    struct link_message message;
    size_t taken;
    for (s->more = false; !s->broken && !s->more; s->more = is_batch_full(s, *used)) {
        enum status status = link_read(input, s->arena, &message, &taken);
        if (status == STATUS_ABSENT)
            return STATUS_OK;
        s->broken = status != STATUS_OK;
        if (status == STATUS_OK)
            status = hear(s, &message);
        if (status != STATUS_OK)
            return s->broken ? STATUS_OK : status;
        input = bytes_of(input.at + taken, input.size - taken);
        *used += taken;
    }
    return STATUS_OK;
}

/* Nothing of the batch happened: whoever depends on it is told to come back. What only
 * reads needs no room. */
static void answer_later(struct serve *s) {
    struct bytes body = bytes_of(NULL, 0);
    engine_later(s->engine, s->arena, &body);
    for (size_t i = 0; i < s->answer_count; i++)
        if (s->answers[i].on_commit)
            s->answers[i].body = body;
    log_event(LOG_LEVEL_ERROR, "engine.store_full", "requests=%zu", s->answer_count);
}

static enum status commit(struct serve *s, bool *ring) {
    *ring = false;
    if (!s->begun)
        return STATUS_OK;
    s->begun = false;
    enum status status = engine_commit(s->engine, ring);
    if (status != STATUS_FULL)
        return status;
    *ring = false;
    answer_later(s);
    return STATUS_OK;
}

/* What no frame holds would break the link, and with it what everybody else waits for. */
static void bound_answer(struct serve *s, struct answer_slot *slot) {
    if (slot->body.size <= MAX_REPLY_BYTES)
        return;
    log_event(LOG_LEVEL_WARN, "answer.too_large", "bytes=%zu", slot->body.size);
    engine_too_much(s->engine, s->arena, &slot->body);
}

static enum status send_answers(struct serve *s, bool ring) {
    enum status status = STATUS_OK;
    struct link_message reply = {.kind = LINK_REPLY};
    reply.reply.now = clock_now(s->clock);
    for (size_t i = 0; i < s->answer_count && status == STATUS_OK; i++) {
        bound_answer(s, &s->answers[i]);
        reply.reply.ticket = s->answers[i].ticket;
        reply.reply.body = s->answers[i].body;
        status = say(s, &reply);
    }
    if (ring && status == STATUS_OK)
        status = say(s, &(struct link_message){.kind = LINK_BELL});
    return status;
}

/* The life of a batch. Whatever goes wrong with the front is the front's end, not ours. */
static enum status run_batch(struct serve *s, bool may_hear) {
    size_t used = 0;
    bool ring;
    const instant_t began = clock_monotonic();
    s->answer_count = s->heard_count = s->errand_count = 0;
    shares_next_batch(&s->shares);
    arena_reset(s->arena);
    enum status status = tick(s);
    if (status == STATUS_OK && !is_front_slow(s))
        status = take_back_all(s);
    if (status == STATUS_OK && may_hear)
        status = hear_batch(s, &used);
    if (status == STATUS_OK)
        status = commit(s, &ring);
    if (status != STATUS_OK)
        return status;
    ask_reader(s);
    if (send_answers(s, ring) != STATUS_OK || mind_the_day(s) != STATUS_OK ||
        serve_say_health(s) != STATUS_OK)
        s->broken = true;
    free_returned(s);
    if (s->front.fd >= 0) {
        link_buffer_finish(&s->front.in, used);
        stream_send(&s->front);
    }
    engine_note_sent(s->engine, clock_monotonic() - began);
    reader_go_on(s->reader);
    return STATUS_OK;
}

/* The front's turn: what it sent, answered; then what it still has to take. */
static enum status attend(struct serve *s) {
    bool may_hear = s->front.fd >= 0 && !is_front_slow(s);
    if (may_hear && stream_receive(&s->front, LINK_MAX_BYTES + 4) != STATUS_OK)
        s->broken = true;
    enum status status = run_batch(s, may_hear);
    if (s->front.fd >= 0)
        stream_send(&s->front);
    if (s->front.fd >= 0 && (s->broken || s->front.closed))
        drop_front(s);
    return status;
}

static void reap_readers(struct serve *s) {
    if (clock_monotonic() < s->next_reap)
        return;
    engine_each_minute(s->engine);
    s->next_reap = clock_monotonic() + REAP_INTERVAL_US;
}

static int wait_ms(const struct serve *s) {
    instant_t until = s->control.until < s->next_reap ? s->control.until : s->next_reap;
    if (s->next_look < until)
        until = s->next_look;
    until = s->metrics.until < until ? s->metrics.until : until;
    instant_t wait = until - clock_monotonic();
    instant_t next_tick = engine_next_tick(s->engine);
    if (next_tick != INSTANT_MAX && next_tick - clock_now(s->clock) < wait)
        wait = next_tick - clock_now(s->clock);
    if (next_record(s) - clock_monotonic() < wait)
        wait = next_record(s) - clock_monotonic();
    if (wait < s->next_tick_try - clock_monotonic())
        wait = s->next_tick_try - clock_monotonic();
    return wait <= 0 ? 0 : (int)(wait / 1000 + 1);
}

static void wait_for_work(struct serve *s) {
    short wants = is_front_slow(s) ? 0 : POLLIN;
    if (link_buffer_left(&s->front.out).size > 0)
        wants |= POLLOUT;
    struct pollfd all[] = {
        {.fd = s->signal_fd, .events = POLLIN},
        {.fd = s->front.fd < 0 ? s->listener : -1, .events = POLLIN},
        {.fd = s->front.fd, .events = wants},
        {.fd = is_front_slow(s) ? -1 : reader_fd(s->reader), .events = POLLIN},
        control_poll(&s->control),
        control_poll(&s->metrics),
    };
    const nfds_t count = sizeof all / sizeof all[0];
    s->idle = false;
    if ((s->more && !is_front_slow(s)) || poll(all, count, 0) != 0)
        return;
    shares_begin(&s->shares, clock_monotonic());
    const int patience_ms = wait_ms(s);
    const bool due = engine_keys_are_due(s->engine);
    s->idle = poll(all, count, due && patience_ms > s->lull_ms ? s->lull_ms : patience_ms) == 0 &&
              patience_ms >= s->lull_ms;
}

/* What has been decided still leaves the house, if the front takes it. */
static void say_goodbye(struct serve *s) {
    instant_t until = clock_monotonic() + GOODBYE_MS * 1000;
    while (s->front.fd >= 0 && !s->front.closed && link_buffer_left(&s->front.out).size > 0 &&
           clock_monotonic() < until) {
        struct pollfd out = {.fd = s->front.fd, .events = POLLOUT};
        poll(&out, 1, GOODBYE_MS);
        stream_send(&s->front);
    }
}

/* What was asked before the end is still answered, for as long as a goodbye takes. */
static enum status finish_errands(struct serve *s) {
    instant_t until = clock_monotonic() + GOODBYE_MS * 1000;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && s->front.fd >= 0 && !s->front.closed &&
           reader_count(s->reader) > 0 && clock_monotonic() < until) {
        struct pollfd answered = {.fd = reader_fd(s->reader), .events = POLLIN};
        poll(&answered, 1, (int)((until - clock_monotonic()) / 1000 + 1));
        status = run_batch(s, false);
    }
    return status;
}

/* Durable before anybody is let in, and when nobody is any more; a full store goes without. */
static enum status put_life_on_record(struct serve *s, enum engine_life life) {
    bool ring;
    enum status status = begin(s);
    if (status == STATUS_OK)
        status = engine_record_life(s->engine, life);
    return status == STATUS_OK || status == STATUS_FULL ? commit(s, &ring) : status;
}

/* With attempts that were counted and not yet written. */
static enum status put_end_on_record(struct serve *s) {
    engine_hurry_record(s->engine);
    return put_life_on_record(s, ENGINE_STOPS);
}

/* When it is quiet; and when it has not been for too long, now and then all the same. */
static enum status keep_keys(struct serve *s) {
    if (s->idle && engine_keys_are_due(s->engine))
        return engine_keep_keys(s->engine, false);
    if (clock_monotonic() < s->next_keys_step || !engine_keys_are_overdue(s->engine))
        return STATUS_OK;
    s->next_keys_step = clock_monotonic() + OVERDUE_INTERVAL_US;
    return engine_keep_keys(s->engine, true);
}

static enum status run(struct serve *s) {
    enum status status = STATUS_OK;
    while (!s->stopping && status == STATUS_OK) {
        wait_for_work(s);
        status = serve_take_signals(s);
        if (status == STATUS_OK)
            status = serve_take_command(s);
        serve_tell_metrics(s);
        welcome_front(s);
        if (status == STATUS_OK)
            status = attend(s);
        reap_readers(s);
        serve_tell_state(s);
        if (status == STATUS_OK)
            status = keep_keys(s);
    }
    ready_stopping(s->ready_fd);
    if (status == STATUS_OK)
        status = finish_errands(s);
    if (status == STATUS_OK)
        status = put_end_on_record(s);
    if (status == STATUS_OK)
        say_goodbye(s);
    else
        log_event(LOG_LEVEL_ERROR, "engine.batch_failed", "why=\"%s\" requests=%zu",
                  status_text(status), s->answer_count);
    return status;
}

/* All sockets; what was opened is closed by hang_up. */
static enum status pick_up(struct serve *s, struct complaint *complaint) {
    char room[LOG_QUOTE_SIZE];
    s->path = strdup(engine_process_settings(s->engine)->engine_socket);
    s->control_path = strdup(engine_process_settings(s->engine)->control_socket);
    s->metrics_path = strdup(engine_process_settings(s->engine)->metrics_socket);
    if (s->path == NULL || s->control_path == NULL || s->metrics_path == NULL)
        return STATUS_NO_MEMORY;
    enum status status = stream_listen(s->path, &s->listener, complaint);
    if (status == STATUS_OK)
        status = control_open(s->control_path, &s->control, complaint);
    if (status == STATUS_OK && engine_process_settings(s->engine)->metrics[0] != '\0')
        status = control_open(s->metrics_path, &s->metrics, complaint);
    if (status == STATUS_OK)
        log_event(LOG_LEVEL_INFO, "engine.listening", "socket=%s",
                  log_quote(bytes_of_text(s->path), room));
    return status;
}

static void hang_up(struct serve *s) {
    stream_close(&s->front);
    control_close(&s->control, s->control_path);
    control_close(&s->metrics, s->metrics_path);
    if (s->listener >= 0) {
        unlink(s->path);
        close(s->listener);
    }
    free(s->path);
    free(s->control_path);
    free(s->metrics_path);
}

static struct serve *serve_new(struct engine *engine, const struct serve_options *options) {
    struct serve *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    *s = (struct serve){.engine = engine,
                        .clock = options->clock,
                        .signal_fd = options->signal_fd,
                        .ready_fd = options->ready_fd,
                        .watchdog_us = ready_watchdog_us(),
                        .lull_ms = options->lull_ms ? options->lull_ms : LULL_MS,
                        .listener = -1,
                        .front = stream_none,
                        .control = control_none,
                        .metrics = control_none};
    /* Room for one request that uses all it may after a batch that is all but full. */
    s->arena = arena_new(MAX_REQUEST_MEMORY_BYTES + MAX_BATCH_BYTES);
    s->next_look = s->watchdog_us > 0 ? 0 : INSTANT_MAX;
    return s;
}

enum status serve(struct engine *engine, const struct serve_options *options,
                  struct complaint *complaint) {
    struct serve *s = serve_new(engine, options);
    if (s == NULL)
        return STATUS_NO_MEMORY;
    enum status status = s->arena ? reader_start(engine, &s->reader) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = pick_up(s, complaint);
    if (status == STATUS_OK)
        status = serve_read_again(s);
    if (status == STATUS_OK)
        status = put_life_on_record(s, ENGINE_STARTS);
    if (status == STATUS_OK) {
        ready_say(options->ready_fd);
        status = run(s);
    }
    hang_up(s);
    free_returned(s);
    reader_stop(&s->reader);
    arena_free(&s->arena);
    free(s);
    return status;
}
