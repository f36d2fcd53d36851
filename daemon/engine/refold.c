#include "daemon/engine/refold.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/engine/checkpoint.h"
#include "daemon/engine/contents.h"
#include "daemon/engine/figures.h"
#include "daemon/engine/hold.h"
#include "daemon/engine/retain.h"
#include "proto/model/list.h"

enum {
    /* So many events, or so many bytes of them, share a commit. */
    COMMIT_EVENTS = 256,
    COMMIT_BYTES = 4 * 1024 * 1024,
    /* The largest body, and the reply that nobody gets. */
    EVENT_MEMORY_BYTES = 64 * 1024 * 1024,
    /* Bodies that later ones of the source hang on. */
    KNOWN_MEMORY_BYTES = 32 * 1024 * 1024,
    /* A check a day, for a century. */
    CHECKS_MEMORY_BYTES = 4 * 1024 * 1024,
};

struct refolding {
    struct timepiece clock; /* stands at the event's instant */
    struct engine *engine;  /* over the fresh store */
    struct store_txn *source;
    struct contents *known; /* of the source */
    struct arena *arena;    /* one event at a time */
    struct list checks;     /* struct check, ascending by what they tell of */
    size_t next_check;
    struct complaint *complaint;
};

/* What the journal says that the store held after one of its events. */
struct check {
    struct checkpoint held;
    uint64_t told_by;
};

typedef enum status fold(struct refolding *r, const struct event *event);

static fold fold_request, fold_day, fold_config, fold_publication, fold_retain, fold_wis,
    fold_clock, fold_checkpoint;

static const struct kind {
    const char *name;
    fold *fold;
    const char *request; /* what was asked */
} kinds[EVENT_KIND_COUNT] = {
    [EVENT_SNAPSHOT] = {"SNAPSHOT", fold_request, "PUSH"},
    [EVENT_DAY] = {"DAY", fold_day, NULL},
    [EVENT_CONFIRM] = {"CONFIRM", fold_request, "CONFIRM"},
    [EVENT_DISCARD] = {"DISCARD", fold_request, "CONFIRM"},
    [EVENT_CONFIG] = {"CONFIG", fold_config, NULL},
    [EVENT_TAKEN] = {"TAKEN", fold_request, "TAKE"},
    [EVENT_DUIDING] = {"DUIDING", fold_request, "DUIDING"},
    [EVENT_PUBLICATION] = {"PUBLICATION", fold_publication, "PUBLICATION"},
    [EVENT_RETAIN] = {"RETAIN", fold_retain, NULL},
    [EVENT_WIS] = {"WIS", fold_wis, NULL},
    [EVENT_CHECKPOINT] = {"CHECKPOINT", fold_checkpoint, NULL},
    [EVENT_BOOT] = {"BOOT", fold_clock, NULL},
    [EVENT_HOLD] = {"HOLD", fold_clock, NULL},
    [EVENT_RELEASE] = {"RELEASE", fold_clock, NULL},
};

static enum status complain_of(struct refolding *r, const struct event *event, enum status status,
                               const char *why) {
    char instant[INSTANT_TEXT_SIZE];
    return complain(r->complaint, status, "event %llu (%s of %s): %s",
                    (unsigned long long)event->number, kinds[event->kind].name,
                    instant_text(event->instant, instant), why);
}

/* ---- one event of each kind; STATUS_DAMAGED has complained */

/* What was answered shows in the outcome, which is held against the first one later; here
 * only whether it counted again. */
static enum status fold_request(struct refolding *r, const struct event *event) {
    const struct kind *kind = &kinds[event->kind];
    struct link_request request;
    struct reply_head head;
    struct bytes reply;
    enum status status = engine_recall_request(r->engine, kind->request, event->body, &request);
    if (status == STATUS_ABSENT)
        return complain_of(r, event, STATUS_DAMAGED, "nobody had the key that signed it");
    if (status == STATUS_OK)
        status = engine_ask(r->engine, &request, r->arena, &reply);
    if (status == STATUS_OK)
        status = wire_decode_head(reply, r->arena, &head);
    if (status == STATUS_OK && store_journal_head(r->engine->txn) != event->number) {
        char why[64];
        snprintf(why, sizeof why, "now it is answered %s", answer_name(head.status));
        return complain_of(r, event, STATUS_DAMAGED, why);
    }
    return status;
}

static enum status fold_day(struct refolding *r, const struct event *event) {
    (void)event;
    return engine_evaluate_next_day(r->engine);
}

static enum status fold_config(struct refolding *r, const struct event *event) {
    struct settings_file *file = NULL;
    struct complaint why = {""};
    enum status status = engine_read_rules(r->engine, event->body, &file);
    if (status == STATUS_OK)
        status = engine_take_over(r->engine, &settings_of(file)->rules, event->body, &why);
    if (status == STATUS_OK)
        status = engine_use_settings(r->engine, &file);
    settings_free(&file);
    return status == STATUS_BAD_CONFIG ? complain_of(r, event, STATUS_DAMAGED, why.text) : status;
}

