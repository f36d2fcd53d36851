/* CONFIRM, both messages. The receipt travels as the bytes it is stored in. */
#include "proto/wire/head.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__ConfirmRequest RequestMessage;
typedef Wachtpost__V1__ConfirmReply ReplyMessage;

enum { RECEIPT_FIELD = 2 };

enum status wire_encode_confirm(const struct confirm_request *request, struct arena *arena,
                                struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__CONFIRM_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.agb_code = convert_text(&c, request->agb_code);
    message.epoch = convert_data(bytes_of(request->epoch, EPOCH_BYTES));
    message.sequence = request->sequence;
    message.content_hash = convert_data(bytes_of(request->content_hash, HASH_BYTES));
    message.action = (Wachtpost__V1__ConfirmAction)request->action;
    return convert_pack(&c, &message.base, NULL, out);
}

static void read_request(struct conversion *c, const RequestMessage *from,
                         struct confirm_request *to) {
    to->made_at = head_made_at(from->head);
    to->agb_code = bytes_of_text(from->agb_code);
    convert_fixed(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    convert_fixed(c, from->content_hash, to->content_hash, HASH_BYTES);
    to->action = (enum confirm_action)convert_code(c, (int)from->action, CONFIRM_DISCARD + 1);
    if (to->action == CONFIRM_NONE)
        convert_fail(c, STATUS_MALFORMED);
}

enum status wire_decode_confirm(struct bytes body, struct arena *arena,
                                struct confirm_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct confirm_request request = {0};
    enum status status =
        convert_decode(&wachtpost__v1__confirm_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_request(&c, &message, &request);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

enum status wire_encode_confirm_reply(const struct push_reply *reply, struct arena *arena,
                                      struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__CONFIRM_REPLY__INIT;
    struct embedded receipt = {RECEIPT_FIELD, reply->receipt.size > 0, &reply->receipt};
    message.head = head_to_message(&c, &reply->head);
    return convert_pack(&c, &message.base, &receipt, out);
}

enum status wire_decode_confirm_reply(struct bytes body, struct arena *arena,
                                      struct push_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct embedded receipt = {.number = RECEIPT_FIELD};
    struct push_reply reply = {0};
    enum status status = convert_decode_embedded(&wachtpost__v1__confirm_reply__descriptor, body,
                                                 arena, &message, &receipt);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    if (receipt.count > 0)
        reply.receipt = receipt.parts[0];
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
