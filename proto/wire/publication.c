/* PUBLICATION, both messages. */
#include "proto/wire/head.h"
#include "proto/wire/questions.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__PublicationRequest RequestMessage;
typedef Wachtpost__V1__PublicationReply ReplyMessage;
typedef Wachtpost__V1__Publication PublicationMessage;

enum status wire_encode_publication_request(const struct publication_request *request,
                                            struct arena *arena, struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__PUBLICATION_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.action = (Wachtpost__V1__PublicationAction)request->action;
    message.name = convert_text(&c, request->name);
    message.content = convert_data(request->content);
    return convert_pack(&c, &message.base, NULL, out);
}

static void read_request(struct conversion *c, const RequestMessage *from,
                         struct publication_request *to) {
    to->made_at = head_made_at(from->head);
    to->action =
        (enum publication_action)convert_code(c, (int)from->action, PUBLICATION_ACTION_COUNT);
    if (to->action == PUBLICATION_NONE)
        convert_fail(c, STATUS_MALFORMED);
    to->name = bytes_of_text(from->name);
    to->content = convert_bytes(from->content);
}

enum status wire_decode_publication_request(struct bytes body, struct arena *arena,
                                            struct publication_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct publication_request request;
    enum status status =
        convert_decode(&wachtpost__v1__publication_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_request(&c, &message, &request);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

static PublicationMessage *write_publication(struct conversion *c, const struct publication *from) {
    PublicationMessage *to = convert_message(c, &wachtpost__v1__publication__descriptor);
    if (to == NULL)
        return NULL;
    to->name = convert_text(c, from->name);
    to->event = from->event;
    to->recorded_at = from->recorded_at;
    to->who = convert_text(c, from->who);
    to->content_hash = convert_data(bytes_of(from->content_hash, HASH_BYTES));
    to->content = convert_data(from->content);
    return to;
}

enum status wire_encode_publication_reply(const struct publication_reply *reply,
                                          struct arena *arena, struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__PUBLICATION_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    message.publications =
        convert_array(&c, reply->publication_count, sizeof(PublicationMessage *));
    for (size_t i = 0; message.publications && i < reply->publication_count; i++)
        message.publications[i] = write_publication(&c, &reply->publications[i]);
    message.n_publications = reply->publication_count;
    return convert_pack(&c, &message.base, NULL, out);
}

static void read_publication(struct conversion *c, const PublicationMessage *from,
                             struct publication *to) {
    to->name = bytes_of_text(from->name);
    to->event = from->event;
    to->recorded_at = from->recorded_at;
    to->who = bytes_of_text(from->who);
    convert_fixed(c, from->content_hash, to->content_hash, HASH_BYTES);
    to->content = convert_bytes(from->content);
}

static void read_publications(struct conversion *c, const ReplyMessage *from,
                              struct publication_reply *to) {
    struct publication *publications = convert_array(c, from->n_publications, sizeof *publications);
    for (size_t i = 0; publications && i < from->n_publications; i++)
        read_publication(c, from->publications[i], &publications[i]);
    to->publications = publications;
    to->publication_count = from->n_publications;
}

enum status wire_decode_publication_reply(struct bytes body, struct arena *arena,
                                          struct publication_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct publication_reply reply;
    enum status status =
        convert_decode(&wachtpost__v1__publication_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    read_publications(&c, &message, &reply);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
