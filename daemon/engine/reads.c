/* ALERTS, STATUS and CLOCK: what people ask and, in a virtual store, what time it is. */
#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/places.h"
#include "daemon/engine/takings.h"
#include "proto/model/limits.h"

/* So many log entries are looked at for one answer; the cursor moves past them. */
enum { MAX_ALERTS_SCANNED = 20000 };

struct scan {
    const struct participant *participant;
    struct arena *arena;
    struct bytes *found;
    struct agb *agbs; /* whose each one is */
    size_t count, most, scanned;
    uint64_t last;
    enum status failure;
};

/* Domain.md section 6, Scope. */
bool alert_may_be_read(const struct participant *who, const struct routed_alert *alert) {
    if (!alert_concerns_place(alert->kind))
        return authority_admits_aanbieder(MATTER_AANBIEDER_ALERTS, who, &alert->agb);
    return authority_admits_place(MATTER_ALERTS, who, &alert->agb, alert->parties,
                                  alert->party_count);
}

static bool read_alert(void *context, struct bytes key, struct bytes value) {
    struct scan *scan = context;
    struct routed_alert routed;
    if (scan->count == scan->most || scan->scanned == MAX_ALERTS_SCANNED)
        return false;
    scan->scanned++;
    scan->failure = unpack_routed(value, scan->arena, &routed);
    if (scan->failure != STATUS_OK)
        return false;
    scan->last = store_u64_of_key(key.at);
    if (!alert_may_be_read(scan->participant, &routed))
        return true;
    struct bytes kept = arena_copy(scan->arena, routed.alert);
    if (kept.at == NULL) {
        scan->failure = STATUS_NO_MEMORY;
        return false;
    }
    scan->agbs[scan->count] = routed.agb;
    scan->found[scan->count++] = kept;
    return true;
}

/* Up to where what this store says is what the cursor's owner has. An earlier incarnation told
 * the same as this store until they parted; of one that is not known (the store was restored to
 * before it) nothing is sure, and it starts at the beginning: subscribers recognise repeats. */
static uint64_t where_cursor_stands(const struct engine *engine, const struct cursor *cursor) {
    uint8_t incarnation[STORE_INCARNATION_BYTES];
    struct store_fork fork;
    uint64_t shared = 0;
    store_incarnation(engine->store, incarnation);
    if (!cursor->present)
        return 0;
    if (memcmp(cursor->incarnation, incarnation, sizeof incarnation) == 0)
        shared = store_log_head(engine->txn, TABLE_ALERT);
    else if (store_fork_of(engine->store, cursor->incarnation, &fork))
        shared = fork.alerts;
    return cursor->number < shared ? cursor->number : shared;
}

/* Everything after the cursor that this participant may see, from behind *after. */
static enum status read_alerts(struct engine *engine, const struct participant *who,
                               const struct alerts_request *request, struct alerts_reply *reply,
                               uint64_t *after) {
    uint32_t limit = request->limit;
    uint64_t head = store_log_head(engine->txn, TABLE_ALERT);
    struct scan scan = {.participant = who, .arena = engine->work};
    store_incarnation(engine->store, reply->cursor.incarnation);
    scan.last = where_cursor_stands(engine, &request->cursor);
    *after = scan.last;
    scan.most = limit == 0 || limit > MAX_ALERTS_PER_REPLY ? MAX_ALERTS_PER_REPLY : limit;
    scan.found = arena_array(engine->work, scan.most, sizeof *scan.found);
    scan.agbs = arena_array(engine->work, scan.most, sizeof *scan.agbs);
    if (scan.found == NULL || scan.agbs == NULL)
        return STATUS_NO_MEMORY;
    uint8_t from[8];
    store_key_u64(from, scan.last + 1);
    enum status status = store_walk(engine->txn, TABLE_ALERT, (struct bytes){NULL, 0},
                                    bytes_of(from, sizeof from), read_alert, &scan);
    if (status == STATUS_OK)
        status = scan.failure;
    reply->alerts = scan.found;
    reply->alert_count = scan.count;
    reply->cursor.present = true;
    reply->cursor.number = scan.last;
    reply->more = scan.last < head;
    if (status == STATUS_OK && authority_reach(MATTER_TAKE, who->roles) != REACH_NOTHING)
        status = takings_with_alerts(engine, scan.agbs, reply);
    return status;
}

