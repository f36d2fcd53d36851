/* One try is a straight line: take the oldest, send it, do what the answer asks. The loop
 * around it only decides how long to wait before the next. */
#include "client/outbox/sender.h"

#include "client/clock.h"
#include "client/language.h"
#include "client/outbox/backoff.h"
#include "client/outbox/sender_inside.h"
#include "proto/model/limits.h"

#include <stdio.h>
#include <stdlib.h>

/* How long one try waits for an answer: shorter where there is another endpoint to ask. */
#define TRY_MS 10000
#define TRY_MS_OF_SEVERAL 4000
/* However little the daemon asks for with LATER. */
#define LATER_MIN_MS 50
/* Between two looks at whether to go on. */
#define LOOK_MS 200
/* A daemon that was restored asks once; one that keeps asking is not to be followed. */
#define MAX_REWINDS 3

/* ---- where to */

static bool split_servers(struct sender *sender) {
    for (char *rest = sender->servers, *server; (server = strsep(&rest, " \t"));) {
        if (!*server)
            continue;
        if (sender->server_count == MAX_SERVERS)
            return false;
        sender->server[sender->server_count++] = server;
    }
    return sender->server_count > 0;
}

static uint32_t draw(void) {
    uint8_t random[SEED_BYTES];
    uint32_t number;
    keys_random_seed(random);
    memcpy(&number, random, sizeof number);
    return number;
}

enum status sender_dial(struct sender *sender, struct complaint *complaint) {
    if (sender->connection)
        return STATUS_OK;
    struct connection_options options = {.server = sender->server[sender->current],
                                         .keys = sender->options.keys,
                                         .first_request_id = (uint64_t)draw() << 32 | draw()};
    memcpy(options.server_key, sender->options.server_key, KEY_BYTES);
    return connection_open(sender->options.network, &options, &sender->connection, complaint);
}

static void next_server(struct sender *sender) {
    if (sender->server_count == 1)
        return;
    connection_close(&sender->connection);
    sender->current = (sender->current + 1) % sender->server_count;
}

/* Every endpoint is dialled once, so that a wrong one is found before it is needed. */
static enum status check_servers(struct sender *sender, struct complaint *complaint) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sender->server_count; i++) {
        status = sender_dial(sender, complaint);
        if (status == STATUS_OK)
            next_server(sender);
    }
    return status;
}

enum status sender_open(const struct sender_options *options, struct sender **sender,
                        struct complaint *complaint) {
    struct sender *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    *fresh = (struct sender){.options = *options,
                             .servers = strdup(options->servers),
                             .arena = arena_new(MAX_REQUEST_MEMORY_BYTES)};
    enum status status = STATUS_NO_MEMORY;
    if (fresh->servers && fresh->arena) {
        status = split_servers(fresh)
                     ? check_servers(fresh, complaint)
                     : complain(complaint, STATUS_BAD_CONFIG,
                                _("server hoort 1 tot %d adressen te noemen, met spaties ertussen"),
                                MAX_SERVERS);
    }
    if (status != STATUS_OK)
        sender_close(&fresh);
    else
        *sender = fresh;
    return status;
}

void sender_close(struct sender **sender) {
    if (!*sender)
        return;
    sender_end_steps(*sender);
    connection_close(&(*sender)->connection);
    arena_free(&(*sender)->arena);
    free((*sender)->servers);
    free(*sender);
    *sender = NULL;
}

/* ---- waiting */

static bool enough(const struct sender *sender) {
    const struct sender_listener *listener = &sender->options.listener;
    return listener->enough && listener->enough(listener->context);
}

/* Or the run is over. */
static void sleep_for(const struct sender *sender, struct run *run, int64_t wait_ms) {
    const int64_t until_ms = clock_monotonic_ms() + wait_ms;
    if (until_ms >= run->deadline_ms)
        sender_finish(run, SENDER_TIMEOUT);
    while (!run->over) {
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (enough(sender))
            sender_finish(run, SENDER_ENOUGH);
        if (left_ms <= 0)
            break;
        clock_sleep_ms(left_ms < LOOK_MS ? left_ms : LOOK_MS);
    }
}

