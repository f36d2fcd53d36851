/* Heads, requests and replies. */
#include "tests/wire/values.h"

struct reply_head random_head(struct dice *dice) {
    return (struct reply_head){(enum answer)dice_below(dice, ANSWER_COUNT), dice_text(dice, 40),
                               (uint32_t)dice_number(dice), (instant_t)dice_number(dice),
                               dice_flag(dice)};
}

bool same_head(const struct reply_head *a, const struct reply_head *b) {
    return SAME(status) && SAME_BYTES(sentence) && SAME(retry_after_ms) && SAME(now) &&
           SAME(virtual_clock);
}

static struct bytes stored_receipt(struct dice *dice) {
    struct receipt receipt = random_receipt(dice);
    struct bytes stored;
    ENSURE(wire_encode_receipt(&receipt, dice->arena, &stored) == STATUS_OK);
    return stored;
}

struct push_reply random_push_reply(struct dice *dice) {
    return (struct push_reply){random_head(dice),
                               dice_flag(dice) ? stored_receipt(dice) : (struct bytes){NULL, 0},
                               dice_number(dice)};
}

bool same_push_reply(const struct push_reply *a, const struct push_reply *b) {
    return same_head(&a->head, &b->head) && SAME_BYTES(receipt) && SAME(expected_sequence);
}

struct confirm_request random_confirm(struct dice *dice) {
    struct confirm_request request = {
        .made_at = (instant_t)dice_number(dice),
        .agb_code = dice_text(dice, 10),
        .sequence = dice_number(dice),
        .action = dice_flag(dice) ? CONFIRM_APPLY : CONFIRM_DISCARD,
    };
    dice_fill(dice, request.epoch, EPOCH_BYTES);
    dice_fill(dice, request.content_hash, HASH_BYTES);
    return request;
}

bool same_confirm(const struct confirm_request *a, const struct confirm_request *b) {
    return SAME(made_at) && SAME_BYTES(agb_code) && SAME_FIXED(epoch) && SAME(sequence) &&
           SAME_FIXED(content_hash) && SAME(action);
}

static struct cursor random_cursor(struct dice *dice) {
    struct cursor cursor = {.present = dice_flag(dice)};
    if (cursor.present) {
        dice_fill(dice, cursor.incarnation, INCARNATION_BYTES);
        cursor.number = dice_number(dice);
    }
    return cursor;
}

static bool same_cursor(const struct cursor *a, const struct cursor *b) {
    return SAME(present) && SAME_FIXED(incarnation) && SAME(number);
}

struct alerts_request random_alerts_request(struct dice *dice) {
    return (struct alerts_request){(instant_t)dice_number(dice), random_cursor(dice),
                                   (uint32_t)dice_number(dice)};
}

bool same_alerts_request(const struct alerts_request *a, const struct alerts_request *b) {
    return SAME(made_at) && same_cursor(&a->cursor, &b->cursor) && SAME(limit);
}

static const struct taken_place *random_taken_places(struct dice *dice, size_t count) {
    struct taken_place *places = dice_array(dice, count, sizeof *places);
    for (size_t i = 0; i < count; i++) {
        places[i] = (struct taken_place){dice_agb(dice), dice_data(dice, 64), {0}};
        while (places[i].taken.state == TAKEN_NOBODY)
            places[i].taken = random_taken(dice);
    }
    return places;
}

struct alerts_reply random_alerts_reply(struct dice *dice) {
    size_t taken_count = dice_below(dice, 4);
    size_t count = dice_below(dice, 4);
    struct bytes *alerts = dice_array(dice, count, sizeof *alerts);
    for (size_t i = 0; i < count; i++) {
        struct alert alert = random_alert(dice);
        ENSURE(wire_encode_alert(&alert, dice->arena, &alerts[i]) == STATUS_OK);
    }
    return (struct alerts_reply){.head = random_head(dice),
                                 .alert_count = count,
                                 .alerts = alerts,
                                 .cursor = random_cursor(dice),
                                 .more = dice_flag(dice),
                                 .taken_count = taken_count,
                                 .taken = random_taken_places(dice, taken_count)};
}

bool same_alerts_reply(const struct alerts_reply *a, const struct alerts_reply *b) {
    if (!SAME(alert_count) || !SAME(taken_count))
        return false;
    for (size_t i = 0; i < a->alert_count; i++)
        if (!SAME_BYTES(alerts[i]))
            return false;
    for (size_t i = 0; i < a->taken_count; i++)
        if (!SAME_FIXED(taken[i].agb) || !SAME_BYTES(taken[i].place_id) ||
            !same_taken(&a->taken[i].taken, &b->taken[i].taken))
            return false;
    return same_head(&a->head, &b->head) && same_cursor(&a->cursor, &b->cursor) && SAME(more);
}

static struct held_status random_held(struct dice *dice) {
    struct held_status held = {.present = dice_flag(dice)};
    if (!held.present)
        return held;
    dice_fill(dice, held.epoch, EPOCH_BYTES);
    held.sequence = dice_number(dice);
    dice_fill(dice, held.content_hash, HASH_BYTES);
    held.peilmoment = (instant_t)dice_number(dice);
    held.recorded_at = (instant_t)dice_number(dice);
    held.open = (uint32_t)dice_number(dice);
    held.would_leave = (uint32_t)dice_number(dice);
    return held;
}

