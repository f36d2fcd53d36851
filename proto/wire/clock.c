/* CLOCK, both messages. */
#include "proto/wire/head.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

enum status wire_encode_clock_request(const struct clock_request *request, struct arena *arena,
                                      struct bytes *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__ClockRequest message = WACHTPOST__V1__CLOCK_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.instant = request->instant;
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_clock_request(struct bytes body, struct arena *arena,
                                      struct clock_request *out) {
    Wachtpost__V1__ClockRequest message;
    enum status status =
        convert_decode(&wachtpost__v1__clock_request__descriptor, body, arena, &message);
    if (status == STATUS_OK)
        *out = (struct clock_request){head_made_at(message.head), message.instant};
    return status;
}

enum status wire_encode_clock_reply(const struct clock_reply *reply, struct arena *arena,
                                    struct bytes *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__ClockReply message = WACHTPOST__V1__CLOCK_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    message.evaluated_day = day_to_number(reply->evaluated_day);
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_clock_reply(struct bytes body, struct arena *arena,
                                    struct clock_reply *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__ClockReply message;
    struct clock_reply reply;
    enum status status =
        convert_decode(&wachtpost__v1__clock_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    reply.evaluated_day = convert_day(&c, message.evaluated_day);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
