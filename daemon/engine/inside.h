/* Inside the engine: what its files share. One request or day at a time; memory of
 * `work` lives until the next one. Functions that reach the store return the store's
 * status, and any failure but STATUS_ABSENT ends the batch (engine_commit). */
#ifndef WACHTPOST_ENGINE_INSIDE_H
#define WACHTPOST_ENGINE_INSIDE_H

#include "daemon/domain/authority.h"
#include "daemon/domain/pack.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/errand.h"
#include "daemon/engine/meters.h"
#include "daemon/log.h"
#include "proto/keys/keys.h"
#include "proto/wire/wire.h"
#include "store/store.h"

#include <stdatomic.h>

/* Changes whenever a rule, the calendar or a code list changes what is decided. */
#define RULES_VERSION 1

/* What the engine itself turned away, for STATUS. */
#define ENGINE_REFUSED_TABLE(X)                                                                    \
    X(REFUSED_SENDER, "sender")       /* a CURVE key nobody holds any more */                      \
    X(REFUSED_SIGNATURE, "signature") /* not signed by the sender's own key */                     \
    X(REFUSED_KIND, "kind")           /* a kind that is unknown or not the sender's */             \
    X(REFUSED_BODY, "body")           /* not decodable */                                          \
    X(REFUSED_SCOPE, "scope")         /* somebody else's AGB-code */                               \
    X(REFUSED_STALE, "stale")         /* made more than 5 minutes ago or ahead */                  \
    X(REFUSED_RATE, "rate")           /* more than one key may ask at a time; LATER */

enum engine_refused {
#define X(code, name) code,
    ENGINE_REFUSED_TABLE(X)
#undef X
        ENGINE_REFUSED_COUNT
};
const char *engine_refused_name(enum engine_refused why);

/* A log line of an event that is not durable yet. */
struct note {
    enum log_level level;
    const char *event;
    struct bytes pairs;
};

/* The machine's clock, of an engine that has a real one (hold.h). */
struct clock_watch {
    uint8_t boot[BOOT_ID_BYTES];
    instant_t opened; /* by the machine's uptime */
    bool asks_kernel; /* whether its clock is synchronised */
    bool waiting;     /* for the kernel to say so */
    struct clock_trust committed;
};

/* There are two of these, for two threads: the engine, and what the reader looks through
 * (reading.c), which has a transaction that reads, memory of its own, and the same store.
 * A handler need not know which it got. */
struct engine {
    struct timepiece *clock;
    char *config_path;
    struct rulebook *rulebook; /* NULL before there is any */
    struct doors *doors;
    uint8_t stranger_key[KEY_BYTES]; /* what a signature of nobody we know is held against */
    struct store *store;
    struct contents *contents;     /* of the journal, as this batch sees it; NULL: the reader's */
    atomic_uint_fast64_t *refused; /* one for each reason; shared by both */
    struct attempts *attempts;     /* that were refused; NULL: the reader's */
    struct errand *errand;         /* the reader's, being answered; NULL in a batch */
    struct rates *rates;           /* of keys; NULL: the reader's */
    struct rolls *rolls;           /* the reader's; NULL in a batch */
    struct gate *gate;             /* the same; borrowed */
    instant_t snapshot_began;      /* the reader's, on the monotonic clock */
    bool snapshot_renewed;         /* since the errand began, so what it read may have gone */
    const struct link_request *asked; /* being answered; NULL: nothing, or a journal's */
    struct arena *work;
    struct arena *scratch; /* one record at a time, within a walk */

    /* The batch. */
    struct store_txn *txn;
    instant_t now; /* the clock, read once per request: nothing passes midnight half-way */
    struct region region;
    struct snapshot_ref
        named;           /* the snapshot that history last named by its event; event 0: none */
    struct arena *batch; /* notes */
    struct note *notes;
    size_t note_count, note_capacity;
    bool wrote, rang, out_of_memory;
    enum status failure; /* the first of this batch */

