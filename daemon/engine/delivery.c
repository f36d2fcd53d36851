#include "daemon/engine/delivery.h"

#include "daemon/engine/index.h"

#include <string.h>

enum answer delivery_fail(struct delivery *d, enum status status) {
    d->failure = status;
    return status == STATUS_OK ? ANSWER_NONE : ANSWER_LATER;
}

void delivery_date(struct delivery *d) {
    d->now = engine_next_instant(d->engine);
    d->today = day_of_instant(d->now);
    d->event = store_journal_head(d->engine->txn) + 1;
    d->outcome = ANSWER_ACCEPTED;
    d->until = INSTANT_MAX;
}

enum answer delivery_what_did_we_know(struct delivery *d) {
    d->late = d->snapshot.peilmoment < d->state.head.peilmoment;
    if (d->late)
        return delivery_fail(
            d, history_state_at(d->engine, &d->agb, &d->snapshot, &d->known, &d->until));
    return delivery_fail(d, state_known_now(d->engine, &d->state, &d->snapshot, &d->known));
}

/* A pseudonym is kept only under a key of the store's own (domain.md section 8). */
static void blind_pseudonym(struct engine *engine, struct place *place) {
    if (!place->has_pseudonym)
        return;
    uint8_t blinded[PSEUDONYM_BYTES];
    store_blind(engine->store, "pseudoniem", bytes_of(place->pseudonym, PSEUDONYM_BYTES), blinded,
                sizeof blinded);
    memcpy(place->pseudonym, blinded, sizeof blinded);
}

enum answer delivery_can_it_be_so(struct delivery *d) {
    enum status status = lines_judge(&d->snapshot, d->known, d->engine->work, &d->lines);
    if (status != STATUS_OK)
        return delivery_fail(d, status);
    d->reject_reason = lines_reject(&d->snapshot, &d->lines, d->now);
    if (d->reject_reason != REJECT_NONE) {
        d->outcome = ANSWER_REJECTED;
        return ANSWER_NONE;
    }
    for (size_t i = 0; i < d->lines.place_count; i++)
        blind_pseudonym(d->engine, &d->lines.places[i]);
    for (size_t i = 0; i < d->lines.leaving_count; i++)
        blind_pseudonym(d->engine, &d->lines.leavings[i].place);
    return ANSWER_NONE;
}

static struct snapshot_ref ref_of(const struct delivery *d) {
    struct snapshot_ref ref = {
        .sequence = d->snapshot.sequence, .peilmoment = d->snapshot.peilmoment, .event = d->event};
    memcpy(ref.epoch, d->snapshot.epoch, sizeof ref.epoch);
    return ref;
}

enum answer delivery_what_is_new(struct delivery *d) {
    if (d->outcome == ANSWER_REJECTED)
        return ANSWER_NONE;
    struct snapshot_ref ref = ref_of(d);
    return delivery_fail(
        d, apply_lines(&d->lines, d->known, d->late, &ref, d->engine->work, &d->applied));
}

/* Until the next peilmoment, and no later; but a completed leaving is completed for
 * good (rules.md 5.3). */
static enum status write_late(struct delivery *d) {
    enum status status = history_note_applied(d->engine, &d->agb, &d->snapshot, d->event);
    for (size_t i = 0; i < d->applied.change_count && status == STATUS_OK; i++) {
        const struct change *change = &d->applied.changes[i];
        status = history_note_change(d->engine, &d->agb, change, d->event, d->snapshot.peilmoment,
                                     d->until);
    }
    return status == STATUS_OK ? state_complete_late(d->engine, &d->state, &d->applied) : status;
}

enum answer delivery_write_places(struct delivery *d) {
    const struct index_news news = {&d->agb,     d->event,      &d->snapshot,
                                    &d->applied, d->state.open, d->late};
    struct snapshot_ref ref = ref_of(d);
    enum status status =
        d->late ? write_late(d)
                : state_write_changes(d->engine, &d->state, &d->applied, &d->snapshot, &ref);
    return delivery_fail(d, status == STATUS_OK ? index_note_snapshot(d->engine, &news) : status);
}

