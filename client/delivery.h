/* A wachtlijst becomes the body of a PUSH, and a PUSH gets its receipt. Nothing here
 * reads a clock or draws lots: equal arguments give equal bytes. */
#ifndef WACHTPOST_CLIENT_DELIVERY_H
#define WACHTPOST_CLIENT_DELIVERY_H

#include "client/ask.h"
#include "client/wachtlijst.h"

/* What a snapshot is known by, and what it replaces. */
struct number {
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence; /* from 1 */
    bool supersedes;   /* only with sequence 1 */
    uint8_t superseded_epoch[EPOCH_BYTES];
    uint64_t superseded_sequence;
};

struct delivery {
    struct agb agb;
    struct number number;
    instant_t peilmoment;
    const struct wachtlijst *list;
    size_t aanname_count;
    const struct raw_aanname *aanname;
    /* The sending software; NULL: this one and its version. */
    const char *system_name, *system_version;
};

/* The bytes that are sent, kept and sent again. STATUS_NO_MEMORY. */
enum status delivery_encode(const struct delivery *delivery, struct arena *arena,
                            struct bytes *body) MUST_CHECK;

/* What came back; everything lives in the asker's arena. */
struct delivery_answer {
    struct reply_head head;
    bool has_receipt; /* with ACCEPTED, HELD, REJECTED and DUPLICATE */
    struct receipt receipt;
    uint64_t expected_sequence; /* with GAP */
    struct bytes reply;         /* as received: a PushReply */
};

/* Sends the body once and waits for the answer, at most asker->timeout_ms; of LATER as long as
 * the daemon asks within that time. Failures as connection_ask. STATUS_MALFORMED also for a
 * receipt that is not about these bytes. */
enum status delivery_try(const struct asker *asker, uint64_t request_id, struct bytes body,
                         struct delivery_answer *answer, struct complaint *complaint) MUST_CHECK;

/* The same in two halves that never wait: see connection_send and connection_hear. `hash` is that
 * of the body. Hear: STATUS_ABSENT while the answer has not come. */
enum status delivery_begin(struct connection *connection, uint64_t request_id, struct bytes body,
                           struct complaint *complaint) MUST_CHECK;
enum status delivery_hear(struct connection *connection, uint64_t request_id,
                          const uint8_t hash[HASH_BYTES], struct arena *arena,
                          struct delivery_answer *answer, struct complaint *complaint) MUST_CHECK;

/* Tries until there is an answer or asker->timeout_ms is over: a PUSH may be repeated, so
 * silence and a broken connection are tried again with the same bytes. Keeps nothing:
 * client/outbox does. Failures as delivery_try. */
enum status delivery_send(const struct asker *asker, uint64_t request_id, struct bytes body,
                          struct delivery_answer *answer, struct complaint *complaint) MUST_CHECK;

/* Whether this answer says that the number was used: ACCEPTED, HELD, REJECTED and
 * DUPLICATE. */
bool delivery_used_number(enum answer answer);

#endif
