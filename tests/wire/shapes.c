#include "tests/wire/shapes.h"

static instant_t random_instant(struct dice *dice) {
    return (instant_t)dice_number(dice);
}

static bool same_instant(const instant_t *a, const instant_t *b) {
    return *a == *b;
}

static enum status encode_status_request(const instant_t *made_at, struct arena *arena,
                                         struct bytes *out) {
    return wire_encode_status_request(*made_at, arena, out);
}

static bool same_clock_request(const struct clock_request *a, const struct clock_request *b) {
    return SAME(made_at) && SAME(instant);
}

static bool same_clock_reply(const struct clock_reply *a, const struct clock_reply *b) {
    return same_head(&a->head, &b->head) && SAME(evaluated_day);
}

/* name, type, random, same, encode, decode */
#define SHAPES(X)                                                                                  \
    X(snapshot, struct snapshot, random_snapshot, same_snapshot, wire_encode_snapshot,             \
      wire_decode_snapshot)                                                                        \
    X(receipt, struct receipt, random_receipt, same_receipt, wire_encode_receipt,                  \
      wire_decode_receipt)                                                                         \
    X(alert, struct alert, random_alert, same_alert, wire_encode_alert, wire_decode_alert)         \
    X(head, struct reply_head, random_head, same_head, wire_encode_head, wire_decode_head)         \
    X(push_reply, struct push_reply, random_push_reply, same_push_reply, wire_encode_push_reply,   \
      wire_decode_push_reply)                                                                      \
    X(confirm, struct confirm_request, random_confirm, same_confirm, wire_encode_confirm,          \
      wire_decode_confirm)                                                                         \
    X(alerts_request, struct alerts_request, random_alerts_request, same_alerts_request,           \
      wire_encode_alerts_request, wire_decode_alerts_request)                                      \
    X(alerts_reply, struct alerts_reply, random_alerts_reply, same_alerts_reply,                   \
      wire_encode_alerts_reply, wire_decode_alerts_reply)                                          \
    X(status_request, instant_t, random_instant, same_instant, encode_status_request,              \
      wire_decode_status_request)                                                                  \
    X(status_reply, struct status_reply, random_status_reply, same_status_reply,                   \
      wire_encode_status_reply, wire_decode_status_reply)                                          \
    X(clock_request, struct clock_request, random_clock_request, same_clock_request,               \
      wire_encode_clock_request, wire_decode_clock_request)                                        \
    X(clock_reply, struct clock_reply, random_clock_reply, same_clock_reply,                       \
      wire_encode_clock_reply, wire_decode_clock_reply)                                            \
    X(take_request, struct take_request, random_take_request, same_take_request,                   \
      wire_encode_take_request, wire_decode_take_request)                                          \
    X(take_reply, struct take_reply, random_take_reply, same_take_reply, wire_encode_take_reply,   \
      wire_decode_take_reply)                                                                      \
    X(places_request, struct places_request, random_places_request, same_places_request,           \
      wire_encode_places_request, wire_decode_places_request)                                      \
    X(places_reply, struct places_reply, random_places_reply, same_places_reply,                   \
      wire_encode_places_reply, wire_decode_places_reply)                                          \
    X(history_request, struct history_request, random_history_request, same_history_request,       \
      wire_encode_history_request, wire_decode_history_request)                                    \
    X(history_reply, struct history_reply, random_history_reply, same_history_reply,               \
      wire_encode_history_reply, wire_decode_history_reply)                                        \
    X(figures_request, struct figures_request, random_figures_request, same_figures_request,       \
      wire_encode_figures_request, wire_decode_figures_request)                                    \
    X(figures_reply, struct figures_reply, random_figures_reply, same_figures_reply,               \
      wire_encode_figures_reply, wire_decode_figures_reply)                                        \
    X(monitor_table, struct monitor_table, random_monitor_table, same_monitor_table,               \
      wire_encode_monitor_table, wire_decode_monitor_table)                                        \
    X(duiding_request, struct duiding_request, random_duiding_request, same_duiding_request,       \
      wire_encode_duiding_request, wire_decode_duiding_request)                                    \
    X(duiding_reply, struct duiding_reply, random_duiding_reply, same_duiding_reply,               \
      wire_encode_duiding_reply, wire_decode_duiding_reply)                                        \
    X(publication_request, struct publication_request, random_publication_request,                 \
      same_publication_request, wire_encode_publication_request, wire_decode_publication_request)  \
    X(publication_reply, struct publication_reply, random_publication_reply,                       \
      same_publication_reply, wire_encode_publication_reply, wire_decode_publication_reply)

#define X(name, type, random, same, encode, decode)                                                \
    static struct bytes make_##name(struct dice *dice) {                                           \
        type value = random(dice);                                                                 \
        struct bytes body;                                                                         \
        ENSURE(encode(&value, dice->arena, &body) == STATUS_OK);                                   \
        return body;                                                                               \
    }                                                                                              \
    static enum status encode_in_##name(struct dice *dice, struct arena *arena) {                  \
        type value = random(dice);                                                                 \
        struct bytes body;                                                                         \
        return encode(&value, arena, &body);                                                       \
    }                                                                                              \
    static bool returns_##name(struct dice *dice) {                                                \
        type value = random(dice), back;                                                           \
        struct bytes body;                                                                         \
        return encode(&value, dice->arena, &body) == STATUS_OK &&                                  \
               decode(body, dice->arena, &back) == STATUS_OK && same(&value, &back);               \
    }                                                                                              \
    static enum status decode_##name(struct bytes body, struct arena *arena) {                     \
        type value;                                                                                \
        return decode(body, arena, &value);                                                        \
    }
SHAPES(X)
#undef X

/* A ConfirmReply is a PushReply without an expected sequence. */
static struct push_reply random_confirm_reply(struct dice *dice) {
    struct push_reply reply = random_push_reply(dice);
    reply.expected_sequence = 0;
    return reply;
}

static struct bytes make_confirm_reply(struct dice *dice) {
    struct push_reply reply = random_confirm_reply(dice);
    struct bytes body;
    ENSURE(wire_encode_confirm_reply(&reply, dice->arena, &body) == STATUS_OK);
    return body;
}

static enum status encode_confirm_reply(struct dice *dice, struct arena *arena) {
    struct push_reply reply = random_confirm_reply(dice);
    struct bytes body;
    return wire_encode_confirm_reply(&reply, arena, &body);
}

static bool returns_confirm_reply(struct dice *dice) {
    struct push_reply reply = random_confirm_reply(dice), back;
    struct bytes body;
    return wire_encode_confirm_reply(&reply, dice->arena, &body) == STATUS_OK &&
           wire_decode_confirm_reply(body, dice->arena, &back) == STATUS_OK &&
           same_push_reply(&reply, &back);
}

static enum status decode_confirm_reply(struct bytes body, struct arena *arena) {
    struct push_reply reply;
    return wire_decode_confirm_reply(body, arena, &reply);
}

const struct shape shapes[] = {
#define X(name, type, random, same, encode, decode)                                                \
    {#name, make_##name, encode_in_##name, returns_##name, decode_##name},
    SHAPES(X)
#undef X
        {"confirm_reply", make_confirm_reply, encode_confirm_reply, returns_confirm_reply,
         decode_confirm_reply},
};
const size_t shape_count = sizeof shapes / sizeof *shapes;