void delivery_open_book(struct delivery *d) {
    d->book = engine_book(d->engine, &d->state.head, d->today, d->now);
    d->book.first_snapshot = !d->state.head.has_applied;
    if (d->state.head.stil != 0) {
        book_stil_ends(&d->book, &d->state.head);
        d->state.head.stil = 0;
    }
    d->state.head.has_received = true;
    d->state.head.received_on = d->today;
    d->state.head.received_count = d->engine->region.on_time_days;
}

void delivery_tell_places(struct delivery *d) {
    for (size_t i = 0; i < d->applied.change_count; i++)
        book_change(&d->book, &d->applied.changes[i]);
    d->state.head.has_applied = true;
}

/* Of HELD, REJECTED and late the numbers are the present (rules.md 3.5). */
static void count_places(const struct delivery *d, uint32_t previous, struct receipt *receipt) {
    bool applied = d->outcome == ANSWER_ACCEPTED;
    receipt->open = (uint32_t)d->state.open.count;
    receipt->previous = applied && !d->late ? previous : receipt->open;
    if (d->outcome == ANSWER_HELD)
        receipt->would_leave = d->applied.hold_leaving;
    if (!applied)
        return;
    receipt->new_places = d->applied.new_places;
    receipt->changed = d->applied.changed;
    receipt->left = d->applied.left;
    receipt->completed = d->applied.completed;
    receipt->vanished = d->applied.vanished;
    receipt->vanished_count = d->applied.vanished_count;
}

static enum status make_receipt(struct delivery *d, const struct alert_ref *alerts) {
    struct receipt receipt = {.outcome = d->outcome,
                              .agb = d->agb,
                              .sequence = d->snapshot.sequence,
                              .peilmoment = d->snapshot.peilmoment,
                              .recorded_at = d->now,
                              .event = d->event,
                              .late = d->late,
                              .reject_reason = d->reject_reason,
                              .refused = d->lines.refused,
                              .refused_count = d->lines.refused_count,
                              .warnings = d->lines.warnings,
                              .warning_count = d->lines.warning_count,
                              .alerts = alerts,
                              .alert_count = d->book.count};
    memcpy(receipt.epoch, d->snapshot.epoch, sizeof receipt.epoch);
    memcpy(receipt.content_hash, d->content_hash, sizeof receipt.content_hash);
    count_places(d, d->applied.open_before, &receipt);
    return wire_encode_receipt(&receipt, d->engine->work, &d->receipt);
}

enum answer delivery_close(struct delivery *d) {
    const struct alert_ref *alerts;
    enum status status = engine_publish(d->engine, &d->book, &alerts);
    if (status == STATUS_OK)
        status = make_receipt(d, alerts);
    if (status == STATUS_OK)
        store_put_outcome(d->engine->txn, d->event, d->receipt);
    if (status == STATUS_OK)
        status = state_save(d->engine, &d->state, d->was_due);
    return status == STATUS_OK ? d->outcome : delivery_fail(d, status);
}

void delivery_note(struct delivery *d) {
    const char *const events[ANSWER_COUNT] = {[ANSWER_ACCEPTED] = "snapshot.accepted",
                                              [ANSWER_HELD] = "snapshot.held",
                                              [ANSWER_REJECTED] = "snapshot.rejected",
                                              [ANSWER_DISCARDED] = "snapshot.discarded"};
    enum log_level level = d->outcome == ANSWER_ACCEPTED ? LOG_LEVEL_INFO : LOG_LEVEL_WARN;
    engine_note(d->engine, level, events[d->outcome],
                "aanbieder=%s sequence=%llu event=%llu places=%zu new=%u changed=%u left=%u "
                "refused=%zu late=%d alerts=%zu",
                d->agb.text, (unsigned long long)d->snapshot.sequence, (unsigned long long)d->event,
                d->snapshot.place_count, d->applied.new_places, d->applied.changed, d->applied.left,
                d->lines.refused_count, d->late, d->book.count);
}
