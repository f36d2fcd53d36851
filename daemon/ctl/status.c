#include "daemon/ctl/command.h"
#include "daemon/ctl/ctl.h"

int status_run(int count, char **arguments) {
    static const struct argp argp = {
        NULL,
        NULL,
        NULL,
        "Tells how the daemon is: its store, the days it has evaluated, whether its clock is "
        "trusted, its participants.\v"
        "Example:\n"
        "  wachtpostctl status -c wachtpostd.conf\n\n"
        "Exit codes: 0 told, 64 wrong usage, 74 the store cannot be used, 75 it is in use, or "
        "the daemon gives no answer, 77 this user may not, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    static const char *const words[] = {"status"};
    const char *conf = NULL;
    ctl_parse(&argp, count, arguments, &conf);
    return ctl_command_print(conf, words, 1);
}
