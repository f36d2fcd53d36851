/* CONFIRM: a held-back snapshot is applied as recorded now, or discarded
 * (rules.md 3.6). */
#include "daemon/engine/delivery.h"

#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"

static enum answer who_is_it(struct delivery *d, const struct confirm_request *request) {
    if (engine_is_stale(d->engine, request->made_at))
        return ANSWER_STALE;
    const struct participant *who = d->sender->participant;
    bool may = authority_admits_aanbieder(MATTER_CONFIRM, who, &d->agb);
    enum status status = may ? state_load(d->engine, &d->agb, &d->state) : STATUS_ABSENT;
    if (status == STATUS_ABSENT) {
        engine_refuse(d->engine, REFUSED_SCOPE);
        return ANSWER_DENIED;
    }
    d->was_due = d->state.head.next_due;
    return delivery_fail(d, status);
}

static bool names_held(const struct confirm_request *request, const struct held *held) {
    return held->event != 0 && request->sequence == held->sequence &&
           memcmp(request->epoch, held->epoch, EPOCH_BYTES) == 0 &&
           memcmp(request->content_hash, held->content_hash, HASH_BYTES) == 0;
}

/* All that is known of one whose body was forgotten: too old to be applied, as it would be by
 * rules.md 3.2 where bodies are kept as long as a delivery may be late. Its hold can be ended. */
static enum answer name_held(struct delivery *d) {
    const struct held *held = &d->state.head.held;
    d->snapshot = (struct snapshot){.sequence = held->sequence, .peilmoment = held->peilmoment};
    memcpy(d->snapshot.epoch, held->epoch, sizeof d->snapshot.epoch);
    d->reject_reason = REJECT_PEILMOMENT_TE_OUD;
    d->outcome = ANSWER_REJECTED;
    return ANSWER_NONE;
}

/* The held snapshot's own bytes, from the journal. */
static enum answer read_held(struct delivery *d) {
    struct event event;
    struct bytes body;
    const struct held *held = &d->state.head.held;
    enum status status = store_journal_read(d->engine->txn, held->event, d->engine->work, &event);
    memcpy(d->content_hash, held->content_hash, sizeof d->content_hash);
    if (status == STATUS_FORGOTTEN)
        return name_held(d);
    if (status == STATUS_OK)
        status = engine_unpack_request(event.body, &body);
    if (status == STATUS_OK)
        status = wire_decode_snapshot(body, d->engine->work, &d->snapshot);
    /* It was decoded when it came: bytes that no longer do are damage. */
    return delivery_fail(d, status == STATUS_MALFORMED ? STATUS_DAMAGED : status);
}

static enum status append(struct delivery *d, enum event_kind kind) {
    struct bytes body;
    enum status status = engine_pack_request(d->sender, d->engine->work, &body);
    if (status == STATUS_OK)
        engine_append(d->engine, kind, d->now, body);
    return status;
}

static enum answer end_hold(struct delivery *d, enum hold_end end) {
    book_afwijkend_ends(&d->book, &d->state.head.held, end);
    d->state.head.held = (struct held){0};
    return ANSWER_NONE;
}

/* A receipt that says why not; the snapshot stays held and nothing is recorded. */
static enum answer still_rejected(struct delivery *d) {
    struct receipt receipt = {.outcome = ANSWER_REJECTED,
                              .agb = d->agb,
                              .sequence = d->snapshot.sequence,
                              .peilmoment = d->snapshot.peilmoment,
                              .recorded_at = d->now,
                              .reject_reason = d->reject_reason,
                              .previous = (uint32_t)d->state.open.count,
                              .open = (uint32_t)d->state.open.count,
                              .refused = d->lines.refused,
                              .refused_count = d->lines.refused_count,
                              .warnings = d->lines.warnings,
                              .warning_count = d->lines.warning_count};
    memcpy(receipt.epoch, d->snapshot.epoch, sizeof receipt.epoch);
    memcpy(receipt.content_hash, d->content_hash, sizeof receipt.content_hash);
    enum status status = wire_encode_receipt(&receipt, d->engine->work, &d->receipt);
    return status == STATUS_OK ? ANSWER_REJECTED : delivery_fail(d, status);
}

