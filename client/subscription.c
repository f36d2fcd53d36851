#include "client/subscription.h"

#include "client/language.h"

static enum status decode_alerts(const struct alerts_reply *reply, struct arena *arena,
                                 const struct alert **alerts, struct complaint *complaint) {
    struct alert *decoded = arena_array(arena, reply->alert_count, sizeof *decoded);
    if (!decoded)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < reply->alert_count; i++) {
        enum status status = wire_decode_alert(reply->alerts[i], arena, &decoded[i]);
        if (status == STATUS_MALFORMED)
            return complain(complaint, status, _("de server gaf een onleesbare alert"));
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

enum status subscription_page(struct subscription *subscription, struct reply_head *head,
                              bool *more, struct complaint *complaint) {
    struct alerts_reply reply;
    arena_reset(subscription->asker.arena);
    enum status status = ask_alerts(&subscription->asker, &subscription->cursor, subscription->most,
                                    &reply, complaint);
    if (status != STATUS_OK)
        return status;
    *head = reply.head;
    *more = reply.head.status == ANSWER_OK && reply.more;
    return reply.head.status == ANSWER_OK ? take_reply(subscription, &reply, complaint) : STATUS_OK;
}