/* After silence: the next endpoint at once, and a pause after every round of them. */
static int64_t pause_after_silence(struct sender *sender) {
    const unsigned round = (unsigned)sender->server_count;
    next_server(sender);
    sender->silent++;
    return sender->silent % round != 0 ? 0 : backoff_ms(sender->silent / round - 1, draw());
}

static int64_t pause_as_asked(struct run *run, const struct reply_head *head) {
    (void)complain(run->complaint, STATUS_UNREACHABLE,
                   _("de server vraagt om later terug te komen"));
    if (head->retry_after_ms < LATER_MIN_MS)
        return LATER_MIN_MS;
    return head->retry_after_ms < BACKOFF_MAX_MS ? head->retry_after_ms : BACKOFF_MAX_MS;
}

void sender_tell_pause(const struct sender *sender, const struct run *run,
                       const struct outbox_entry *entry, int64_t pause_ms) {
    const struct sender_listener *listener = &sender->options.listener;
    if (pause_ms > 0 && listener->waits)
        listener->waits(listener->context, entry, run->complaint->text, pause_ms);
}

/* ---- what an answer asks */

static enum status stop(const struct sender *sender, struct run *run, enum outbox_stop why) {
    sender_finish(run, SENDER_STOPPED);
    return outbox_stop(sender->options.outbox, why, clock_now(), run->complaint);
}

static enum status rewind_to(const struct sender *sender, struct run *run, uint64_t expected) {
    if (run->rewinds++ == MAX_REWINDS)
        return stop(sender, run, OUTBOX_GAP);
    enum status status = outbox_rewind(sender->options.outbox, expected, run->complaint);
    return status == STATUS_ABSENT ? stop(sender, run, OUTBOX_GAP) : status;
}

