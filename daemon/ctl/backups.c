#include "daemon/ctl/backups.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/ctl/ctl.h"
#include "daemon/ctl/files.h"
#include "daemon/ctl/findings.h"

#define NAME_BEGIN "wachtpost-"
#define NAME_END ".mdb"

enum { CHECK_BYTES = 4, TIME_SIZE = sizeof "20250131T230000Z" };
/* Up to and with the dash behind the key check; as much of a name as one store's share. */
enum { SHARED_SIZE = sizeof NAME_BEGIN - 1 + 2 * CHECK_BYTES + 1 };

/* "2025-01-31T23:00:00.000000Z" without what a file's name can do without. */
static void write_time(instant_t instant, char text[TIME_SIZE]) {
    char whole[INSTANT_TEXT_SIZE];
    size_t size = 0;
    instant_text(instant, whole);
    for (const char *at = whole; *at != '.' && *at != 'Z' && size < TIME_SIZE - 2; at++)
        if (*at != '-' && *at != ':')
            text[size++] = *at;
    text[size++] = 'Z';
    text[size] = '\0';
}

enum status backups_name(struct backups_name *name, const char *path, bool in_folder, instant_t now,
                         struct complaint *complaint) {
    char copy[PATH_MAX];
    *name = (struct backups_name){.in_folder = in_folder, .now = now};
    if (strlen(path) >= sizeof copy)
        return complain(complaint, STATUS_TOO_LARGE, "%s: the path is too long", path);
    strcpy(copy, path);
    strcpy(name->folder, in_folder ? path : dirname(copy));
    if (in_folder)
        return STATUS_OK;
    strcpy(name->path, path);
    if (access(path, F_OK) == 0)
        return complain(complaint, STATUS_BUSY, "%s: is there already, and is left as it is", path);
    return STATUS_OK;
}

const char *backups_name_it(void *context, const struct store_facts *facts) {
    struct backups_name *name = context;
    char time[TIME_SIZE], check[2 * CHECK_BYTES + 1];
    if (!name->in_folder)
        return name->path;
    write_time(name->now, time);
    findings_hex(facts->key_check, CHECK_BYTES, check);
    const int size =
        snprintf(name->path, sizeof name->path, "%s/" NAME_BEGIN "%s-%s-%" PRIu64 NAME_END,
                 name->folder, check, time, facts->events);
    return size < (int)sizeof name->path ? name->path : NULL;
}

/* ---- which go */

/* Of the same store: "wachtpost-KEYCHECK-" and a time behind it. */
static bool is_of(const char *name, const char *made) {
    const size_t size = strlen(name);
    const size_t least = SHARED_SIZE + TIME_SIZE + sizeof NAME_END - 1; /* and some digits */
    if (size <= least || strncmp(name, made, SHARED_SIZE) != 0 ||
        strcmp(name + size - (sizeof NAME_END - 1), NAME_END) != 0)
        return false;
    static const char digits[] = "0123456789";
    const char *time = name + SHARED_SIZE, *events = time + TIME_SIZE;
    return strspn(time, digits) == 8 && time[8] == 'T' && strspn(time + 9, digits) == 6 &&
           time[15] == 'Z' && time[16] == '-' && strspn(events, digits) == size - least;
}

struct old {
    char **names;
    size_t count, room;
};

static bool add(struct old *old, const char *name) {
    if (old->count == old->room) {
        const size_t room = old->room ? 2 * old->room : 64;
        char **larger = reallocarray(old->names, room, sizeof *larger);
        if (larger == NULL)
            return false;
        old->names = larger;
        old->room = room;
    }
    old->names[old->count] = strdup(name);
    return old->names[old->count] && ++old->count;
}

static void free_old(struct old *old) {
    for (size_t i = 0; i < old->count; i++)
        free(old->names[i]);
    free(old->names);
}

/* By key check, which they share, and time: the newest first. */
static int compare(const void *a, const void *b) {
    return -strcmp(*(char *const *)a, *(char *const *)b);
}

/* A file of somebody's who may make backups here. In a folder that others may write into, such as
 * /tmp, a name alone would push out real ones: those beyond the newest N go. */
static bool is_file_of_ours(int directory, uid_t keeper, const char *name) {
    struct stat found;
    return fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(found.st_mode) &&
           (found.st_uid == geteuid() || found.st_uid == keeper || found.st_uid == 0);
}

static bool list(const char *folder, const char *made, struct old *old) {
    struct stat keeper;
    DIR *directory = opendir(folder);
    bool listed = directory != NULL && fstat(dirfd(directory), &keeper) == 0;
    for (const struct dirent *entry = listed ? readdir(directory) : NULL; entry && listed;
         entry = readdir(directory))
        if (is_of(entry->d_name, made) &&
            is_file_of_ours(dirfd(directory), keeper.st_uid, entry->d_name))
            listed = add(old, entry->d_name);
    if (directory == NULL)
        return false;
    closedir(directory);
    if (old->count > 0)
        qsort(old->names, old->count, sizeof *old->names, compare);
    return listed;
}

static bool is_too_old(const char *name, const struct backups_name *made,
                       const struct backups_keep *keep) {
    char since[TIME_SIZE];
    if (keep->days == 0)
        return false;
    write_time(made->now - (instant_t)keep->days * MICROSECONDS_PER_DAY, since);
    return strncmp(name + SHARED_SIZE, since, TIME_SIZE - 1) < 0;
}

static int remove_one(const char *folder, const char *name) {
    char path[PATH_MAX];
    struct complaint complaint = {""};
    if (files_join(path, folder, name, &complaint) != STATUS_OK)
        return ctl_fail(EX_IOERR, "%s", complaint.text);
    if (unlink(path) != 0)
        return errno == ENOENT
                   ? 0 /* another one at work here was first */
                   : ctl_fail(EX_IOERR, "%s: cannot be removed: %s", path, strerror(errno));
    printf("Removed %s\n", path);
    return 0;
}

int backups_remove_old(const struct backups_name *made, const struct backups_keep *keep) {
    struct old old = {0};
    int code = 0;
    if (keep->count == 0 && keep->days == 0)
        return 0;
    const char *name = strrchr(made->path, '/') + 1;
    if (!list(made->folder, name, &old))
        code = ctl_fail(EX_IOERR, "%s: cannot be listed; no old backup was removed", made->folder);
    for (size_t i = 0; i < old.count && code == 0; i++)
        if (strcmp(old.names[i], name) != 0 &&
            ((keep->count && i >= keep->count) || is_too_old(old.names[i], made, keep)))
            code = remove_one(made->folder, old.names[i]);
    free_old(&old);
    return code;
}