static enum answer tell_applied(struct delivery *d) {
    enum status status = append(d, EVENT_CONFIRM);
    if (status != STATUS_OK)
        return delivery_fail(d, status);
    d->state.head.peilmoment = d->snapshot.peilmoment;
    delivery_open_book(d);
    end_hold(d, HOLD_APPLIED);
    delivery_tell_places(d);
    return ANSWER_NONE;
}

static enum answer apply_held(struct delivery *d) {
    static delivery_step *const steps[] = {delivery_what_did_we_know, delivery_can_it_be_so,
                                           delivery_what_is_new};
    static delivery_step *const writes[] = {tell_applied, delivery_write_places, delivery_close};
    enum answer answer = ANSWER_NONE;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && answer == ANSWER_NONE; i++)
        answer = d->outcome == ANSWER_REJECTED ? ANSWER_NONE : steps[i](d);
    if (answer == ANSWER_NONE && d->outcome == ANSWER_REJECTED)
        return still_rejected(d);
    for (size_t i = 0; i < sizeof writes / sizeof writes[0] && answer == ANSWER_NONE; i++)
        answer = writes[i](d);
    return answer;
}

static enum answer discard_held(struct delivery *d) {
    enum status status = append(d, EVENT_DISCARD);
    if (status != STATUS_OK)
        return delivery_fail(d, status);
    d->outcome = ANSWER_DISCARDED;
    d->book = engine_book(d->engine, &d->state.head, d->today, d->now);
    end_hold(d, HOLD_DISCARDED);
    return delivery_close(d);
}

/* A REJECTED one changed nothing. */
static enum status audit(struct delivery *d) {
    const bool applied = d->outcome == ANSWER_ACCEPTED;
    char question[64];
    struct audit_line line = {
        .act = bytes_of_text("CONFIRM"), .outcome = d->outcome, .agb = d->agb};
    snprintf(question, sizeof question, "action=%s event=%llu", applied ? "apply" : "discard",
             (unsigned long long)d->event);
    line.question = bytes_of_text(question);
    return engine_audit(d->engine, d->sender->participant, &line);
}

static enum answer confirm(struct delivery *d) {
    struct confirm_request request;
    struct bytes body = d->sender->request->body;
    enum status status = wire_decode_confirm(body, d->engine->work, &request);
    if (status == STATUS_NO_MEMORY)
        return delivery_fail(d, status);
    if (status != STATUS_OK || !agb_parse(request.agb_code, &d->agb)) {
        engine_refuse(d->engine, REFUSED_BODY);
        return ANSWER_MALFORMED;
    }
    delivery_date(d);
    enum answer answer = who_is_it(d, &request);
    if (answer != ANSWER_NONE)
        return answer;
    if (!names_held(&request, &d->state.head.held))
        return ANSWER_NOTHING_HELD;
    answer = read_held(d);
    if (answer != ANSWER_NONE)
        return answer;
    return request.action == CONFIRM_APPLY ? apply_held(d) : discard_held(d);
}

enum status engine_confirm(struct engine *engine, const struct sender *sender, struct arena *arena,
                           struct bytes *reply) {
    struct delivery d = {.engine = engine, .sender = sender};
    enum answer answer = confirm(&d);
    if (answer == ANSWER_LATER)
        return d.failure;
    if (answer == ANSWER_ACCEPTED || answer == ANSWER_DISCARDED) {
        enum status status = audit(&d);
        if (status != STATUS_OK)
            return status;
        delivery_note(&d);
    }
    struct push_reply confirmed = {.head = engine_head(engine, answer), .receipt = d.receipt};
    return wire_encode_confirm_reply(&confirmed, arena, reply);
}
