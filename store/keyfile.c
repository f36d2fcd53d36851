#include "store/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/directory.h"
#include "store/ring_text.h"

/* How often in a row a file may be replaced while it is read; it is once a month. */
enum { MAX_READS = 1000 };

static enum status fail(const char *path, struct complaint *complaint) {
    return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
}

/* Group may read: that is how a file looks that systemd hands over as a credential
 * (the mask of its access list stands in the group bits). */
static bool is_private(const struct stat *file) {
    return S_ISREG(file->st_mode) && (file->st_mode & (S_IRWXO | S_IWGRP)) == 0;
}

static bool read_whole(int fd, char *text, size_t room, size_t *size) {
    *size = 0;
    for (ssize_t count = 1; count > 0 && *size < room; *size += (size_t)count) {
        count = read(fd, text + *size, room - *size);
        if (count < 0)
            return false;
    }
    return true;
}

static bool write_whole(int fd, const char *text, size_t size) {
    while (size > 0) {
        const ssize_t count = write(fd, text, size);
        if (count <= 0)
            return false;
        text += count;
        size -= (size_t)count;
    }
    return true;
}

/* STATUS_BUSY: it was replaced meanwhile, and what was read may be overwritten already. */
static enum status read_opened(int fd, const char *path, char text[RING_TEXT_BYTES], size_t *size,
                               struct complaint *complaint) {
    struct stat file;
    if (fstat(fd, &file) != 0)
        return fail(path, complaint);
    if (!is_private(&file))
        return complain(complaint, STATUS_BAD_INPUT,
                        "%s: others may read or change the store key; chmod 600 it", path);
    if (!read_whole(fd, text, RING_TEXT_BYTES - 1, size) || fstat(fd, &file) != 0)
        return fail(path, complaint);
    if (file.st_nlink == 0)
        return STATUS_BUSY;
    text[*size] = '\0';
    if (*size == RING_TEXT_BYTES - 1 || strlen(text) != *size)
        return complain(complaint, STATUS_BAD_INPUT, "%s: not a key ring", path);
    return STATUS_OK;
}

static enum status read_text(const char *path, char text[RING_TEXT_BYTES], size_t *size,
                             struct complaint *complaint) {
    enum status status = STATUS_BUSY;
    for (int reads = 0; status == STATUS_BUSY && reads < MAX_READS; reads++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT)
            return complain(complaint, STATUS_ABSENT, "%s: no such store key file", path);
        if (fd < 0)
            return fail(path, complaint);
        status = read_opened(fd, path, text, size, complaint);
        close(fd);
    }
    if (status == STATUS_BUSY)
        return complain(complaint, STATUS_IO, "%s: is replaced on and on", path);
    return status;
}

static enum status no_memory(struct complaint *complaint) {
    return complain(complaint, STATUS_NO_MEMORY, "out of memory");
}

enum status keyfile_read(const char *path, struct ring **ring, struct complaint *complaint) {
    size_t size = 0;
    char *text = sodium_malloc(RING_TEXT_BYTES);
    if (text == NULL)
        return no_memory(complaint);
    enum status status = read_text(path, text, &size, complaint);
    if (status == STATUS_OK)
        status = ring_parse(path, text, ring, complaint);
    sodium_free(text);
    return status;
}

/* A file that was not there. */
static enum status write_new(const char *path, const char *text, size_t size,
                             struct complaint *complaint) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return complain(complaint, STATUS_BUSY, "%s: is there already", path);
    if (fd < 0)
        return fail(path, complaint);
    bool written = fchmod(fd, 0600) == 0 && write_whole(fd, text, size) && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 && written) {
        written = false;
        why = errno;
    }
    if (written)
        return STATUS_OK;
    unlink(path);
    errno = why;
    return fail(path, complaint);
}

/* Zeros over what a file says that no longer has a name; as far as it goes. */
static void overwrite(int fd) {
    static const char zeros[4096];
    struct stat file;
    if (fstat(fd, &file) != 0 || file.st_nlink != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return;
    for (off_t left = file.st_size; left > 0; left -= (off_t)sizeof zeros)
        if (!write_whole(fd, zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros))
            return;
    (void)!fsync(fd);
}

/* What a replacement left that was cut off. */
static void remove_left(const char *path) {
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    unlink(path);
    if (fd < 0)
        return;
    overwrite(fd);
    close(fd);
}

/* The new one takes the name; the old one, which is then nobody's, is overwritten. */
static enum status take_place(const char *path, const char *fresh, struct complaint *complaint) {
    int before = open(path, O_WRONLY | O_CLOEXEC);
    enum status status = STATUS_OK;
    if (rename(fresh, path) != 0) {
        status = fail(path, complaint);
        remove_left(fresh);
    } else if (directory_sync_of(path) != STATUS_OK) {
        status = fail(path, complaint);
    } else if (before >= 0) {
        overwrite(before);
    }
    if (before >= 0)
        close(before);
    return status;
}

enum status keyfile_replace(const char *path, const struct ring *ring,
                            struct complaint *complaint) {
    char fresh[PATH_MAX];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
        return complain(complaint, STATUS_IO, "%s: the path is too long", path);
    char *text = sodium_malloc(RING_TEXT_BYTES);
    if (text == NULL)
        return no_memory(complaint);
    remove_left(fresh);
    enum status status = write_new(fresh, text, ring_print(ring, text), complaint);
    if (status == STATUS_OK)
        status = take_place(path, fresh, complaint);
    sodium_free(text);
    return status == STATUS_BUSY ? STATUS_IO : status; /* what is no file of ours has that name */
}

/* As write_new, durable and removed when it cannot be. */
static enum status make_durable(const char *path, const char *text, size_t size,
                                struct complaint *complaint) {
    enum status status = write_new(path, text, size, complaint);
    if (status != STATUS_OK || directory_sync_of(path) == STATUS_OK)
        return status;
    status = fail(path, complaint);
    unlink(path);
    return status;
}

/* Parsing spoils what it reads, so it gets a text of its own. */
static enum status copy_text(const char *path, const char *copy, char text[RING_TEXT_BYTES],
                             char spoilt[RING_TEXT_BYTES], struct complaint *complaint) {
    size_t size = 0;
    struct ring *ring = NULL;
    enum status status = read_text(path, text, &size, complaint);
    if (status == STATUS_OK)
        status = ring_parse(path, strcpy(spoilt, text), &ring, complaint);
    if (status == STATUS_OK)
        status = make_durable(copy, text, size, complaint);
    ring_free(&ring);
    return status;
}

enum status keyfile_copy(const char *path, const char *copy, struct complaint *complaint) {
    char *text = sodium_malloc(RING_TEXT_BYTES), *spoilt = sodium_malloc(RING_TEXT_BYTES);
    enum status status =
        text && spoilt ? copy_text(path, copy, text, spoilt, complaint) : no_memory(complaint);
    sodium_free(spoilt);
    sodium_free(text);
    return status;
}

enum status store_key_create(const char *path, struct complaint *complaint) {
    enum { DIGITS = 2 * STORE_KEY_BYTES };
    uint8_t key[STORE_KEY_BYTES];
    char text[DIGITS + 2];
    if (sodium_init() < 0)
        return complain(complaint, STATUS_IO, "libsodium does not start");
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(text, DIGITS + 1, key, sizeof key);
    text[DIGITS] = '\n';
    enum status status = make_durable(path, text, DIGITS + 1, complaint);
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    return status;
}
