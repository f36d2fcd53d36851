/* STATUS, both messages. */
#include "proto/wire/head.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__StatusReply ReplyMessage;
typedef Wachtpost__V1__AanbiederStatus AanbiederMessage;
typedef Wachtpost__V1__HeldSnapshot HeldMessage;
typedef Wachtpost__V1__NormStatus NormMessage;
typedef Wachtpost__V1__ClockHold HoldMessage;
typedef Wachtpost__V1__RefusedCount RefusedMessage;

enum status wire_encode_status_request(instant_t made_at, struct arena *arena, struct bytes *out) {
    struct conversion c = convert_in(arena);
    Wachtpost__V1__StatusRequest message = WACHTPOST__V1__STATUS_REQUEST__INIT;
    message.head = head_of_request(&c, made_at);
    return convert_pack(&c, &message.base, NULL, out);
}

enum status wire_decode_status_request(struct bytes body, struct arena *arena, instant_t *made_at) {
    Wachtpost__V1__StatusRequest message;
    enum status status =
        convert_decode(&wachtpost__v1__status_request__descriptor, body, arena, &message);
    if (status == STATUS_OK)
        *made_at = head_made_at(message.head);
    return status;
}

/* ---- out */

static HeldMessage *write_held(struct conversion *c, const struct held_status *from) {
    HeldMessage *to =
        from->present ? convert_message(c, &wachtpost__v1__held_snapshot__descriptor) : NULL;
    if (to == NULL)
        return NULL;
    to->epoch = convert_data(bytes_of(from->epoch, EPOCH_BYTES));
    to->sequence = from->sequence;
    to->content_hash = convert_data(bytes_of(from->content_hash, HASH_BYTES));
    to->peilmoment = from->peilmoment;
    to->recorded_at = from->recorded_at;
    to->open = from->open;
    to->would_leave = from->would_leave;
    return to;
}

static AanbiederMessage *write_aanbieder(struct conversion *c,
                                         const struct aanbieder_status *from) {
    AanbiederMessage *to = convert_message(c, &wachtpost__v1__aanbieder_status__descriptor);
    if (to == NULL)
        return NULL;
    to->agb_code = convert_text(c, bytes_of_text(from->agb.text));
    to->naam = convert_text(c, from->naam);
    if (from->sequence > 0)
        to->epoch = convert_data(bytes_of(from->epoch, EPOCH_BYTES));
    to->sequence = from->sequence;
    to->peilmoment = from->peilmoment;
    to->received_on = day_to_number(from->received_on);
    to->interval_days = from->interval_days;
    to->open = from->open;
    to->silent = from->silent;
    to->held = write_held(c, &from->held);
    return to;
}

static void write_aanbieders(struct conversion *c, const struct status_reply *from,
                             ReplyMessage *to) {
    to->aanbieders = convert_array(c, from->aanbieder_count, sizeof *to->aanbieders);
    for (size_t i = 0; to->aanbieders && i < from->aanbieder_count; i++)
        to->aanbieders[i] = write_aanbieder(c, &from->aanbieders[i]);
    to->n_aanbieders = from->aanbieder_count;
}

static NormMessage *write_norm(struct conversion *c, const struct norm_status *from) {
    NormMessage *to = convert_message(c, &wachtpost__v1__norm_status__descriptor);
    if (to == NULL)
        return NULL;
    to->id = convert_text(c, from->id);
    to->from = day_to_number(from->from);
    to->description = convert_text(c, from->description);
    return to;
}

static void write_norms(struct conversion *c, const struct status_reply *from, ReplyMessage *to) {
    to->norms = convert_array(c, from->norm_count, sizeof *to->norms);
    for (size_t i = 0; to->norms && i < from->norm_count; i++)
        to->norms[i] = write_norm(c, &from->norms[i]);
    to->n_norms = from->norm_count;
}

static RefusedMessage *write_refused_count(struct conversion *c, const struct refused_count *from) {
    RefusedMessage *to = convert_message(c, &wachtpost__v1__refused_count__descriptor);
    if (to == NULL)
        return NULL;
    to->reason = convert_text(c, from->reason);
    to->count = from->count;
    return to;
}

static void write_refused(struct conversion *c, const struct status_reply *from, ReplyMessage *to) {
    to->refused = convert_array(c, from->refused_count, sizeof *to->refused);
    for (size_t i = 0; to->refused && i < from->refused_count; i++)
        to->refused[i] = write_refused_count(c, &from->refused[i]);
    to->n_refused = from->refused_count;
}