    struct clock_watch watch;
    day_t committed_day; /* evaluated up to here, durably */
    instant_t committed; /* of the last event, durably */
    day_t keys_kept_on;  /* keyring.c: began on this day, */
    bool resealing;      /* ... and is not done */
    day_t keys_done_on;  /* nothing was left to do; the day before the first one, at the start */
    struct link_refused_counts front_refused;
    struct link_measures front_measures; /* of the front that is connected; zeros: it said none */
    struct meters meters;                /* of the batches; nothing in the reader's */
    instant_t opened_at;                 /* by a real clock */
    bool refolding; /* requests come from a journal: they were in time when they came */
};

/* No store, no settings yet. NULL: no memory. Closed by engine_close. */
struct engine *engine_new(const char *config_path, struct timepiece *clock);

static inline const struct rules_settings *engine_rules(const struct engine *engine) {
    return &engine->rulebook->settings->rules;
}
static inline const struct registered *engine_find_registered(const struct engine *engine,
                                                              const struct agb *agb) {
    return rulebook_find(engine->rulebook, agb);
}

/* Ends the batch as if it had never begun. */
void engine_abandon(struct engine *engine);

/* Whether the clock may not decide: it is held, or waited for. */
static inline bool engine_is_held(const struct engine *engine) {
    return engine->region.clock.reason != HOLD_NONE || engine->watch.waiting;
}

/* The instant of the next event: now, but later than every event before it, and no later than
 * that while the clock is held. */
instant_t engine_next_instant(const struct engine *engine);
/* Appends an event; returns its number. */
uint64_t engine_append(struct engine *engine, enum event_kind kind, instant_t instant,
                       struct bytes body);
/* The same, its body packed against that of an earlier one. */
uint64_t engine_append_against(struct engine *engine, enum event_kind kind, instant_t instant,
                               struct bytes body, const struct event_prefix *prefix);
/* snapshot_body.c: appends a SNAPSHOT, packed against an earlier one of the same aanbieder, as
 * its head says; the head is the caller's to save. Nothing is written but with STATUS_OK. */
enum status engine_append_snapshot(struct engine *engine, struct bodies *bodies, instant_t instant,
                                   struct bytes body) MUST_CHECK;
enum status engine_load_region(struct engine *engine) MUST_CHECK;
enum status engine_save_region(struct engine *engine) MUST_CHECK;
/* In the batch: another key begins as soon as there is nothing else to do, also when this process
 * does not live to do it, and where it cannot the next day. */
static inline void engine_begin_key(struct engine *engine) {
    store_replace_key(engine->txn);
    engine->keys_kept_on = DAY_NONE;
}
/* A line that is logged when the batch is durable. */
void engine_note(struct engine *engine, enum log_level level, const char *event, const char *pairs,
                 ...) PRINTF_LIKE(4, 5);
/* attempts.c. The request being answered is refused: counted, logged now and then, and kept
 * for the audit log (audit.h), by whichever thread. */
void engine_refuse(struct engine *engine, enum engine_refused why);

/* reading.c, on either thread. Between two steps of what takes long: the reader lets a batch
 * that is at work go first; nothing in a batch. */
void engine_stand_back(const struct engine *engine);
/* The same where a step ends after which nothing read before is looked at: the reader also gives
 * its snapshot back when it is getting old and goes on in a newer one. */
enum status engine_renew(struct engine *engine) MUST_CHECK;
/* What cannot be answered without writing: false in a batch; for the reader true, and the
 * question is then answered in the batch in which it comes back. */
bool engine_leave_to_batch(struct engine *engine);
/* One request, from who asks to its answer, with what the engine given looks at: DENIED, or the
 * answer of its kind. In a batch of the engine's own, or for the reader a kind that reads. */
enum status engine_ask(struct engine *engine, const struct link_request *request,
                       struct arena *arena, struct bytes *reply) MUST_CHECK;

/* days.c: rules.md 1.1 and 6. Every day up to and including today's, by engine->now, which it
 * reads again, none while the clock is held; and one more day, by the next instant. */
enum status engine_evaluate_days(struct engine *engine) MUST_CHECK;
enum status engine_evaluate_next_day(struct engine *engine) MUST_CHECK;

