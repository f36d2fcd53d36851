#include "daemon/ctl/site.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/ctl/files.h"
#include "daemon/settings/settings.h"
#include "daemon/user.h"

#define CONF "wachtpostd.conf"
#define PARTICIPANTS "deelnemers.d"

static const char *state_of(const struct site_wish *wish) {
    return wish->state != NULL ? wish->state : wish->folder;
}

static const char *run_of(const struct site_wish *wish) {
    return wish->run != NULL ? wish->run : wish->folder;
}

/* Folders beside `run`: the front sees that one, what serves the figures its own, and neither the
 * one where orders are given. */
struct run_folders {
    char control[PATH_MAX], metrics[PATH_MAX];
};

static enum status run_folder(const struct site_wish *wish, const char *ending, char path[PATH_MAX],
                              struct complaint *complaint) {
    const char *run = run_of(wish);
    size_t length = strlen(run);
    while (length > 1 && run[length - 1] == '/')
        length--;
    const int size = snprintf(path, PATH_MAX, "%.*s%s", (int)length, run, wish->run ? ending : "");
    return size < PATH_MAX ? STATUS_OK
                           : complain(complaint, STATUS_TOO_LARGE, "%s: the path is too long", run);
}

static enum status run_folders(const struct site_wish *wish, struct run_folders *folders,
                               struct complaint *complaint) {
    enum status status = run_folder(wish, "-control", folders->control, complaint);
    return status == STATUS_OK ? run_folder(wish, "-metrics", folders->metrics, complaint) : status;
}

void site_note_made(struct site_made *made, const char *path) {
    ENSURE(made->count < sizeof made->paths / sizeof *made->paths);
    snprintf(made->paths[made->count++], PATH_MAX, "%s", path);
}

void site_unmake(struct site_made *made) {
    while (made->count > 0)
        remove(made->paths[--made->count]);
}

/* What somebody may depend on. */
static enum status refuse_what_is_there(const struct site_wish *wish, struct complaint *complaint) {
    const struct {
        const char *folder, *name;
    } wanted[] = {{wish->folder, CONF},
                  {wish->folder, "server.seed"},
                  {state_of(wish), "store.key"},
                  {state_of(wish), "store/data.mdb"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char path[PATH_MAX];
        struct stat found;
        enum status status = files_join(path, wanted[i].folder, wanted[i].name, complaint);
        if (status != STATUS_OK)
            return status;
        if (lstat(path, &found) == 0)
            return complain(complaint, STATUS_BUSY,
                            "%s is there already and stays as it is; nothing was made. To make "
                            "another post name another folder",
                            path);
    }
    return STATUS_OK;
}

static enum status find_user(const char *name, const struct passwd **user,
                             struct complaint *complaint) {
    *user = name != NULL && geteuid() == 0 ? getpwnam(name) : NULL;
    if (name != NULL && geteuid() == 0 && *user == NULL)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "there is no user %s on this machine; the package makes wachtpost, and "
                        "--user names another",
                        name);
    return STATUS_OK;
}

/* A folder of root's becomes the user's: he is to write in it. Its name is in a folder that only
 * root changes. */
static enum status make_folder(const char *path, const struct passwd *user, struct site_made *made,
                               struct complaint *complaint) {
    struct stat found;
    const bool is_new = lstat(path, &found) != 0;
    enum status status = files_make_folder(path, complaint);
    if (status != STATUS_OK)
        return status;
    if (is_new)
        site_note_made(made, path);
    if (user == NULL || lstat(path, &found) != 0 || found.st_uid != 0)
        return STATUS_OK;
    if (lchown(path, user->pw_uid, user->pw_gid) != 0)
        return complain(complaint, STATUS_IO, "%s: cannot give it to %s: %s", path, user->pw_name,
                        strerror(errno));
    return STATUS_OK;
}

