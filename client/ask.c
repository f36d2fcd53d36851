#include "client/ask.h"

#include "client/language.h"

/* A question in full: how its body is written for an instant, how its reply is read. */
struct question {
    const char *kind;
    enum status (*encode)(const struct question *question, instant_t made_at, struct arena *arena,
                          struct bytes *body);
    enum status (*decode)(struct bytes body, struct arena *arena, void *reply);
    const void *content;
    void *reply;
    const struct reply_head *head; /* within reply */
};

static enum status ask_once(const struct asker *asker, const struct question *question,
                            struct complaint *complaint) {
    struct bytes body, received;
    enum status status =
        question->encode(question, connection_made_at(asker->connection), asker->arena, &body);
    if (status == STATUS_OK)
        status = connection_ask(asker->connection, question->kind,
                                connection_request_id(asker->connection), body, asker->timeout_ms,
                                asker->arena, &received, complaint);
    if (status != STATUS_OK)
        return status;
    status = question->decode(received, asker->arena, question->reply);
    if (status == STATUS_MALFORMED)
        return complain(complaint, status, _("de server gaf een onleesbaar antwoord op %s"),
                        question->kind);
    return status;
}

/* The first answer of a virtual store tells its time, so the second is dated right. */
static enum status ask(const struct asker *asker, const struct question *question,
                       struct complaint *complaint) {
    enum status status = ask_once(asker, question, complaint);
    if (status == STATUS_OK && question->head->status == ANSWER_STALE &&
        question->head->virtual_clock)
        status = ask_once(asker, question, complaint);
    return status;
}

static enum status encode_status(const struct question *question, instant_t made_at,
                                 struct arena *arena, struct bytes *body) {
    (void)question;
    return wire_encode_status_request(made_at, arena, body);
}

static enum status decode_status(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_status_reply(body, arena, reply);
}

enum status ask_status(const struct asker *asker, struct status_reply *reply,
                       struct complaint *complaint) {
    const struct question question = {.kind = "STATUS",
                                      .encode = encode_status,
                                      .decode = decode_status,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_alerts(const struct question *question, instant_t made_at,
                                 struct arena *arena, struct bytes *body) {
    struct alerts_request request = *(const struct alerts_request *)question->content;
    request.made_at = made_at;
    return wire_encode_alerts_request(&request, arena, body);
}

static enum status decode_alerts(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_alerts_reply(body, arena, reply);
}

enum status ask_alerts(const struct asker *asker, const struct cursor *cursor, uint32_t limit,
                       struct alerts_reply *reply, struct complaint *complaint) {
    const struct alerts_request request = {.cursor = *cursor, .limit = limit};
    const struct question question = {.kind = "ALERTS",
                                      .encode = encode_alerts,
                                      .decode = decode_alerts,
                                      .content = &request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_confirm(const struct question *question, instant_t made_at,
                                  struct arena *arena, struct bytes *body) {
    struct confirm_request request = *(const struct confirm_request *)question->content;
    request.made_at = made_at;
    return wire_encode_confirm(&request, arena, body);
}

static enum status decode_confirm(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_confirm_reply(body, arena, reply);
}

enum status ask_confirm(const struct asker *asker, const struct confirm_request *request,
                        struct push_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "CONFIRM",
                                      .encode = encode_confirm,
                                      .decode = decode_confirm,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_clock(const struct question *question, instant_t made_at,
                                struct arena *arena, struct bytes *body) {
    struct clock_request request = *(const struct clock_request *)question->content;
    request.made_at = made_at;
    return wire_encode_clock_request(&request, arena, body);
}

static enum status decode_clock(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_clock_reply(body, arena, reply);
}

enum status ask_clock(const struct asker *asker, instant_t instant, struct clock_reply *reply,
                      struct complaint *complaint) {
    const struct clock_request request = {.instant = instant};
    const struct question question = {.kind = "CLOCK",
                                      .encode = encode_clock,
                                      .decode = decode_clock,
                                      .content = &request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_take(const struct question *question, instant_t made_at,
                               struct arena *arena, struct bytes *body) {
    struct take_request request = *(const struct take_request *)question->content;
    request.made_at = made_at;
    return wire_encode_take_request(&request, arena, body);
}

static enum status decode_take(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_take_reply(body, arena, reply);
}

enum status ask_take(const struct asker *asker, const struct take_request *request,
                     struct take_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "TAKE",
                                      .encode = encode_take,
                                      .decode = decode_take,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_places(const struct question *question, instant_t made_at,
                                 struct arena *arena, struct bytes *body) {
    struct places_request request = *(const struct places_request *)question->content;
    request.made_at = made_at;
    return wire_encode_places_request(&request, arena, body);
}

static enum status decode_places(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_places_reply(body, arena, reply);
}

enum status ask_places(const struct asker *asker, const struct places_request *request,
                       struct places_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "PLACES",
                                      .encode = encode_places,
                                      .decode = decode_places,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_history(const struct question *question, instant_t made_at,
                                  struct arena *arena, struct bytes *body) {
    struct history_request request = *(const struct history_request *)question->content;
    request.made_at = made_at;
    return wire_encode_history_request(&request, arena, body);
}

static enum status decode_history(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_history_reply(body, arena, reply);
}

enum status ask_history(const struct asker *asker, const struct history_request *request,
                        struct history_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "HISTORY",
                                      .encode = encode_history,
                                      .decode = decode_history,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_figures(const struct question *question, instant_t made_at,
                                  struct arena *arena, struct bytes *body) {
    struct figures_request request = *(const struct figures_request *)question->content;
    request.made_at = made_at;
    return wire_encode_figures_request(&request, arena, body);
}

static enum status decode_figures(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_figures_reply(body, arena, reply);
}

enum status ask_figures(const struct asker *asker, const struct figures_request *request,
                        struct figures_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "FIGURES",
                                      .encode = encode_figures,
                                      .decode = decode_figures,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_duiding(const struct question *question, instant_t made_at,
                                  struct arena *arena, struct bytes *body) {
    struct duiding_request request = *(const struct duiding_request *)question->content;
    request.made_at = made_at;
    return wire_encode_duiding_request(&request, arena, body);
}

static enum status decode_duiding(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_duiding_reply(body, arena, reply);
}

enum status ask_duiding(const struct asker *asker, const struct duiding_request *request,
                        struct duiding_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "DUIDING",
                                      .encode = encode_duiding,
                                      .decode = decode_duiding,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}

static enum status encode_publication(const struct question *question, instant_t made_at,
                                      struct arena *arena, struct bytes *body) {
    struct publication_request request = *(const struct publication_request *)question->content;
    request.made_at = made_at;
    return wire_encode_publication_request(&request, arena, body);
}

static enum status decode_publication(struct bytes body, struct arena *arena, void *reply) {
    return wire_decode_publication_reply(body, arena, reply);
}

enum status ask_publication(const struct asker *asker, const struct publication_request *request,
                            struct publication_reply *reply, struct complaint *complaint) {
    const struct question question = {.kind = "PUBLICATION",
                                      .encode = encode_publication,
                                      .decode = decode_publication,
                                      .content = request,
                                      .reply = reply,
                                      .head = &reply->head};
    return ask(asker, &question, complaint);
}
