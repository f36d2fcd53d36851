#include "daemon/ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/ctl/findings.h"
#include "daemon/ctl/record.h"
#include "daemon/ctl/stores.h"
#include "store/backup.h"

struct wish {
    const char *conf, *backup, *directory;
};

enum { KEY_STORE = 256 };

static const struct argp_option options[] = {
    {"store", KEY_STORE, "DIR", 0, "make the store there, instead of where the daemon has it", 0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_STORE:
        wish->directory = argument;
        return 0;
    case ARGP_KEY_ARG:
        ctl_take_one(&wish->backup, argument, "one backup at a time", state);
        return 0;
    case ARGP_KEY_END:
        if (wish->backup == NULL)
            argp_error(state, "FILE is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void tell_next(const struct store_options *store, const struct store_facts *facts) {
    printf("%s: restored, all %" PRIu64 " records of it.\n", store->directory, facts->records);
    findings_print_facts(facts, store->key_file);
    puts("\nStart wachtpostd. Who delivered after this backup is answered GAP, with the number\n"
         "that is expected. A sender that kept its lists sends them again from there, as far as\n"
         "thirty days back: `wachtpost push` and watch with their next list, and at once by\n"
         "`wachtpost outbox --retry`. Who kept none begins a new epoch. Coordinators get the\n"
         "alerts after the backup again, whatever their cursor says.\n\n"
         "Do again what only the former store knew: who took a place, duiding, publications, and\n"
         "what was removed on request.");
}

static int restore(const struct store_options *store, const char *backup) {
    struct findings findings;
    struct store_facts facts = {0};
    struct complaint complaint = {""};
    const struct store_listener listener = findings_listener(&findings);
    enum status status = store_restore(store, backup, &listener, &facts, &complaint);
    const int code = findings_exit_code_of_making(&findings, status, backup, &complaint);
    if (code == 0)
        tell_next(store, &facts);
    return code;
}

int restore_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "FILE",
        "Makes the store out of a backup. There must be none: a store that is there is never "
        "touched, put it aside first.\v"
        "The backup is read completely before the store gets its name. The store gets a new "
        "incarnation and knows where it parted from the one that was backed up, so that "
        "cursors of both keep working. It needs the store key that was in use when the backup "
        "was made. Run it as the user that wachtpostd runs as.\n\n"
        "Example:\n"
        "  wachtpostctl restore -c wachtpostd.conf /var/backups/wachtpost/FILE\n\n"
        "Exit codes: 0 done, 64 wrong usage, 65 the backup is damaged, 73 the store cannot be "
        "made there, 74 the backup cannot be read, 75 interrupted, 78 mistakes in the "
        "configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {NULL, NULL, NULL};
    struct settings_file *file = NULL;
    struct store_options store;
    ctl_parse(&argp, count, arguments, &wish);
    int code = findings_options(wish.conf, wish.directory, &file, &store);
    if (code == 0)
        code = restore(&store, wish.backup);
    if (code == 0 && wish.directory == NULL)
        ctl_record_file(wish.conf, "RESTORE", wish.backup);
    settings_free(&file);
    return code;
}
