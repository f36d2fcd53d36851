#include "client/disk.h"

#include "client/clock.h"
#include "client/durable.h"
#include "client/language.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_POLL_MS 20
#define FIRST_READ_BYTES 4096

static enum status system_make_folder(void *context, const char *path,
                                      struct complaint *complaint) {
    (void)context;
    return durable_folder(path, complaint);
}

static int system_create(void *context, const char *path, int *file) {
    (void)context;
    int opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (opened < 0)
        return errno;
    *file = opened;
    return 0;
}

static int system_write(void *context, int file, struct bytes content) {
    (void)context;
    while (content.size > 0) {
        ssize_t written = write(file, content.at, content.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        content.at += written;
        content.size -= (size_t)written;
    }
    return 0;
}

static int system_sync(void *context, int file) {
    (void)context;
    return fsync(file) == 0 ? 0 : errno;
}

static int system_close(void *context, int file) {
    (void)context;
    return close(file) == 0 ? 0 : errno;
}

static int system_rename(void *context, const char *from, const char *to) {
    (void)context;
    return rename(from, to) == 0 ? 0 : errno;
}

static int system_remove(void *context, const char *path) {
    (void)context;
    return unlink(path) == 0 ? 0 : errno;
}

static int system_sync_folder(void *context, const char *path) {
    (void)context;
    int folder = open(*path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return errno;
    int error = fsync(folder) == 0 ? 0 : errno;
    close(folder);
    return error;
}

/* Grows by doubling: a folder holds files of a few kilobytes and of megabytes. */
static int read_up_to(int file, size_t max_bytes, uint8_t **content, size_t *size) {
    size_t room = max_bytes < FIRST_READ_BYTES ? max_bytes : FIRST_READ_BYTES, filled = 0;
    uint8_t *at = malloc(room + 1);
    while (at && filled < max_bytes) {
        if (filled == room) {
            room = room < max_bytes / 2 ? room * 2 : max_bytes;
            uint8_t *larger = realloc(at, room + 1);
            if (!larger)
                free(at);
            at = larger;
            continue;
        }
        ssize_t count = read(file, at + filled, room - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            free(at);
            return errno;
        }
        if (count == 0)
            break;
        filled += (size_t)count;
    }
    if (!at)
        return ENOMEM;
    at[filled] = 0;
    *content = at;
    *size = filled;
    return 0;
}

static int system_read(void *context, const char *path, size_t max_bytes, uint8_t **content,
                       size_t *size) {
    (void)context;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int error = read_up_to(file, max_bytes, content, size);
    close(file);
    return error;
}

static int system_list(void *context, const char *path, int (*visit)(void *to, const char *name),
                       void *to) {
    (void)context;
    DIR *folder = opendir(path);
    if (!folder)
        return errno;
    int error = 0;
    errno = 0;
    for (struct dirent *entry; error == 0 && (entry = readdir(folder)); errno = 0)
        if (entry->d_name[0] != '.')
            error = visit(to, entry->d_name);
    if (error == 0)
        error = errno;
    closedir(folder);
    return error;
}

static int system_lock(void *context, const char *path, int64_t wait_ms, int *lock) {
    (void)context;
    const int64_t deadline_ms = clock_monotonic_ms() + wait_ms;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return errno;
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        if ((error == EWOULDBLOCK || error == EINTR) && clock_monotonic_ms() < deadline_ms) {
            clock_sleep_ms(LOCK_POLL_MS);
            continue;
        }
        close(file);
        return error;
    }
    *lock = file;
    return 0;
}

static void system_unlock(void *context, int lock) {
    (void)context;
    close(lock);
}

const struct disk disk_system = {.make_folder = system_make_folder,
                                 .create = system_create,
                                 .write = system_write,
                                 .sync = system_sync,
                                 .close = system_close,
                                 .rename = system_rename,
                                 .remove = system_remove,
                                 .sync_folder = system_sync_folder,
                                 .read = system_read,
                                 .list = system_list,
                                 .lock = system_lock,
                                 .unlock = system_unlock};

static int write_whole(const struct disk *disk, const char *path, const struct bytes *parts,
                       size_t part_count) {
    int file = -1;
    int error = disk->create(disk->context, path, &file);
    if (error != 0)
        return error;
    for (size_t i = 0; error == 0 && i < part_count; i++)
        error = disk->write(disk->context, file, parts[i]);
    if (error == 0)
        error = disk->sync(disk->context, file);
    int closed = disk->close(disk->context, file);
    return error != 0 ? error : closed;
}

enum status disk_replace(const struct disk *disk, const char *folder, const char *path,
                         const struct bytes *parts, size_t part_count,
                         struct complaint *complaint) {
    char *fresh = durable_path("", path, ".new");
    if (!fresh)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    int error = write_whole(disk, fresh, parts, part_count);
    if (error != 0) {
        status = disk_complain(fresh, _("schrijven mislukt"), error, complaint);
        disk->remove(disk->context, fresh); /* what was written of it takes room */
    } else {
        error = disk->rename(disk->context, fresh, path);
        if (error == 0)
            error = disk->sync_folder(disk->context, folder);
        if (error != 0)
            status = disk_complain(path, _("vervangen mislukt"), error, complaint);
    }
    free(fresh);
    return status;
}

enum status disk_complain(const char *path, const char *doing, int error,
                          struct complaint *complaint) {
    enum status status = STATUS_IO;
    if (error == ENOSPC || error == EDQUOT)
        status = STATUS_FULL;
    else if (error == ENOMEM)
        status = STATUS_NO_MEMORY;
    return complain(complaint, status, "%s: %s: %s", path, doing, durable_why(error));
}
