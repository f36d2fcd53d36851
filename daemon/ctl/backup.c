#include "daemon/ctl/ctl.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "daemon/clock.h"
#include "daemon/ctl/backups.h"
#include "daemon/ctl/findings.h"
#include "daemon/ctl/record.h"
#include "daemon/engine/checkpoint.h"
#include "store/backup.h"
#include "store/keyfile.h"

struct wish {
    const char *conf, *path, *key_copy;
    struct backups_keep keep;
};

enum { KEY_KEEP = 256, KEY_KEEP_DAYS, KEY_KEY_COPY };

static const struct argp_option options[] = {
    {"keep", KEY_KEEP, "N", 0,
     "remove all but the N newest of this store's backups in the folder, once this one is made", 0},
    {"keep-days", KEY_KEEP_DAYS, "N", 0, "... and those made more than N days ago", 0},
    {"key-copy", KEY_KEY_COPY, "FILE", 0,
     "also copy the key ring as it is now to FILE, in another folder than the backup", 0},
    {0}};

static unsigned read_count(const char *text, struct argp_state *state) {
    char *end = NULL;
    errno = 0;
    const unsigned long count = strtoul(text, &end, 10);
    if (errno != 0 || *text < '0' || *text > '9' || *end != '\0' || count == 0 || count > 100000)
        argp_error(state, "%s: not a number from 1 to 100000", text);
    return (unsigned)count;
}

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_KEEP:
        wish->keep.count = read_count(argument, state);
        return 0;
    case KEY_KEEP_DAYS:
        wish->keep.days = read_count(argument, state);
        return 0;
    case KEY_KEY_COPY:
        wish->key_copy = argument;
        return 0;
    case ARGP_KEY_ARG:
        ctl_take_one(&wish->path, argument, "one file or folder at a time", state);
        return 0;
    case ARGP_KEY_END:
        if (wish->path == NULL)
            argp_error(state, "FILE or FOLDER is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool is_folder(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static void tell_made(const char *path, const struct store_facts *facts, const uint8_t *hash,
                      const char *key_file) {
    char text[2 * STORE_BACKUP_HASH_BYTES + 1];
    printf("%s: made; all %" PRIu64 " records of it were read again.\n", path, facts->records);
    findings_print_facts(facts, key_file);
    printf(
        "  b2sum -l 256 %s\n\nIt cannot be read without the store key, and the key is not in it: "
        "keep a copy of the key file\nsomewhere else than the backups.\n",
        findings_hex(hash, STORE_BACKUP_HASH_BYTES, text));
}

/* The backup is good without it; only a rebuild that begins with it then has nothing to hold it
 * against. */
static void tell_journal(const char *conf, const struct store_options *store, const char *path) {
    const struct store_options file = {path, store->key_file, store->map_bytes};
    struct complaint complaint = {""};
    struct checkpoint checkpoint;
    if (checkpoint_of(&file, &checkpoint, &complaint) != STATUS_OK)
        ctl_fail(0, "%s: %s", path, complaint.text);
    else if (ctl_record_checkpoint(conf, &checkpoint) == 0)
        return;
    ctl_fail(0, "the backup was made all the same, but the journal does not say what it holds");
}

static int back_up(const struct wish *wish, const struct store_options *store,
                   struct backups_name *name) {
    struct findings findings;
    struct store_facts facts = {0};
    struct complaint complaint = {""};
    uint8_t hash[STORE_BACKUP_HASH_BYTES];
    const struct timepiece clock = clock_real();
    const struct store_listener listener = findings_listener(&findings);
    enum status status =
        backups_name(name, wish->path, is_folder(wish->path), clock_now(&clock), &complaint);
    if (status == STATUS_OK)
        status = store_backup(store, name->folder, backups_name_it, name, &listener, &facts, hash,
                              &complaint);
    const int code = findings_exit_code_of_making(&findings, status, store->directory, &complaint);
    if (code == 0) {
        tell_made(name->path, &facts, hash, store->key_file);
        ctl_record_file(wish->conf, "BACKUP", name->path);
        tell_journal(wish->conf, store, name->path);
    }
    return code;
}

/* Whoever finds a backup should not find its key with it. */
static bool is_same_folder(const char *one, const char *other) {
    struct stat first, second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static int copy_key(const char *key_file, const char *copy) {
    struct complaint complaint = {""};
    if (keyfile_copy(key_file, copy, &complaint) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "the key ring was not copied: %s", complaint.text);
    printf("The key ring was copied to %s\n", copy);
    return 0;
}

static int check_key_copy(const struct wish *wish) {
    struct backups_name backup, copy;
    struct complaint complaint = {""};
    if (backups_name(&backup, wish->path, is_folder(wish->path), 0, &complaint) != STATUS_OK ||
        backups_name(&copy, wish->key_copy, false, 0, &complaint) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    if (is_same_folder(backup.folder, copy.folder))
        return ctl_fail(EX_USAGE, "%s: in the same folder as the backup, which it would open",
                        wish->key_copy);
    return 0;
}

int backup_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "FILE|FOLDER",
        "Copies the store as it is at this moment into one file; the daemon may run. In a "
        "folder the file is named by the store's key, the time and the last event.\v"
        "The file is there only when it is complete, durable and was read again as verify "
        "does; nobody else may read it, and a file that is there is never replaced. What an "
        "earlier backup left when it was killed is removed by the next one into the folder. "
        "Old backups are removed only when asked, and only those with a name as this command "
        "gives, of this store's key.\n\n"
        "Example:\n"
        "  wachtpostctl backup -c wachtpostd.conf --keep 14 /var/backups/wachtpost\n\n"
        "Exit codes: 0 done, 64 wrong usage, 65 the store is damaged, 73 the file cannot be "
        "made, 74 the store cannot be read, 75 interrupted, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.conf = NULL};
    struct settings_file *file = NULL;
    struct store_options store;
    struct backups_name made;
    ctl_parse(&argp, count, arguments, &wish);
    if ((wish.keep.count || wish.keep.days) && !is_folder(wish.path))
        return ctl_fail(EX_USAGE, "%s: --keep and --keep-days are for a folder of backups",
                        wish.path);
    int code = findings_options(wish.conf, NULL, &file, &store);
    if (code == 0 && wish.key_copy)
        code = check_key_copy(&wish);
    if (code == 0)
        code = back_up(&wish, &store, &made);
    if (code == 0 && wish.key_copy)
        code = copy_key(store.key_file, wish.key_copy);
    /* Last: without its key ring the new one is no reason yet to let others go. */
    if (code == 0 && made.in_folder)
        code = backups_remove_old(&made, &wish.keep);
    settings_free(&file);
    return code;
}
