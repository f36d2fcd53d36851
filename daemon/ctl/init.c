#include "daemon/ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/ctl/files.h"
#include "proto/keys/keys.h"
#include "store/store.h"

#define CONF "wachtpostd.conf"

struct wish {
    const char *folder, *listen, *listen_bell;
    bool virtual_clock;
};

enum { KEY_VIRTUAL = 256, KEY_LISTEN, KEY_LISTEN_BELL };

static const struct argp_option options[] = {
    {"virtual", KEY_VIRTUAL, NULL, 0,
     "a store for trying out and testing, whose clock moves by command only; for ever", 0},
    {"listen", KEY_LISTEN, "ENDPOINT", 0, "where requests come in (tcp://127.0.0.1:7700)", 0},
    {"listen-bell", KEY_LISTEN_BELL, "ENDPOINT", 0, "where the bell rings (tcp://127.0.0.1:7701)",
     0},
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
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
    case ARGP_KEY_ARG:
        if (wish->folder != NULL)
            argp_error(state, "name one folder");
        wish->folder = argument;
        return 0;
    case ARGP_KEY_END:
        if (wish->folder == NULL)
            argp_error(state, "name the folder to make");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum status write_conf(const struct wish *wish, struct complaint *complaint) {
    char *text = settings_default_text(wish->listen, wish->listen_bell);
    if (text == NULL)
        return STATUS_NO_MEMORY;
    enum status status = files_write_new(wish->folder, CONF, text, complaint);
    free(text);
    return status;
}

/* What can be taken back without loss: nothing has been entrusted to it yet. */
static void unmake(const struct wish *wish) {
    char path[PATH_MAX];
    if (files_join(path, wish->folder, CONF, NULL) == STATUS_OK)
        unlink(path);
    if (files_join(path, wish->folder, "deelnemers.d", NULL) == STATUS_OK)
        rmdir(path);
    rmdir(wish->folder);
}

static enum status make_folders(const struct wish *wish, struct complaint *complaint) {
    char participants[PATH_MAX];
    enum status status = files_make_folder(wish->folder, complaint);
    if (status != STATUS_OK)
        return status;
    status = files_join(participants, wish->folder, "deelnemers.d", complaint);
    if (status == STATUS_OK)
        status = files_make_folder(participants, complaint);
    if (status == STATUS_OK)
        status = write_conf(wish, complaint);
    if (status != STATUS_OK)
        unmake(wish);
    return status;
}

static enum status make_secrets(const struct wish *wish, const struct process_settings *process,
                                struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    keys_random_seed(seed);
    enum status status = keys_seed_write(process->door.server_key, seed, complaint);
    keys_wipe(seed, sizeof seed);
    if (status == STATUS_OK)
        status = store_key_create(process->store_key, complaint);
    const struct store_options store = {.directory = process->store,
                                        .key_file = process->store_key,
                                        .map_bytes = process->map_bytes};
    if (status == STATUS_OK)
        status = store_create(&store, wish->virtual_clock, complaint);
    return status;
}

static void tell_made(const struct wish *wish) {
    printf(
        "Made %s: wachtpostd.conf, server.seed, store.key, deelnemers.d and an empty%s store.\n"
        "Keep a copy of store.key elsewhere: without it the store cannot be read. Renew the copy\n"
        "each month, for wachtpostd adds keys to it and removes old ones.\n\n"
        "What everybody who connects puts into wachtpost.conf:\n\n",
        wish->folder, wish->virtual_clock ? " virtual" : "");
}

static void tell_next(const char *conf) {
    printf("\nNext, let somebody in by the line that `wachtpost keygen` printed for them:\n\n"
           "  wachtpostctl enrol -c %s --name NAME --role ROLE 'LINE'\n",
           conf);
}

static int make(const struct wish *wish, const char *conf) {
    struct settings_file *file = NULL;
    struct mistakes mistakes;
    struct complaint complaint = {0};
    enum status status = settings_read(conf, &file, &mistakes);
    if (status != STATUS_OK) {
        unmake(wish);
        return ctl_fail(ctl_tell(&mistakes, status), "nothing was made");
    }
    const struct process_settings *process = &settings_of(file)->process;
    status = make_secrets(wish, process, &complaint);
    if (status == STATUS_OK) {
        tell_made(wish);
        status = ctl_print_server(process, &complaint);
    }
    settings_free(&file);
    if (status != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s\nRemove %s before you try again.",
                        complaint.text[0] != '\0' ? complaint.text : status_text(status),
                        wish->folder);
    tell_next(conf);
    return 0;
}

int init_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "DIR",
        "Makes the folder DIR with all that wachtpostd needs: the commented configuration, its "
        "keys and an empty store. What is there already is left alone.\v"
        "Example:\n"
        "  wachtpostctl init /etc/wachtpost\n\n"
        "Exit codes: 0 made, 64 wrong usage, 73 something could not be made.",
        NULL,
        NULL,
        NULL};
    struct wish wish = {0};
    struct complaint complaint = {0};
    char conf[PATH_MAX];
    ctl_parse(&argp, count, arguments, &wish);
    enum status status = files_join(conf, wish.folder, CONF, &complaint);
    if (status == STATUS_OK)
        status = make_folders(&wish, &complaint);
    if (status != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s",
                        complaint.text[0] != '\0' ? complaint.text : status_text(status));
    return make(&wish, conf);
}
