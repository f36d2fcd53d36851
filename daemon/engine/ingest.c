/* The life of a snapshot, top to bottom. Everything that can go wrong by the sender's
 * fault is settled before the write; after it only we can fail. */
#include "daemon/engine/delivery.h"
#include "daemon/engine/numbers.h"

#include <string.h>

static enum answer what_does_it_say(struct delivery *d) {
    enum status status =
        wire_decode_snapshot(d->sender->request->body, d->engine->work, &d->snapshot);
    if (status == STATUS_NO_MEMORY)
        return delivery_fail(d, status);
    if (status != STATUS_OK || d->snapshot.sequence == 0 ||
        !agb_parse(d->snapshot.agb_code, &d->agb)) {
        engine_refuse(d->engine, REFUSED_BODY);
        return ANSWER_MALFORMED;
    }
    return ANSWER_NONE;
}

static enum answer who_is_it(struct delivery *d) {
    memcpy(d->content_hash, d->sender->body_hash, sizeof d->content_hash);
    enum status status = STATUS_ABSENT;
    if (authority_admits_aanbieder(MATTER_PUSH, d->sender->participant, &d->agb))
        status = state_load(d->engine, &d->agb, &d->state);
    if (status == STATUS_ABSENT || (status == STATUS_OK && d->state.head.opgevolgd.text[0])) {
        engine_refuse(d->engine, REFUSED_SCOPE);
        return ANSWER_DENIED;
    }
    d->was_due = d->state.head.next_due;
    return delivery_fail(d, status);
}

static struct number_owner owner_of(const struct delivery *d) {
    struct number_owner owner = {.agb = d->agb};
    memcpy(owner.epoch, d->snapshot.epoch, sizeof owner.epoch);
    return owner;
}

/* What this number of its epoch was used for; STATUS_ABSENT: for nothing. */
static enum status used_for(struct delivery *d, uint64_t sequence, uint64_t *event) {
    const struct number_owner owner = owner_of(d);
    return numbers_find(d->engine, &owner, sequence, event);
}

/* Of what came first, when something came before with this number. STATUS_ABSENT: nothing did. */
static enum status find_receipt(struct delivery *d, struct bytes *record, struct receipt *receipt) {
    uint64_t event;
    uint8_t key[8];
    enum status status = used_for(d, d->snapshot.sequence, &event);
    if (status != STATUS_OK)
        return status;
    store_key_u64(key, event);
    status = store_get(d->engine->txn, TABLE_OUTCOME, bytes_of(key, sizeof key), d->engine->work,
                       record);
    if (status == STATUS_OK)
        status = wire_decode_receipt(*record, d->engine->work, receipt);
    /* A receipt that left the house is kept, and says what it was for. */
    return status == STATUS_ABSENT || status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
}

static enum answer is_it_a_repeat(struct delivery *d) {
    struct receipt receipt;
    enum status status = find_receipt(d, &d->earlier, &receipt);
    if (status == STATUS_ABSENT)
        return ANSWER_NONE;
    if (status != STATUS_OK)
        return delivery_fail(d, status);
    bool same = memcmp(receipt.content_hash, d->content_hash, HASH_BYTES) == 0;
    return same ? ANSWER_DUPLICATE : ANSWER_CONFLICT;
}

static enum answer expect(struct delivery *d, uint64_t sequence) {
    d->expected_sequence = sequence;
    if (d->snapshot.sequence > sequence)
        return ANSWER_GAP;
    return d->snapshot.sequence == sequence ? ANSWER_NONE : ANSWER_CONFLICT;
}

/* Another epoch than the open one: closed for ever, or a new one that must name what
 * it supersedes (rules.md 3.1). */
static enum answer is_it_a_new_epoch(struct delivery *d) {
    const struct aanbieder_head *head = &d->state.head;
    uint64_t event;
    enum status status = used_for(d, 1, &event);
    if (status == STATUS_OK)
        return ANSWER_CONFLICT;
    if (status != STATUS_ABSENT)
        return delivery_fail(d, status);
    bool names_the_open_one = d->snapshot.supersedes &&
                              memcmp(d->snapshot.superseded_epoch, head->epoch, EPOCH_BYTES) == 0 &&
                              d->snapshot.superseded_sequence == head->sequence;
    if (head->has_epoch ? !names_the_open_one : d->snapshot.supersedes)
        return ANSWER_CONFLICT;
    return expect(d, 1);
}

static enum answer is_it_next(struct delivery *d) {
    const struct aanbieder_head *head = &d->state.head;
    enum answer answer = is_it_a_repeat(d);
    if (answer != ANSWER_NONE)
        return answer;
    if (head->has_epoch && memcmp(head->epoch, d->snapshot.epoch, EPOCH_BYTES) == 0)
        return expect(d, head->sequence + 1);
    return is_it_a_new_epoch(d);
}

