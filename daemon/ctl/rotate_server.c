/* rotate-server: the server's own key is replaced while everybody can still reach it.
 *
 * Participants pin an address and a key together, and a socket has one key: so the former key stays
 * at the former address (former_door), and the new key gets an address of its own, to which the
 * participants move one by one. When all have, `finish` takes the former door and its
 * seed away. */
#include "daemon/ctl/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/ctl/conf_text.h"
#include "daemon/ctl/files.h"
#include "daemon/settings/source.h"
#include "proto/keys/keys.h"

struct wish {
    const char *conf, *listen, *listen_bell, *seed;
    enum { NOTHING, BEGIN, FINISH } act;
};

enum { KEY_LISTEN = 256, KEY_LISTEN_BELL, KEY_SEED };

static const struct argp_option options[] = {
    {"listen", KEY_LISTEN, "ENDPOINT", 0, "begin: where the new key takes requests", 0},
    {"listen-bell", KEY_LISTEN_BELL, "ENDPOINT", 0, "begin: where its bell rings", 0},
    {"seed", KEY_SEED, "FILE", 0,
     "begin: the new seed's file, which must not exist; beside the configuration, or absolute", 0},
    {0}};

static void choose(struct wish *wish, const char *word, struct argp_state *state) {
    if (wish->act != NOTHING)
        argp_error(state, "%s: begin or finish, once", word);
    if (strcmp(word, "begin") == 0)
        wish->act = BEGIN;
    else if (strcmp(word, "finish") == 0)
        wish->act = FINISH;
    else
        argp_error(state, "%s: begin or finish", word);
}

