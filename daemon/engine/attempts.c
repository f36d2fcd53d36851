/* Refused attempts, from the request that is refused to lines of the audit log. */
#include <stdlib.h>
#include <string.h>

#include "daemon/domain/refusals.h"
#include "daemon/engine/audit.h"

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

void attempts_note_front(struct engine *engine, const struct link_refused_counts *counts) {
    static const char *const reasons[] = {
#define X(code, name) "front." name,
        LINK_REFUSED_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++) {
        const uint64_t had = engine->front_refused.count[i], has = counts->count[i];
        const struct refusal refusal = {.participant = "",
                                        .reason = reasons[i],
                                        .outcome = ANSWER_DENIED,
                                        .count = has < had ? has : has - had};
        /* What is answered LATER is not refused, and fewer than before is another front. */
        if (refusal.count > 0 && i != LINK_REFUSED_LATER)
            note(engine, &refusal);
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