static enum status set_aside(const struct sender *sender, const struct outbox_entry *entry,
                             struct run *run) {
    enum status status = outbox_set_aside(sender->options.outbox, entry, run->complaint);
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* Durable before anything else is sent; and what stopped the outbox is past. */
static enum status settle(const struct sender *sender, const struct outbox_entry *entry,
                          const struct delivery_answer *answer, struct run *run) {
    enum status status =
        outbox_settle(sender->options.outbox, entry, answer, clock_now(), run->complaint);
    if (status != STATUS_OK || !run->stopped)
        return status;
    run->stopped = false;
    return outbox_stop(sender->options.outbox, OUTBOX_RUNS, clock_now(), run->complaint);
}

/* What it changes, on disk; the run may be over by it. */
static enum status follow(const struct sender *sender, const struct outbox_entry *entry,
                          const struct delivery_answer *answer, struct run *run) {
    switch (answer->head.status) {
    case ANSWER_ACCEPTED:
    case ANSWER_HELD:
    case ANSWER_REJECTED:
    case ANSWER_DUPLICATE:
        return settle(sender, entry, answer, run);
    case ANSWER_GAP:
        return rewind_to(sender, run, answer->expected_sequence);
    case ANSWER_MALFORMED:
        return set_aside(sender, entry, run);
    case ANSWER_CONFLICT:
        return stop(sender, run, OUTBOX_CONFLICT);
    case ANSWER_DENIED:
        return stop(sender, run, OUTBOX_DENIED);
    case ANSWER_LATER:
        return STATUS_OK;
    case ANSWER_NONE:
    case ANSWER_OK:
    case ANSWER_DISCARDED:
    case ANSWER_NOTHING_HELD:
    case ANSWER_STALE:
    case ANSWER_COUNT:
        break;
    }
    return stop(sender, run, OUTBOX_RECEIPT);
}

static enum status take_answer(struct sender *sender, const struct outbox_entry *entry,
                               const struct delivery_answer *answer, struct run *run,
                               int64_t *pause_ms) {
    const struct sender_listener *listener = &sender->options.listener;
    sender->silent = 0;
    if (answer->head.status == ANSWER_LATER) {
        *pause_ms = pause_as_asked(run, &answer->head);
        return STATUS_OK;
    }
    enum status status = follow(sender, entry, answer, run);
    if (status == STATUS_OK && listener->answered)
        listener->answered(listener->context, entry, answer);
    return status;
}

enum status sender_conclude(struct sender *sender, const struct outbox_entry *entry,
                            enum status tried, const struct delivery_answer *answer,
                            struct run *run, int64_t *pause_ms) {
    *pause_ms = NO_PAUSE;
    if (tried == STATUS_OK)
        return take_answer(sender, entry, answer, run, pause_ms);
    if (tried == STATUS_MALFORMED)
        return stop(sender, run, OUTBOX_RECEIPT);
    if (tried == STATUS_FORBIDDEN)
        sender_finish(run, SENDER_REFUSED);
    else if (tried == STATUS_UNREACHABLE)
        *pause_ms = pause_after_silence(sender);
    else
        return tried;
    return STATUS_OK;
}

/* ---- one try, and the loop */

int64_t sender_try_ms(const struct sender *sender) {
    return sender->server_count > 1 ? TRY_MS_OF_SEVERAL : TRY_MS;
}

static enum status try_once(struct sender *sender, const struct outbox_entry *entry,
                            struct bytes body, struct run *run) {
    const int64_t try_ms = sender_try_ms(sender);
    const int64_t left_ms = run->deadline_ms - clock_monotonic_ms();
    struct delivery_answer answer;
    int64_t pause_ms;
    enum status status = sender_dial(sender, run->complaint);
    if (status != STATUS_OK)
        return status;
    const struct asker asker = {.connection = sender->connection,
                                .arena = sender->arena,
                                .timeout_ms = left_ms < try_ms ? left_ms : try_ms};
    status = delivery_try(&asker, entry->request_id, body, &answer, run->complaint);
    status = sender_conclude(sender, entry, status, &answer, run, &pause_ms);
    if (status != STATUS_OK || run->over || pause_ms == NO_PAUSE)
        return status;
    sender_tell_pause(sender, run, entry, pause_ms);
    sleep_for(sender, run, pause_ms);
    return STATUS_OK;
}

/* Whether what is waited for does not wait any more. */
static enum status is_done(const struct sender *sender, const struct run *run, bool *done) {
    struct outbox_entry entry;
    *done = false;
    if (run->until == 0)
        return STATUS_OK;
    enum status status = outbox_find(sender->options.outbox, run->until, &entry, run->complaint);
    *done = status == STATUS_ABSENT || (status == STATUS_OK && entry.state != OUTBOX_WAITING);
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* The oldest goes out, if there is one. */
static enum status send_oldest(struct sender *sender, struct run *run) {
    struct outbox_entry entry;
    struct bytes body;
    arena_reset(sender->arena);
    if (clock_monotonic_ms() >= run->deadline_ms) {
        sender_finish(run, SENDER_TIMEOUT);
        return STATUS_OK;
    }
    enum status status =
        outbox_oldest(sender->options.outbox, sender->arena, &entry, &body, run->complaint);
    if (status == STATUS_ABSENT) {
        sender_finish(run, SENDER_DONE);
        return STATUS_OK;
    }
    return status == STATUS_OK ? try_once(sender, &entry, body, run) : status;
}

/* DENIED and a bad receipt may have been put right on the other side; who is not sure asks. A
 * conflict is for a person. */
enum status sender_look_whether_stopped(const struct sender *sender, struct run *run) {
    struct outbox_standing standing;
    enum status status = outbox_standing(sender->options.outbox, &standing, run->complaint);
    if (status != STATUS_OK)
        return status;
    run->stopped = standing.stop != OUTBOX_RUNS;
    if (standing.stop == OUTBOX_CONFLICT || standing.stop == OUTBOX_GAP)
        sender_finish(run, SENDER_STOPPED);
    return STATUS_OK;
}

/* Meanwhile another process may send what we wait for. */
static enum status wait_for_turn(const struct sender *sender, struct run *run) {
    enum status status;
    bool done = false;
    while ((status = outbox_turn(sender->options.outbox, LOOK_MS, run->complaint)) == STATUS_BUSY) {
        status = is_done(sender, run, &done);
        if (status != STATUS_OK)
            return status;
        sleep_for(sender, run, 0);
        if (done)
            sender_finish(run, SENDER_DONE);
        if (run->over)
            return STATUS_OK;
    }
    return status;
}

static enum status send_all(struct sender *sender, struct run *run) {
    bool done = false;
    enum status status = sender_look_whether_stopped(sender, run);
    while (status == STATUS_OK && !run->over) {
        status = is_done(sender, run, &done);
        if (status == STATUS_OK && done)
            sender_finish(run, SENDER_DONE);
        else if (status == STATUS_OK)
            status = send_oldest(sender, run);
    }
    return status;
}

/* Room is no promise: whatever stands in its way, the next run tries again. */
void sender_forget(const struct sender *sender) {
    struct complaint nobody;
    if (outbox_forget(sender->options.outbox, clock_now(), &nobody) != STATUS_OK)
        return;
}

enum status sender_run(struct sender *sender, uint64_t until, int64_t timeout_ms,
                       enum sender_end *end, struct complaint *complaint) {
    struct run run = {
        .until = until, .deadline_ms = clock_monotonic_ms() + timeout_ms, .complaint = complaint};
    sender_end_steps(sender);
    enum status status = wait_for_turn(sender, &run);
    if (status == STATUS_OK && !run.over) {
        status = send_all(sender, &run);
        sender_forget(sender);
    }
    outbox_turn_over(sender->options.outbox);
    if (status == STATUS_OK)
        *end = run.end;
    return status;
}

/* ---- a new epoch */

static enum status read_standing(const struct status_reply *reply, const struct agb *agb,
                                 struct number *known, struct complaint *complaint) {
    if (reply->head.status != ANSWER_OK)
        return complain(
            complaint, reply->head.status == ANSWER_DENIED ? STATUS_FORBIDDEN : STATUS_UNREACHABLE,
            "%s: %s", answer_name(reply->head.status), said(answer_sentence(reply->head.status)));
    for (size_t i = 0; i < reply->aanbieder_count; i++)
        if (strcmp(reply->aanbieders[i].agb.text, agb->text) == 0) {
            *known = (struct number){.sequence = reply->aanbieders[i].sequence};
            memcpy(known->epoch, reply->aanbieders[i].epoch, EPOCH_BYTES);
            return STATUS_OK;
        }
    return complain(complaint, STATUS_FORBIDDEN, _("deze sleutel levert niet voor %s"), agb->text);
}

/* What the daemon knows of us, from the first endpoint that answers. */
static enum status ask_standing(struct sender *sender, int64_t deadline_ms, struct number *known,
                                struct complaint *complaint) {
    enum status status = STATUS_UNREACHABLE;
    for (size_t i = 0; status == STATUS_UNREACHABLE && i < sender->server_count; i++) {
        struct status_reply reply;
        const int64_t left_ms = deadline_ms - clock_monotonic_ms();
        arena_reset(sender->arena);
        status = sender_dial(sender, complaint);
        const struct asker asker = {.connection = sender->connection,
                                    .arena = sender->arena,
                                    .timeout_ms = left_ms < TRY_MS ? left_ms : TRY_MS};
        if (status == STATUS_OK)
            status = ask_status(&asker, &reply, complaint);
        if (status == STATUS_OK)
            return read_standing(&reply, outbox_agb(sender->options.outbox), known, complaint);
        if (status == STATUS_UNREACHABLE)
            next_server(sender);
    }
    return status;
}

/* The oldest, if the daemon may have it under the number it has here. */
static enum status oldest_known(const struct sender *sender, const struct number *known,
                                struct outbox_entry *entry, struct bytes *body,
                                struct complaint *complaint) {
    arena_reset(sender->arena);
    enum status status =
        outbox_oldest(sender->options.outbox, sender->arena, entry, body, complaint);
    if (status == STATUS_OK &&
        (entry->sequence > known->sequence || memcmp(entry->epoch, known->epoch, EPOCH_BYTES) != 0))
        status = STATUS_ABSENT;
    return status;
}

/* A conflict says that what the daemon has there is something else. */
static enum status settle_known(struct sender *sender, const struct number *known,
                                int64_t deadline_ms, struct complaint *complaint) {
    for (;;) {
        struct outbox_entry entry;
        struct bytes body;
        struct delivery_answer answer;
        enum status status = oldest_known(sender, known, &entry, &body, complaint);
        if (status != STATUS_OK)
            return status == STATUS_ABSENT ? STATUS_OK : status;
        const struct asker asker = {.connection = sender->connection,
                                    .arena = sender->arena,
                                    .timeout_ms = deadline_ms - clock_monotonic_ms()};
        status = delivery_send(&asker, entry.request_id, body, &answer, complaint);
        if (status != STATUS_OK)
            return status;
        if (answer.head.status == ANSWER_LATER)
            return complain(complaint, STATUS_UNREACHABLE,
                            _("de server vraagt om later terug te komen"));
        if (!answer.has_receipt)
            return STATUS_OK;
        status = outbox_settle(sender->options.outbox, &entry, &answer, clock_now(), complaint);
        if (status != STATUS_OK)
            return status;
    }
}

/* The first number of the present epoch that the daemon lacks; 0: it knows nothing of that epoch
 * nor of the one before, so that there is nothing to make whole. */
static uint64_t first_lost(const struct outbox_standing *standing, const struct number *known) {
    if (memcmp(standing->next.epoch, known->epoch, EPOCH_BYTES) == 0)
        return known->sequence + 1;
    if (standing->superseded_sequence > 0 &&
        memcmp(standing->superseded, known->epoch, EPOCH_BYTES) == 0)
        return 1;
    return 0;
}

/* A daemon that was restored lacks what has its receipt here: that goes into the new epoch too. */
static enum status rewind_lost(const struct sender *sender, const struct number *known,
                               struct complaint *complaint) {
    struct outbox_standing standing;
    enum status status = outbox_standing(sender->options.outbox, &standing, complaint);
    if (status != STATUS_OK)
        return status;
    const uint64_t first = first_lost(&standing, known);
    if (first == 0)
        return STATUS_OK;
    status = outbox_rewind(sender->options.outbox, first, complaint);
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

static enum status begin_epoch(struct sender *sender, int64_t deadline_ms,
                               struct number *superseded, struct complaint *complaint) {
    struct number known = {.sequence = 0};
    enum status status = ask_standing(sender, deadline_ms, &known, complaint);
    if (status == STATUS_OK)
        status = settle_known(sender, &known, deadline_ms, complaint);
    if (status == STATUS_OK)
        status = rewind_lost(sender, &known, complaint);
    if (status == STATUS_OK)
        status = outbox_begin_epoch(sender->options.outbox, known.epoch, known.sequence, complaint);
    if (status == STATUS_OK)
        *superseded = known;
    return status;
}

enum status sender_begin_epoch(struct sender *sender, int64_t timeout_ms, struct number *superseded,
                               struct complaint *complaint) {
    const int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    sender_end_steps(sender);
    enum status status = outbox_turn(sender->options.outbox, timeout_ms, complaint);
    if (status == STATUS_OK)
        status = begin_epoch(sender, deadline_ms, superseded, complaint);
    outbox_turn_over(sender->options.outbox);
    return status;
}

/* ---- what a restored daemon lacks */

static enum status make_whole(struct sender *sender, int64_t deadline_ms,
                              struct complaint *complaint) {
    struct outbox_standing standing;
    struct number known = {.sequence = 0};
    enum status status = outbox_standing(sender->options.outbox, &standing, complaint);
    if (status != STATUS_OK || standing.waiting > 0 || standing.delivered == 0)
        return status;
    status = ask_standing(sender, deadline_ms, &known, complaint);
    if (status != STATUS_OK)
        return status;
    const uint64_t first = known.sequence == 0 ? 1 : first_lost(&standing, &known);
    if (first == 0)
        return STATUS_OK;
    status = outbox_rewind(sender->options.outbox, first, complaint);
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* Who has the turn is sending, and finds it out by that. */
enum status sender_make_whole(struct sender *sender, int64_t timeout_ms,
                              struct complaint *complaint) {
    const int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    sender_end_steps(sender);
    enum status status = outbox_turn(sender->options.outbox, 0, complaint);
    if (status == STATUS_BUSY)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = make_whole(sender, deadline_ms, complaint);
    outbox_turn_over(sender->options.outbox);
    return status;
}
