#include "client/subscription.h"

#include "client/clock.h"
#include "proto/model/limits.h"

/* The pause after a failure that passes by itself, when no bell rings. */
#define RETRY_MS 1000

static enum status decode_alerts(const struct alerts_reply *reply, struct arena *arena,
                                 const struct alert **alerts, struct complaint *complaint) {
    struct alert *decoded = arena_array(arena, reply->alert_count, sizeof *decoded);
    if (!decoded)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < reply->alert_count; i++) {
        enum status status = wire_decode_alert(reply->alerts[i], arena, &decoded[i]);
        if (status == STATUS_MALFORMED)
            return complain(complaint, status, "de server gaf een onleesbare alert");
        if (status != STATUS_OK)
            return status;
    }
    *alerts = decoded;
    return STATUS_OK;
}

/* Handles one reply and moves the cursor behind it, in that order. */
static enum status take_reply(struct subscription *subscription, const struct alerts_reply *reply,
                              struct complaint *complaint) {
    const struct alert *alerts = NULL;
    enum status status = decode_alerts(reply, subscription->asker.arena, &alerts, complaint);
    if (status == STATUS_OK && reply->alert_count > 0)
        status = subscription->handle(subscription->context, alerts, reply->alert_count);
    if (status != STATUS_OK || !reply->cursor.present)
        return status;
    bool moved =
        !subscription->cursor.present || subscription->cursor.number != reply->cursor.number ||
        memcmp(subscription->cursor.incarnation, reply->cursor.incarnation, INCARNATION_BYTES) != 0;
    if (moved && subscription->cursor_path)
        status = cursor_write(subscription->cursor_path, &reply->cursor, complaint);
    if (status == STATUS_OK)
        subscription->cursor = reply->cursor;
    return status;
}

enum status subscription_fetch(struct subscription *subscription, enum answer *answer,
                               struct bytes *sentence, struct complaint *complaint) {
    struct alerts_reply reply;
    do {
        arena_reset(subscription->asker.arena);
        enum status status =
            ask_alerts(&subscription->asker, &subscription->cursor, 0, &reply, complaint);
        if (status == STATUS_OK && reply.head.status == ANSWER_OK)
            status = take_reply(subscription, &reply, complaint);
        if (status != STATUS_OK)
            return status;
    } while (reply.head.status == ANSWER_OK && reply.more);
    *answer = reply.head.status;
    *sentence = reply.head.sentence;
    return STATUS_OK;
}

static bool passes_by_itself(enum status status, enum answer answer) {
    return status == STATUS_UNREACHABLE || (status == STATUS_OK && answer == ANSWER_LATER);
}

enum status subscription_follow(struct subscription *subscription, struct bell *bell,
                                reach_handler *reach, enum answer *answer, struct bytes *sentence,
                                struct complaint *complaint) {
    bool reachable = true;
    for (;;) {
        *answer = ANSWER_OK;
        enum status status = subscription_fetch(subscription, answer, sentence, complaint);
        bool waiting = passes_by_itself(status, *answer);
        if (!waiting && (status != STATUS_OK || *answer != ANSWER_OK))
            return status;
        if (reach && reachable == waiting)
            reach(subscription->context, !waiting, complaint);
        reachable = !waiting;
        status = bell_wait(bell, waiting ? RETRY_MS : ALERT_POLL_INTERVAL_MS);
        if (status == STATUS_FORBIDDEN)
            return complain(complaint, status, "de bel laat deze sleutel niet (meer) toe");
        if (status != STATUS_OK)
            return status;
    }
}
