#include "daemon/ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/ctl/record.h"
#include "daemon/ctl/stores.h"
#include "daemon/engine/dump.h"
#include "daemon/engine/refold.h"
#include "daemon/log.h"

/* So many differences are printed; all are counted. */
enum { MOST_PRINTED = 20 };

struct wish {
    const char *conf, *into, *from;
};

enum { KEY_INTO = 256, KEY_FROM };

static const struct argp_option options[] = {
    {"into", KEY_INTO, "DIR", 0, "where the fresh store is made; must not be there, or empty", 0},
    {"from", KEY_FROM, "BACKUP", 0, "begin with what this backup holds, instead of with nothing",
     0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_INTO:
        wish->into = argument;
        return 0;
    case KEY_FROM:
        wish->from = argument;
        return 0;
    case ARGP_KEY_END:
        if (wish->into == NULL)
            argp_error(state, "--into DIR is missing, where the fresh store is made");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_what(const struct difference *difference) {
    switch (difference->kind) {
    case DIFFERENCE_VALUE:
        printf("not what the journal says, from byte %zu on (%zu bytes, by the journal %zu)\n",
               difference->at, difference->first_bytes, difference->second_bytes);
        return;
    case DIFFERENCE_MISSING:
        puts("not there, and by the journal it should be");
        return;
    case DIFFERENCE_EXTRA:
        puts("there, and the journal does not say so");
        return;
    case DIFFERENCE_UNREADABLE:
        puts("damaged");
        return;
    case DIFFERENCE_TABLE:
        puts("there should be more than there is, or some of it is damaged");
        return;
    }
}

static bool print_difference(void *context, const struct difference *difference) {
    size_t *count = context;
    if ((*count)++ >= MOST_PRINTED)
        return true;
    printf("%s", store_table_name(difference->table));
    for (size_t i = 0; i < difference->key.size; i++)
        printf("%s%02x", i == 0 ? " " : "", difference->key.at[i]);
    fputs(": ", stdout);
    print_what(difference);
    return true;
}

static int compare(struct store *store, struct store *again, const char *directory) {
    size_t differences = 0;
    uint64_t records = 0;
    enum status status = dump_compare(store, again, print_difference, &differences, &records);
    if (status != STATUS_OK)
        return ctl_fail(stores_exit_code(status), "the stores cannot be compared: %s",
                        status_text(status));
    if (differences == 0) {
        printf("The same: all %" PRIu64 " records are what the journal says.\n", records);
        return 0;
    }
    if (differences > MOST_PRINTED)
        printf("... and %zu more\n", differences - MOST_PRINTED);
    return ctl_fail(EX_DATAERR,
                    "the store is not what its journal says (differences: %zu); what it says is in "
                    "%s, and wachtpostctl dump shows both",
                    differences, directory);
}

static int rebuild(struct store *store, struct store *again, const char *directory) {
    struct complaint complaint = {""};
    enum status status = refold(store, again, &complaint);
    if (status == STATUS_OK)
        return compare(store, again, directory);
    if (status == STATUS_FORGOTTEN)
        return ctl_fail(
            EX_DATAERR,
            "%s. What that event decided can only be proved from a backup made after "
            "it: give one with --from, which begins with what it holds; what "
            "the journal says of it, and of each later backup, is then held against what was "
            "folded",
            complaint.text);
    int code = status == STATUS_DAMAGED ? EX_DATAERR : stores_exit_code(status);
    return ctl_fail(code, "the journal cannot be folded: %s", complaint.text);
}

int rebuild_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        NULL,
        "Decides every event of the journal again, in a fresh store in DIR, and tells whether "
        "the store is what its journal says.\v"
        "Once deliveries of long ago are forgotten, that takes a backup of after they were "
        "recorded (--from). The daemon must not run; the store is only read, but for a line in "
        "its audit log, and gets the present format if it has an older one. The fresh store "
        "has no audit log, since no event says who read what: it is for comparing, not for "
        "going on with.\n\n"
        "Example:\n"
        "  wachtpostctl rebuild -c wachtpostd.conf --into /var/lib/wachtpost/again\n\n"
        "Exit codes: 0 the same, 64 wrong usage, 65 they differ, or an event cannot be decided "
        "again, 73 DIR cannot be made, 74 a store cannot be read or written, 75 it is in use, "
        "78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {NULL, NULL, NULL};
    struct opened_store opened;
    struct store *again = NULL;
    ctl_parse(&argp, count, arguments, &wish);
    log_set_level(LOG_LEVEL_ERROR); /* what was decided was logged when it was */
    int code = stores_open(wish.conf, NULL, &opened);
    if (code == 0)
        code = wish.from ? stores_restore_beside(&opened, wish.into, wish.from, &again)
                         : stores_make_beside(&opened, wish.into, &again);
    if (code == 0)
        code = ctl_record_in(opened.store, "REBUILD", "");
    if (code == 0)
        code = rebuild(opened.store, again, wish.into);
    store_close(&again);
    stores_close(&opened);
    return code;
}
