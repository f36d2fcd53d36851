#include "daemon/engine/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/engine/inside.h"

static const struct entry {
    const char *name, *does;
    command_handler *run;
    bool makes_batches; /* of its own: it gets none */
} commands[] = {
    {"checkpoint", "put on record what a backup holds", command_checkpoint, false},
    {"record", "put on record what wachtpostctl does by itself", command_record, false},
    {"reload", "read the configuration again", command_reload, true},
    {"release", "go on by a clock that was held", command_release, false},
    {"status", "tell how it is", command_status, false},
    {"inzage", "tell everything that is held about one place", command_inzage, false},
    {"wis", "remove everything that is held about one place", command_wis, false},
};

static const struct entry *find(const char *name) {
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* ---- the answer */

static const char rest[] = "(the rest of the answer was too long)\n";

/* For so much, and to say that there is more. */
static bool make_room(struct command *command, size_t size) {
    const size_t needed = command->size + size + sizeof rest - 1;
    if (size > MAX_COMMAND_ANSWER_BYTES || needed > MAX_COMMAND_ANSWER_BYTES)
        return false;
    if (needed <= command->room)
        return true;
    size_t room = 2 * needed;
    char *larger = arena_alloc(command->arena, room);
    if (larger == NULL)
        return false;
    if (command->size > 0)
        memcpy(larger, command->text, command->size);
    command->text = larger;
    command->room = room;
    return true;
}

/* No line after one that was left out, and nothing left out without a word. */
static void end_early(struct command *command) {
    command->overflown = true;
    if (command->size == 0)
        return; /* there is no memory for any word */
    memcpy(command->text + command->size, rest, sizeof rest - 1);
    command->size += sizeof rest - 1;
}

void command_say(struct command *command, const char *format, ...) {
    va_list arguments, again;
    if (command->overflown)
        return;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    const size_t size = length < 0 ? 0 : (size_t)length + 1; /* with the end of the line */
    if (size == 0 || !make_room(command, size)) {
        end_early(command);
    } else {
        vsnprintf(command->text + command->size, size, format, again);
        command->size += size;
        command->text[command->size - 1] = '\n';
    }
    va_end(again);
    va_end(arguments);
}

static int code_of(enum status status) {
    switch (status) {
    case STATUS_OK:
        return 0;
    case STATUS_MALFORMED:
        return EX_USAGE;
    case STATUS_ABSENT:
    case STATUS_FORGOTTEN:
    case STATUS_TOO_LARGE:
    case STATUS_BAD_INPUT:
        return EX_DATAERR;
    case STATUS_FORBIDDEN:
        return EX_NOPERM;
    case STATUS_BAD_CONFIG:
        return EX_CONFIG;
    case STATUS_NO_MEMORY:
    case STATUS_FULL:
    case STATUS_BUSY:
        return EX_TEMPFAIL;
    case STATUS_IO:
    case STATUS_DAMAGED:
    case STATUS_WRONG_KEY:
    case STATUS_WRONG_FORMAT:
    case STATUS_UNREACHABLE:
        return EX_IOERR;
    }
    return EX_SOFTWARE;
}

static void write_answer(struct command *command, enum status outcome,
                         struct command_result *result) {
    static const char no_room[] =
        "error 75\nit was done, or not, but there is no memory to say so\n";
    char line[32];
    struct bytes head = bytes_of_text("ok\n");
    if (outcome == STATUS_MALFORMED && command->size == 0)
        command_say(command, "%s: other words are expected", command->words[0]);
    if (outcome != STATUS_OK && command->size == 0)
        command_say(command, "%s", status_text(outcome));
    if (outcome != STATUS_OK) {
        snprintf(line, sizeof line, "error %d\n", code_of(outcome));
        head = bytes_of_text(line);
    }
    char *whole = arena_alloc(command->arena, head.size + command->size);
    result->code = whole ? code_of(outcome) : EX_TEMPFAIL;
    result->answer = whole ? bytes_of(whole, head.size + command->size) : bytes_of_text(no_room);
    result->reloaded = command->reloaded;
    if (whole == NULL)
        return;
    memcpy(whole, head.at, head.size);
    if (command->size > 0)
        memcpy(whole + head.size, command->text, command->size);
}

/* ---- one command */

/* After a batch that came to nothing. */
static bool may_go_on(enum status status) {
    return status == STATUS_OK || status == STATUS_FULL || status == STATUS_NO_MEMORY ||
           status == STATUS_BUSY || status_fault(status) != FAULT_SYSTEM;
}

static enum status run_in_batch(struct command *command, const struct entry *entry, bool *ring,
                                enum status *outcome) {
    struct engine *engine = command->engine;
    enum status status = engine_begin(engine);
    if (status != STATUS_OK)
        return status;
    *outcome = entry->run(command);
    enum status stored = store_failure(engine->txn);
    if (*outcome != STATUS_OK) {
        engine_abandon(engine);
        return may_go_on(stored) ? STATUS_OK : stored;
    }
    status = engine_commit(engine, ring);
    if (!may_go_on(status))
        return status;
    *outcome = status;
    command->size = status == STATUS_OK ? command->size : 0; /* it was not done after all */
    return STATUS_OK;
}

/* The files' fault changes nothing; our own might have, so start afresh. */
static enum status run_batches(struct command *command, const struct entry *entry,
                               enum status *outcome) {
    *outcome = entry->run(command);
    bool whole = status_fault(*outcome) != FAULT_SYSTEM || *outcome == STATUS_FULL;
    return whole ? STATUS_OK : *outcome;
}

static enum status tell_commands(struct command *command) {
    command_say(command, "there is no command %s; there are:", command->words[0]);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        command_say(command, "%-10s  %s", commands[i].name, commands[i].does);
    return STATUS_MALFORMED;
}

/* False: too many of them, or what no word holds. */
static bool split(struct bytes line, struct command *command) {
    const char **words = arena_array(command->arena, MAX_COMMAND_WORDS, sizeof *words);
    char *text = arena_alloc(command->arena, line.size + 1);
    if (words == NULL || text == NULL)
        return false;
    snprintf(text, line.size + 1, "%.*s", (int)line.size, (const char *)line.at);
    if (strlen(text) != line.size) /* there is a NUL in it */
        return false;
    command->words = words;
    for (char *word = text; word != NULL; command->count++) {
        if (command->count == MAX_COMMAND_WORDS)
            return false;
        words[command->count] = word;
        word = strchr(word, '\t');
        if (word != NULL)
            *word++ = '\0';
    }
    return true;
}

enum status command_execute(struct engine *engine, struct bytes line, unsigned uid,
                            struct arena *arena, struct command_result *result) {
    struct command command = {.engine = engine, .uid = uid, .arena = arena};
    enum status outcome = STATUS_MALFORMED, status = STATUS_OK;
    char room[LOG_QUOTE_SIZE];
    *result = (struct command_result){0};
    if (line.size > MAX_COMMAND_BYTES || !split(line, &command)) {
        command_say(&command, "this is no command: it is too long, or holds what no word may");
        write_answer(&command, STATUS_MALFORMED, result);
        return STATUS_OK;
    }
    const struct entry *entry = find(command.words[0]);
    if (entry == NULL)
        outcome = tell_commands(&command);
    else if (entry->makes_batches)
        status = run_batches(&command, entry, &outcome);
    else
        status = run_in_batch(&command, entry, &result->ring, &outcome);
    if (status != STATUS_OK)
        return status;
    log_event(LOG_LEVEL_INFO, "command.answered", "name=%s uid=%u code=%d",
              log_quote(bytes_of_text(command.words[0]), room), uid, code_of(outcome));
    write_answer(&command, outcome, result);
    return STATUS_OK;
}

/* ---- without a daemon */

/* A virtual store that nothing happened in has no time at all. */
static enum status check_begun(struct store *store, const char *directory,
                               struct complaint *complaint) {
    struct store_txn *txn = NULL;
    enum status status = store_begin(store, &txn);
    const bool begun = status == STATUS_OK && store_journal_head(txn) > 0;
    store_rollback(&txn);
    if (status != STATUS_OK || begun)
        return status;
    return complain(complaint, STATUS_ABSENT,
                    "nothing happened yet in the store in %s: start wachtpostd with "
                    "--virtual-clock INSTANT first",
                    directory);
}

/* A virtual store goes on where its time stands; which one it is shows in the store only. */
static enum status choose_clock(const char *config_path, struct timepiece *clock,
                                struct mistakes *mistakes, struct complaint *complaint) {
    struct settings_file *file = NULL;
    struct store *store = NULL;
    enum status status = settings_read(config_path, &file, mistakes);
    if (status != STATUS_OK)
        return status;
    const struct process_settings *process = &settings_of(file)->process;
    const struct store_options options = {process->store, process->store_key, process->map_bytes};
    status = store_open(&options, &store, complaint);
    if (status == STATUS_OK)
        *clock = store_is_virtual(store) ? clock_virtual(0) : clock_real();
    if (status == STATUS_OK && clock->is_virtual)
        status = check_begun(store, process->store, complaint);
    store_close(&store);
    settings_free(&file);
    return status;
}

enum status command_alone(const char *config_path, struct bytes line, unsigned uid,
                          struct arena *arena, struct command_result *result,
                          struct mistakes *mistakes, struct complaint *complaint) {
    struct timepiece clock;
    struct engine *engine = NULL;
    enum status status = keys_init();
    if (status == STATUS_OK)
        status = choose_clock(config_path, &clock, mistakes, complaint);
    if (status == STATUS_OK)
        status = engine_open(config_path, &clock, &engine, mistakes, complaint);
    if (status == STATUS_OK)
        status = command_execute(engine, line, uid, arena, result);
    engine_close(&engine);
    if (status != STATUS_OK && complaint->text[0] == '\0' && mistakes->count == 0)
        return complain(complaint, status, "%s", status_text(status));
    return status;
}