/* The daemon's own tables for a monitor were asked for by nobody in particular. */
static enum status fold_publication(struct refolding *r, const struct event *event) {
    if (engine_is_request(event->body))
        return fold_request(r, event);
    return monitor_keep_again(r->engine, event->body);
}

/* What it forgot was too old then, and so it is now. */
static enum status fold_retain(struct refolding *r, const struct event *event) {
    (void)event;
    return engine_retain(r->engine);
}

static enum status fold_wis(struct refolding *r, const struct event *event) {
    return engine_erase_again(r->engine, event->body);
}

static enum status fold_clock(struct refolding *r, const struct event *event) {
    return engine_fold_clock(r->engine, event->kind, event->body);
}

/* What it says was held against the event it tells of. */
static enum status fold_checkpoint(struct refolding *r, const struct event *event) {
    struct checkpoint held;
    enum status status = checkpoint_unpack(event->body, r->arena, &held);
    return status == STATUS_OK ? engine_checkpoint(r->engine, &held) : status;
}

/* ---- what backups held */

static enum status add_check(struct refolding *r, uint64_t number) {
    struct event event;
    struct check *check = list_add(&r->checks);
    if (check == NULL)
        return STATUS_NO_MEMORY;
    arena_reset(r->arena);
    check->told_by = number;
    enum status status = store_journal_read(r->source, number, r->arena, &event);
    return status == STATUS_OK ? checkpoint_unpack(event.body, r->arena, &check->held) : status;
}

static int compare_checks(const void *a, const void *b) {
    const uint64_t left = ((const struct check *)a)->held.event;
    const uint64_t right = ((const struct check *)b)->held.event;
    return (left > right) - (left < right);
}

/* An event tells of an earlier one, so they are all looked up before the first is reached. */
static enum status find_checks(struct refolding *r, uint64_t first) {
    const uint64_t last = store_journal_head(r->source);
    enum event_kind kind;
    enum status status = STATUS_OK;
    for (uint64_t number = first; number <= last && status == STATUS_OK; number++) {
        status = store_event_kind(r->source, number, &kind);
        if (status == STATUS_OK && kind == EVENT_CHECKPOINT)
            status = add_check(r, number);
        if (status != STATUS_OK)
            return complain(r->complaint, status, "event %llu cannot be read: %s",
                            (unsigned long long)number, status_text(status));
    }
    if (r->checks.count > 1)
        qsort(r->checks.items, r->checks.count, sizeof(struct check), compare_checks);
    return STATUS_OK;
}

/* The next one that tells of this event or a later one; NULL: there is none. */
static const struct check *next_check(struct refolding *r, uint64_t event) {
    const struct check *checks = r->checks.items;
    while (r->next_check < r->checks.count && checks[r->next_check].held.event < event)
        r->next_check++;
    return r->next_check < r->checks.count ? &checks[r->next_check] : NULL;
}

/* Between two batches, holds the fresh store against all that is told of where it stands. */
static enum status hold_against(struct refolding *r) {
    struct checkpoint now;
    struct store_txn *txn = NULL;
    enum status status = store_begin_read(r->engine->store, &txn);
    const struct check *check = status == STATUS_OK ? next_check(r, store_journal_head(txn)) : NULL;
    if (check && check->held.event == store_journal_head(txn)) {
        status = checkpoint_take(txn, &now);
        for (; status == STATUS_OK && check && check->held.event == now.event;
             r->next_check++, check = next_check(r, now.event))
            if (!checkpoint_equal(&check->held, &now))
                status =
                    complain(r->complaint, STATUS_DAMAGED,
                             "what was folded up to event %llu is not what the store held "
                             "then, by the checkpoint in event %llu",
                             (unsigned long long)now.event, (unsigned long long)check->told_by);
    }
    store_rollback(&txn);
    return status;
}

/* ---- all of them */

static enum status apply(struct refolding *r, const struct event *event) {
    struct engine *engine = r->engine;
    if (event->rules_version != RULES_VERSION)
        return complain_of(r, event, STATUS_WRONG_FORMAT,
                           "it was decided under rules of another version");
    if (engine->rulebook == NULL && event->kind != EVENT_CONFIG)
        return complain_of(r, event, STATUS_DAMAGED, "it comes before any configuration");
    r->clock = clock_virtual(event->instant);
    engine->now = event->instant;
    arena_reset(engine->work);
    enum status status = kinds[event->kind].fold(r, event);
    if (status == STATUS_OK)
        status = store_failure(engine->txn);
    if (status == STATUS_OK && (store_journal_head(engine->txn) != event->number ||
                                store_last_instant(engine->txn) != event->instant))
        return complain_of(r, event, STATUS_DAMAGED, "it does not fit those before it");
    return status;
}

