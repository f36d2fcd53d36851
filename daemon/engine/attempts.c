/* Refused attempts, from the request that is refused to lines of the audit log. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/domain/refusals.h"
#include "daemon/engine/audit.h"
#include "proto/keys/keys.h"

struct attempts {
    struct refusals now, before; /* this batch */
    bool in_batch;               /* lines of `before` were written, and are not durable */
};

struct attempts *attempts_new(void) {
    return calloc(1, sizeof(struct attempts));
}

const char *engine_refused_name(enum engine_refused why) {
    static const char *const names[] = {
#define X(code, name) name,
        ENGINE_REFUSED_TABLE(X)
#undef X
    };
    return names[why];
}

static enum answer answer_to(enum engine_refused why) {
    return why == REFUSED_BODY    ? ANSWER_MALFORMED
           : why == REFUSED_STALE ? ANSWER_STALE
           : why == REFUSED_RATE  ? ANSWER_LATER
                                  : ANSWER_DENIED;
}

/* By the key that the front vouches for: whether he signed it may be what is in doubt. */
static const char *name_of(const struct engine *engine, const struct link_request *request) {
    const struct key_holder *holder = rulebook_find_key(engine->rulebook, request->curve_key);
    return holder ? holder->participant->name : "";
}

static void note(struct engine *engine, const struct refusal *refusal) {
    refusals_note(&engine->attempts->now, refusal, clock_now(engine->clock), clock_monotonic());
}

static void note_request(struct engine *engine, const struct link_request *request,
                         enum engine_refused why) {
    const struct refusal refusal = {.participant = name_of(engine, request),
                                    .reason = engine_refused_name(why),
                                    .act = request->kind,
                                    .outcome = answer_to(why),
                                    .count = 1};
    note(engine, &refusal);
}

/* Logged at the 1st, 2nd, 4th, 8th ... so that nobody fills the disk. */
static void log_refused(const struct engine *engine, enum engine_refused why, uint64_t count) {
    char kind[LOG_QUOTE_SIZE];
    if ((count & (count - 1)) != 0)
        return;
    const char *name = name_of(engine, engine->asked);
    log_event(LOG_LEVEL_WARN, "request.refused", "deelnemer=%s kind=%s reason=%s count=%llu",
              name[0] ? name : "-", log_quote(engine->asked->kind, kind), engine_refused_name(why),
              (unsigned long long)count);
}

void engine_refuse(struct engine *engine, enum engine_refused why) {
    const uint64_t count = ++engine->refused[why];
    if (engine->asked == NULL) /* a journal's own requests are nobody's attempts */
        return;
    log_refused(engine, why, count);
    if (engine->errand)
        engine->errand->refused = 1 + why;
    else
        note_request(engine, engine->asked, why);
}

void errand_note_refused(const struct errand *errand, struct engine *engine) {
    if (errand->refused > 0)
        note_request(engine, &errand->request, (enum engine_refused)(errand->refused - 1));
}

/* "192.0.2.7", and the key in Z85 when it is nobody's; empty: not known. */
enum { SOURCE_SIZE = INET6_ADDRSTRLEN + sizeof " key=" + Z85_KEY_SIZE };

static struct bytes source_text(const struct link_source *source, bool is_named,
                                char text[SOURCE_SIZE]) {
    char address[INET6_ADDRSTRLEN] = "", key[Z85_KEY_SIZE] = "";
    const int family = source->family == LINK_ADDRESS_IPV6 ? AF_INET6 : AF_INET;
    if (source->family != LINK_ADDRESS_UNKNOWN)
        inet_ntop(family, source->address, address, sizeof address);
    if (source->has_key && !is_named)
        keys_z85(source->key, key);
    const char *space = address[0] && key[0] ? " " : "";
    snprintf(text, SOURCE_SIZE, "%s%s%s%s", address, space, key[0] ? "key=" : "", key);
    return bytes_of_text(text);
}

static void note_of_front(struct engine *engine, const struct link_attempts *attempts) {
    static const char *const reasons[] = {
#define X(code, name) "front." name,
        LINK_REFUSED_TABLE(X)
#undef X
    };
    const struct link_source *source = &attempts->source;
    const struct key_holder *holder =
        source->has_key ? rulebook_find_key(engine->rulebook, source->key) : NULL;
    char text[SOURCE_SIZE];
    const struct refusal refusal = {.participant = holder ? holder->participant->name : "",
                                    .reason = reasons[attempts->why],
                                    .source = source_text(source, holder != NULL, text),
                                    .outcome = ANSWER_DENIED,
                                    .count = attempts->count};
    note(engine, &refusal);
}

/* What is answered LATER is not refused. */
void attempts_note_front(struct engine *engine, const struct link_turned_away *refused) {
    for (size_t i = 0; i < refused->attempt_count; i++) {
        const struct link_attempts *attempts = &refused->attempts[i];
        if (attempts->count > 0 && attempts->why != LINK_REFUSED_LATER)
            note_of_front(engine, attempts);
    }
}

enum status attempts_put_on_record(struct engine *engine) {
    struct attempts *attempts = engine->attempts;
    const instant_t monotonic = clock_monotonic();
    struct audit_line line;
    enum status status = STATUS_OK;
    if (refusals_due(&attempts->now) > monotonic)
        return STATUS_OK;
    attempts->before = attempts->now;
    attempts->in_batch = true;
    while (status == STATUS_OK && refusals_take(&attempts->now, monotonic, &line))
        status = engine_put_line(engine, &line);
    return status;
}

void attempts_settle(struct engine *engine, bool durable) {
    struct attempts *attempts = engine->attempts;
    if (attempts->in_batch && !durable)
        attempts->now = attempts->before;
    attempts->in_batch = false;
}

instant_t engine_next_record(const struct engine *engine) {
    return refusals_due(&engine->attempts->now);
}

void engine_hurry_record(struct engine *engine) {
    refusals_hurry(&engine->attempts->now, clock_monotonic());
}
