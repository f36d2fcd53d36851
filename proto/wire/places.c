/* PLACES, both messages. */
#include "proto/wire/filter.h"
#include "proto/wire/head.h"
#include "proto/wire/questions.h"
#include "proto/wire/taken.h"
#include "proto/wire/wachtplek.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__PlacesRequest RequestMessage;
typedef Wachtpost__V1__PlacesReply ReplyMessage;
typedef Wachtpost__V1__PlaceRow RowMessage;

/* ---- the request */

enum status wire_encode_places_request(const struct places_request *request, struct arena *arena,
                                       struct bytes *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message = WACHTPOST__V1__PLACES_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.on = day_to_number(request->on);
    message.as_known_at = request->as_known_at;
    message.filter = filter_to_message(&c, &request->filter);
    message.norm_id = convert_text(&c, request->norm_id);
    message.beyond_only = request->beyond_only;
    message.offset = request->offset;
    message.limit = request->limit;
    message.other_places_of = request->other_places_of;
    message.purpose = (Wachtpost__V1__Purpose)request->purpose;
    return convert_pack(&c, &message.base, NULL, out);
}

static void read_request(struct conversion *c, const RequestMessage *from,
                         struct places_request *to) {
    to->made_at = head_made_at(from->head);
    to->on = convert_day(c, from->on);
    to->as_known_at = from->as_known_at;
    filter_from_message(c, from->filter, &to->filter);
    to->norm_id = bytes_of_text(from->norm_id);
    to->beyond_only = from->beyond_only;
    to->offset = from->offset;
    to->limit = from->limit;
    to->other_places_of = from->other_places_of;
    to->purpose = (enum purpose)convert_code(c, (int)from->purpose, PURPOSE_COUNT);
}

enum status wire_decode_places_request(struct bytes body, struct arena *arena,
                                       struct places_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct places_request request;
    enum status status =
        convert_decode(&wachtpost__v1__places_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_request(&c, &message, &request);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}

/* ---- the reply */

static RowMessage *write_row(struct conversion *c, const struct place_row *from) {
    RowMessage *to = convert_message(c, &wachtpost__v1__place_row__descriptor);
    if (to == NULL)
        return NULL;
    to->agb_code = convert_text(c, bytes_of_text(from->agb.text));
    to->aanbieder = convert_text(c, from->aanbieder);
    to->telefoon = convert_text(c, from->telefoon);
    to->mail = convert_text(c, from->mail);
    to->place = wachtplek_from_place(c, &from->place);
    to->start_day = day_to_number(from->start);
    to->clock = (Wachtpost__V1__Clock)from->clock;
    to->crossing = day_to_number(from->crossing);
    to->days_waited = from->days_waited;
    to->other_places_known = from->other_places_known;
    to->other_places = from->other_places;
    to->rank = from->rank;
    to->rank_reason = (Wachtpost__V1__RankReason)from->rank_reason;
    to->rank_sentence = convert_text(c, from->rank_sentence);
    to->data_peilmoment = from->data_peilmoment;
    to->data_age_days = from->data_age_days;
    to->stale = from->stale;
    to->reinstated = from->reinstated;
    to->taken = taken_to_message(c, &from->taken);
    return to;
}

static void write_rows(struct conversion *c, const struct places_reply *from, ReplyMessage *to) {
    to->rows = convert_array(c, from->row_count, sizeof(RowMessage *));
    for (size_t i = 0; to->rows && i < from->row_count; i++)
        to->rows[i] = write_row(c, &from->rows[i]);
    to->n_rows = from->row_count;
}

enum status wire_encode_places_reply(const struct places_reply *reply, struct arena *arena,
                                     struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__PLACES_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    write_rows(&c, reply, &message);
    message.count = reply->count;
    message.next_offset = reply->next_offset;
    message.as_known_at = reply->as_known_at;
    message.on = day_to_number(reply->on);
    message.norm_id = convert_text(&c, reply->norm_id);
    return convert_pack(&c, &message.base, NULL, out);
}

static void read_row(struct conversion *c, const RowMessage *from, struct place_row *to) {
    convert_agb(c, from->agb_code, &to->agb);
    to->aanbieder = bytes_of_text(from->aanbieder);
    to->telefoon = bytes_of_text(from->telefoon);
    to->mail = bytes_of_text(from->mail);
    wachtplek_to_place(c, from->place, &to->place);
    to->start = convert_day(c, from->start_day);
    to->clock = (enum clock)convert_code(c, (int)from->clock, CLOCK_COUNT);
    to->crossing = convert_day(c, from->crossing);
    to->days_waited = from->days_waited;
    to->other_places_known = from->other_places_known;
    to->other_places = from->other_places;
    to->rank = from->rank;
    to->rank_reason = (enum rank_reason)convert_code(c, (int)from->rank_reason, RANK_REASON_COUNT);
    to->rank_sentence = bytes_of_text(from->rank_sentence);
    to->data_peilmoment = from->data_peilmoment;
    to->data_age_days = from->data_age_days;
    to->stale = from->stale;
    to->reinstated = from->reinstated;
    taken_from_message(c, from->taken, &to->taken);
}

static void read_rows(struct conversion *c, const ReplyMessage *from, struct places_reply *to) {
    struct place_row *rows = convert_array(c, from->n_rows, sizeof *rows);
    for (size_t i = 0; rows && i < from->n_rows; i++)
        read_row(c, from->rows[i], &rows[i]);
    to->rows = rows;
    to->row_count = from->n_rows;
}

enum status wire_decode_places_reply(struct bytes body, struct arena *arena,
                                     struct places_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct places_reply reply;
    enum status status =
        convert_decode(&wachtpost__v1__places_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    read_rows(&c, &message, &reply);
    reply.count = message.count;
    reply.next_offset = message.next_offset;
    reply.as_known_at = message.as_known_at;
    reply.on = convert_day(&c, message.on);
    reply.norm_id = bytes_of_text(message.norm_id);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
