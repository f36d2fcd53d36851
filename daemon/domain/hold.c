#include "daemon/domain/hold.h"

#include <string.h>

const char *hold_name(enum hold_reason reason) {
    static const char *const names[] = {
#define X(code, name, sentence) name,
        HOLD_TABLE(X)
#undef X
    };
    return names[reason];
}

const char *hold_sentence(enum hold_reason reason) {
    static const char *const sentences[] = {
#define X(code, name, sentence) sentence,
        HOLD_TABLE(X)
#undef X
    };
    return sentences[reason];
}

/* ---- the decision */

bool hold_same_boot(const struct clock_trust *trust, const struct clock_reading *reading) {
    return trust->known && memcmp(trust->boot, reading->boot, BOOT_BYTES) == 0;
}

static bool is_within(instant_t difference, instant_t most) {
    return difference <= most && difference >= -most;
}

static enum hold_reason doubt_after_start(const struct clock_reading *reading, instant_t last) {
    if (!reading->synchronised)
        return HOLD_UNSYNCHRONISED;
    if (last == 0 || is_within(reading->now - last, MAX_CLOCK_GAP_US))
        return HOLD_NONE;
    return reading->now > last ? HOLD_GAP : HOLD_BEHIND;
}

enum hold_verdict hold_judge(const struct clock_trust *trust, const struct clock_reading *reading,
                             instant_t last, instant_t waited_us, enum hold_reason *reason) {
    *reason = trust->reason;
    if (*reason != HOLD_NONE)
        return CLOCK_HELD;
    if (hold_same_boot(trust, reading)) {
        const instant_t drift = reading->now - reading->uptime - trust->started;
        *reason = is_within(drift, MAX_CLOCK_DRIFT_US) ? HOLD_NONE : HOLD_DRIFT;
        return *reason == HOLD_NONE ? CLOCK_TRUSTED : CLOCK_HELD;
    }
    *reason = doubt_after_start(reading, last);
    if (*reason == HOLD_UNSYNCHRONISED && waited_us < CLOCK_GRACE_US)
        return CLOCK_WAITING;
    return *reason == HOLD_NONE ? CLOCK_NEW : CLOCK_HELD;
}

bool hold_unset_now(const struct clock_trust *trust, const struct clock_reading *reading,
                    instant_t *now) {
    if (!hold_same_boot(trust, reading))
        return false;
    *now = trust->started + reading->uptime;
    return true;
}

/* ---- what the events make of it */

void hold_trust(struct clock_trust *trust, const struct clock_reading *reading) {
    *trust = (struct clock_trust){.known = true, .started = reading->now - reading->uptime};
    memcpy(trust->boot, reading->boot, BOOT_BYTES);
}

void hold_begin(struct clock_trust *trust, const struct clock_reading *reading,
                enum hold_reason reason) {
    trust->reason = reason;
    trust->held_at = reading->now;
}

/* ---- as it is kept */

enum { CLOCK_EVENT_VERSION = 1 };

static void code_event(struct codec *codec, struct clock_event *event) {
    codec_version(codec, CLOCK_EVENT_VERSION);
    codec_i64(codec, &event->reading.now);
    codec_i64(codec, &event->reading.uptime);
    codec_raw(codec, event->reading.boot, BOOT_BYTES);
    codec_bool(codec, &event->reading.synchronised);
    CODEC_CODE(codec, &event->reason, HOLD_REASON_COUNT);
    codec_u32(codec, &event->uid);
    codec_bytes(codec, &event->who);
}

enum status pack_clock_event(const struct clock_event *event, struct arena *arena,
                             struct bytes *body) {
    struct codec codec = codec_writer(arena);
    struct clock_event copy = *event;
    code_event(&codec, &copy);
    return codec_written(&codec, body);
}

enum status unpack_clock_event(struct bytes body, struct clock_event *event) {
    struct codec codec = codec_reader(body, NULL);
    struct clock_event found = {0};
    code_event(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *event = found;
    return status;
}

void code_clock_trust(struct codec *codec, struct clock_trust *trust) {
    codec_bool(codec, &trust->known);
    codec_raw(codec, trust->boot, BOOT_BYTES);
    codec_i64(codec, &trust->started);
    CODEC_CODE(codec, &trust->reason, HOLD_REASON_COUNT);
    codec_i64(codec, &trust->held_at);
}
