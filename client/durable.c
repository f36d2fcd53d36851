#include "client/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Translates errno. */
static enum status failure(const char *path, const char *doing, struct complaint *complaint) {
    enum status status = STATUS_IO;
    if (errno == ENOSPC || errno == EDQUOT)
        status = STATUS_FULL;
    return complain(complaint, status, "%s: %s: %s", path, doing, strerror(errno));
}

static bool write_all(int file, struct bytes content) {
    while (content.size > 0) {
        ssize_t written = write(file, content.at, content.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        content.at += written;
        content.size -= (size_t)written;
    }
    return true;
}

/* A rename is only durable once its folder is. */
static bool sync_folder_of(const char *path) {
    bool done = false;
    char *copy = strdup(path);
    if (!copy)
        return false;
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        done = fsync(folder) == 0;
        close(folder);
    }
    free(copy);
    return done;
}

static bool write_new(const char *path, const struct bytes *parts, size_t part_count) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool done = true;
    for (size_t i = 0; done && i < part_count; i++)
        done = write_all(file, parts[i]);
    done = done && fsync(file) == 0;
    int why = errno;
    if (close(file) != 0 && done)
        return false;
    errno = why;
    return done;
}

enum status durable_replace(const char *path, const struct bytes *parts, size_t part_count,
                            struct complaint *complaint) {
    enum status status = STATUS_OK;
    char *fresh = durable_path("", path, ".new");
    if (!fresh)
        return STATUS_NO_MEMORY;
    if (!write_new(fresh, parts, part_count))
        status = failure(fresh, "schrijven mislukt", complaint);
    else if (rename(fresh, path) != 0 || !sync_folder_of(path))
        status = failure(path, "vervangen mislukt", complaint);
    free(fresh);
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
            free(at);
            if (count < 0)
                return failure(path, "lezen mislukt", complaint);
            return complain(complaint, STATUS_TOO_LARGE, "%s: groter dan %zu bytes", path,
                            max_bytes);
        }
        if (count == 0)
            break;
        filled += (size_t)count;
        if (filled == room) {
            uint8_t *larger = realloc(at, room * 2 + 1);
            if (!larger)
                free(at);
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
        return complain(complaint, STATUS_ABSENT, "%s: dit bestand is er niet", path);
    if (file < 0)
        return failure(path, "openen mislukt", complaint);
    enum status status = read_open(file, path, max_bytes, content, size, complaint);
    close(file);
    return status;
}

enum status durable_folder(const char *path, struct complaint *complaint) {
    enum status status = STATUS_OK;
    char *copy = strdup(path);
    if (!copy)
        return STATUS_NO_MEMORY;
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(copy, 0700);
        *slash = '/';
    }
    struct stat folder;
    if (mkdir(copy, 0700) != 0 && errno != EEXIST)
        status = complain(complaint, STATUS_BAD_CONFIG, "map %s kan niet worden gemaakt: %s", path,
                          strerror(errno));
    else if (stat(copy, &folder) != 0 || !S_ISDIR(folder.st_mode) || access(copy, W_OK | X_OK) != 0)
        status =
            complain(complaint, STATUS_BAD_CONFIG, "in map %s kan niet worden geschreven", path);
    free(copy);
    return status;
}

enum status durable_lock(const char *path, int *lock, struct complaint *complaint) {
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return complain(complaint, STATUS_BAD_CONFIG, "%s: %s", path, strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        close(file);
        return complain(complaint, STATUS_BUSY, "%s is in gebruik door een ander proces", path);
    }
    *lock = file;
    return STATUS_OK;
}

char *durable_path(const char *folder, const char *name, const char *extension) {
    char *path = NULL;
    if (asprintf(&path, "%s%s%s%s", folder, *folder ? "/" : "", name, extension) < 0)
        return NULL;
    return path;
}