/* Alerts as they were are found again by their numbers. */
static enum status audit_alerts(struct engine *engine, const struct participant *who,
                                uint64_t after, const struct alerts_reply *reply) {
    char question[64];
    struct audit_line line = {
        .act = bytes_of_text("ALERTS"), .outcome = ANSWER_OK, .rows = reply->alert_count};
    if (reply->alert_count == 0)
        return STATUS_OK;
    snprintf(question, sizeof question, AUDIT_ALERTS_FORMAT, (unsigned long long)after,
             (unsigned long long)reply->cursor.number);
    line.question = bytes_of_text(question);
    return engine_audit(engine, who, &line);
}

enum status engine_alerts(struct engine *engine, const struct sender *sender, struct arena *arena,
                          struct bytes *reply) {
    struct alerts_request asked;
    struct alerts_reply out = {0};
    uint64_t after = 0;
    enum status status = wire_decode_alerts_request(sender->request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, asked.made_at) : engine_refused_body(engine);
    out.head = engine_head(engine, answer);
    status = STATUS_OK;
    if (answer == ANSWER_OK)
        status = read_alerts(engine, sender->participant, &asked, &out, &after);
    if (answer == ANSWER_OK && status == STATUS_OK)
        status = audit_alerts(engine, sender->participant, after, &out);
    return status == STATUS_OK ? wire_encode_alerts_reply(&out, arena, reply) : status;
}

struct status_list {
    struct aanbieder_status *aanbieders;
    size_t count;
    uint32_t expected, received;
};

static bool on_time(const struct engine *engine, const struct aanbieder_head *head) {
    return head->has_received &&
           engine->region.on_time_days - head->received_count <= head->interval_days;
}

static void fill_status(const struct engine *engine, const struct aanbieder_head *head,
                        struct aanbieder_status *out) {
    const struct registered *found = engine_find_registered(engine, &head->agb);
    *out =
        (struct aanbieder_status){.agb = head->agb,
                                  .sequence = head->sequence,
                                  .received_on = head->has_received ? head->received_on : DAY_NONE,
                                  .interval_days = head->interval_days,
                                  .open = head->open_count,
                                  .silent = head->stil != 0};
    if (found)
        out->naam = bytes_of_text(found->aanbieder->naam);
    if (head->peilmoment != PEILMOMENT_NONE)
        out->peilmoment = head->peilmoment;
    memcpy(out->epoch, head->epoch, sizeof out->epoch);
    if (head->held.event == 0)
        return;
    out->held = (struct held_status){.present = true,
                                     .sequence = head->held.sequence,
                                     .peilmoment = head->held.peilmoment,
                                     .recorded_at = head->held.recorded_at,
                                     .open = head->held.open,
                                     .would_leave = head->held.would_leave};
    memcpy(out->held.epoch, head->held.epoch, sizeof out->held.epoch);
    memcpy(out->held.content_hash, head->held.content_hash, sizeof out->held.content_hash);
}

static enum status list_aanbieders(struct engine *engine, const struct participant *who,
                                   struct status_list *list) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    if (status != STATUS_OK)
        return status;
    list->aanbieders = arena_array(engine->work, count, sizeof *list->aanbieders);
    if (list->aanbieders == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct aanbieder_head head;
        if (!authority_admits_aanbieder(MATTER_STATUS, who, &agbs[i]))
            continue;
        status = engine_renew(engine);
        if (status == STATUS_OK)
            status = state_load_head(engine, &agbs[i], &head);
        if (status != STATUS_OK)
            return status;
        fill_status(engine, &head, &list->aanbieders[list->count++]);
        bool counts = head.active && head.opgevolgd.text[0] == '\0';
        list->expected += counts;
        list->received += counts && on_time(engine, &head);
    }
    return STATUS_OK;
}

static enum status list_norms(struct engine *engine, struct status_reply *out) {
    const struct rules_settings *rules = engine_rules(engine);
    struct norm_status *norms = arena_array(engine->work, rules->norm_count, sizeof *norms);
    if (norms == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < rules->norm_count; i++) {
        char *words = arena_alloc(engine->work, NORM_TEXT_SIZE);
        if (words == NULL)
            return STATUS_NO_MEMORY;
        norms[i] = (struct norm_status){bytes_of_text(rules->norms[i].id), rules->norms[i].from,
                                        bytes_of_text(norm_words(&rules->norms[i], words))};
    }
    out->norms = norms;
    out->norm_count = rules->norm_count;
    return STATUS_OK;
}

