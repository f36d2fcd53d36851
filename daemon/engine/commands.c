/* The first commands: reload and status. */
#include <inttypes.h>

#include "daemon/engine/command.h"
#include "daemon/engine/inside.h"

static void say_mistakes(struct command *command, const struct mistakes *mistakes) {
    for (size_t i = 0; i < mistakes->count; i++)
        command_say(command, "%s", mistakes->lines[i]);
}

enum status command_reload(struct command *command) {
    struct mistakes mistakes = {0, NULL};
    struct complaint complaint = {""};
    if (command->count != 1)
        return STATUS_MALFORMED;
    enum status status = engine_reload(command->engine, &mistakes, &complaint);
    say_mistakes(command, &mistakes);
    mistakes_free(&mistakes);
    if (complaint.text[0] != '\0')
        command_say(command, "%s", complaint.text);
    if (status != STATUS_OK) {
        command_say(command, "nothing was changed: %s", status_text(status));
        return status;
    }
    command->reloaded = true;
    command_say(command, "the configuration was read again: %zu participants",
                engine_rules(command->engine)->participant_count);
    return STATUS_OK;
}

/* That something small fits again does not say that deliveries do. */
static void say_unwritten(struct command *command, const struct meters *meters) {
    if (meters->batches_failed > 0)
        command_say(command,
                    meters->last_failed
                        ? "disk: batches that could not be written since the start: %" PRIu64
                          ", the last one too; pushes get LATER"
                        : "disk: batches that could not be written since the start: %" PRIu64
                          "; the last one was written",
                    meters->batches_failed);
}

enum status command_status(struct command *command) {
    const struct engine *engine = command->engine;
    char day[DAY_TEXT_SIZE], instant[INSTANT_TEXT_SIZE];
    if (command->count != 1)
        return STATUS_MALFORMED;
    command_say(
        command, "store: %s; %" PRIu64 " events, %" PRIu64 " alerts, %" PRIu64 " audit lines",
        store_is_virtual(engine->store) ? "virtual" : "real", store_journal_head(engine->txn),
        store_log_head(engine->txn, TABLE_ALERT), store_log_head(engine->txn, TABLE_AUDIT));
    command_say(command, "days: evaluated up to %s; the last event was at %s",
                day_text(engine->region.evaluated, day),
                instant_text(store_last_instant(engine->txn), instant));
    command_say_hold(command);
    if (engine->region.clock.reason != HOLD_NONE || engine->watch.waiting)
        command_say(command, "  until then no day is evaluated and pushes get LATER; wachtpostctl "
                             "release shows the clocks, and ends it");
    say_unwritten(command, &engine->meters);
    command_say(command, "participants: %zu", engine_rules(engine)->participant_count);
    return STATUS_OK;
}
