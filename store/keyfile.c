#include "store/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/directory.h"

enum { HEX_DIGITS = 2 * STORE_KEY_BYTES };

static bool is_space(const char *text) {
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool parse(const char *text, uint8_t key[STORE_KEY_BYTES]) {
    size_t size = 0;
    const char *end = NULL;
    if (sodium_hex2bin(key, STORE_KEY_BYTES, text, strlen(text), NULL, &size, &end) != 0)
        return false;
    return size == STORE_KEY_BYTES && is_space(end);
}

/* Group may read: that is how a file looks that systemd hands over as a credential
 * (the mask of its access list stands in the group bits). */
static bool is_private(int fd) {
    struct stat file;
    return fstat(fd, &file) == 0 && S_ISREG(file.st_mode) &&
           (file.st_mode & (S_IRWXO | S_IWGRP)) == 0;
}

enum status keyfile_read(const char *path, uint8_t key[STORE_KEY_BYTES],
                         struct complaint *complaint) {
    char text[HEX_DIGITS + 16] = "";
    uint8_t found[STORE_KEY_BYTES];
    enum status status = STATUS_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return complain(complaint, STATUS_ABSENT, "%s: no such store key file", path);
    if (fd < 0)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    if (!is_private(fd))
        status = complain(complaint, STATUS_BAD_INPUT,
                          "%s: others may read or change the store key; chmod 600 it", path);
    else if (read(fd, text, sizeof text - 1) < 0)
        status = complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    else if (!parse(text, found))
        status = complain(complaint, STATUS_BAD_INPUT,
                          "%s: not a store key (64 hexadecimal digits)", path);
    else
        memcpy(key, found, STORE_KEY_BYTES);
    sodium_memzero(text, sizeof text);
    sodium_memzero(found, sizeof found);
    close(fd);
    return status;
}

static bool write_key(int fd) {
    uint8_t key[STORE_KEY_BYTES];
    char text[HEX_DIGITS + 2];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(text, HEX_DIGITS + 1, key, sizeof key);
    text[HEX_DIGITS] = '\n';
    bool written = write(fd, text, HEX_DIGITS + 1) == HEX_DIGITS + 1 && fsync(fd) == 0;
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    return written;
}

enum status store_key_create(const char *path, struct complaint *complaint) {
    if (sodium_init() < 0)
        return complain(complaint, STATUS_IO, "libsodium does not start");
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return complain(complaint, STATUS_BUSY, "%s: there is a store key already", path);
    if (fd < 0)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    bool written = write_key(fd);
    written = close(fd) == 0 && written;
    if (written && directory_sync_of(path) == STATUS_OK)
        return STATUS_OK;
    complain(complaint, STATUS_IO, "%s: cannot be written: %s", path, strerror(errno));
    unlink(path);
    return STATUS_IO;
}