static enum answer is_it_believable(struct delivery *d) {
    if (d->outcome == ANSWER_ACCEPTED && !d->late && applied_looks_wrong(&d->applied))
        d->outcome = ANSWER_HELD;
    return ANSWER_NONE;
}

static struct held hold(const struct delivery *d) {
    struct held held = {.event = d->event,
                        .sequence = d->snapshot.sequence,
                        .peilmoment = d->snapshot.peilmoment,
                        .recorded_at = d->now,
                        .open = d->applied.hold_open,
                        .would_leave = d->applied.hold_leaving};
    memcpy(held.epoch, d->snapshot.epoch, sizeof held.epoch);
    memcpy(held.content_hash, d->content_hash, sizeof held.content_hash);
    return held;
}

/* Any later snapshot that is applied or held replaces a held one. */
static void replace_held(struct delivery *d) {
    struct held *held = &d->state.head.held;
    if (held->event != 0)
        book_afwijkend_ends(&d->book, held, HOLD_REPLACED);
    *held = (struct held){0};
}

static enum answer who_must_hear(struct delivery *d) {
    if (d->outcome == ANSWER_REJECTED || d->late)
        return ANSWER_NONE;
    if (d->outcome == ANSWER_ACCEPTED)
        d->state.head.peilmoment = d->snapshot.peilmoment;
    delivery_open_book(d);
    replace_held(d);
    if (d->outcome == ANSWER_ACCEPTED) {
        delivery_tell_places(d);
        return ANSWER_NONE;
    }
    d->state.head.held = hold(d);
    d->state.head.held.alert = book_afwijkend(&d->book, &d->state.head.held);
    return ANSWER_NONE;
}

/* REJECTED, HELD and ACCEPTED use the number; an epoch opens with its first. */
static enum answer use_number(struct delivery *d) {
    const struct number_owner owner = owner_of(d);
    enum status status = numbers_use(d->engine, &owner, d->snapshot.sequence, d->event);
    if (status != STATUS_OK)
        return delivery_fail(d, status);
    struct aanbieder_head *head = &d->state.head;
    if (head->has_epoch && memcmp(head->epoch, d->snapshot.epoch, EPOCH_BYTES) != 0)
        engine_note(d->engine, LOG_LEVEL_WARN, "epoch.superseded", "aanbieder=%s last=%llu",
                    d->agb.text, (unsigned long long)head->sequence);
    head->has_epoch = true;
    memcpy(head->epoch, d->snapshot.epoch, EPOCH_BYTES);
    head->sequence = d->snapshot.sequence;
    return ANSWER_NONE;
}

static enum answer write_it_down(struct delivery *d) {
    struct bytes body;
    enum status status = engine_pack_request(d->sender, d->engine->work, &body);
    if (status == STATUS_OK)
        status = engine_append_snapshot(d->engine, &d->state.head.bodies, d->now, body);
    if (status != STATUS_OK)
        return delivery_fail(d, status);
    ENSURE(store_journal_head(d->engine->txn) == d->event);
    enum answer answer = use_number(d);
    if (answer == ANSWER_NONE && d->outcome == ANSWER_ACCEPTED)
        answer = delivery_write_places(d);
    return answer;
}

/* A step in capitals may end it there; with REJECTED and HELD only the outcome is known,
 * and they too are recorded, told and receipted. */
static delivery_step *const life_of_a_snapshot[] = {
    what_does_it_say,          /* MALFORMED */
    who_is_it,                 /* DENIED */
    is_it_next,                /* DUPLICATE, CONFLICT, GAP */
    delivery_what_did_we_know, /* the present, or for a late one its own moment */
    delivery_can_it_be_so,     /* REJECTED */
    delivery_what_is_new,
    is_it_believable, /* HELD */
    who_must_hear,
    write_it_down,
    delivery_close, /* the alerts, the receipt; the answer is the outcome */
};

static enum answer ingest(struct delivery *d) {
    enum answer answer = ANSWER_NONE;
    delivery_date(d);
    for (size_t i = 0; i < sizeof life_of_a_snapshot / sizeof life_of_a_snapshot[0]; i++)
        if ((answer = life_of_a_snapshot[i](d)) != ANSWER_NONE)
            break;
    ENSURE(answer != ANSWER_NONE);
    return answer;
}

enum status engine_push(struct engine *engine, const struct sender *sender, struct arena *arena,
                        struct bytes *reply) {
    struct delivery d = {.engine = engine, .sender = sender};
    enum answer answer = ingest(&d);
    if (answer == ANSWER_LATER)
        return d.failure;
    meters_note_snapshot(&engine->meters, answer);
    if (answer == d.outcome)
        delivery_note(&d);
    struct push_reply push = {.head = engine_head(engine, answer),
                              .receipt = answer == ANSWER_DUPLICATE ? d.earlier : d.receipt,
                              .expected_sequence = answer == ANSWER_GAP ? d.expected_sequence : 0};
    return wire_encode_push_reply(&push, arena, reply);
}
