#include "daemon/ctl/ctl.h"

#include <stdlib.h>
#include <unistd.h>

#include "daemon/ctl/site.h"
#include "daemon/user.h"

static const struct argp_option options[] = {
    {"config", 'c', "FILE", 0, "instead of " SITE_FOLDER "/wachtpostd.conf", 0}, {0}};

/* Root's files would be out of the daemon's reach: what the daemon runs as, we run as too. A
 * configuration with mistakes is the command's to tell, and then it writes nothing. */
static void become_daemons_user(const char *conf) {
    struct settings_file *file = NULL;
    struct mistakes mistakes;
    struct complaint complaint;
    if (geteuid() != 0)
        return;
    enum status status = settings_read(conf, &file, &mistakes);
    mistakes_free(&mistakes);
    if (status != STATUS_OK)
        return;
    const char *user = settings_of(file)->process.user;
    if (user[0] != '\0' && user_become(user, &complaint) != STATUS_OK)
        exit(ctl_fail(EX_CONFIG, "%s", complaint.text));
    settings_free(&file);
}

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
            *conf = SITE_FOLDER "/wachtpostd.conf";
        become_daemons_user(*conf);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {options, take, NULL, NULL, NULL, NULL, NULL};

const struct argp_child ctl_config_child[] = {{&argp, 0, NULL, 0}, {0}};
