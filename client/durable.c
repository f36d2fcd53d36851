#include "client/durable.h"

#include "client/disk.h"
#include "client/language.h"
#include "client/wiping.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* dirname may write into what it is given. */
static char *folder_of(const char *path) {
    char *copy = strdup(path);
    char *folder = copy ? strdup(dirname(copy)) : NULL;
    free(copy);
    return folder;
}

enum status durable_replace(const char *path, const struct bytes *parts, size_t part_count,
                            struct complaint *complaint) {
    char *folder = folder_of(path);
    if (!folder)
        return STATUS_NO_MEMORY;
    enum status status = disk_replace(&disk_system, folder, path, parts, part_count, complaint);
    free(folder);
    return status;
}

static enum status read_open(int file, const char *path, size_t max_bytes, uint8_t **content,
                             size_t *size, struct complaint *complaint) {
    size_t room = 4096, filled = 0;
    uint8_t *at = malloc(room + 1);
    while (at) {
        ssize_t count = read(file, at + filled, room - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 || filled + (size_t)count > max_bytes) {
            const int error = errno;
            wiping_free(at);
            if (count < 0)
                return disk_complain(path, _("lezen mislukt"), error, complaint);
            return complain(complaint, STATUS_TOO_LARGE, _("%s: groter dan %zu bytes"), path,
                            max_bytes);
        }
        if (count == 0)
            break;
        filled += (size_t)count;
        if (filled == room) {
            uint8_t *larger = wiping_realloc(at, room * 2 + 1);
            if (!larger)
                wiping_free(at);
            at = larger;
            room *= 2;
        }
    }
    if (!at)
        return STATUS_NO_MEMORY;
    at[filled] = 0;
    *content = at;
    *size = filled;
    return STATUS_OK;
}

enum status durable_read(const char *path, size_t max_bytes, uint8_t **content, size_t *size,
                         struct complaint *complaint) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return complain(complaint, STATUS_ABSENT, _("%s: dit bestand is er niet"), path);
    if (file < 0)
        return disk_complain(path, _("openen mislukt"), errno, complaint);
    enum status status = read_open(file, path, max_bytes, content, size, complaint);
    close(file);
    return status;
}

/* A folder that was made is only durable once the one above it is. */
static int make_one(const char *path) {
    if (mkdir(path, 0700) != 0)
        return errno;
    char *above = folder_of(path);
    int error = above ? disk_system.sync_folder(disk_system.context, above) : ENOMEM;
    free(above);
    return error;
}

enum status durable_folder(const char *path, struct complaint *complaint) {
    enum status status = STATUS_OK;
    char *copy = strdup(path);
    if (!copy)
        return STATUS_NO_MEMORY;
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        make_one(copy);
        *slash = '/';
    }
    struct stat folder;
    int error = make_one(copy);
    if (error != 0 && error != EEXIST)
        status = complain(complaint, STATUS_BAD_CONFIG, _("map %s kan niet worden gemaakt: %s"),
                          path, durable_why(error));
    else if (stat(copy, &folder) != 0 || !S_ISDIR(folder.st_mode) || access(copy, W_OK | X_OK) != 0)
        status =
            complain(complaint, STATUS_BAD_CONFIG, _("in map %s kan niet worden geschreven"), path);
    free(copy);
    return status;
}

enum status durable_lock(const char *path, int *lock, struct complaint *complaint) {
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return complain(complaint, STATUS_BAD_CONFIG, "%s: %s", path, durable_why(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        close(file);
        return complain(complaint, STATUS_BUSY, _("%s is in gebruik door een ander proces"), path);
    }
    *lock = file;
    return STATUS_OK;
}

const char *durable_why(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return _("er is geen ruimte meer op de schijf");
    case EACCES:
    case EPERM:
        return _("dit account heeft daar de rechten niet voor");
    case EROFS:
        return _("deze schijf is alleen te lezen");
    case ENOENT:
        return _("die map of dat bestand is er niet");
    case ENOTDIR:
        return _("een deel van dit pad is geen map");
    case EISDIR:
        return _("dit is een map");
    case EIO:
        return _("de schijf geeft een fout");
    default:
        return strerror(error);
    }
}

char *durable_path(const char *folder, const char *name, const char *extension) {
    char *path = NULL;
    if (asprintf(&path, "%s%s%s%s", folder, *folder ? "/" : "", name, extension) < 0)
        return NULL;
    return path;
}