/* adopt.c: the configuration files against what the journal knows. A difference
 * becomes an event; STATUS_BAD_CONFIG with a complaint when it contradicts what was
 * decided already. Part of a batch, after the days were evaluated. */
enum status engine_adopt(struct engine *engine, const struct rules_settings *rules,
                         struct complaint *complaint) MUST_CHECK;
/* The event itself, whose body is `text`. */
enum status engine_take_over(struct engine *engine, const struct rules_settings *rules,
                             struct bytes text, struct complaint *complaint) MUST_CHECK;
/* The configuration as the journal knows it; *file is NULL before the first event. */
enum status engine_adopted(struct engine *engine, struct settings_file **file) MUST_CHECK;
/* The same, as one CONFIG event said it. */
enum status engine_adopted_at(struct engine *engine, uint64_t event,
                              struct settings_file **file) MUST_CHECK;
/* The body of a CONFIG event. */
enum status engine_read_rules(struct engine *engine, struct bytes text,
                              struct settings_file **file) MUST_CHECK;
/* From now on these settings decide; takes the file over. The last ones go when nobody looks
 * at them any more. STATUS_NO_MEMORY: nothing changed. */
enum status engine_use_settings(struct engine *engine, struct settings_file **file) MUST_CHECK;

/* amend.c: writes down what an older format left out; nothing to do in a store of this one.
 * A batch of its own, after the configuration was adopted. */
enum status engine_amend_history(struct engine *engine) MUST_CHECK;

/* Who asks, as the table of participants knows it. */
struct sender {
    const struct participant *participant;
    const struct link_request *request;
    const struct participant_key *key; /* that made the signature */
    uint8_t body_hash[HASH_BYTES];
};
/* Finds the participant whose CURVE key this is on the day of the next event, checks the
 * signature, and that it may ask for the kind at all; NULL: there is no such kind. False: DENIED,
 * which takes the same work whatever the reason. */
bool engine_identify(struct engine *engine, const struct link_request *request,
                     const struct authority *kind, struct sender *sender);
bool engine_is_stale(struct engine *engine, instant_t made_at);
struct reply_head engine_head(const struct engine *engine, enum answer answer);
/* The event body of a request that changed something: signed as it came. */
enum status engine_pack_request(const struct sender *sender, struct arena *arena,
                                struct bytes *body) MUST_CHECK;
/* The signed bytes of a SNAPSHOT event's body. */
enum status engine_unpack_request(struct bytes event_body, struct bytes *body) MUST_CHECK;
/* Whether an event's body is a request at all: a MonitorTable is none. */
bool engine_is_request(struct bytes event_body);
/* The request again as it came, from whoever now has the key that signed it; points into the
 * event's body. STATUS_DAMAGED; STATUS_ABSENT: nobody has that key. */
enum status engine_recall_request(const struct engine *engine, const char *kind,
                                  struct bytes event_body, struct link_request *request) MUST_CHECK;

/* What every request but PUSH and CLOCK goes through once it is decoded: STALE or OK; and what a
 * body that does not decode is counted as. */
static inline enum answer engine_admit(struct engine *engine, instant_t made_at) {
    return engine_is_stale(engine, made_at) ? ANSWER_STALE : ANSWER_OK;
}
static inline enum answer engine_refused_body(struct engine *engine) {
    engine_refuse(engine, REFUSED_BODY);
    return ANSWER_MALFORMED;
}
/* DENIED for what is not there or not for the sender, which look the same. */
enum answer engine_out_of_scope(struct engine *engine);

/* The kinds of design.md section 4. The sender may ask for the kind; about whom, each looks up
 * itself (daemon/domain/authority.h). Answers with a reply body in `arena`; STATUS_OK also when
 * the answer is a refusal. */
typedef enum status engine_kind(struct engine *engine, const struct sender *sender,
                                struct arena *arena, struct bytes *reply);
engine_kind engine_push, engine_confirm, engine_alerts, engine_status, engine_clock, engine_places,
    engine_history, engine_figures, engine_take, engine_duiding, engine_publication;

#endif
