#include "daemon/ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/keys/keys.h"

const char *argp_program_version = "wachtpostctl " WACHTPOST_VERSION;

#define COMMAND(name)                                                                              \
    { #name, "wachtpostctl " #name, name##_run }
static const struct command {
    const char *name, *usage;
    command_run *run;
} commands[] = {
    COMMAND(init),    COMMAND(check),
    COMMAND(enrol),   COMMAND(rotate),
    COMMAND(revoke),  COMMAND(list),
    COMMAND(reload),  COMMAND(status),
    COMMAND(verify),  COMMAND(backup),
    COMMAND(restore), COMMAND(rebuild),
    COMMAND(dump),    COMMAND(audit),
    COMMAND(release), COMMAND(inzage),
    COMMAND(wis),     {"rotate-server", "wachtpostctl rotate-server", rotate_server_run},
};

static const char words[] =
    "The operator's tool on the machine where wachtpostd runs.\v"
    "Commands:\n"
    "  audit          tell who saw or did what\n"
    "  init           make a new installation: configuration, keys and an empty store\n"
    "  enrol          let a participant in, by the registration line it sent\n"
    "  rotate         give a participant another key, with an overlap\n"
    "  rotate-server  replace the server's own key, the former one staying for a while\n"
    "  revoke         shut a participant out, or one key of it\n"
    "  list           tell who may connect, with which keys and until when\n"
    "  check          tell every mistake in the configuration\n"
    "  rebuild        decide the whole journal again, and tell whether the store is what it says\n"
    "  dump           print what the store holds\n"
    "  release        go on by a clock that the daemon did not believe\n"
    "  reload         have the daemon read its configuration again\n"
    "  status         tell how the daemon is\n"
    "  verify         read the whole store or a backup, and name what is damaged or missing\n"
    "  backup         copy the store as it is into one file, also while the daemon runs\n"
    "  restore        make the store out of a backup\n"
    "  inzage         tell everything that is held about one place, for a parent's question\n"
    "  wis            remove everything that is held about one place\n\n"
    "wachtpostctl COMMAND --help tells more.\n\n"
    "Exit codes: 0 done, 64 wrong usage, 65 the store is not what its journal says "
    "or is damaged, 73 something "
    "could not be made, 74 the store cannot be used, 75 it is in use, 78 mistakes in the "
    "configuration.";

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
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
        argp_error(state, "there is no command %s", argument);
    choice->first = state->next - 1;
    state->next = state->argc;
    return 0;
}

void ctl_parse(const struct argp *argp, int count, char **arguments, void *input) {
    if (argp_parse(argp, count, arguments, 0, NULL, input) != 0)
        exit(EX_USAGE);
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

/* Whether others cannot use the endpoint as it stands. */
static bool is_local(const char *endpoint) {
    return strstr(endpoint, "//127.") != NULL || strchr(endpoint, '*') != NULL;
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
    if (is_local(process->door.listen) || is_local(process->door.listen_bell))
        puts(
            "\n(From elsewhere: this machine's own name instead of 127.0.0.1 or *, and for port *\n"
            "the one that wachtpostd logs as front.listening.)");
    return STATUS_OK;
}

int main(int count, char **arguments) {
    struct choice choice = {0};
    const struct argp argp = {.parser = choose, .args_doc = "COMMAND [ARGUMENT...]", .doc = words};
    argp_err_exit_status = EX_USAGE;
    if (argp_parse(&argp, count, arguments, ARGP_IN_ORDER, NULL, &choice) != 0)
        return EX_USAGE;
    if (keys_init() != STATUS_OK || keys_guard_process(GUARD_CHILDREN_TOO) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "libsodium cannot start, or the system refuses to guard us");
    arguments[choice.first] = (char *)choice.command->usage;
    return choice.command->run(count - choice.first, arguments + choice.first);
}
