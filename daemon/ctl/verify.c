#include "daemon/ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/ctl/findings.h"
#include "daemon/ctl/record.h"

struct wish {
    const char *conf, *path;
};

enum { KEY_STORE = 256, KEY_BACKUP };

static const struct argp_option options[] = {
    {"store", KEY_STORE, "DIR", 0, "another store under the same key", 0},
    {"backup", KEY_BACKUP, "FILE", 0, "a backup under the same key", 0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_STORE:
    case KEY_BACKUP:
        if (wish->path)
            argp_error(state, "one --store or one --backup");
        wish->path = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int verify(const struct store_options *store) {
    struct findings findings;
    struct store_facts facts = {0};
    struct complaint complaint = {""};
    const struct store_listener listener = findings_listener(&findings);
    enum status status = store_verify(store, VERIFY_CONTENT, &listener, &facts, &complaint);
    const int code = findings_exit_code(&findings, status, store->directory, &complaint);
    if (code == 0) {
        printf("%s: whole: all %" PRIu64 " records are there and open.\n", store->directory,
               facts.records);
        findings_print_facts(&facts, store->key_file);
    }
    return code;
}

int verify_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        NULL,
        "Reads everything in the store, or in a backup, and names each record that is damaged "
        "or missing. The daemon may run; what is read is what was committed when it began.\v"
        "Every record must open, every event fit the chain and every body its event, numbers "
        "have no gaps, and every table add up to what the store's head says, so that a record "
        "that is gone is found although nothing else changed. It is read in a child process: "
        "when the damage kills it, what it read last is named. Which records are missing of a "
        "table without numbers, wachtpostctl rebuild shows.\n\n"
        "Example:\n"
        "  wachtpostctl verify -c wachtpostd.conf\n\n"
        "Exit codes: 0 all of it is there, 64 wrong usage, 65 something is damaged or missing, "
        "74 it cannot be read, 75 interrupted, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {NULL, NULL};
    struct settings_file *file = NULL;
    struct store_options store;
    ctl_parse(&argp, count, arguments, &wish);
    int code = findings_options(wish.conf, wish.path, &file, &store);
    if (code == 0)
        code = verify(&store);
    if (code == 0 && wish.path == NULL)
        ctl_record_verified(wish.conf, &settings_of(file)->process);
    settings_free(&file);
    return code;
}