static enum status list_refused(struct engine *engine, struct status_reply *out) {
    size_t count = 0;
    struct refused_count *refused = arena_array(
        engine->work, (size_t)LINK_REFUSED_COUNT + ENGINE_REFUSED_COUNT, sizeof *refused);
    if (refused == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++)
        refused[count++] = (struct refused_count){
            bytes_of_text(link_refused_name((enum link_refused)i)), engine->front_refused.count[i]};
    for (size_t i = 0; i < ENGINE_REFUSED_COUNT; i++)
        refused[count++] = (struct refused_count){
            bytes_of_text(engine_refused_name((enum engine_refused)i)), engine->refused[i]};
    out->refused = refused;
    out->refused_count = count;
    return STATUS_OK;
}

static struct clock_hold hold_of(const struct clock_trust *trust) {
    if (trust->reason == HOLD_NONE)
        return (struct clock_hold){.present = false};
    return (struct clock_hold){true, trust->held_at, bytes_of_text(hold_name(trust->reason))};
}

static enum status fill_in(struct engine *engine, const struct participant *who,
                           struct status_reply *out) {
    struct status_list list = {0};
    enum status status = list_norms(engine, out);
    if (status == STATUS_OK)
        status = list_aanbieders(engine, who, &list);
    const bool sees_house = authority_reach(MATTER_HOUSE, who->roles) == REACH_ALL;
    if (status == STATUS_OK && sees_house)
        status = list_refused(engine, out);
    out->version = bytes_of_text(WACHTPOST_VERSION);
    out->name = bytes_of_text(who->name);
    out->rules_version = RULES_VERSION;
    out->evaluated_day = engine->region.evaluated;
    out->aanbieders = list.aanbieders;
    out->aanbieder_count = list.count;
    out->expected = list.expected;
    out->received = list.received;
    if (authority_reach(MATTER_ALERT_HEAD, who->roles) == REACH_ALL)
        out->alert_head = store_log_head(engine->txn, TABLE_ALERT);
    if (sees_house) {
        out->journal_head = store_journal_head(engine->txn);
        out->clock_hold = hold_of(&engine->region.clock);
    }
    store_incarnation(engine->store, out->incarnation);
    return status;
}

enum status engine_status(struct engine *engine, const struct sender *sender, struct arena *arena,
                          struct bytes *reply) {
    instant_t made_at = 0;
    struct status_reply out = {.evaluated_day = DAY_NONE};
    enum status status = wire_decode_status_request(sender->request->body, engine->work, &made_at);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, made_at) : engine_refused_body(engine);
    out.head = engine_head(engine, answer);
    status = answer == ANSWER_OK ? fill_in(engine, sender->participant, &out) : STATUS_OK;
    return status == STATUS_OK ? wire_encode_status_reply(&out, arena, reply) : status;
}

/* Forward only, and only where time was never real. */
static enum answer move_clock(struct engine *engine, const struct clock_request *asked) {
    if (!engine->clock->is_virtual)
        return ANSWER_DENIED;
    instant_t now = clock_now(engine->clock);
    if (asked->instant < now ||
        day_of_instant(asked->instant) - day_of_instant(now) > MAX_CLOCK_STEP_DAYS)
        return ANSWER_MALFORMED;
    clock_move(engine->clock, asked->instant);
    engine->now = asked->instant;
    return ANSWER_OK;
}

enum status engine_clock(struct engine *engine, const struct sender *sender, struct arena *arena,
                         struct bytes *reply) {
    struct clock_request asked;
    struct clock_reply out = {.evaluated_day = DAY_NONE};
    enum status status = wire_decode_clock_request(sender->request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer = ANSWER_DENIED;
    if (status != STATUS_OK)
        answer = engine_refused_body(engine);
    else
        answer = move_clock(engine, &asked);
    status = STATUS_OK;
    if (answer == ANSWER_OK)
        status = engine_evaluate_days(engine);
    if (status != STATUS_OK)
        return status;
    out.head = engine_head(engine, answer);
    if (answer == ANSWER_OK)
        out.evaluated_day = engine->region.evaluated;
    return wire_encode_clock_reply(&out, arena, reply);
}
