#include "proto/wire/head.h"

#include "proto/wire/fields.h"
#include "proto/wire/strict.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

enum { HEAD_FIELD = 1 };

Wachtpost__V1__ReplyHead *head_to_message(struct conversion *c, const struct reply_head *head) {
    Wachtpost__V1__ReplyHead *message = convert_message(c, &wachtpost__v1__reply_head__descriptor);
    if (message == NULL)
        return NULL;
    message->status = (Wachtpost__V1__StatusCode)head->status;
    message->sentence = convert_text(c, head->sentence);
    message->retry_after_ms = head->retry_after_ms;
    message->now = head->now;
    message->virtual_clock = head->virtual_clock;
    return message;
}

Wachtpost__V1__RequestHead *head_of_request(struct conversion *c, instant_t made_at) {
    Wachtpost__V1__RequestHead *message =
        convert_message(c, &wachtpost__v1__request_head__descriptor);
    if (message)
        message->made_at = made_at;
    return message;
}

void head_from_message(struct conversion *c, const Wachtpost__V1__ReplyHead *message,
                       struct reply_head *head) {
    if (message == NULL) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    head->status = (enum answer)convert_code(c, (int)message->status, ANSWER_COUNT);
    head->sentence = bytes_of_text(message->sentence);
    head->retry_after_ms = message->retry_after_ms;
    head->now = message->now;
    head->virtual_clock = message->virtual_clock;
}

instant_t head_made_at(const Wachtpost__V1__RequestHead *message) {
    return message ? message->made_at : 0;
}

enum status wire_encode_head(const struct reply_head *head, struct arena *arena,
                             struct bytes *out) {
    struct conversion c = convert_in(arena);
    /* Any reply that carries nothing else looks like this one. */
    Wachtpost__V1__PushReply message = WACHTPOST__V1__PUSH_REPLY__INIT;
    message.head = head_to_message(&c, head);
    return convert_pack(&c, &message.base, NULL, out);
}

/* The one length-delimited field 1 of a message of any kind. */
static bool find_head(struct bytes body, struct bytes *head) {
    struct field field;
    size_t found = 0;
    while (body.size > 0) {
        if (!field_take(&body, &field))
            return false;
        if (field.number != HEAD_FIELD)
            continue;
        if (field.type != WIRE_LENGTH || found++ > 0)
            return false;
        *head = field.value;
    }
    return found == 1;
}

enum status wire_decode_head(struct bytes body, struct arena *arena, struct reply_head *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__ReplyHead message;
    struct reply_head head;
    struct bytes part;
    size_t fields = 0;
    if (!find_head(body, &part) ||
        !strict_message(&wachtpost__v1__reply_head__descriptor, part, &fields))
        return STATUS_MALFORMED;
    enum status status =
        convert_unpack(&wachtpost__v1__reply_head__descriptor, part, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, &message, &head);
    if (c.status == STATUS_OK)
        *out = head;
    return c.status;
}
