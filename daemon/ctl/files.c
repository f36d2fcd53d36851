#include "daemon/ctl/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status failed(struct complaint *complaint, const char *path, const char *doing) {
    int error = errno;
    enum status status = error == EEXIST ? STATUS_BUSY : STATUS_IO;
    return complain(complaint, status, "%s: cannot %s: %s", path, doing, strerror(error));
}

enum status files_join(char path[PATH_MAX], const char *folder, const char *name,
                       struct complaint *complaint) {
    int size = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    if (size < 0 || size >= PATH_MAX)
        return complain(complaint, STATUS_TOO_LARGE, "%s: the path is too long", folder);
    return STATUS_OK;
}

static bool is_empty(DIR *folder) {
    for (struct dirent *found; (found = readdir(folder)) != NULL;)
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0)
            return false;
    return true;
}

/* A folder that is there, open, and how it is. */
struct found_folder {
    DIR *folder;
    bool is_empty, is_private;
};

static enum status look_at_folder(const char *path, struct found_folder *found,
                                  struct complaint *complaint) {
    struct stat facts;
    found->folder = opendir(path);
    if (found->folder == NULL)
        return failed(complaint, path, "open the folder");
    found->is_empty = is_empty(found->folder);
    found->is_private =
        fstat(dirfd(found->folder), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return STATUS_OK;
}

static enum status take_folder(const char *path, bool only_empty, struct complaint *complaint) {
    struct found_folder found = {.folder = NULL};
    enum status status = look_at_folder(path, &found, complaint);
    if (status != STATUS_OK)
        return status;
    if (only_empty && !found.is_empty)
        status = complain(complaint, STATUS_BUSY,
                          "%s is not empty; name a folder that is not there yet", path);
    else if (!found.is_private && !found.is_empty)
        status = complain(complaint, STATUS_BUSY,
                          "%s is not empty, and others may look into it; name a folder that is not "
                          "there yet",
                          path);
    else if (!found.is_private && fchmod(dirfd(found.folder), 0700) != 0)
        status = failed(complaint, path, "make private");
    closedir(found.folder);
    return status;
}

static enum status make_folder(const char *path, bool only_empty, struct complaint *complaint) {
    if (mkdir(path, 0700) == 0)
        return STATUS_OK;
    if (errno != EEXIST)
        return failed(complaint, path, "make the folder");
    return take_folder(path, only_empty, complaint);
}

enum status files_make_folder(const char *path, struct complaint *complaint) {
    return make_folder(path, false, complaint);
}

enum status files_make_empty_folder(const char *path, struct complaint *complaint) {
    return make_folder(path, true, complaint);
}

static bool write_all(int file, const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t written = write(file, text, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return fsync(file) == 0;
}

static enum status sync_folder(const char *path, struct complaint *complaint) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return failed(complaint, path, "open the folder");
    enum status status =
        fsync(folder) == 0 ? STATUS_OK : failed(complaint, path, "sync the folder");
    close(folder);
    return status;
}

/* Whose the file was that it takes the place of, and who may read it; NULL: there is none. Only
 * root can give a file away, and needs to. */
static bool take_after(int file, const struct stat *former) {
    if (former == NULL)
        return true;
    if ((former->st_uid != geteuid() || former->st_gid != getegid()) &&
        fchown(file, former->st_uid, former->st_gid) != 0)
        return false;
    return fchmod(file, former->st_mode & 07777) == 0;
}

static enum status write_beside(const char *path, const char *text, const struct stat *former,
                                struct complaint *complaint) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return failed(complaint, path, "make the file");
    bool written = take_after(file, former) && write_all(file, text);
    enum status status = written ? STATUS_OK : failed(complaint, path, "write the file");
    close(file);
    return status;
}

static enum status write_and_rename(const char *folder, const char *name, const char *path,
                                    const char *text, const struct stat *former,
                                    struct complaint *complaint) {
    char beside[PATH_MAX];
    if (snprintf(beside, sizeof beside, "%s/.%s.%ld", folder, name, (long)getpid()) >= PATH_MAX)
        return complain(complaint, STATUS_TOO_LARGE, "%s: the path is too long", path);
    enum status status = write_beside(beside, text, former, complaint);
    const unsigned how = former ? 0 : RENAME_NOREPLACE;
    if (status == STATUS_OK && renameat2(AT_FDCWD, beside, AT_FDCWD, path, how) != 0)
        status = failed(complaint, path, "make the file");
    if (status != STATUS_OK) {
        unlink(beside);
        return status;
    }
    return sync_folder(folder, complaint);
}

enum status files_write_new(const char *folder, const char *name, const char *text,
                            struct complaint *complaint) {
    char path[PATH_MAX];
    enum status status = files_join(path, folder, name, complaint);
    return status == STATUS_OK ? write_and_rename(folder, name, path, text, NULL, complaint)
                               : status;
}

enum status files_replace(const char *folder, const char *name, const char *text,
                          struct complaint *complaint) {
    char path[PATH_MAX];
    struct stat former;
    enum status status = files_join(path, folder, name, complaint);
    if (status != STATUS_OK)
        return status;
    if (lstat(path, &former) != 0)
        return failed(complaint, path, "look at the file");
    if (!S_ISREG(former.st_mode))
        return complain(complaint, STATUS_IO, "%s is no ordinary file; change it where it is",
                        path);
    return write_and_rename(folder, name, path, text, &former, complaint);
}

char *files_read(const char *folder, const char *name, size_t most, struct complaint *complaint) {
    char path[PATH_MAX];
    if (files_join(path, folder, name, complaint) != STATUS_OK)
        return NULL;
    FILE *file = fopen(path, "re");
    char *text = file ? calloc(1, most + 1) : NULL;
    if (text != NULL) {
        const size_t size = fread(text, 1, most, file);
        if (ferror(file) || strlen(text) != size) {
            free(text);
            text = NULL;
        }
    }
    if (text == NULL)
        failed(complaint, path, "read the file");
    if (file != NULL)
        fclose(file);
    return text;
}

enum status files_lock(const char *folder, int *fd, struct complaint *complaint) {
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return failed(complaint, folder, "open the folder");
    while (flock(opened, LOCK_EX) != 0)
        if (errno != EINTR) {
            enum status status = failed(complaint, folder, "lock the folder");
            close(opened);
            return status;
        }
    *fd = opened;
    return STATUS_OK;
}
