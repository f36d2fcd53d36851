/* PushReply. The receipt travels as the bytes it is stored in. */
#include "proto/wire/head.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

enum { RECEIPT_FIELD = 2 };

enum status wire_encode_push_reply(const struct push_reply *reply, struct arena *arena,
                                   struct bytes *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__PushReply message = WACHTPOST__V1__PUSH_REPLY__INIT;
    struct embedded receipt = {RECEIPT_FIELD, reply->receipt.size > 0, &reply->receipt};
    message.head = head_to_message(&c, &reply->head);
    message.expected_sequence = reply->expected_sequence;
    return convert_pack(&c, &message.base, &receipt, out);
}

enum status wire_decode_push_reply(struct bytes body, struct arena *arena, struct push_reply *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__PushReply message;
    struct embedded receipt = {.number = RECEIPT_FIELD};
    struct push_reply reply = {0};
    enum status status = convert_decode_embedded(&wachtpost__v1__push_reply__descriptor, body,
                                                 arena, &message, &receipt);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    if (receipt.count > 0)
        reply.receipt = receipt.parts[0];
    reply.expected_sequence = message.expected_sequence;
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
