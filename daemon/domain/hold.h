/* Whether the machine's clock is to be believed (design.md section 2, Time): a day that is
 * evaluated under a wrong clock is a false alert about a child, and cannot be recalled.
 *
 * A clock is trusted once per start of the machine, and again by who releases it. From then on
 * it is held against one that nobody can set; what sets it by more than MAX_CLOCK_DRIFT_US
 * holds evaluation. After a start of the machine there is nothing to hold it against but the
 * last event. What is trusted, what is held and what was released are events. Pure. */
#ifndef WACHTPOST_DOMAIN_HOLD_H
#define WACHTPOST_DOMAIN_HOLD_H

#include "daemon/domain/codec.h"

#define MAX_CLOCK_DRIFT_US (15 * 60 * MICROSECONDS_PER_SECOND)
/* After a start of the machine; every midnight is an event, so that a day was missed. */
#define MAX_CLOCK_GAP_US (36 * 3600 * MICROSECONDS_PER_SECOND)
/* After a start of the daemon on a machine that was started: what keeps the clock right may be
 * on its way. */
#define CLOCK_GRACE_US (5 * 60 * MICROSECONDS_PER_SECOND)

#define BOOT_BYTES 16

#define HOLD_TABLE(X)                                                                              \
    X(HOLD_NONE, "-", "it is trusted")                                                             \
    X(HOLD_DRIFT, "drift", "it was set by more than 15 minutes while the machine ran")             \
    X(HOLD_GAP, "gap",                                                                             \
      "the machine was started again, and the last event is more than 36 hours ago")               \
    X(HOLD_BEHIND, "behind",                                                                       \
      "the machine was started again, and its clock stands more than 36 hours before the last "    \
      "event")                                                                                     \
    X(HOLD_UNSYNCHRONISED, "unsynchronised",                                                       \
      "the machine was started again, and its kernel does not say that anything keeps its clock "  \
      "right")

enum hold_reason {
#define X(code, name, sentence) code,
    HOLD_TABLE(X)
#undef X
        HOLD_REASON_COUNT
};
/* As STATUS and the log have it, and for an operator to read on after "why: "; static. */
const char *hold_name(enum hold_reason reason);
const char *hold_sentence(enum hold_reason reason);

/* What a machine says of its time at one moment. */
struct clock_reading {
    instant_t now;
    instant_t uptime; /* since it was started */
    uint8_t boot[BOOT_BYTES];
    bool synchronised;
};

/* What is known of the machine's clock, by the events so far. */
struct clock_trust {
    bool known;               /* it was trusted once, */
    uint8_t boot[BOOT_BYTES]; /* since this start of the machine, */
    instant_t started;        /* which by its clock was then: now less uptime */
    enum hold_reason reason;  /* why evaluation is held */
    instant_t held_at;        /* by that clock */
};

bool hold_same_boot(const struct clock_trust *trust, const struct clock_reading *reading);

enum hold_verdict {
    CLOCK_TRUSTED,
    CLOCK_NEW,     /* trusted, on a machine that was started: an event */
    CLOCK_WAITING, /* for the kernel to call it synchronised */
    CLOCK_HELD     /* for `reason`: an event, unless it is held already */
};
/* `last` is the instant of the last event, 0: there is none; `waited_us` how long this daemon has
 * run. `reading->synchronised` matters only where the machine was started since. */
enum hold_verdict hold_judge(const struct clock_trust *trust, const struct clock_reading *reading,
                             instant_t last, instant_t waited_us, enum hold_reason *reason);

/* What time it is if nobody had set the clock; false: that is not known any more. */
bool hold_unset_now(const struct clock_trust *trust, const struct clock_reading *reading,
                    instant_t *now);

/* The body of BOOT, HOLD and RELEASE. */
struct clock_event {
    struct clock_reading reading;
    enum hold_reason reason; /* of a HOLD; of a RELEASE: what it was held for */
    uint32_t uid;            /* of a RELEASE: who told it, */
    struct bytes who;        /* as he is called */
};
#define MAX_WHO_BYTES 64
enum status pack_clock_event(const struct clock_event *event, struct arena *arena,
                             struct bytes *body) MUST_CHECK;
enum status unpack_clock_event(struct bytes body, struct clock_event *event) MUST_CHECK;

/* What each makes of what is known. */
void hold_trust(struct clock_trust *trust, const struct clock_reading *reading);
void hold_begin(struct clock_trust *trust, const struct clock_reading *reading,
                enum hold_reason reason);

void code_clock_trust(struct codec *codec, struct clock_trust *trust);

#endif
