#include "daemon/ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/keys/keys.h"

const char *argp_program_version = "wachtpostctl " WACHTPOST_VERSION;

/* What `wachtpostctl --help` lists, in this order; an entry without a name begins a group. */
#define COMMAND(name, does)                                                                        \
    { #name, "wachtpostctl " #name, does, name##_run }
#define GROUP(title)                                                                               \
    { NULL, NULL, title, NULL }
static const struct command {
    const char *name, *usage, *does; /* so short that argp need not break it */
    command_run *run;
} commands[] = {
    GROUP("An installation, and the daemon that runs on it:"),
    COMMAND(init, "make one: configuration, keys and an empty store"),
    COMMAND(check, "tell every mistake in the configuration"),
    COMMAND(reload, "have the daemon read its configuration again"),
    COMMAND(status, "tell how the daemon is"),
    COMMAND(release, "go on by a clock that the daemon did not believe"),
    GROUP("Who may connect, and by which key:"),
    COMMAND(enrol, "let a participant in, by the registration line it sent"),
    COMMAND(list, "tell who may connect, with which keys and until when"),
    COMMAND(rotate, "give a participant another key, with an overlap"),
    COMMAND(revoke, "shut a participant out, or one key of it"),
    {"rotate-server", "wachtpostctl rotate-server", "replace the server's own key, with an overlap",
     rotate_server_run},
    GROUP("The store:"),
    COMMAND(backup, "copy it as it is into one file, while the daemon runs"),
    COMMAND(restore, "make it out of a backup"),
    COMMAND(verify, "read all of it or of a backup, and name what is damaged"),
    COMMAND(rebuild, "decide the journal again, and compare what it gives"),
    COMMAND(dump, "print what it holds"),
    GROUP("Those whose data these are:"),
    COMMAND(audit, "tell who saw or did what"),
    COMMAND(inzage, "tell all that is held about one place, to a parent"),
    COMMAND(wis, "remove all that is held about one place"),
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const char words[] = "The operator's tool on the machine where wachtpostd runs.\v"
                            "wachtpostctl COMMAND --help tells more.\n\n"
                            "Exit codes: 0 done, 64 wrong usage, 65 the store is damaged or is "
                            "not what its journal says, 73 something could not be made, 74 the "
                            "store cannot be used, 75 it is in use, or not now, 77 this user may "
                            "not, 78 mistakes in the configuration.";

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].name != NULL && strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* argp's filter: puts the list before what stands below the options. argp frees the result,
 * and the text is the best there is when memory ran out. */
static char *put_list_first(int key, const char *text, void *input) {
    char *whole = NULL;
    size_t size = 0;
    FILE *to = key == ARGP_KEY_HELP_POST_DOC ? open_memstream(&whole, &size) : NULL;
    (void)input;
    if (to == NULL)
        return (char *)text;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].name == NULL)
            fprintf(to, "%s%s\n", i > 0 ? "\n" : "", commands[i].does);
        else
            fprintf(to, "  %-14s %s\n", commands[i].name, commands[i].does);
    fprintf(to, "\n%s", text);
    if (fclose(to) == 0)
        return whole;
    free(whole);
    return (char *)text;
}

struct choice {
    const struct command *command;
    int first; /* where its own arguments begin */
};

static error_t choose(int key, char *argument, struct argp_state *state) {
    struct choice *choice = state->input;
    if (key == ARGP_KEY_NO_ARGS)
        argp_usage(state);
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    choice->command = find_command(argument);
    if (choice->command == NULL)
        argp_error(state, "there is no command %s; --help lists them", argument);
    choice->first = state->next - 1;
    state->next = state->argc;
    return 0;
}

void ctl_parse(const struct argp *argp, int count, char **arguments, void *input) {
    if (argp_parse(argp, count, arguments, 0, NULL, input) != 0)
        exit(EX_USAGE);
}

void ctl_take_one(const char **taken, const char *argument, const char *what,
                  struct argp_state *state) {
    if (*taken != NULL)
        argp_error(state, "%s: %s", argument, what);
    *taken = argument;
}

int ctl_fail(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("wachtpostctl: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return code;
}

int ctl_tell(struct mistakes *mistakes, enum status status) {
    if (mistakes->count == 0)
        return ctl_fail(EX_CANTCREAT, "%s", status_text(status));
    for (size_t i = 0; i < mistakes->count; i++)
        fprintf(stderr, "%s\n", mistakes->lines[i]);
    mistakes_free(mistakes);
    return EX_CONFIG;
}

/* What is to be known before others can use the endpoints as they stand. */
static void tell_others(const char *listen, const char *bell) {
    if (strstr(listen, "//127.") || strstr(bell, "//127."))
        puts(
            "\n(Only this machine reaches 127.0.0.1. For others set listen and listen_bell in\n"
            "wachtpostd.conf, as tcp://*:7700 and tcp://*:7701; wachtpostctl reload has it read.)");
    if (strchr(listen, '*') || strchr(bell, '*'))
        puts("\n(In place of the address *: this machine's own name. In place of the port *: the\n"
             "one that wachtpostd logs as front.listening.)");
}

enum status ctl_print_server(const struct process_settings *process, struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    enum status status = keys_seed_read(process->door.server_key, seed, complaint);
    if (status != STATUS_OK)
        return status;
    struct secret_keys keys;
    char key[Z85_KEY_SIZE];
    keys_from_seed(seed, &keys);
    keys_z85(keys.public.curve, key);
    keys_wipe(seed, sizeof seed);
    keys_wipe(&keys, sizeof keys);
    printf("  server = '%s'\n  bell = '%s'\n  server_key = '%s'\n", process->door.listen,
           process->door.listen_bell, key);
    tell_others(process->door.listen, process->door.listen_bell);
    return STATUS_OK;
}

int main(int count, char **arguments) {
    struct choice choice = {0};
    const struct argp argp = {.parser = choose,
                              .args_doc = "COMMAND [ARGUMENT...]",
                              .doc = words,
                              .help_filter = put_list_first};
    argp_err_exit_status = EX_USAGE;
    /* argp's note about short options says nothing that the list does not. */
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
    if (argp_parse(&argp, count, arguments, ARGP_IN_ORDER, NULL, &choice) != 0)
        return EX_USAGE;
    if (keys_init() != STATUS_OK || keys_guard_process(GUARD_CHILDREN_TOO) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "libsodium cannot start, or the system refuses to guard us");
    arguments[choice.first] = (char *)choice.command->usage;
    return choice.command->run(count - choice.first, arguments + choice.first);
}
