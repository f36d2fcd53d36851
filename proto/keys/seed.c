/* The seed file: written once and for good, read only when nobody else can. */
#include "proto/keys/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX_DIGITS = 2 * SEED_BYTES, FILE_BYTES = HEX_DIGITS + 1 };

static enum status failed(struct complaint *complaint, const char *path, const char *doing) {
    int error = errno;
    enum status status = error == ENOSPC || error == EDQUOT ? STATUS_FULL
                         : error == ENOENT                  ? STATUS_ABSENT
                                                            : STATUS_IO;
    return complain(complaint, status, "%s: cannot %s: %s", path, doing, strerror(error));
}

static bool write_all(int file, const char *at, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

/* The file's name is durable only once its directory is. */
static bool sync_directory_of(const char *path) {
    char copy[PATH_MAX];
    if (strlen(path) >= sizeof copy) {
        errno = ENAMETOOLONG;
        return false;
    }
    int directory = open(dirname(strcpy(copy, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    bool synced = fsync(directory) == 0;
    int error = errno;
    close(directory);
    errno = error;
    return synced;
}

enum status keys_seed_write(const char *path, const uint8_t seed[SEED_BYTES],
                            struct complaint *complaint) {
    char text[FILE_BYTES + 1];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        return complain(complaint, STATUS_BUSY,
                        "%s: exists already and is never overwritten; name another file", path);
    if (file < 0)
        return failed(complaint, path, "make the seed file");
    sodium_bin2hex(text, sizeof text, seed, SEED_BYTES);
    text[HEX_DIGITS] = '\n';
    enum status status = STATUS_OK;
    if (!write_all(file, text, FILE_BYTES) || fsync(file) != 0 || !sync_directory_of(path)) {
        status = failed(complaint, path, "write the seed file");
        unlink(path);
    }
    close(file);
    keys_wipe(text, sizeof text);
    return status;
}

/* Up to `size` bytes; -1 when reading fails. */
static ssize_t read_all(int file, char *at, size_t size) {
    size_t got = 0;
    while (got < size) {
        ssize_t piece = read(file, at + got, size - got);
        if (piece < 0 && errno == EINTR)
            continue;
        if (piece < 0)
            return -1;
        if (piece == 0)
            break;
        got += (size_t)piece;
    }
    return (ssize_t)got;
}

static enum status check_private(int file, const char *path, struct complaint *complaint) {
    struct stat about;
    if (fstat(file, &about) != 0)
        return failed(complaint, path, "look at the seed file");
    if (!S_ISREG(about.st_mode))
        return complain(complaint, STATUS_BAD_INPUT, "%s: is not a file; name a seed file", path);
    if (about.st_mode & (S_IRWXG | S_IRWXO))
        return complain(complaint, STATUS_BAD_INPUT,
                        "%s: others may read this seed; run `chmod 600 %s`, and make a new one if "
                        "somebody could have",
                        path, path);
    return STATUS_OK;
}

static bool parse(const char *text, size_t size, uint8_t seed[SEED_BYTES]) {
    size_t bytes;
    if (size != HEX_DIGITS && !(size == FILE_BYTES && text[HEX_DIGITS] == '\n'))
        return false;
    return sodium_hex2bin(seed, SEED_BYTES, text, HEX_DIGITS, NULL, &bytes, NULL) == 0 &&
           bytes == SEED_BYTES;
}

enum status keys_seed_read(const char *path, uint8_t seed[SEED_BYTES],
                           struct complaint *complaint) {
    char text[FILE_BYTES + 1];
    uint8_t found[SEED_BYTES];
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return failed(complaint, path, "open the seed file");
    enum status status = check_private(file, path, complaint);
    if (status != STATUS_OK)
        goto out;
    ssize_t size = read_all(file, text, sizeof text);
    if (size < 0) {
        status = failed(complaint, path, "read the seed file");
        goto out;
    }
    if (parse(text, (size_t)size, found))
        memcpy(seed, found, SEED_BYTES);
    else
        status = complain(complaint, STATUS_BAD_INPUT,
                          "%s: is no seed, which is a line of 64 hexadecimal digits; restore it "
                          "from a backup or make a new one with keygen",
                          path);
out:
    close(file);
    keys_wipe(text, sizeof text);
    keys_wipe(found, sizeof found);
    return status;
}
