#include "daemon/ctl/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/clock.h"
#include "daemon/ctl/command.h"
#include "daemon/ctl/files.h"
#include "daemon/settings/source.h"

day_t change_today(void) {
    const struct timepiece clock = clock_real();
    return day_of_instant(clock_now(&clock));
}

day_t change_parse_day(struct argp_state *state, const char *option, const char *text) {
    day_t day = DAY_NONE;
    if (!day_parse(text, &day))
        argp_error(state, "%s %s: write a date like 2027-01-31", option, text);
    return day;
}

static int read_settings(struct change *change) {
    struct mistakes mistakes;
    enum status status = settings_read(change->conf, &change->file, &mistakes);
    if (status == STATUS_OK)
        return 0;
    return ctl_fail(ctl_tell(&mistakes, status), "nothing was written; mend this first");
}

static const struct participant *find(const struct rules_settings *rules, const char *name) {
    for (size_t i = 0; i < rules->participant_count; i++)
        if (strcmp(rules->participants[i].name, name) == 0)
            return &rules->participants[i];
    return NULL;
}

/* Read once to learn which folder it is, and again when nobody can change it any more. */
int change_begin(const char *conf, const char *name, struct change *change) {
    struct complaint complaint = {""};
    *change = (struct change){.conf = conf, .lock = -1};
    int code = read_settings(change);
    if (code != 0)
        return code;
    const char *folder = settings_of(change->file)->process.participants;
    if (files_lock(folder, &change->lock, &complaint) != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    settings_free(&change->file);
    code = read_settings(change);
    if (code == 0)
        change->before = find(&settings_of(change->file)->rules, name);
    return code;
}

void change_end(struct change *change) {
    settings_free(&change->file);
    if (change->lock >= 0)
        close(change->lock);
    change->lock = -1;
}

/* What the file is to be; malloc'ed. NULL: told why. */
static char *text_of(const struct change *change, const char *folder, const char *file,
                     const struct participant *after, bool *kept) {
    struct complaint complaint = {"out of memory"};
    char *text = NULL;
    *kept = true;
    if (change->before == NULL) {
        text = settings_participant_text(after);
    } else {
        char *former = files_read(folder, file, MAX_CONFIG_BYTES, &complaint);
        if (former != NULL)
            text = settings_amended_text(former, after, kept);
        free(former);
    }
    if (text == NULL)
        ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    return text;
}

static int check(const struct change *change, const char *name, const char *text) {
    struct settings_file *with = NULL;
    struct mistakes mistakes;
    enum status status = settings_try(change->conf, name, text, &with, &mistakes);
    settings_free(&with);
    return status == STATUS_OK ? 0 : ctl_fail(ctl_tell(&mistakes, status), "nothing was written");
}

static int put(const struct change *change, const char *folder, const char *file, const char *text,
               bool kept) {
    struct complaint complaint = {""};
    enum status status = change->before ? files_replace(folder, file, text, &complaint)
                                        : files_write_new(folder, file, text, &complaint);
    if (status != STATUS_OK)
        return ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    printf("Wrote %s/%s%s.\n", folder, file,
           kept ? ""
                : ", whole and without the comments it had: its keys did not stand there as "
                  "one plain list");
    return 0;
}

int change_write(const struct change *change, const struct participant *after) {
    const char *folder = settings_of(change->file)->process.participants;
    char file[NAME_MAX];
    bool kept;
    if (snprintf(file, sizeof file, "%s.conf", after->name) >= NAME_MAX)
        return ctl_fail(EX_USAGE, "the name is too long");
    char *text = text_of(change, folder, file, after, &kept);
    if (text == NULL)
        return EX_CANTCREAT;
    int code = check(change, after->name, text);
    if (code == 0)
        code = put(change, folder, file, text, kept);
    free(text);
    return code;
}

int change_take_effect(const char *conf, bool leave_daemon) {
    static const char *const words[] = {"reload"};
    struct ctl_answer answer;
    bool runs = false;
    if (leave_daemon) {
        printf("A daemon that runs does not know of it yet: wachtpostctl reload -c %s\n", conf);
        return 0;
    }
    int code = ctl_tell_daemon(conf, words, 1, &answer, &runs);
    if (code != 0)
        return ctl_fail(code, "what was written stands, and counts when the daemon has read it: "
                              "wachtpostctl reload");
    if (!runs) { /* one on its way up reads the files again once it listens */
        puts("No daemon runs: it counts when one starts.");
        return 0;
    }
    code = answer.code;
    if (code == 0)
        fputs("The daemon has read it, and it counts now.\n", stdout);
    else
        ctl_fail(code, "the daemon goes on as it was; what was written stands. It says:\n%s",
                 answer.text);
    ctl_answer_free(&answer);
    return code;
}