static enum status make_folders(const struct site_wish *wish, struct site_made *made,
                                struct complaint *complaint) {
    struct run_folders run;
    const char *folders[] = {wish->folder, state_of(wish), run_of(wish), run.control, run.metrics};
    const struct passwd *user = NULL;
    enum status status = run_folders(wish, &run, complaint);
    if (status == STATUS_OK)
        status = find_user(wish->user, &user, complaint);
    for (size_t i = 0; status == STATUS_OK && i < sizeof folders / sizeof *folders; i++)
        status = make_folder(folders[i], user, made, complaint);
    return status;
}

/* As the user, who can make it himself. */
static enum status make_participants(const struct site_wish *wish, struct site_made *made,
                                     struct complaint *complaint) {
    char path[PATH_MAX];
    enum status status = files_join(path, wish->folder, PARTICIPANTS, complaint);
    return status == STATUS_OK ? make_folder(path, NULL, made, complaint) : status;
}

/* NAME in FOLDER, which is there, as the configuration must say it wherever it is read. */
static enum status absolute(char path[PATH_MAX], const char *folder, const char *name,
                            struct complaint *complaint) {
    char whole[PATH_MAX];
    if (realpath(folder, whole) == NULL)
        return complain(complaint, STATUS_IO, "%s: %s", folder, strerror(errno));
    return files_join(path, whole, name, complaint);
}

/* What differs from the defaults, which name everything beside the configuration. */
struct differences {
    char paths[5][PATH_MAX];
    struct option_value values[8];
    size_t count;
};

static void differ(struct differences *all, const char *name, const char *value) {
    if (value != NULL)
        all->values[all->count++] = (struct option_value){name, value};
}

static enum status differ_in_paths(struct differences *all, const struct site_wish *wish,
                                   struct complaint *complaint) {
    struct run_folders run;
    const struct {
        const char *option, *folder, *name;
    } paths[] = {{"store", wish->state, "store"},
                 {"store_key", wish->state, "store.key"},
                 {"engine_socket", wish->run, "engine.sock"},
                 {"control_socket", wish->run ? run.control : NULL, "control.sock"},
                 {"metrics_socket", wish->run ? run.metrics : NULL, "metrics.sock"}};
    enum status status = run_folders(wish, &run, complaint);
    for (size_t i = 0; status == STATUS_OK && i < sizeof paths / sizeof *paths; i++) {
        if (paths[i].folder == NULL)
            continue;
        status = absolute(all->paths[i], paths[i].folder, paths[i].name, complaint);
        if (status == STATUS_OK)
            differ(all, paths[i].option, all->paths[i]);
    }
    return status;
}

static enum status write_conf(const struct site_wish *wish, const char *conf,
                              struct site_made *made, struct complaint *complaint) {
    struct differences all = {.count = 0};
    enum status status = differ_in_paths(&all, wish, complaint);
    if (status != STATUS_OK)
        return status;
    differ(&all, "listen", wish->listen);
    differ(&all, "listen_bell", wish->listen_bell);
    differ(&all, "user", wish->user);
    char *text = settings_default_text(all.values, all.count);
    if (text == NULL)
        return STATUS_NO_MEMORY;
    status = files_write_new(wish->folder, CONF, text, complaint);
    free(text);
    if (status == STATUS_OK)
        site_note_made(made, conf);
    return status;
}

enum status site_begin(const struct site_wish *wish, char conf[PATH_MAX], struct site_made *made,
                       struct complaint *complaint) {
    enum status status = files_join(conf, wish->folder, CONF, complaint);
    if (status == STATUS_OK)
        status = refuse_what_is_there(wish, complaint);
    if (status == STATUS_OK)
        status = make_folders(wish, made, complaint);
    if (status == STATUS_OK && wish->user != NULL)
        status = user_become(wish->user, complaint);
    if (status == STATUS_OK)
        status = make_participants(wish, made, complaint);
    if (status == STATUS_OK)
        status = write_conf(wish, conf, made, complaint);
    return status;
}
