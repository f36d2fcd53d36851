/* Bodies to values and back: the only user of protobuf-c.
 *
 * Decoding is strict, because the sender is a stranger: no empty body, no wrong wire
 * type, no singular field twice, no NUL or bad UTF-8 in a string, no length that
 * lies; unknown fields are passed over. Everything decoded lives in the arena, whose
 * budget also bounds protobuf-c's own appetite. STATUS_MALFORMED says the body is not
 * what it should be, STATUS_NO_MEMORY that the arena was too small. In everything but
 * a snapshot a code outside its list, a date that is none and an AGB-code or gemeente
 * that is neither empty nor of digits are malformed too, so that the rest of the code
 * can trust what it gets. A request without a head was made at instant 0.
 *
 * Encoding never fails but for memory: *out is in the arena. Text must be UTF-8 without
 * NUL. What the contract keeps for one kind of alert is written for that kind only
 * (left_on, silent_since, which snapshot was held).
 *
 * Signatures and hashes are over the received bytes, never over a re-encoding. */
#ifndef WACHTPOST_WIRE_WIRE_H
#define WACHTPOST_WIRE_WIRE_H

#include "proto/model/alert.h"
#include "proto/model/arena.h"
#include "proto/model/receipt.h"

/* Snapshot. Also STATUS_MALFORMED: epoch not 16 bytes, superseded epoch neither 0 nor
 * 16 bytes, more fields than the largest snapshot has. The sequence and the AGB-code
 * are not judged here. MAX_REQUEST_MEMORY_BYTES is enough for any body of
 * MAX_BODY_BYTES. */
enum status wire_decode_snapshot(struct bytes body, struct arena *arena,
                                 struct snapshot *out) MUST_CHECK;
enum status wire_encode_snapshot(const struct snapshot *snapshot, struct arena *arena,
                                 struct bytes *out) MUST_CHECK;

enum status wire_encode_receipt(const struct receipt *receipt, struct arena *arena,
                                struct bytes *out) MUST_CHECK;
enum status wire_decode_receipt(struct bytes body, struct arena *arena,
                                struct receipt *out) MUST_CHECK;

enum status wire_encode_alert(const struct alert *alert, struct arena *arena,
                              struct bytes *out) MUST_CHECK;
enum status wire_decode_alert(struct bytes body, struct arena *arena, struct alert *out) MUST_CHECK;

struct reply_head {
    enum answer status;
    struct bytes sentence;
    uint32_t retry_after_ms;
    instant_t now;
    bool virtual_clock;
};

/* Only the head, of any reply: what to answer when nothing else is known. */
enum status wire_encode_head(const struct reply_head *head, struct arena *arena,
                             struct bytes *out) MUST_CHECK;
enum status wire_decode_head(struct bytes body, struct arena *arena,
                             struct reply_head *out) MUST_CHECK;

/* PushReply and ConfirmReply. The receipt travels as stored bytes (wire_encode_receipt),
 * so that a repeat gets the very same; empty: none. */
struct push_reply {
    struct reply_head head;
    struct bytes receipt;
    uint64_t expected_sequence;
};
enum status wire_encode_push_reply(const struct push_reply *reply, struct arena *arena,
                                   struct bytes *out) MUST_CHECK;
enum status wire_decode_push_reply(struct bytes body, struct arena *arena,
                                   struct push_reply *out) MUST_CHECK;

enum confirm_action { CONFIRM_NONE, CONFIRM_APPLY, CONFIRM_DISCARD };

struct confirm_request {
    instant_t made_at;
    struct bytes agb_code;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    uint8_t content_hash[HASH_BYTES];
    enum confirm_action action; /* APPLY or DISCARD, else STATUS_MALFORMED */
};
enum status wire_encode_confirm(const struct confirm_request *request, struct arena *arena,
                                struct bytes *out) MUST_CHECK;
enum status wire_decode_confirm(struct bytes body, struct arena *arena,
                                struct confirm_request *out) MUST_CHECK;
