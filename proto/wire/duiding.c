/* DUIDING, both messages; and a Duiding inside others. */
#include "proto/wire/duiding.h"

#include "proto/wire/head.h"
#include "proto/wire/questions.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Duiding DuidingMessage;
typedef Wachtpost__V1__DuidingRequest RequestMessage;
typedef Wachtpost__V1__DuidingReply ReplyMessage;

DuidingMessage *duiding_to_message(struct conversion *c, const struct duiding *from) {
    DuidingMessage *to = convert_message(c, &wachtpost__v1__duiding__descriptor);
    if (to == NULL)
        return NULL;
    to->event = from->event;
    to->recorded_at = from->recorded_at;
    to->who = convert_text(c, from->who);
    to->from = day_to_number(from->from);
    to->until = day_to_number(from->until);
    to->agb_code = convert_text(c, bytes_of_text(from->agb.text));
    to->hulpvorm = (Wachtpost__V1__Hulpvorm)from->hulpvorm;
    to->gemeente = convert_text(c, bytes_of_text(from->gemeente));
    to->is_break = from->is_break;
    to->text = convert_text(c, from->text);
    return to;
}

void duiding_from_message(struct conversion *c, const DuidingMessage *from, struct duiding *to) {
    to->event = from->event;
    to->recorded_at = from->recorded_at;
    to->who = bytes_of_text(from->who);
    to->from = convert_day(c, from->from);
    to->until = from->until ? convert_day(c, from->until) : to->from;
    convert_agb(c, from->agb_code, &to->agb);
    to->hulpvorm = (enum hulpvorm)convert_code(c, (int)from->hulpvorm, HULPVORM_COUNT);
    convert_gemeente(c, from->gemeente, to->gemeente);
    to->is_break = from->is_break;
    to->text = bytes_of_text(from->text);
}

enum status wire_encode_duiding_request(const struct duiding_request *request, struct arena *arena,
                                        struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__DUIDING_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.duiding = duiding_to_message(&c, &request->duiding);
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_duiding_request(struct bytes body, struct arena *arena,
                                        struct duiding_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct duiding_request request;
    enum status status =
        convert_decode(&wachtpost__v1__duiding_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    if (message.duiding == NULL)
        return STATUS_MALFORMED;
    request.made_at = head_made_at(message.head);
    duiding_from_message(&c, message.duiding, &request.duiding);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

enum status wire_encode_duiding_reply(const struct duiding_reply *reply, struct arena *arena,
                                      struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__DUIDING_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    if (reply->duiding.event != 0)
        message.duiding = duiding_to_message(&c, &reply->duiding);
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_duiding_reply(struct bytes body, struct arena *arena,
                                      struct duiding_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct duiding_reply reply = {.duiding = {.from = DAY_NONE, .until = DAY_NONE}};
    enum status status =
        convert_decode(&wachtpost__v1__duiding_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    if (message.duiding)
        duiding_from_message(&c, message.duiding, &reply.duiding);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
