/* Who asks: found by the CURVE key that the front vouches for, proved by a signature
 * that the front could not have made. */
#include <stdlib.h>
#include <string.h>

#include "daemon/domain/codec.h"
#include "daemon/engine/hold.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/rates.h"
#include "proto/model/limits.h"

/* Whoever nobody knows is looked for as long as anybody else. */
static bool find_by_curve_key(const struct engine *engine, const uint8_t curve[KEY_BYTES],
                              struct sender *sender) {
    const day_t day = day_of_instant(engine_next_instant(engine));
    const struct key_holder *holder = rulebook_find_key(engine->rulebook, curve);
    if (holder == NULL || !participant_key_holds(holder->participant, holder->key, day))
        return false;
    sender->participant = holder->participant;
    sender->key = holder->key;
    return true;
}

static bool refuse(struct engine *engine, enum engine_refused why) {
    engine_refuse(engine, why);
    return false;
}

/* A stranger's signature is held against a key that nobody has, and nobody asks what came out: a
 * refusal is not to tell by its time which one it is. */
bool engine_identify(struct engine *engine, const struct link_request *request,
                     const struct authority *kind, struct sender *sender) {
    *sender = (struct sender){.request = request};
    keys_hash(request->body, sender->body_hash);
    const bool known = find_by_curve_key(engine, request->curve_key, sender);
    const uint8_t *key = known ? sender->key->sign : engine->stranger_key;
    const bool is_signed = keys_verify(key, kind ? kind->kind : "", request->request_id,
                                       sender->body_hash, request->signature);
    if (kind == NULL)
        return refuse(engine, REFUSED_KIND);
    if (!known)
        return refuse(engine, REFUSED_SENDER);
    if (!is_signed)
        return refuse(engine, REFUSED_SIGNATURE);
    if (!authority_may_ask(kind, sender->participant->roles))
        return refuse(engine, REFUSED_KIND);
    return true;
}

bool engine_is_too_often(struct engine *engine, const struct link_request *request,
                         uint64_t batch) {
    if (engine->clock->is_virtual ||
        rates_take(engine->rates, request->curve_key, request->body.size, batch, clock_monotonic()))
        return false;
    engine->asked = request;
    engine_refuse(engine, REFUSED_RATE);
    engine->asked = NULL;
    return true;
}

static bool is_near(instant_t made_at, instant_t now) {
    return made_at >= now - MAX_CLOCK_SKEW_US && made_at <= now + MAX_CLOCK_SKEW_US;
}

/* What time it would be if nobody had set the clock. Whether that was right or wrong an operator
 * decides later; who asks something meanwhile goes by one of the two. */
static instant_t unset_now(const struct engine *engine, instant_t now) {
    const struct clock_reading reading = engine_read_clock(engine);
    instant_t unset = now;
    return hold_unset_now(&engine->region.clock, &reading, &unset) ? unset : now;
}

bool engine_is_stale(struct engine *engine, instant_t made_at) {
    instant_t now = clock_now(engine->clock);
    if (engine->refolding)
        return false;
    bool stale = !is_near(made_at, now);
    if (stale && engine->region.clock.reason == HOLD_DRIFT)
        stale = !is_near(made_at, unset_now(engine, now));
    if (stale)
        engine_refuse(engine, REFUSED_STALE);
    return stale;
}

enum answer engine_out_of_scope(struct engine *engine) {
    engine_refuse(engine, REFUSED_SCOPE);
    return ANSWER_DENIED;
}

struct reply_head engine_head(const struct engine *engine, enum answer answer) {
    return (struct reply_head){.status = answer,
                               .sentence = bytes_of_text(answer_sentence(answer)),
                               .retry_after_ms = answer == ANSWER_LATER ? 1000 : 0,
                               .now = clock_now(engine->clock),
                               .virtual_clock = engine->clock->is_virtual};
}

/* Protobuf never begins with this byte: it would be a field 0. */
enum { REQUEST_VERSION = 1 };

struct signed_request {
    uint8_t sign_key[KEY_BYTES], request_id[REQUEST_ID_BYTES], signature[SIGNATURE_BYTES];
    struct bytes body;
};

static void code_request(struct codec *codec, struct signed_request *request) {
    codec_version(codec, REQUEST_VERSION);
    codec_raw(codec, request->sign_key, sizeof request->sign_key);
    codec_raw(codec, request->request_id, sizeof request->request_id);
    codec_raw(codec, request->signature, sizeof request->signature);
    codec_bytes(codec, &request->body);
}

enum status engine_pack_request(const struct sender *sender, struct arena *arena,
                                struct bytes *body) {
    struct signed_request request = {.body = sender->request->body};
    struct codec codec = codec_writer(arena);
    memcpy(request.sign_key, sender->key->sign, sizeof request.sign_key);
    memcpy(request.request_id, sender->request->request_id, sizeof request.request_id);
    memcpy(request.signature, sender->request->signature, sizeof request.signature);
    code_request(&codec, &request);
    return codec_written(&codec, body);
}

static enum status unpack(struct bytes event_body, struct signed_request *request) {
    struct codec codec = codec_reader(event_body, NULL);
    *request = (struct signed_request){.body = {NULL, 0}};
    code_request(&codec, request);
    return codec_read(&codec);
}

enum status engine_unpack_request(struct bytes event_body, struct bytes *body) {
    struct signed_request request;
    enum status status = unpack(event_body, &request);
    *body = request.body;
    return status;
}

bool engine_is_request(struct bytes event_body) {
    return event_body.size > 0 && event_body.at[0] == REQUEST_VERSION;
}

static const struct participant_key *find_by_sign_key(const struct rules_settings *rules,
                                                      const uint8_t sign[KEY_BYTES]) {
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        for (size_t k = 0; k < participant->key_count; k++)
            if (memcmp(participant->keys[k].sign, sign, KEY_BYTES) == 0)
                return &participant->keys[k];
    }
    return NULL;
}

enum status engine_recall_request(const struct engine *engine, const char *kind,
                                  struct bytes event_body, struct link_request *request) {
    struct signed_request kept;
    enum status status = unpack(event_body, &kept);
    if (status != STATUS_OK)
        return status;
    const struct participant_key *key = find_by_sign_key(engine_rules(engine), kept.sign_key);
    if (key == NULL)
        return STATUS_ABSENT;
    *request = (struct link_request){.kind = bytes_of_text(kind), .body = kept.body};
    memcpy(request->curve_key, key->curve, sizeof request->curve_key);
    memcpy(request->request_id, kept.request_id, sizeof request->request_id);
    memcpy(request->signature, kept.signature, sizeof request->signature);
    return STATUS_OK;
}