static struct aanbieder_status random_aanbieder(struct dice *dice) {
    struct aanbieder_status aanbieder = {
        .agb = dice_agb(dice),
        .naam = dice_text(dice, 20),
        .sequence = dice_number(dice),
        .peilmoment = (instant_t)dice_number(dice),
        .received_on = dice_day(dice),
        .interval_days = (uint32_t)dice_number(dice),
        .open = (uint32_t)dice_number(dice),
        .silent = dice_flag(dice),
        .held = random_held(dice),
    };
    if (aanbieder.sequence > 0)
        dice_fill(dice, aanbieder.epoch, EPOCH_BYTES);
    return aanbieder;
}

static void random_status_lists(struct dice *dice, struct status_reply *reply) {
    struct norm_status *norms = dice_array(dice, reply->norm_count, sizeof *norms);
    struct aanbieder_status *aanbieders =
        dice_array(dice, reply->aanbieder_count, sizeof *aanbieders);
    struct refused_count *refused = dice_array(dice, reply->refused_count, sizeof *refused);
    for (size_t i = 0; i < reply->norm_count; i++)
        norms[i] = (struct norm_status){dice_text(dice, 3), dice_day(dice), dice_text(dice, 40)};
    for (size_t i = 0; i < reply->aanbieder_count; i++)
        aanbieders[i] = random_aanbieder(dice);
    for (size_t i = 0; i < reply->refused_count; i++)
        refused[i] = (struct refused_count){dice_text(dice, 10), dice_number(dice)};
    reply->norms = norms;
    reply->aanbieders = aanbieders;
    reply->refused = refused;
}

struct status_reply random_status_reply(struct dice *dice) {
    struct status_reply reply = {
        .head = random_head(dice),
        .version = dice_text(dice, 8),
        .rules_version = (uint32_t)dice_number(dice),
        .evaluated_day = dice_day(dice),
        .norm_count = dice_below(dice, 3),
        .aanbieder_count = dice_below(dice, 5),
        .refused_count = dice_below(dice, 4),
        .expected = (uint32_t)dice_number(dice),
        .received = (uint32_t)dice_number(dice),
        .alert_head = dice_number(dice),
        .journal_head = dice_number(dice),
        .name = dice_text(dice, 20),
    };
    dice_fill(dice, reply.incarnation, INCARNATION_BYTES);
    if (dice_below(dice, 2))
        reply.clock_hold =
            (struct clock_hold){true, (instant_t)dice_number(dice), dice_text(dice, 16)};
    random_status_lists(dice, &reply);
    return reply;
}

static bool same_held(const struct held_status *a, const struct held_status *b) {
    return SAME(present) && SAME_FIXED(epoch) && SAME(sequence) && SAME_FIXED(content_hash) &&
           SAME(peilmoment) && SAME(recorded_at) && SAME(open) && SAME(would_leave);
}

static bool same_aanbieder(const struct aanbieder_status *a, const struct aanbieder_status *b) {
    return SAME_FIXED(agb) && SAME_BYTES(naam) && SAME_FIXED(epoch) && SAME(sequence) &&
           SAME(peilmoment) && SAME(received_on) && SAME(interval_days) && SAME(open) &&
           SAME(silent) && same_held(&a->held, &b->held);
}

static bool same_status_lists(const struct status_reply *a, const struct status_reply *b) {
    for (size_t i = 0; i < a->norm_count; i++)
        if (!SAME_BYTES(norms[i].id) || !SAME(norms[i].from) || !SAME_BYTES(norms[i].description))
            return false;
    for (size_t i = 0; i < a->aanbieder_count; i++)
        if (!same_aanbieder(&a->aanbieders[i], &b->aanbieders[i]))
            return false;
    for (size_t i = 0; i < a->refused_count; i++)
        if (!SAME_BYTES(refused[i].reason) || !SAME(refused[i].count))
            return false;
    return true;
}

bool same_status_reply(const struct status_reply *a, const struct status_reply *b) {
    return same_head(&a->head, &b->head) && SAME_BYTES(version) && SAME(rules_version) &&
           SAME(evaluated_day) && SAME(norm_count) && SAME(aanbieder_count) &&
           SAME(refused_count) && SAME(expected) && SAME(received) && SAME(alert_head) &&
           SAME(journal_head) && SAME_FIXED(incarnation) && SAME_BYTES(name) &&
           SAME(clock_hold.present) && SAME(clock_hold.since) && SAME_BYTES(clock_hold.reason) &&
           same_status_lists(a, b);
}

struct clock_request random_clock_request(struct dice *dice) {
    return (struct clock_request){(instant_t)dice_number(dice), (instant_t)dice_number(dice)};
}

struct clock_reply random_clock_reply(struct dice *dice) {
    return (struct clock_reply){random_head(dice), dice_day(dice)};
}
