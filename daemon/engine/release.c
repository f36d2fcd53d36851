/* The command `release`: an operator who has looked at the clock lets the days go on. */
#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/command.h"
#include "daemon/engine/hold.h"
#include "proto/model/text.h"

enum { SPAN_SIZE = 64, DETAIL_BYTES = 256 };

static const char *span_text(instant_t span, char text[SPAN_SIZE]) {
    const long long seconds = (long long)((span < 0 ? -span : span) / MICROSECONDS_PER_SECOND);
    snprintf(text, SPAN_SIZE, "%lld d %02lld:%02lld:%02lld", seconds / 86400, seconds / 3600 % 24,
             seconds / 60 % 60, seconds % 60);
    return text;
}

static void say_unset(struct command *command, const struct clock_reading *reading) {
    char instant[INSTANT_TEXT_SIZE], span[SPAN_SIZE];
    instant_t unset;
    if (!hold_unset_now(&command->engine->region.clock, reading, &unset)) {
        command_say(command, "  counted since it was trusted:  not known, the machine was started");
        return;
    }
    command_say(command, "  counted since it was trusted:  %s; the clock is %s %s",
                instant_text(unset, instant), span_text(reading->now - unset, span),
                reading->now < unset ? "behind" : "ahead");
}

static void say_clocks(struct command *command, const struct clock_reading *reading) {
    const struct engine *engine = command->engine;
    const instant_t last = store_last_instant(engine->txn);
    char instant[INSTANT_TEXT_SIZE], span[SPAN_SIZE];
    command_say(command, "  the clock says:                %s",
                instant_text(reading->now, instant));
    say_unset(command, reading);
    command_say(command, "  the machine was started:       %s ago",
                span_text(reading->uptime, span));
    command_say(command, "  the last event:                %s, %s %s", instant_text(last, instant),
                span_text(reading->now - last, span), reading->now < last ? "from now" : "ago");
    command_say(command, "  the kernel:                    %s",
                clock_is_synchronised(engine->clock) ? "calls the clock synchronised"
                                                     : "does not call the clock synchronised");
}

static void say_days(struct command *command, const struct clock_reading *reading) {
    const struct engine *engine = command->engine;
    const day_t first = engine->region.evaluated + 1, last = day_of_instant(reading->now);
    char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
    if (last < first)
        command_say(command, "Released now, no day would be evaluated: %s already was.",
                    day_text(engine->region.evaluated, from));
    else
        command_say(command, "Released now, these days would be evaluated (%d): %s to %s.",
                    last - first + 1, day_text(first, from), day_text(last, until));
}

void command_say_hold(struct command *command) {
    const struct clock_trust *trust = &command->engine->region.clock;
    char instant[INSTANT_TEXT_SIZE];
    if (trust->reason != HOLD_NONE)
        command_say(command, "clock: HELD since it said %s, because %s",
                    instant_text(trust->held_at, instant), hold_sentence(trust->reason));
    else if (command->engine->watch.waiting)
        command_say(command, "clock: waited for, because %s; held if that takes longer",
                    hold_sentence(HOLD_UNSYNCHRONISED));
    else
        command_say(command, "clock: %s",
                    command->engine->clock->is_virtual ? "virtual" : "trusted");
}

struct engine_state engine_state(const struct engine *engine) {
    struct engine_state state = {.evaluated = engine->committed_day};
    if (engine->watch.committed.reason != HOLD_NONE)
        state.held = hold_sentence(engine->watch.committed.reason);
    else if (engine->watch.waiting)
        state.held = hold_sentence(HOLD_UNSYNCHRONISED);
    return state;
}

static enum status show(struct command *command) {
    const struct clock_reading reading = engine_read_clock(command->engine);
    say_clocks(command, &reading);
    say_days(command, &reading);
    command_say(command, "What was evaluated cannot be taken back. Nothing was released: when the "
                         "clock is right, say so with --yes.");
    return STATUS_BUSY;
}

static enum status audit(struct command *command, enum hold_reason reason, const char *who) {
    char detail[DETAIL_BYTES];
    snprintf(detail, sizeof detail, "who=%s uid=%u reason=%s", who, command->uid,
             hold_name(reason));
    return engine_audit_operator(command->engine, "RELEASE", detail);
}

static enum status release(struct command *command, const char *who) {
    struct engine *engine = command->engine;
    const enum hold_reason reason = engine->region.clock.reason;
    char day[DAY_TEXT_SIZE];
    enum status status = engine_release_clock(engine, command->uid, bytes_of_text(who));
    if (status == STATUS_OK)
        status = audit(command, reason, who);
    if (status == STATUS_OK)
        status = engine_evaluate_days(engine);
    if (status == STATUS_OK)
        command_say(command, "Released; every day up to %s is evaluated.",
                    day_text(engine->region.evaluated, day));
    return status;
}

static bool is_name(const char *who) {
    const struct bytes name = bytes_of_text(who);
    return name.size >= 1 && name.size <= MAX_WHO_BYTES && text_is_utf8(name) &&
           !text_has_control(name);
}

/* `release` shows, `release yes NAME` does. */
enum status command_release(struct command *command) {
    bool says_yes = command->count == 3 && strcmp(command->words[1], "yes") == 0;
    if (command->count != 1 && (!says_yes || !is_name(command->words[2])))
        return STATUS_MALFORMED;
    enum status status = engine_watch_clock(command->engine);
    if (status != STATUS_OK)
        return status;
    command_say_hold(command);
    if (!engine_is_held(command->engine)) {
        command_say(command, "There is nothing to release.");
        return STATUS_OK;
    }
    return says_yes ? release(command, command->words[2]) : show(command);
}