static enum status read_event(struct refolding *r, uint64_t number, struct event *event) {
    const struct known_bodies known = contents_known(r->known);
    enum status status = store_journal_read_knowing(r->source, number, &known, r->arena, event);
    if (status == STATUS_OK && event->kind == EVENT_SNAPSHOT)
        contents_keep(r->known, number, event->body);
    return status;
}

static enum status fold_event(struct refolding *r, uint64_t number, size_t *bytes) {
    struct event event;
    arena_reset(r->arena);
    enum status status = read_event(r, number, &event);
    if (status != STATUS_OK)
        return complain(r->complaint, status, "event %llu cannot be read: %s",
                        (unsigned long long)number, status_text(status));
    *bytes += event.body.size;
    status = apply(r, &event);
    if (status != STATUS_OK && r->complaint->text[0] == '\0')
        complain_of(r, &event, status, status_text(status));
    return status;
}

static enum status fold_batch(struct refolding *r, uint64_t *next) {
    const uint64_t last = store_journal_head(r->source);
    size_t bytes = 0;
    bool ring;
    const struct check *check = next_check(r, *next);
    const uint64_t upto = check && check->held.event < last ? check->held.event : last;
    enum status status = engine_begin(r->engine);
    for (int i = 0; status == STATUS_OK && i < COMMIT_EVENTS && bytes < COMMIT_BYTES; i++) {
        if (*next > upto)
            break;
        status = fold_event(r, (*next)++, &bytes);
    }
    if (status == STATUS_OK)
        status = engine_commit(r->engine, &ring);
    store_rollback(&r->engine->txn);
    return status == STATUS_OK ? hold_against(r) : status;
}

/* The last event that the fresh store has must be that of the source. */
static enum status check_beginning(struct refolding *r, uint64_t last) {
    uint8_t ours[STORE_EVENT_HASH_BYTES], theirs[STORE_EVENT_HASH_BYTES];
    enum status status = store_event_hash(r->engine->txn, last, ours);
    if (status == STATUS_OK)
        status = store_event_hash(r->source, last, theirs);
    if (status == STATUS_ABSENT || (status == STATUS_OK && memcmp(ours, theirs, sizeof ours) != 0))
        return complain(r->complaint, STATUS_DAMAGED,
                        "event %llu is not the same in what it begins with",
                        (unsigned long long)last);
    return status;
}

/* How far the fresh store is, under the configuration that was in force there. */
static enum status find_beginning(struct refolding *r, uint64_t *next) {
    struct settings_file *file = NULL;
    enum status status = engine_begin(r->engine);
    const uint64_t last = status == STATUS_OK ? store_journal_head(r->engine->txn) : 0;
    if (status == STATUS_OK && last > 0)
        status = check_beginning(r, last);
    if (status == STATUS_OK && last > 0)
        status = engine_adopted(r->engine, &file);
    if (status == STATUS_OK && file)
        status = engine_use_settings(r->engine, &file);
    settings_free(&file);
    store_rollback(&r->engine->txn);
    *next = last + 1;
    return status;
}

static enum status fold_all(struct refolding *r) {
    const uint64_t last = store_journal_head(r->source);
    uint64_t next;
    enum status status = find_beginning(r, &next);
    if (status == STATUS_OK)
        status = find_checks(r, next);
    if (status == STATUS_OK && next > 1)
        status = hold_against(r);
    while (status == STATUS_OK && next <= last)
        status = fold_batch(r, &next);
    return status;
}

enum status refold(struct store *from, struct store *into, struct complaint *complaint) {
    struct refolding r = {.clock = clock_virtual(0), .complaint = complaint};
    complaint->text[0] = '\0';
    r.engine = engine_new("", &r.clock);
    r.arena = arena_new(EVENT_MEMORY_BYTES);
    r.known = contents_new(KNOWN_MEMORY_BYTES);
    struct arena *checks = arena_new(CHECKS_MEMORY_BYTES);
    r.checks = LIST_OF(checks, struct check);
    enum status status = r.engine && r.arena && r.known && checks ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        r.engine->store = into;
        r.engine->refolding = true;
        status = store_begin_read(from, &r.source);
    }
    if (status == STATUS_OK)
        status = fold_all(&r);
    if (status != STATUS_OK && complaint->text[0] == '\0')
        complain(complaint, status, "%s", status_text(status));
    store_rollback(&r.source);
    if (r.engine)
        r.engine->store = NULL; /* it was only lent */
    engine_close(&r.engine);
    arena_free(&r.arena);
    arena_free(&checks);
    contents_free(&r.known);
    return status;
}
