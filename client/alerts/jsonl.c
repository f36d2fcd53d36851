#include "client/alerts/jsonl.h"

#include "client/disk.h"
#include "client/language.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest line there can be, and some. */
#define MAX_LINE_BYTES 65536
/* How every line of ours begins. */
#define OUR_LINE "{\"number\":"

struct jsonl {
    char *path;
    int file; /* -1: to be opened */
};

static enum status failure(const struct jsonl *jsonl, const char *doing,
                           struct complaint *complaint) {
    return disk_complain(jsonl->path, doing, errno, complaint);
}

/* A file that is new is only durable once its folder is. */
static enum status sync_folder_of(const char *path, struct complaint *complaint) {
    char *copy = strdup(path);
    int error = copy ? disk_system.sync_folder(disk_system.context, dirname(copy)) : ENOMEM;
    free(copy);
    return error == 0 ? STATUS_OK : disk_complain(path, _("aanmaken mislukt"), error, complaint);
}

/* How many bytes lie behind the last newline; `tail` is the end of the file. */
static size_t torn_bytes(struct bytes tail) {
    size_t torn = 0;
    while (torn < tail.size && tail.at[tail.size - torn - 1] != '\n')
        torn++;
    return torn;
}

static bool is_ours(const uint8_t *line, size_t size) {
    size_t common = size < strlen(OUR_LINE) ? size : strlen(OUR_LINE);
    return memcmp(line, OUR_LINE, common) == 0;
}

static enum status repair(const struct jsonl *jsonl, off_t size, struct complaint *complaint) {
    size_t wanted = size < MAX_LINE_BYTES ? (size_t)size : MAX_LINE_BYTES;
    uint8_t *tail = malloc(MAX_LINE_BYTES);
    if (!tail)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    if (pread(jsonl->file, tail, wanted, size - (off_t)wanted) != (ssize_t)wanted) {
        status = failure(jsonl, _("lezen mislukt"), complaint);
    } else {
        size_t torn = torn_bytes(bytes_of(tail, wanted));
        if (torn > 0 && !is_ours(tail + wanted - torn, torn))
            status =
                complain(complaint, STATUS_BAD_CONFIG,
                         _("%s is geen bestand met alerts: de laatste regel is van iets anders "
                           "en niet af"),
                         jsonl->path);
        else if (torn > 0 && ftruncate(jsonl->file, size - (off_t)torn) != 0)
            status = failure(jsonl, _("herstellen mislukt"), complaint);
    }
    free(tail);
    return status;
}

static enum status make_ready(const struct jsonl *jsonl, struct complaint *complaint) {
    struct stat file;
    if (flock(jsonl->file, LOCK_EX | LOCK_NB) != 0)
        return complain(complaint, STATUS_BUSY, _("%s is in gebruik door een ander proces"),
                        jsonl->path);
    if (fstat(jsonl->file, &file) != 0)
        return failure(jsonl, _("openen mislukt"), complaint);
    if (!S_ISREG(file.st_mode))
        return complain(complaint, STATUS_BAD_CONFIG, _("%s is geen gewoon bestand"), jsonl->path);
    if (file.st_size > 0)
        return repair(jsonl, file.st_size, complaint);
    return sync_folder_of(jsonl->path, complaint);
}

static void let_go(struct jsonl *jsonl) {
    if (jsonl->file >= 0)
        close(jsonl->file);
    jsonl->file = -1;
}

static enum status take_hold(struct jsonl *jsonl, struct complaint *complaint) {
    jsonl->file = open(jsonl->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    if (jsonl->file < 0 && errno == ENOSPC)
        return failure(jsonl, _("openen mislukt"), complaint);
    if (jsonl->file < 0)
        return complain(complaint, STATUS_BAD_CONFIG, _("%s: openen mislukt: %s"), jsonl->path,
                        strerror(errno));
    enum status status = make_ready(jsonl, complaint);
    if (status != STATUS_OK)
        let_go(jsonl);
    return status;
}

enum status jsonl_open(const char *path, struct jsonl **jsonl, struct complaint *complaint) {
    struct jsonl *fresh = malloc(sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    *fresh = (struct jsonl){strdup(path), -1};
    enum status status = fresh->path ? take_hold(fresh, complaint) : STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        jsonl_close(&fresh);
    else
        *jsonl = fresh;
    return status;
}

void jsonl_close(struct jsonl **jsonl) {
    if (!*jsonl)
        return;
    let_go(*jsonl);
    free((*jsonl)->path);
    free(*jsonl);
    *jsonl = NULL;
}

/* Whether the path still leads to the file we hold. */
static bool in_place(const struct jsonl *jsonl) {
    struct stat held, named;
    return jsonl->file >= 0 && fstat(jsonl->file, &held) == 0 && stat(jsonl->path, &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/* Lines of which it is not sure that they are on disk come again. Somebody else may have cut
 * the file short meanwhile. */
static void take_back(struct jsonl *jsonl, off_t size) {
    struct stat now;
    if (fstat(jsonl->file, &now) != 0 || (now.st_size > size && ftruncate(jsonl->file, size) != 0))
        let_go(jsonl); /* opening it again takes off half a line, if nothing more */
}

enum status jsonl_append(struct jsonl *jsonl, struct bytes lines, struct complaint *complaint) {
    if (!in_place(jsonl)) {
        let_go(jsonl);
        enum status status = take_hold(jsonl, complaint);
        if (status != STATUS_OK)
            return status;
    }
    struct stat before;
    if (fstat(jsonl->file, &before) != 0)
        return failure(jsonl, _("schrijven mislukt"), complaint);
    int error = disk_system.write(disk_system.context, jsonl->file, lines);
    if (error == 0)
        error = disk_system.sync(disk_system.context, jsonl->file);
    if (error == 0)
        return STATUS_OK;
    enum status status = disk_complain(jsonl->path, _("schrijven mislukt"), error, complaint);
    take_back(jsonl, before.st_size);
    return status;
}