static HoldMessage *write_hold(struct conversion *c, const struct clock_hold *from) {
    HoldMessage *to =
        from->present ? convert_message(c, &wachtpost__v1__clock_hold__descriptor) : NULL;
    if (to == NULL)
        return NULL;
    to->since = from->since;
    to->reason = convert_text(c, from->reason);
    return to;
}

enum status wire_encode_status_reply(const struct status_reply *reply, struct arena *arena,
                                     struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__STATUS_REPLY__INIT;
    message.head = head_to_message(&c, &reply->head);
    message.version = convert_text(&c, reply->version);
    message.rules_version = reply->rules_version;
    message.evaluated_day = day_to_number(reply->evaluated_day);
    write_norms(&c, reply, &message);
    write_aanbieders(&c, reply, &message);
    message.expected = reply->expected;
    message.received = reply->received;
    message.alert_head = reply->alert_head;
    message.journal_head = reply->journal_head;
    message.incarnation = convert_data(bytes_of(reply->incarnation, INCARNATION_BYTES));
    write_refused(&c, reply, &message);
    message.name = convert_text(&c, reply->name);
    message.clock_hold = write_hold(&c, &reply->clock_hold);
    return convert_pack(&c, &message.base, NULL, out);
}

/* ---- in */

static void read_held(struct conversion *c, const HeldMessage *from, struct held_status *to) {
    *to = (struct held_status){.present = from != NULL};
    if (from == NULL)
        return;
    convert_fixed(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    convert_fixed(c, from->content_hash, to->content_hash, HASH_BYTES);
    to->peilmoment = from->peilmoment;
    to->recorded_at = from->recorded_at;
    to->open = from->open;
    to->would_leave = from->would_leave;
}

static void read_aanbieder(struct conversion *c, const AanbiederMessage *from,
                           struct aanbieder_status *to) {
    convert_agb(c, from->agb_code, &to->agb);
    to->naam = bytes_of_text(from->naam);
    convert_fixed_or_absent(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    to->peilmoment = from->peilmoment;
    to->received_on = convert_day(c, from->received_on);
    to->interval_days = from->interval_days;
    to->open = from->open;
    to->silent = from->silent;
    read_held(c, from->held, &to->held);
}

static void read_aanbieders(struct conversion *c, const ReplyMessage *from,
                            struct status_reply *to) {
    struct aanbieder_status *aanbieders = convert_array(c, from->n_aanbieders, sizeof *aanbieders);
    for (size_t i = 0; aanbieders && i < from->n_aanbieders; i++)
        read_aanbieder(c, from->aanbieders[i], &aanbieders[i]);
    to->aanbieders = aanbieders;
    to->aanbieder_count = from->n_aanbieders;
}

static void read_norms(struct conversion *c, const ReplyMessage *from, struct status_reply *to) {
    struct norm_status *norms = convert_array(c, from->n_norms, sizeof *norms);
    for (size_t i = 0; norms && i < from->n_norms; i++)
        norms[i] = (struct norm_status){bytes_of_text(from->norms[i]->id),
                                        convert_day(c, from->norms[i]->from),
                                        bytes_of_text(from->norms[i]->description)};
    to->norms = norms;
    to->norm_count = from->n_norms;
}

static void read_refused(struct conversion *c, const ReplyMessage *from, struct status_reply *to) {
    struct refused_count *refused = convert_array(c, from->n_refused, sizeof *refused);
    for (size_t i = 0; refused && i < from->n_refused; i++)
        refused[i] = (struct refused_count){bytes_of_text(from->refused[i]->reason),
                                            from->refused[i]->count};
    to->refused = refused;
    to->refused_count = from->n_refused;
}

static void read_reply(struct conversion *c, const ReplyMessage *from, struct status_reply *to) {
    head_from_message(c, from->head, &to->head);
    to->version = bytes_of_text(from->version);
    to->rules_version = from->rules_version;
    to->evaluated_day = convert_day(c, from->evaluated_day);
    read_norms(c, from, to);
    read_aanbieders(c, from, to);
    to->expected = from->expected;
    to->received = from->received;
    to->alert_head = from->alert_head;
    to->journal_head = from->journal_head;
    convert_fixed_or_absent(c, from->incarnation, to->incarnation, INCARNATION_BYTES);
    read_refused(c, from, to);
    to->name = bytes_of_text(from->name);
    if (from->clock_hold)
        to->clock_hold = (struct clock_hold){true, from->clock_hold->since,
                                             bytes_of_text(from->clock_hold->reason)};
}

enum status wire_decode_status_reply(struct bytes body, struct arena *arena,
                                     struct status_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct status_reply reply = {0};
    enum status status =
        convert_decode(&wachtpost__v1__status_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_reply(&c, &message, &reply);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
