/* ALERTS, both messages. Each alert travels as the bytes it is stored in. */
#include "proto/wire/head.h"
#include "proto/wire/taken.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__AlertsRequest RequestMessage;
typedef Wachtpost__V1__AlertsReply ReplyMessage;
typedef Wachtpost__V1__Cursor CursorMessage;

enum { ALERTS_FIELD = 2 };

static CursorMessage *write_cursor(struct conversion *c, const struct cursor *from) {
    CursorMessage *to =
        from->present ? convert_message(c, &wachtpost__v1__cursor__descriptor) : NULL;
    if (to == NULL)
        return NULL;
    to->incarnation = convert_data(bytes_of(from->incarnation, INCARNATION_BYTES));
    to->number = from->number;
    return to;
}

static void read_cursor(struct conversion *c, const CursorMessage *from, struct cursor *to) {
    *to = (struct cursor){.present = from != NULL};
    if (from == NULL)
        return;
    convert_fixed(c, from->incarnation, to->incarnation, INCARNATION_BYTES);
    to->number = from->number;
}

enum status wire_encode_alerts_request(const struct alerts_request *request, struct arena *arena,
                                       struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__ALERTS_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.cursor = write_cursor(&c, &request->cursor);
    message.limit = request->limit;
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_alerts_request(struct bytes body, struct arena *arena,
                                       struct alerts_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct alerts_request request;
    enum status status =
        convert_decode(&wachtpost__v1__alerts_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    request.made_at = head_made_at(message.head);
    read_cursor(&c, message.cursor, &request.cursor);
    request.limit = message.limit;
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

enum status wire_encode_alerts_reply(const struct alerts_reply *reply, struct arena *arena,
                                     struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__ALERTS_REPLY__INIT;
    struct embedded alerts = {ALERTS_FIELD, reply->alert_count, reply->alerts};
    message.head = head_to_message(&c, &reply->head);
    message.cursor = write_cursor(&c, &reply->cursor);
    message.more = reply->more;
    message.taken = taken_places_to_message(&c, reply->taken, reply->taken_count);
    message.n_taken = reply->taken_count;
    return convert_pack(&c, &message.base, &alerts, out);
}

enum status wire_decode_alerts_reply(struct bytes body, struct arena *arena,
                                     struct alerts_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct embedded alerts = {.number = ALERTS_FIELD};
    struct alerts_reply reply;
    enum status status = convert_decode_embedded(&wachtpost__v1__alerts_reply__descriptor, body,
                                                 arena, &message, &alerts);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    reply.alerts = alerts.parts;
    reply.alert_count = alerts.count;
    read_cursor(&c, message.cursor, &reply.cursor);
    reply.more = message.more;
    reply.taken = taken_places_from_message(&c, message.taken, message.n_taken);
    reply.taken_count = message.n_taken;
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