enum status wire_encode_confirm_reply(const struct push_reply *reply, struct arena *arena,
                                      struct bytes *out) MUST_CHECK;
enum status wire_decode_confirm_reply(struct bytes body, struct arena *arena,
                                      struct push_reply *out) MUST_CHECK;

#define INCARNATION_BYTES 16

struct cursor {
    bool present;
    uint8_t incarnation[INCARNATION_BYTES];
    uint64_t number;
};

struct alerts_request {
    instant_t made_at;
    struct cursor cursor;
    uint32_t limit;
};
enum status wire_encode_alerts_request(const struct alerts_request *request, struct arena *arena,
                                       struct bytes *out) MUST_CHECK;
enum status wire_decode_alerts_request(struct bytes body, struct arena *arena,
                                       struct alerts_request *out) MUST_CHECK;

struct taken_place; /* proto/wire/questions.h */

/* Alerts travel as stored bytes (wire_encode_alert). */
struct alerts_reply {
    struct reply_head head;
    size_t alert_count;
    const struct bytes *alerts;
    struct cursor cursor;
    bool more;
    size_t taken_count;
    const struct taken_place *taken; /* who has the places in `alerts` that somebody has */
};
enum status wire_encode_alerts_reply(const struct alerts_reply *reply, struct arena *arena,
                                     struct bytes *out) MUST_CHECK;
enum status wire_decode_alerts_reply(struct bytes body, struct arena *arena,
                                     struct alerts_reply *out) MUST_CHECK;

struct held_status {
    bool present;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    uint8_t content_hash[HASH_BYTES];
    instant_t peilmoment, recorded_at;
    uint32_t open, would_leave;
};

struct aanbieder_status {
    struct agb agb;
    struct bytes naam;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence; /* 0: nothing was ever received, the epoch means nothing */
    instant_t peilmoment;
    day_t received_on;
    uint32_t interval_days, open;
    bool silent;
    struct held_status held;
};

struct norm_status {
    struct bytes id;
    day_t from;
    struct bytes description;
};

struct refused_count {
    struct bytes reason;
    uint64_t count;
};

struct clock_hold {
    bool present;
    instant_t since;
    struct bytes reason;
};
struct status_reply {
    struct reply_head head;
    struct bytes version;
    uint32_t rules_version;
    day_t evaluated_day;
    size_t norm_count, aanbieder_count, refused_count;
    const struct norm_status *norms;
    const struct aanbieder_status *aanbieders;
    const struct refused_count *refused;
    uint32_t expected, received;
    uint64_t alert_head, journal_head;
    uint8_t incarnation[INCARNATION_BYTES];
    struct bytes name; /* of who asks */
    struct clock_hold clock_hold;
};
enum status wire_encode_status_request(instant_t made_at, struct arena *arena,
                                       struct bytes *out) MUST_CHECK;
enum status wire_decode_status_request(struct bytes body, struct arena *arena,
                                       instant_t *made_at) MUST_CHECK;
enum status wire_encode_status_reply(const struct status_reply *reply, struct arena *arena,
                                     struct bytes *out) MUST_CHECK;
enum status wire_decode_status_reply(struct bytes body, struct arena *arena,
                                     struct status_reply *out) MUST_CHECK;

struct clock_request {
    instant_t made_at, instant;
};
struct clock_reply {
    struct reply_head head;
    day_t evaluated_day;
};
enum status wire_encode_clock_request(const struct clock_request *request, struct arena *arena,
                                      struct bytes *out) MUST_CHECK;
enum status wire_decode_clock_request(struct bytes body, struct arena *arena,
                                      struct clock_request *out) MUST_CHECK;
enum status wire_encode_clock_reply(const struct clock_reply *reply, struct arena *arena,
                                    struct bytes *out) MUST_CHECK;
enum status wire_decode_clock_reply(struct bytes body, struct arena *arena,
                                    struct clock_reply *out) MUST_CHECK;

#endif
