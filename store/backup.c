#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/apart.h"
#include "store/directory.h"
#include "store/txn.h"

/* What a backup is called until it gets its name, and six more. Held with flock for so long. */
#define UNFINISHED ".wachtpost-backup-"

struct unfinished {
    const char *folder;
    char path[PATH_MAX];
    int file; /* -1: none */
};

static enum status io(struct complaint *complaint, const char *path) {
    const enum status status = errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? STATUS_FULL
                               : errno == EEXIST                                    ? STATUS_BUSY
                                                                                    : STATUS_IO;
    return complain(complaint, status, "%s: %s", path, strerror(errno));
}

/* ---- the unfinished file */

/* Held by nobody: what it belonged to was killed. In a folder that others may write into it can be
 * anything: a pipe, say, of which an ordinary open waits for the other end. */
static void remove_if_left(int folder, const char *name) {
    struct stat found;
    const int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return;
    if (fstat(file, &found) == 0 && S_ISREG(found.st_mode) && flock(file, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, name, 0);
    close(file);
}

static void remove_left(const char *path) {
    DIR *folder = opendir(path);
    if (folder == NULL)
        return;
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (strncmp(entry->d_name, UNFINISHED, sizeof UNFINISHED - 1) == 0)
            remove_if_left(dirfd(folder), entry->d_name);
    closedir(folder);
}

/* Between making and holding it, somebody who tidies up may have taken it for left. */
static bool is_ours(int file) {
    struct stat found;
    return flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &found) == 0 && found.st_nlink == 1;
}

static enum status begin(struct unfinished *u, const char *folder, struct complaint *complaint) {
    if (snprintf(u->path, sizeof u->path, "%s/" UNFINISHED "XXXXXX", folder) >= (int)sizeof u->path)
        return complain(complaint, STATUS_IO, "%s: the path is too long", folder);
    u->folder = folder;
    remove_left(folder);
    u->file = mkostemp(u->path, O_CLOEXEC); /* mode 0600 */
    if (u->file < 0)
        return io(complaint, folder);
    if (!is_ours(u->file))
        return complain(complaint, STATUS_BUSY, "%s: another backup is being made; try again",
                        folder);
    return fchmod(u->file, 0600) == 0 ? STATUS_OK : io(complaint, u->path);
}

static void drop(struct unfinished *u) {
    if (u->file < 0)
        return;
    unlink(u->path);
    close(u->file);
}

/* ---- in the child */

struct copying {
    const struct store_options *options;
    const struct unfinished *unfinished;
};

static enum status copy(const struct copying *copying, struct complaint *complaint) {
    struct store *store = NULL;
    const int file = copying->unfinished->file;
    enum status status = store_open_unchecked(copying->options, DISK_READ, &store, complaint);
    if (status != STATUS_OK)
        return status;
    status = disk_copy(store->disk, file);
    store_close(&store);
    if (status != STATUS_OK)
        return complain(complaint, status, "%s: cannot be written: %s", copying->unfinished->folder,
                        status_text(status));
    return fsync(file) == 0 ? STATUS_OK : io(complaint, copying->unfinished->path);
}

static enum status copy_and_read(void *context, struct survey_place *place,
                                 const struct store_listener *listener, struct store_facts *facts,
                                 struct complaint *complaint) {
    const struct copying *copying = context;
    struct store_options options = *copying->options;
    enum status status = copy(copying, complaint);
    if (status != STATUS_OK)
        return status;
    options.directory = copying->unfinished->path;
    return survey(&options, VERIFY_CONTENT, place, listener, facts, complaint);
}

/* ---- its hash and its name */

static enum status hash_file(const struct unfinished *u, uint8_t hash[STORE_BACKUP_HASH_BYTES],
                             struct complaint *complaint) {
    uint8_t buffer[1 << 16];
    crypto_generichash_state state;
    ssize_t size;
    off_t at = 0;
    if (sodium_init() < 0)
        return complain(complaint, STATUS_IO, "libsodium does not start");
    crypto_generichash_init(&state, NULL, 0, STORE_BACKUP_HASH_BYTES);
    while ((size = pread(u->file, buffer, sizeof buffer, at)) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return io(complaint, u->path);
        crypto_generichash_update(&state, buffer, (size_t)size);
        at += size;
    }
    crypto_generichash_final(&state, hash, STORE_BACKUP_HASH_BYTES);
    return STATUS_OK;
}

static enum status give_name(struct unfinished *u, const char *path, struct complaint *complaint) {
    if (path == NULL)
        return complain(complaint, STATUS_IO, "%s: the path is too long", u->folder);
    if (renameat2(AT_FDCWD, u->path, AT_FDCWD, path, RENAME_NOREPLACE) != 0)
        return io(complaint, path);
    close(u->file);
    u->file = -1;
    if (directory_sync_of(path) == STATUS_OK)
        return STATUS_OK;
    return complain(complaint, STATUS_IO,
                    "%s: is complete, but its folder cannot be synced: it may be gone after a "
                    "power failure",
                    path);
}

enum status store_backup(const struct store_options *options, const char *folder,
                         store_backup_name *name, void *context,
                         const struct store_listener *listener, struct store_facts *facts,
                         uint8_t hash[STORE_BACKUP_HASH_BYTES], struct complaint *complaint) {
    struct unfinished u = {.file = -1};
    struct copying copying = {options, &u};
    struct store_facts found;
    enum status status = begin(&u, folder, complaint);
    if (status == STATUS_OK)
        status = apart(copy_and_read, &copying, listener, &found, complaint);
    if (status == STATUS_OK)
        status = hash_file(&u, hash, complaint);
    if (status == STATUS_OK)
        status = give_name(&u, name(context, &found), complaint);
    if (status == STATUS_OK)
        *facts = found;
    drop(&u);
    return status;
}
