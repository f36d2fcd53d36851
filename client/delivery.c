#include "client/delivery.h"

#include "client/clock.h"
#include "client/language.h"

#include <inttypes.h>

/* How long one try of a PUSH waits before it goes out once more over a fresh
 * connection, and the pause before that. */
#define TRY_MS 10000
#define PAUSE_MS 200

#define KIND "PUSH"
#define SYSTEM_NAME "wachtpost"

enum status delivery_encode(const struct delivery *delivery, struct arena *arena,
                            struct bytes *body) {
    struct snapshot snapshot = {
        .agb_code = bytes_of_text(delivery->agb.text),
        .sequence = delivery->number.sequence,
        .supersedes = delivery->number.supersedes,
        .superseded_sequence = delivery->number.superseded_sequence,
        .peilmoment = delivery->peilmoment,
        .place_count = delivery->list->place_count,
        .outflow_count = delivery->list->outflow_count,
        .aanname_count = delivery->aanname_count,
        .places = delivery->list->places,
        .outflow = delivery->list->outflow,
        .aanname = delivery->aanname,
        .system_name = bytes_of_text(delivery->system_name ? delivery->system_name : SYSTEM_NAME),
        .system_version =
            bytes_of_text(delivery->system_version ? delivery->system_version : WACHTPOST_VERSION),
    };
    memcpy(snapshot.epoch, delivery->number.epoch, EPOCH_BYTES);
    memcpy(snapshot.superseded_epoch, delivery->number.superseded_epoch, EPOCH_BYTES);
    return wire_encode_snapshot(&snapshot, arena, body);
}

/* The receipt of other bytes would count one delivery for another. */
static enum status check_receipt(const struct receipt *receipt, const uint8_t hash[HASH_BYTES],
                                 struct complaint *complaint) {
    if (memcmp(receipt->content_hash, hash, HASH_BYTES) == 0)
        return STATUS_OK;
    return complain(complaint, STATUS_MALFORMED,
                    _("de server bevestigt andere bytes dan er zijn verstuurd (levering %" PRIu64
                      "); bel het Servicebureau"),
                    receipt->sequence);
}

static enum status read_answer(struct bytes received, const uint8_t hash[HASH_BYTES],
                               struct arena *arena, struct delivery_answer *answer,
                               struct complaint *complaint) {
    struct push_reply reply;
    struct receipt receipt = {0};
    enum status status = wire_decode_push_reply(received, arena, &reply);
    const bool has_receipt = status == STATUS_OK && reply.receipt.size > 0;
    if (has_receipt)
        status = wire_decode_receipt(reply.receipt, arena, &receipt);
    if (status == STATUS_OK && !has_receipt && delivery_used_number(reply.head.status))
        status = STATUS_MALFORMED;
    if (status == STATUS_MALFORMED)
        return complain(complaint, status, _("de server gaf een onleesbare ontvangstbevestiging"));
    if (has_receipt && status == STATUS_OK)
        status = check_receipt(&receipt, hash, complaint);
    if (status != STATUS_OK)
        return status;
    *answer = (struct delivery_answer){.head = reply.head,
                                       .has_receipt = has_receipt,
                                       .receipt = receipt,
                                       .expected_sequence = reply.expected_sequence,
                                       .reply = received};
    return STATUS_OK;
}

enum status delivery_try(const struct asker *asker, uint64_t request_id, struct bytes body,
                         struct delivery_answer *answer, struct complaint *complaint) {
    struct bytes received;
    uint8_t hash[HASH_BYTES];
    enum status status = connection_ask(asker->connection, KIND, request_id, body,
                                        asker->timeout_ms, asker->arena, &received, complaint);
    if (status != STATUS_OK)
        return status;
    keys_hash(body, hash);
    return read_answer(received, hash, asker->arena, answer, complaint);
}

enum status delivery_begin(struct connection *connection, uint64_t request_id, struct bytes body,
                           struct complaint *complaint) {
    return connection_send(connection, KIND, request_id, body, complaint);
}

enum status delivery_hear(struct connection *connection, uint64_t request_id,
                          const uint8_t hash[HASH_BYTES], struct arena *arena,
                          struct delivery_answer *answer, struct complaint *complaint) {
    struct bytes received;
    enum status status = connection_hear(connection, KIND, request_id, arena, &received, complaint);
    return status == STATUS_OK ? read_answer(received, hash, arena, answer, complaint) : status;
}

enum status delivery_send(const struct asker *asker, uint64_t request_id, struct bytes body,
                          struct delivery_answer *answer, struct complaint *complaint) {
    int64_t deadline_ms = clock_monotonic_ms() + asker->timeout_ms;
    struct asker once = *asker;
    for (;;) {
        int64_t left_ms = deadline_ms - clock_monotonic_ms();
        once.timeout_ms = left_ms < TRY_MS ? left_ms : TRY_MS;
        enum status status = delivery_try(&once, request_id, body, answer, complaint);
        if (status != STATUS_UNREACHABLE || clock_monotonic_ms() + PAUSE_MS >= deadline_ms)
            return status;
        clock_sleep_ms(PAUSE_MS);
    }
}

bool delivery_used_number(enum answer answer) {
    return answer == ANSWER_ACCEPTED || answer == ANSWER_HELD || answer == ANSWER_REJECTED ||
           answer == ANSWER_DUPLICATE;
}
