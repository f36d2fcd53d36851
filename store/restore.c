#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/directory.h"
#include "store/forks.h"

/* What the directory is called until the store in it is whole. */
#define UNFINISHED ".restoring"

struct restoring {
    const struct store_options *options; /* as they will be */
    struct store_options aside;          /* the same, for the unfinished directory */
    char directory[PATH_MAX], file[PATH_MAX];
    int held; /* the unfinished directory, with flock until the end; -1: it is not ours */
};

static enum status io(struct complaint *complaint, const char *path) {
    const enum status status =
        errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? STATUS_FULL : STATUS_IO;
    return complain(complaint, status, "%s: %s", path, strerror(errno));
}

/* ---- where it is to be */

static enum status refuse_existing(const char *directory, struct complaint *complaint) {
    return complain(complaint, STATUS_BUSY,
                    "%s: there is something already, and it is left as it is: stop wachtpostd and "
                    "move it aside (mv %s %s.old)",
                    directory, directory, directory);
}

static enum status check_target(const char *directory, struct complaint *complaint) {
    if (access(directory, F_OK) != 0)
        return errno == ENOENT ? STATUS_OK : io(complaint, directory);
    return directory_is_empty(directory) ? STATUS_OK : refuse_existing(directory, complaint);
}

static bool name_aside(struct restoring *r) {
    const char *directory = r->options->directory;
    size_t size = strlen(directory);
    while (size > 1 && directory[size - 1] == '/')
        size--;
    const int length =
        snprintf(r->directory, sizeof r->directory, "%.*s" UNFINISHED, (int)size, directory);
    const int whole = snprintf(r->file, sizeof r->file, "%s/data.mdb", r->directory);
    r->aside = *r->options;
    r->aside.directory = r->directory;
    return length < (int)sizeof r->directory && whole < (int)sizeof r->file;
}

static enum status refuse_another(const struct restoring *r, struct complaint *complaint) {
    return complain(complaint, STATUS_BUSY, "%s: another restore is at work there", r->directory);
}

/* The directory itself, since the lock in it is for who opens a store; by the child that reads for
 * us too, which ends with us. STATUS_ABSENT: there is none. */
static enum status hold(const struct restoring *r, int *held, struct complaint *complaint) {
    const int opened = open(r->directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (opened < 0)
        return errno == ENOENT ? STATUS_ABSENT : io(complaint, r->directory);
    if (flock(opened, LOCK_EX | LOCK_NB) == 0) {
        *held = opened;
        return STATUS_OK;
    }
    const bool is_held = errno == EWOULDBLOCK;
    const enum status status = is_held ? refuse_another(r, complaint) : io(complaint, r->directory);
    close(opened);
    return status;
}

/* What a killed restore left goes; what another one is making stays, and a store in use. */
static enum status clear_aside(const struct restoring *r, struct complaint *complaint) {
    int left = -1, lock = -1;
    enum status status = hold(r, &left, complaint);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_OK : status;
    status = directory_lock(r->directory, &lock, complaint);
    if (status == STATUS_OK) {
        directory_remove(r->directory);
        close(lock);
    }
    close(left);
    return status;
}

/* Between making and holding it, another one may have taken it for left. */
static bool is_where_it_was(const struct restoring *r) {
    struct stat held, named;
    return fstat(r->held, &held) == 0 && lstat(r->directory, &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static void let_go(struct restoring *r) {
    if (r->held >= 0)
        close(r->held);
    r->held = -1;
}

static enum status make_aside(struct restoring *r, struct complaint *complaint) {
    enum status status = clear_aside(r, complaint);
    if (status != STATUS_OK)
        return status;
    if (mkdir(r->directory, 0700) != 0)
        return io(complaint, r->directory);
    status = hold(r, &r->held, complaint);
    if (status != STATUS_OK || is_where_it_was(r))
        return status == STATUS_ABSENT ? refuse_another(r, complaint) : status;
    let_go(r);
    return refuse_another(r, complaint);
}

/* ---- the store in it */

static enum status pour(int from, int to, const char *path, struct complaint *complaint) {
    uint8_t buffer[1 << 16];
    ssize_t size;
    while ((size = read(from, buffer, sizeof buffer)) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return io(complaint, path);
        for (ssize_t at = 0, written; at < size; at += written) {
            written = write(to, buffer + at, (size_t)(size - at));
            if (written < 0 && errno != EINTR)
                return io(complaint, path);
            written = written < 0 ? 0 : written;
        }
    }
    return fsync(to) == 0 ? STATUS_OK : io(complaint, path);
}

static enum status copy(const struct restoring *r, const char *path, struct complaint *complaint) {
    const int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return errno == ENOENT ? complain(complaint, STATUS_ABSENT, "%s: no such file", path)
                               : io(complaint, path);
    const int to = open(r->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    enum status status = to < 0 ? io(complaint, r->file) : pour(from, to, r->file, complaint);
    if (to >= 0)
        close(to);
    close(from);
    return status;
}

/* Every check of an opening, and a conversion when it has an older format. */
static enum status begin_anew(const struct restoring *r, struct store_facts *facts,
                              struct complaint *complaint) {
    struct store *store = NULL;
    enum status status = store_open(&r->aside, &store, complaint);
    if (status != STATUS_OK)
        return status;
    status = forks_begin_incarnation(store);
    if (status == STATUS_OK)
        store_incarnation(store, facts->incarnation);
    else
        complain(complaint, status, "%s: cannot be written: %s", r->directory, status_text(status));
    store_close(&store);
    return status;
}

/* A directory takes the place of an empty one, and of nothing else. */
static enum status give_name(struct restoring *r, struct complaint *complaint) {
    const char *directory = r->options->directory;
    if (directory_sync(r->directory) != STATUS_OK)
        return complain(complaint, STATUS_IO, "%s: cannot be synced", r->directory);
    if (rename(r->directory, directory) != 0)
        return errno == ENOTEMPTY || errno == EEXIST ? refuse_existing(directory, complaint)
                                                     : io(complaint, directory);
    let_go(r);
    enum status status = directory_sync(directory);
    return status == STATUS_OK ? status
                               : complain(complaint, status, "%s: cannot be synced", directory);
}

enum status store_restore(const struct store_options *options, const char *path,
                          const struct store_listener *listener, struct store_facts *facts,
                          struct complaint *complaint) {
    struct restoring r = {.options = options, .held = -1};
    struct store_facts found;
    if (!name_aside(&r))
        return complain(complaint, STATUS_IO, "%s: the path is too long", options->directory);
    enum status status = check_target(options->directory, complaint);
    if (status == STATUS_OK)
        status = make_aside(&r, complaint);
    if (status == STATUS_OK)
        status = copy(&r, path, complaint);
    if (status == STATUS_OK)
        status = store_verify(&r.aside, VERIFY_CONTENT, listener, &found, complaint);
    if (status == STATUS_OK)
        status = begin_anew(&r, &found, complaint);
    if (status == STATUS_OK)
        status = give_name(&r, complaint);
    if (status == STATUS_OK)
        *facts = found;
    if (r.held >= 0)
        directory_remove(r.directory);
    let_go(&r);
    return status;
}
