/* TAKE, both messages. */
#include "proto/wire/head.h"
#include "proto/wire/questions.h"
#include "proto/wire/taken.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__TakeRequest RequestMessage;
typedef Wachtpost__V1__TakeReply ReplyMessage;

enum status wire_encode_take_request(const struct take_request *request, struct arena *arena,
                                     struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__TAKE_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.agb_code = convert_text(&c, bytes_of_text(request->agb.text));
    message.place_id = convert_data(request->place_id);
    message.state = (Wachtpost__V1__TakenState)request->state;
    message.obstacle = (Wachtpost__V1__Obstacle)request->obstacle;
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_take_request(struct bytes body, struct arena *arena,
                                     struct take_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct take_request request;
    enum status status =
        convert_decode(&wachtpost__v1__take_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    request.made_at = head_made_at(message.head);
    convert_agb(&c, message.agb_code, &request.agb);
    request.place_id = convert_id(&c, message.place_id);
    request.state = (enum taken_state)convert_code(&c, (int)message.state, TAKEN_STATE_COUNT);
    request.obstacle = (enum obstacle)convert_code(&c, (int)message.obstacle, OBSTACLE_COUNT);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

enum status wire_encode_take_reply(const struct take_reply *reply, struct arena *arena,
                                   struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__TAKE_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    message.taken = taken_to_message(&c, &reply->taken);
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_take_reply(struct bytes body, struct arena *arena, struct take_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct take_reply reply;
    enum status status =
        convert_decode(&wachtpost__v1__take_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    taken_from_message(&c, message.taken, &reply.taken);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
