#include "daemon/ctl/ctl.h"

static const struct argp_option options[] = {
    {"config", 'c', "FILE", 0, "the daemon's wachtpostd.conf", 0}, {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    const char **conf = state->input;
    switch (key) {
    case 'c':
        *conf = argument;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "%s: no argument belongs here", argument);
        return 0;
    case ARGP_KEY_END:
        if (*conf == NULL)
            argp_error(state, "-c FILE is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {options, take, NULL, NULL, NULL, NULL, NULL};

const struct argp_child ctl_config_child[] = {{&argp, 0, NULL, 0}, {0}};
