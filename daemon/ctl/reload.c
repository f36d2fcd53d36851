#include "daemon/ctl/command.h"
#include "daemon/ctl/ctl.h"

int reload_run(int count, char **arguments) {
    static const struct argp argp = {
        NULL,
        NULL,
        NULL,
        "Has the daemon read its configuration again, as SIGHUP does, and tells what became of "
        "it.\v"
        "With mistakes nothing changes, and all of them are told.\n\n"
        "Example:\n"
        "  wachtpostctl reload -c wachtpostd.conf\n\n"
        "Exit codes: 0 it counts now, 64 wrong usage, 74 the store cannot be used, 75 it is in "
        "use or full, or the daemon gives no answer, 77 this user may not, 78 mistakes in the "
        "configuration.",
        ctl_config_child,
        NULL,
        NULL};
    static const char *const words[] = {"reload"};
    const char *conf = NULL;
    ctl_parse(&argp, count, arguments, &conf);
    return ctl_command_print(conf, words, 1);
}