static void check_complete(const struct wish *wish, struct argp_state *state) {
    bool all = wish->listen && wish->listen_bell && wish->seed;
    bool any = wish->listen || wish->listen_bell || wish->seed;
    if (wish->act == NOTHING)
        argp_error(state, "begin or finish?");
    if (wish->act == BEGIN && !all)
        argp_error(state, "begin needs --listen, --listen-bell and --seed");
    if (wish->act == FINISH && any)
        argp_error(state, "finish takes only -c");
}

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_LISTEN:
        wish->listen = argument;
        return 0;
    case KEY_LISTEN_BELL:
        wish->listen_bell = argument;
        return 0;
    case KEY_SEED:
        wish->seed = argument;
        return 0;
    case ARGP_KEY_ARG:
        choose(wish, argument, state);
        return 0;
    case ARGP_KEY_END:
        check_complete(wish, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The text, changed; the first failure stays. */
static void turn(char **text, char *changed) {
    free(*text);
    *text = changed;
}

static void put(char **text, const char *name, const char *value) {
    if (*text)
        turn(text, conf_text_with(*text, name, value));
}

/* The section for the door as it stands in `process`. */
static void append_former(char **text, const struct door_settings *door, const char *server_key) {
    char *longer = NULL;
    if (*text == NULL || server_key == NULL ||
        asprintf(&longer,
                 "%sformer_door {\n"
                 "  # The former key where it always was, until all have moved; then:\n"
                 "  # wachtpostctl rotate-server finish\n"
                 "  listen = \"%s\"\n  listen_bell = \"%s\"\n  server_key = \"%s\"\n}\n",
                 *text, door->listen, door->listen_bell, server_key) < 0)
        longer = NULL;
    turn(text, longer);
}

/* NULL: out of memory. The key is named as it was written, not by where that leads. */
static char *text_to_begin(const struct wish *wish, const char *text,
                           const struct door_settings *door) {
    char *server_key = conf_text_value(text, "server_key", "server.seed");
    char *changed = conf_text_with(text, "listen", wish->listen);
    put(&changed, "listen_bell", wish->listen_bell);
    put(&changed, "server_key", wish->seed);
    append_former(&changed, door, server_key);
    free(server_key);
    return changed;
}

/* Where a configuration lies. */
struct conf_place {
    char folder[PATH_MAX];
    const char *name;
};

static enum status place_of(const char *conf, struct conf_place *place,
                            struct complaint *complaint) {
    const char *slash = strrchr(conf, '/');
    int size = slash ? (int)(slash - conf) : 1;
    place->name = slash ? slash + 1 : conf;
    if (snprintf(place->folder, sizeof place->folder, "%.*s", size ? size : 1,
                 slash ? conf : ".") >= PATH_MAX)
        return complain(complaint, STATUS_TOO_LARGE, "%s: the path is too long", conf);
    return STATUS_OK;
}

/* Read where it will lie, under a name that nobody else reads. */
static int try_text(const struct conf_place *place, const char *text, struct settings_file **file) {
    static const char name[] = ".wachtpostd.conf.tried";
    struct complaint complaint = {0};
    struct mistakes mistakes = {0};
    char path[PATH_MAX];
    enum status status = files_join(path, place->folder, name, &complaint);
    if (status == STATUS_OK && unlink(path) == 0)
        status = STATUS_OK; /* of one that was killed in the middle */
    if (status == STATUS_OK)
        status = files_write_new(place->folder, name, text, &complaint);
    if (status != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    status = settings_read(path, file, &mistakes);
    unlink(path);
    return status == STATUS_OK ? 0 : ctl_fail(ctl_tell(&mistakes, status), "nothing was changed");
}

static int try_and_replace(const struct conf_place *place, const char *text,
                           struct settings_file **file) {
    struct complaint complaint = {0};
    if (text == NULL)
        return ctl_fail(EX_CANTCREAT, "out of memory");
    int code = try_text(place, text, file);
    if (code != 0)
        return code;
    if (files_replace(place->folder, place->name, text, &complaint) == STATUS_OK)
        return 0;
    return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
}

/* At the path the configuration would name. */
static enum status make_seed(const struct wish *wish, const struct conf_place *place,
                             char path[PATH_MAX], struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    if (strpbrk(wish->seed, "\"\\$") != NULL || strpbrk(wish->listen, "\"\\$") != NULL ||
        strpbrk(wish->listen_bell, "\"\\$") != NULL)
        return complain(complaint, STATUS_BAD_INPUT, "no quotes, backslashes or $ belong here");
    enum status status = files_join(path, wish->seed[0] == '/' ? "" : place->folder,
                                    wish->seed + (wish->seed[0] == '/'), complaint);
    if (status != STATUS_OK)
        return status;
    keys_random_seed(seed);
    status = keys_seed_write(path, seed, complaint);
    keys_wipe(seed, sizeof seed);
    return status;
}

static int tell_begun(const char *conf, const struct process_settings *process) {
    struct complaint complaint = {0};
    puts(
        "The new key has a door of its own, the former one stays open where it was. Everybody who\n"
        "connects must get these lines for wachtpost.conf:\n");
    if (ctl_print_server(process, &complaint) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    printf("\nOpen the new door:\n\n  wachtpostctl reload -c %s\n\n"
           "and when all have moved, shut the former one:\n\n"
           "  wachtpostctl rotate-server finish -c %s\n  wachtpostctl reload -c %s\n",
           conf, conf, conf);
    return 0;
}

static int begin(const struct wish *wish, const struct conf_place *place, const char *text,
                 const struct process_settings *process) {
    struct settings_file *after = NULL;
    struct complaint complaint = {0};
    char path[PATH_MAX];
    if (process->former_door.listen != NULL)
        return ctl_fail(EX_CONFIG, "a key is being replaced already; finish that first");
    if (make_seed(wish, place, path, &complaint) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    char *changed = text_to_begin(wish, text, &process->door);
    int code = try_and_replace(place, changed, &after);
    if (code == 0)
        code = tell_begun(wish->conf, &settings_of(after)->process);
    else
        unlink(path); /* nothing names it */
    settings_free(&after);
    free(changed);
    return code;
}

/* Nobody can pass for the server by it any more, from this disk. */
static int remove_seed(const char *path) {
    uint8_t zeroes[2 * SEED_BYTES] = {0};
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    bool wiped =
        file >= 0 && write(file, zeroes, sizeof zeroes) == sizeof zeroes && fsync(file) == 0;
    if (file >= 0)
        close(file);
    if (!wiped || unlink(path) != 0)
        return ctl_fail(EX_CANTCREAT, "%s: cannot remove the former seed: %s; do it by hand", path,
                        strerror(errno));
    printf("%s, the former key's seed, was overwritten and removed.\n", path);
    return 0;
}

static int finish(const char *conf, const struct conf_place *place, const char *text,
                  const struct process_settings *process) {
    struct settings_file *after = NULL;
    const char *former = process->former_door.server_key;
    if (former == NULL)
        return ctl_fail(EX_CONFIG, "no key is being replaced");
    char *changed = conf_text_without(text, "former_door");
    int code = try_and_replace(place, changed, &after);
    settings_free(&after);
    free(changed);
    if (code != 0)
        return code;
    printf("The former door is gone from the configuration. Shut it: wachtpostctl reload -c %s\n",
           conf);
    return remove_seed(former);
}

static int change(const struct wish *wish, const struct conf_place *place) {
    struct settings_file *before = NULL;
    struct mistakes mistakes = {0};
    struct complaint complaint = {0};
    enum status status = settings_read(wish->conf, &before, &mistakes);
    if (status != STATUS_OK)
        return ctl_fail(ctl_tell(&mistakes, status), "nothing was changed; mend this first");
    const struct process_settings *process = &settings_of(before)->process;
    char *text = files_read(place->folder, place->name, MAX_CONFIG_BYTES, &complaint);
    int code = EX_CANTCREAT;
    if (text == NULL)
        ctl_fail(code, "%s", complaint.text);
    else
        code = wish->act == BEGIN ? begin(wish, place, text, process)
                                  : finish(wish->conf, place, text, process);
    free(text);
    settings_free(&before);
    return code;
}

int rotate_server_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "begin|finish",
        "Replaces the server's own key while everybody can still reach it. begin makes a new "
        "seed and a door for it, and keeps the former key where it was; finish takes the "
        "former door and its seed away, when all participants have moved.\v"
        "The daemon opens and shuts doors at wachtpostctl reload.\n\n"
        "Example:\n"
        "  wachtpostctl rotate-server -c wachtpostd.conf begin --seed new.seed \\\n"
        "      --listen 'tcp://*:7710' --listen-bell 'tcp://*:7711'\n\n"
        "Exit codes: 0 done, 64 wrong usage, 73 a file cannot be written, 78 mistakes in the "
        "configuration, or there is nothing to finish, or something to finish first.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {0};
    struct conf_place place;
    struct complaint complaint = {0};
    int lock = -1;
    ctl_parse(&argp, count, arguments, &wish);
    /* The folder is held, so that nobody else changes the configuration meanwhile. */
    enum status status = place_of(wish.conf, &place, &complaint);
    if (status == STATUS_OK)
        status = files_lock(place.folder, &lock, &complaint);
    if (status != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    int code = change(&wish, &place);
    close(lock);
    return code;
}
