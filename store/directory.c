#include "store/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum status directory_make(const char *path, struct complaint *complaint) {
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return complain(complaint, STATUS_IO, "%s: cannot be made: %s", path, strerror(errno));
    if (chmod(path, 0700) != 0)
        return complain(complaint, STATUS_IO, "%s: chmod 700: %s", path, strerror(errno));
    return STATUS_OK;
}

static bool join(char text[PATH_MAX], const char *path, const char *name) {
    int size = snprintf(text, PATH_MAX, "%s/%s", path, name);
    return size > 0 && size < PATH_MAX;
}

enum status directory_lock(const char *path, int *fd, struct complaint *complaint) {
    char name[PATH_MAX];
    if (!join(name, path, "lock"))
        return complain(complaint, STATUS_IO, "%s: the path is too long", path);
    int lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 && errno == ENOENT)
        return complain(complaint, STATUS_ABSENT, "%s: no such directory; make a store first",
                        path);
    if (lock < 0)
        return complain(complaint, STATUS_IO, "%s: %s", name, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
        *fd = lock;
        return STATUS_OK;
    }
    int why = errno;
    close(lock);
    if (why == EWOULDBLOCK)
        return complain(complaint, STATUS_BUSY,
                        "%s: another process uses this store; stop it first", path);
    return complain(complaint, STATUS_IO, "%s: cannot be locked: %s", name, strerror(why));
}

bool directory_has_environment(const char *path) {
    char name[PATH_MAX];
    return join(name, path, "data.mdb") && access(name, F_OK) == 0;
}

bool directory_is_file(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

void directory_remove_environment(const char *path) {
    char name[PATH_MAX];
    if (join(name, path, "data.mdb"))
        unlink(name);
    if (join(name, path, "lock.mdb"))
        unlink(name);
}

void directory_remove(const char *path) {
    char name[PATH_MAX];
    directory_remove_environment(path);
    if (join(name, path, "lock"))
        unlink(name);
    rmdir(path);
}

bool directory_is_empty(const char *path) {
    DIR *directory = opendir(path);
    if (directory == NULL)
        return false;
    const struct dirent *entry = readdir(directory);
    while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0))
        entry = readdir(directory);
    closedir(directory);
    return entry == NULL;
}

static enum status sync_one(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return STATUS_IO;
    bool synced = fsync(fd) == 0;
    close(fd);
    return synced ? STATUS_OK : STATUS_IO;
}

enum status directory_sync(const char *path) {
    char parent[PATH_MAX];
    if (!join(parent, path, ".."))
        return STATUS_IO;
    enum status status = sync_one(path);
    return status == STATUS_OK ? sync_one(parent) : status;
}

enum status directory_sync_of(const char *file) {
    char copy[PATH_MAX];
    if (strlen(file) >= sizeof copy)
        return STATUS_IO;
    strcpy(copy, file);
    return sync_one(dirname(copy));
}
