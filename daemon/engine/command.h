/* What the operator tells the engine. A command comes over the control socket (control.h),
 * or from wachtpostctl itself when no daemon has the store; either way the same function
 * answers it, in a batch of its own, and the answer leaves when the batch is durable.
 *
 * A command is one line: words with a tab between, of which the first is its name. Its
 * answer is a line `ok` or `error CODE`, CODE being what wachtpostctl exits with
 * (sysexits.h), and then text for the operator, in English. */
#ifndef WACHTPOST_ENGINE_COMMAND_H
#define WACHTPOST_ENGINE_COMMAND_H

#include "daemon/settings/settings.h"
#include "proto/model/arena.h"

struct engine;

/* A line without its end: a handful of names. */
#define MAX_COMMAND_BYTES 4096
#define MAX_COMMAND_WORDS 32
/* An answer: everything held about one place, with room to spare. */
#define MAX_COMMAND_ANSWER_BYTES (8 * 1024 * 1024)

/* One command while it is answered. */
struct command {
    struct engine *engine;
    size_t count; /* of words, at least 1 */
    const char *const *words;
    unsigned uid;        /* of who told it */
    struct arena *arena; /* what is in it lives as long as the answer */

    /* By command_say. */
    char *text;
    size_t size, room;
    bool overflown;

    bool reloaded; /* the settings were read again */
};

/* Adds a line to the answer. */
void command_say(struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);

/* Does it, and says what was done or why not. Within engine_begin and engine_commit, with
 * engine->now read; a failure leaves nothing behind of what was written and is the
 * `error` of the answer. STATUS_MALFORMED: other words were expected. */
typedef enum status command_handler(struct command *command);
command_handler command_checkpoint, command_inzage, command_record, command_release, command_reload,
    command_status, command_wis;
/* One line on whether the clock is trusted. */
void command_say_hold(struct command *command);

struct command_result {
    int code;            /* of sysexits.h; 0: done */
    struct bytes answer; /* in the arena; never empty */
    bool ring, reloaded;
};

/* Between two batches. STATUS_OK: there is an answer, though it may be that nothing could be
 * done; anything else: exit without answering. */
enum status command_execute(struct engine *engine, struct bytes line, unsigned uid,
                            struct arena *arena, struct command_result *result) MUST_CHECK;

/* The same with a daemon's store while no daemon has it, by a configuration file; adopts that
 * as a starting daemon does. STATUS_BUSY: one has it. Any failure to open has filled
 * `mistakes` or the complaint. The answer is in the arena. */
enum status command_alone(const char *config_path, struct bytes line, unsigned uid,
                          struct arena *arena, struct command_result *result,
                          struct mistakes *mistakes, struct complaint *complaint) MUST_CHECK;

#endif
