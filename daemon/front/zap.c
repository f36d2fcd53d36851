#include "daemon/front/zap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <zmq.h>

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define ZAP_VERSION "1.0"

enum {
    /* version, request id, domain, address, routing id, mechanism, key */
    QUESTION_FRAMES = 7,
    MAX_QUESTIONS_AT_ONCE = 256, /* then the messages of those already in get their turn */
};

struct question {
    size_t seen; /* frames, also those not kept */
    zmq_msg_t frames[QUESTION_FRAMES];
};

struct verdict {
    const char *code, *text;
    char user_id[USER_ID_SIZE];
};

void *zap_open(void *context) {
    void *zap = zmq_socket(context, ZMQ_REP);
    int linger = 0;
    if (zap && zmq_setsockopt(zap, ZMQ_LINGER, &linger, sizeof linger) == 0 &&
        zmq_bind(zap, ZAP_ENDPOINT) == 0)
        return zap;
    if (zap)
        zmq_close(zap);
    return NULL;
}

static bool receive(void *zap, struct question *question) {
    zmq_msg_t frame;
    for (size_t i = 0; i < QUESTION_FRAMES; i++)
        zmq_msg_init(&question->frames[i]);
    question->seen = 0;
    bool more = true;
    while (more) {
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, zap, ZMQ_DONTWAIT) < 0)
            return false;
        more = zmq_msg_more(&frame);
        if (question->seen < QUESTION_FRAMES)
            zmq_msg_move(&question->frames[question->seen], &frame);
        question->seen++;
        zmq_msg_close(&frame);
    }
    return true;
}

static void forget(struct question *question) {
    for (size_t i = 0; i < QUESTION_FRAMES; i++)
        zmq_msg_close(&question->frames[i]);
}

static struct bytes part(struct question *question, size_t at) {
    zmq_msg_t *frame = &question->frames[at];
    return bytes_of(zmq_msg_data(frame), zmq_msg_size(frame));
}

static bool says(struct question *question, size_t at, const char *text) {
    return bytes_equal(part(question, at), bytes_of_text(text));
}

static bool is_our_domain(struct question *question) {
    return says(question, 2, ZAP_DOMAIN_REQUESTS) || says(question, 2, ZAP_DOMAIN_BELL);
}

static struct verdict judge(struct question *question, const struct admission *admission) {
    struct verdict verdict = {"500", "not a question", ""};
    if (question->seen < QUESTION_FRAMES - 1 || !says(question, 0, ZAP_VERSION))
        return verdict;
    verdict = (struct verdict){"400", "not admitted", ""};
    if (question->seen != QUESTION_FRAMES || !is_our_domain(question) ||
        !says(question, 5, "CURVE"))
        return verdict;
    struct bytes key = part(question, 6);
    if (key.size != LINK_KEY_BYTES || !admission_holds(admission, key.at))
        return verdict;
    verdict.code = "200";
    verdict.text = "OK";
    user_id_of_key(key.at, verdict.user_id);
    return verdict;
}

static bool send_part(void *zap, struct bytes value, int flags) {
    return zmq_send(zap, value.at, value.size, ZMQ_DONTWAIT | flags) >= 0;
}

static bool reply(void *zap, struct question *question, const struct verdict *verdict) {
    return send_part(zap, bytes_of_text(ZAP_VERSION), ZMQ_SNDMORE) &&
           send_part(zap, part(question, 1), ZMQ_SNDMORE) &&
           send_part(zap, bytes_of_text(verdict->code), ZMQ_SNDMORE) &&
           send_part(zap, bytes_of_text(verdict->text), ZMQ_SNDMORE) &&
           send_part(zap, bytes_of_text(verdict->user_id), ZMQ_SNDMORE) &&
           send_part(zap, bytes_of_text(""), 0); /* no metadata of our own */
}

/* An address as libzmq writes it, and a key of which it has seen that the secret goes with it. */
static struct link_source source_of(struct question *question) {
    struct link_source source = {.family = LINK_ADDRESS_UNKNOWN};
    char text[INET6_ADDRSTRLEN];
    const struct bytes address = part(question, 3), key = part(question, 6);
    snprintf(text, sizeof text, "%.*s", (int)address.size, (const char *)address.at);
    if (inet_pton(AF_INET, text, source.address) == 1)
        source.family = LINK_ADDRESS_IPV4;
    else if (inet_pton(AF_INET6, text, source.address) == 1)
        source.family = LINK_ADDRESS_IPV6;
    source.has_key = says(question, 5, "CURVE") && key.size == sizeof source.key;
    if (source.has_key)
        memcpy(source.key, key.at, sizeof source.key);
    return source;
}

bool zap_answer(void *zap, const struct admission *admission, struct turned_away *away) {
    struct question question;
    for (int i = 0; i < MAX_QUESTIONS_AT_ONCE; i++) {
        if (!receive(zap, &question)) {
            int why = errno;
            forget(&question);
            return why == EAGAIN || why == EINTR;
        }
        struct verdict verdict = judge(&question, admission);
        if (verdict.code[0] != '2') {
            const struct link_source source = source_of(&question);
            turned_away_note(away, LINK_REFUSED_KEY, &source);
        }
        bool answered = reply(zap, &question, &verdict);
        forget(&question);
        if (!answered)
            return false;
    }
    return true;
}
