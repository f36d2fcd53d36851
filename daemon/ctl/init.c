#include "daemon/ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/ctl/site.h"
#include "proto/keys/keys.h"
#include "store/store.h"

enum { KEY_VIRTUAL = 256, KEY_LISTEN, KEY_LISTEN_BELL, KEY_STATE, KEY_RUN, KEY_USER };

static const struct argp_option options[] = {
    {"virtual", KEY_VIRTUAL, NULL, 0,
     "a store for trying out and testing, whose clock moves by command only; for ever", 0},
    {"listen", KEY_LISTEN, "ENDPOINT", 0, "where requests come in (tcp://127.0.0.1:7700)", 0},
    {"listen-bell", KEY_LISTEN_BELL, "ENDPOINT", 0, "where the bell rings (tcp://127.0.0.1:7701)",
     0},
    {"state", KEY_STATE, "DIR", 0, "where the store and its keys are", 0},
    {"run", KEY_RUN, "DIR", 0, "where the daemon's sockets are", 0},
    {"user", KEY_USER, "NAME", 0, "what root becomes, and whose all of it is", 0},
    {0}};

/* What the package's units want. */
static void take_the_systems(struct site_wish *wish) {
    wish->folder = SITE_FOLDER;
    if (wish->state == NULL)
        wish->state = SITE_STATE;
    if (wish->run == NULL)
        wish->run = SITE_RUN;
    if (wish->user == NULL)
        wish->user = SITE_USER;
}

static error_t take(int key, char *argument, struct argp_state *state) {
    struct site_wish *wish = state->input;
    switch (key) {
    case KEY_VIRTUAL:
        wish->virtual_clock = true;
        return 0;
    case KEY_LISTEN:
        wish->listen = argument;
        return 0;
    case KEY_LISTEN_BELL:
        wish->listen_bell = argument;
        return 0;
    case KEY_STATE:
        wish->state = argument;
        return 0;
    case KEY_RUN:
        wish->run = argument;
        return 0;
    case KEY_USER:
        wish->user = argument;
        return 0;
    case ARGP_KEY_ARG:
        ctl_take_one(&wish->folder, argument, "name one folder", state);
        return 0;
    case ARGP_KEY_END:
        if (wish->folder == NULL)
            take_the_systems(wish);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* In the order in which they are of use: a store that is there needs its key. */
static enum status make_secrets(const struct site_wish *wish,
                                const struct process_settings *process, struct site_made *made,
                                struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    keys_random_seed(seed);
    enum status status = keys_seed_write(process->door.server_key, seed, complaint);
    keys_wipe(seed, sizeof seed);
    if (status == STATUS_OK) {
        site_note_made(made, process->door.server_key);
        status = store_key_create(process->store_key, complaint);
    }
    const struct store_options store = {.directory = process->store,
                                        .key_file = process->store_key,
                                        .map_bytes = process->map_bytes};
    if (status == STATUS_OK) {
        site_note_made(made, process->store_key);
        status = store_create(&store, wish->virtual_clock, complaint);
    }
    return status;
}

static void tell_made(const struct site_wish *wish, const struct process_settings *process,
                      const char *conf) {
    printf(
        "Made:\n"
        "  %s\n      the configuration: every option with its default\n"
        "  %s\n      for those who take part, a file each\n"
        "  %s\n      the server's own key\n"
        "  %s\n      an empty%s store\n"
        "  %s\n"
        "      what seals the store. Keep a copy of it elsewhere: without it the store cannot\n"
        "      be read. Renew the copy each month, for wachtpostd adds keys and removes old ones.\n"
        "\nWhat everybody who connects puts into wachtpost.conf:\n\n",
        conf, process->participants, process->door.server_key, process->store,
        wish->virtual_clock ? " virtual" : "", process->store_key);
}

static bool is_there(const char *wished, const char *place) {
    return wished != NULL && strcmp(wished, place) == 0;
}

/* All of it where the units look. */
static bool is_the_systems(const struct site_wish *wish) {
    return is_there(wish->folder, SITE_FOLDER) && is_there(wish->state, SITE_STATE) &&
           is_there(wish->run, SITE_RUN);
}

static void tell_next(const struct site_wish *wish, const char *conf) {
    const bool is_systems = is_the_systems(wish);
    const char *option = is_systems ? "" : " -c ";
    if (is_systems && (wish->listen != NULL || wish->listen_bell != NULL))
        puts("\nsystemd listens there for wachtpostd: say the same in wachtpostd.socket\n"
             "(First start, in /usr/share/doc/wachtpostd/README.md).");
    if (is_systems)
        puts("\nNext, start it, and have it start with the machine:\n\n"
             "  systemctl enable --now wachtpostd.target");
    printf("\n%s let the first aanbieder in, by the line that `wachtpost keygen` printed there:\n\n"
           "  wachtpostctl enrol%s%s --name zon --role aanbieder --agb 06010713 \\\n"
           "      --naam \"KDC De Zon\" --telefoon \"070 1234567\" --mail wachtlijst@example.nl "
           "'LINE'\n",
           is_systems ? "Then" : "Next,", option, is_systems ? "" : conf);
}

/* The configuration is written: the rest is made where it says. */
static int make(const struct site_wish *wish, const char *conf, struct site_made *made) {
    struct settings_file *file = NULL;
    struct mistakes mistakes;
    struct complaint complaint = {0};
    enum status status = settings_read(conf, &file, &mistakes);
    if (status != STATUS_OK) {
        site_unmake(made);
        return ctl_fail(ctl_tell(&mistakes, status), "nothing was made");
    }
    const struct process_settings *process = &settings_of(file)->process;
    status = make_secrets(wish, process, made, &complaint);
    if (status != STATUS_OK)
        site_unmake(made);
    if (status == STATUS_OK) {
        tell_made(wish, process, conf);
        status = ctl_print_server(process, &complaint);
    }
    settings_free(&file);
    if (status != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s",
                        complaint.text[0] != '\0' ? complaint.text : status_text(status));
    tell_next(wish, conf);
    return 0;
}

int init_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "[DIR]",
        "Makes all that wachtpostd needs: the commented configuration, its keys and an empty "
        "store. In DIR, for whoever runs it; without DIR the machine's own, for the user " SITE_USER
        ": the configuration in " SITE_FOLDER ", the store in " SITE_STATE ", sockets in " SITE_RUN
        " and beside it. What is there already is left alone.\v"
        "Example:\n"
        "  wachtpostctl init --listen 'tcp://*:7700' --listen-bell 'tcp://*:7701'\n\n"
        "Exit codes: 0 made, 64 wrong usage, 73 something could not be made or is there already, "
        "78 an endpoint that cannot be.",
        NULL,
        NULL,
        NULL};
    struct site_wish wish = {0};
    struct site_made made = {.count = 0};
    struct complaint complaint = {0};
    char conf[PATH_MAX];
    ctl_parse(&argp, count, arguments, &wish);
    enum status status = site_begin(&wish, conf, &made, &complaint);
    if (status != STATUS_OK) {
        site_unmake(&made);
        return ctl_fail(EX_CANTCREAT, "%s",
                        complaint.text[0] != '\0' ? complaint.text : status_text(status));
    }
    return make(&wish, conf, &made);
}
