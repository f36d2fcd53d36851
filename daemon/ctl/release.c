#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/ctl/command.h"
#include "daemon/ctl/ctl.h"

enum { NAME_SIZE = 65, KEY_YES = 256, KEY_NAME };

struct wish {
    const char *conf, *name;
    bool yes;
};

static const struct argp_option options[] = {
    {"yes", KEY_YES, NULL, 0, "the clock is right: go on by it", 0},
    {"name", KEY_NAME, "NAME", 0, "who says so, for the record (you)", 0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_YES:
        wish->yes = true;
        return 0;
    case KEY_NAME:
        if (argument[0] == '\0' || strlen(argument) >= NAME_SIZE)
            argp_error(state, "--name: write 1 to %d bytes", NAME_SIZE - 1);
        wish->name = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Who sat down at the terminal, also where he became root; as far as the system knows. */
static const char *user_name(char room[NAME_SIZE]) {
    const char *before = getuid() == 0 ? getenv("SUDO_USER") : NULL;
    const struct passwd *user = getpwuid(getuid());
    if (before != NULL && before[0] != '\0')
        snprintf(room, NAME_SIZE, "%s", before);
    else if (user != NULL)
        snprintf(room, NAME_SIZE, "%s", user->pw_name);
    else
        snprintf(room, NAME_SIZE, "uid %u", getuid());
    return room;
}

int release_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        NULL,
        "Lets the daemon go on by a clock that it did not believe. Without --yes it shows what "
        "the clocks say and which days would be evaluated; an alert about a child cannot be "
        "taken back, so look first.\v"
        "Example:\n"
        "  wachtpostctl release -c wachtpostd.conf --yes\n\n"
        "Exit codes: 0 released, or there was nothing to release, 64 wrong usage, 74 the store "
        "cannot be used, 75 held, and nothing was released; or the store is in use or full, or "
        "the daemon gives no answer; 77 this user may not, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {NULL, NULL, false};
    char room[NAME_SIZE];
    ctl_parse(&argp, count, arguments, &wish);
    const char *const words[] = {"release", "yes", wish.name ? wish.name : user_name(room)};
    return ctl_command_print(wish.conf, words, wish.yes ? 3 : 1);
}
