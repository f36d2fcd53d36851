#include "daemon/ctl/ctl.h"

#include <stdio.h>
#include <unistd.h>

#include "daemon/settings/roles.h"
#include "proto/keys/keys.h"

static int check_seed(const char *path) {
    uint8_t seed[SEED_BYTES];
    struct complaint complaint;
    enum status status = keys_seed_read(path, seed, &complaint);
    keys_wipe(seed, sizeof seed);
    return status == STATUS_OK ? 0 : ctl_fail(EX_CONFIG, "server_key: %s", complaint.text);
}

/* What the configuration names and `wachtpostctl init` made. */
static int check_files(const struct process_settings *process) {
    int code = check_seed(process->door.server_key);
    if (process->former_door.server_key != NULL && code == 0)
        code = check_seed(process->former_door.server_key);
    if (access(process->store_key, R_OK) != 0)
        code = ctl_fail(EX_CONFIG, "store_key: %s cannot be read; put the store's key file there",
                        process->store_key);
    if (access(process->store, R_OK | W_OK | X_OK) != 0)
        code = ctl_fail(EX_CONFIG,
                        "store: %s cannot be used; wachtpostctl init makes one, wachtpostctl "
                        "restore puts a backup there",
                        process->store);
    return code;
}

static void summarise_regio(const struct regio *regio) {
    printf("Region's table: %s", regio->count == 0 ? "none, everything counts" : "");
    for (size_t i = 0; i < regio->count; i++)
        printf("%s%s", i > 0 ? ", " : "", regio->rules[i].name);
    putchar('\n');
}

static void summarise(const struct rules_settings *rules) {
    size_t aanbieders = 0, roles[ROLE_COUNT] = {0};
    for (size_t i = 0; i < rules->participant_count; i++) {
        aanbieders += rules->participants[i].aanbieder_count;
        for (size_t j = 0; j < ROLE_COUNT; j++)
            if (rules->participants[i].roles & (1U << j))
                roles[j]++;
    }
    printf("No mistakes. Participants: %zu", rules->participant_count);
    const char *mark = " (";
    for (size_t j = 0; j < ROLE_COUNT; j++)
        if (roles[j] > 0) {
            printf("%s%zu %s", mark, roles[j], role_name(j));
            mark = ", ";
        }
    printf("%s; AGB-codes: %zu.\n", mark[0] == ',' ? ")" : "", aanbieders);
    for (size_t i = 0; i < rules->norm_count; i++) {
        char from[DAY_TEXT_SIZE], words[NORM_TEXT_SIZE];
        printf("Norm %s from %s: %s\n", rules->norms[i].id, day_text(rules->norms[i].from, from),
               norm_words(&rules->norms[i], words));
    }
    summarise_regio(&rules->regio);
}

int check_run(int count, char **arguments) {
    static const struct argp argp = {
        NULL,
        NULL,
        NULL,
        "Reads the configuration and all participants as the daemon would and tells every "
        "mistake, with file and line.\v"
        "Whether a norm that was applied already was changed, only the daemon can tell, at "
        "wachtpostctl reload.\n\n"
        "Example:\n"
        "  wachtpostctl check -c wachtpostd.conf\n\n"
        "Exit codes: 0 no mistakes, 64 wrong usage, 78 mistakes in the configuration, or a "
        "file that it names cannot be used.",
        ctl_config_child,
        NULL,
        NULL};
    const char *conf = NULL;
    struct settings_file *file = NULL;
    struct mistakes mistakes;
    ctl_parse(&argp, count, arguments, &conf);
    enum status status = settings_read(conf, &file, &mistakes);
    if (status != STATUS_OK)
        return ctl_tell(&mistakes, status);
    int code = check_files(&settings_of(file)->process);
    if (code == 0)
        summarise(&settings_of(file)->rules);
    settings_free(&file);
    return code;
}
