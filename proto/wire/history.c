/* HISTORY, both messages. */
#include "proto/wire/head.h"
#include "proto/wire/questions.h"
#include "proto/wire/taken.h"
#include "proto/wire/wachtplek.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__HistoryRequest RequestMessage;
typedef Wachtpost__V1__HistoryReply ReplyMessage;
typedef Wachtpost__V1__PlaceVersion VersionMessage;

/* Until further notice, on the wire. */
enum { NO_END = 0 };

/* ---- the request */

enum status wire_encode_history_request(const struct history_request *request, struct arena *arena,
                                        struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__HISTORY_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.agb_code = convert_text(&c, bytes_of_text(request->agb.text));
    message.place_id = convert_data(request->place_id);
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_history_request(struct bytes body, struct arena *arena,
                                        struct history_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct history_request request;
    enum status status =
        convert_decode(&wachtpost__v1__history_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    request.made_at = head_made_at(message.head);
    convert_agb(&c, message.agb_code, &request.agb);
    request.place_id = convert_id(&c, message.place_id);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

/* ---- the reply */

/* The id stands in the question. */
static Wachtpost__V1__Wachtplek *write_place(struct conversion *c,
                                             const struct place_version *from) {
    struct place place = from->place;
    place.id = bytes_of(NULL, 0);
    return from->has_place ? wachtplek_from_place(c, &place) : NULL;
}

static VersionMessage *write_version(struct conversion *c, const struct place_version *from) {
    VersionMessage *to = convert_message(c, &wachtpost__v1__place_version__descriptor);
    if (to == NULL)
        return NULL;
    to->kind = (Wachtpost__V1__VersionKind)from->kind;
    to->valid_from = from->valid_from;
    to->valid_until = from->valid_until == INSTANT_MAX ? NO_END : from->valid_until;
    to->recorded_at = from->recorded_at;
    to->event = from->event;
    to->late = from->late;
    to->wait = from->wait;
    to->start_day = day_to_number(from->start);
    to->clock = (Wachtpost__V1__Clock)from->clock;
    to->place = write_place(c, from);
    to->reden = (Wachtpost__V1__Uitstroomreden)from->reden;
    to->left_on = day_to_number(from->left_on);
    return to;
}

static void write_versions(struct conversion *c, const struct history_reply *from,
                           ReplyMessage *to) {
    to->versions = convert_array(c, from->version_count, sizeof(VersionMessage *));
    for (size_t i = 0; to->versions && i < from->version_count; i++)
        to->versions[i] = write_version(c, &from->versions[i]);
    to->n_versions = from->version_count;
}

enum status wire_encode_history_reply(const struct history_reply *reply, struct arena *arena,
                                      struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__HISTORY_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    write_versions(&c, reply, &message);
    message.taken = taken_list_to_message(&c, reply->taken, reply->taken_count);
    message.n_taken = reply->taken_count;
    return convert_pack(&c, &message.base, NULL, out);
}

static void read_version(struct conversion *c, const VersionMessage *from,
                         struct place_version *to) {
    to->kind = (enum version_kind)convert_code(c, (int)from->kind, VERSION_KIND_COUNT);
    if (to->kind == VERSION_NONE)
        convert_fail(c, STATUS_MALFORMED);
    to->valid_from = from->valid_from;
    to->valid_until = from->valid_until == NO_END ? INSTANT_MAX : from->valid_until;
    to->recorded_at = from->recorded_at;
    to->event = from->event;
    to->late = from->late;
    to->wait = from->wait;
    to->start = convert_day(c, from->start_day);
    to->clock = (enum clock)convert_code(c, (int)from->clock, CLOCK_COUNT);
    to->has_place = from->place != NULL;
    if (to->has_place)
        wachtplek_to_place(c, from->place, &to->place);
    to->reden = (enum uitstroomreden)convert_code(c, (int)from->reden, UITSTROOMREDEN_COUNT);
    to->left_on = convert_day(c, from->left_on);
}

static void read_versions(struct conversion *c, const ReplyMessage *from,
                          struct history_reply *to) {
    struct place_version *versions = convert_array(c, from->n_versions, sizeof *versions);
    for (size_t i = 0; versions && i < from->n_versions; i++)
        read_version(c, from->versions[i], &versions[i]);
    to->versions = versions;
    to->version_count = from->n_versions;
}

enum status wire_decode_history_reply(struct bytes body, struct arena *arena,
                                      struct history_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct history_reply reply;
    enum status status =
        convert_decode(&wachtpost__v1__history_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    read_versions(&c, &message, &reply);
    reply.taken = taken_list_from_message(&c, message.taken, message.n_taken);
    reply.taken_count = message.n_taken;
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
