/* The file is one line: "<host> <boot id> <pid> <32 hexadecimal digits>". The digits are drawn for
 * each lock and tell ours from another's. */
#include "client/watch/lock.h"

#include "client/disk.h"
#include "client/durable.h"
#include "client/hex.h"
#include "client/language.h"
#include "proto/keys/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_SIZE 256
#define BOOT_SIZE 64
#define MARK_BYTES 16
#define MARK_SIZE HEX_SIZE(MARK_BYTES)
#define MAX_LOCK_BYTES 1024
#define PROBE_NAME ".wachtpost-watch.probe"

struct holder {
    char host[HOST_SIZE], boot[BOOT_SIZE];
    long pid;
    char mark[MARK_SIZE];
};

struct lock {
    char *path, *probe;
    struct holder self;
    int64_t beat_ms; /* the last one; 0: none yet */
};

static enum status failure(const char *path, struct complaint *complaint) {
    return disk_complain(path, _("schrijven mislukt"), errno, complaint);
}

/* Two machines may have one name; a running kernel has an identity of its own. */
static void read_boot(char boot[BOOT_SIZE]) {
    uint8_t *content = NULL;
    size_t size = 0;
    snprintf(boot, BOOT_SIZE, "-");
    if (durable_read("/proc/sys/kernel/random/boot_id", BOOT_SIZE, &content, &size, NULL) ==
            STATUS_OK &&
        size > 1)
        snprintf(boot, BOOT_SIZE, "%.*s", (int)size - 1, (const char *)content);
    free(content);
}

static struct holder describe_self(void) {
    struct holder self = {.pid = (long)getpid()};
    uint8_t random[SEED_BYTES];
    if (gethostname(self.host, sizeof self.host - 1) != 0 || self.host[0] == 0)
        snprintf(self.host, sizeof self.host, "-");
    read_boot(self.boot);
    keys_random_seed(random);
    hex_text(bytes_of(random, MARK_BYTES), self.mark);
    return self;
}

static bool write_self(const struct lock *lock, int file) {
    char line[MAX_LOCK_BYTES];
    int size = snprintf(line, sizeof line, "%s %s %ld %s\n", lock->self.host, lock->self.boot,
                        lock->self.pid, lock->self.mark);
    bool written = pwrite(file, line, (size_t)size, 0) == size && fsync(file) == 0;
    return close(file) == 0 && written;
}

/* STATUS_DAMAGED: half written, or not a lock; only its age counts then. */
static enum status read_holder(const char *path, struct holder *holder) {
    uint8_t *content = NULL;
    size_t size = 0;
    struct holder read = {.pid = 0};
    *holder = (struct holder){.host = "onbekend"};
    enum status status = durable_read(path, MAX_LOCK_BYTES, &content, &size, NULL);
    if (status == STATUS_OK) {
        int found = sscanf((const char *)content, "%255s %63s %ld %32[0-9a-f]", read.host,
                           read.boot, &read.pid, read.mark);
        status = found == 4 ? STATUS_OK : STATUS_DAMAGED;
    }
    if (status == STATUS_OK)
        *holder = read;
    free(content);
    return status;
}

/* By the file server's clock: how long ago somebody touched the file. */
static enum status age_of(const struct lock *lock, int64_t *age_ms, struct complaint *complaint) {
    struct stat then, now;
    int probe = open(lock->probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (probe < 0 || !write_self(lock, probe) || stat(lock->probe, &now) != 0)
        return failure(lock->probe, complaint);
    unlink(lock->probe);
    if (stat(lock->path, &then) != 0)
        return errno == ENOENT ? STATUS_ABSENT : failure(lock->path, complaint);
    *age_ms = ((int64_t)now.st_mtim.tv_sec - then.st_mtim.tv_sec) * 1000 +
              (now.st_mtim.tv_nsec - then.st_mtim.tv_nsec) / 1000000;
    return STATUS_OK;
}

static bool process_is_gone(const struct lock *lock, const struct holder *holder) {
    return strcmp(holder->host, lock->self.host) == 0 &&
           strcmp(holder->boot, lock->self.boot) == 0 && holder->pid > 0 &&
           kill((pid_t)holder->pid, 0) != 0 && errno == ESRCH;
}

/* STATUS_ABSENT: there is one no more. */
static enum status remove_stale(const struct lock *lock, struct complaint *complaint) {
    struct holder holder;
    int64_t age_ms = 0;
    enum status read = read_holder(lock->path, &holder);
    enum status status = age_of(lock, &age_ms, complaint);
    if (status != STATUS_OK)
        return status;
    bool gone = read == STATUS_OK && process_is_gone(lock, &holder);
    if (!gone && age_ms < LOCK_STALE_MS)
        return complain(complaint, STATUS_BUSY,
                        _("een andere wachtpost (proces %ld op %s) kijkt al naar deze map, %" PRId64
                          " s geleden nog; sluit die, of wacht tot tien minuten na haar einde"),
                        holder.pid, holder.host, age_ms / 1000);
    if (unlink(lock->path) != 0 && errno != ENOENT)
        return failure(lock->path, complaint);
    return STATUS_ABSENT;
}

/* STATUS_BUSY: there is one already. */
static enum status make(const struct lock *lock, struct complaint *complaint) {
    int file = open(lock->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0)
        return errno == EEXIST ? STATUS_BUSY : failure(lock->path, complaint);
    if (write_self(lock, file))
        return STATUS_OK;
    enum status status = failure(lock->path, complaint);
    unlink(lock->path); /* without our name only its age would ever free it */
    return status;
}

/* Of two that find it stale at the same moment one may remove the other's; the other notices at
 * its next beat, which comes before each file. */
static enum status take(const struct lock *lock, struct complaint *complaint) {
    enum status status = make(lock, complaint);
    if (status != STATUS_BUSY)
        return status;
    status = remove_stale(lock, complaint);
    if (status != STATUS_ABSENT)
        return status;
    status = make(lock, complaint);
    if (status == STATUS_BUSY)
        complain(complaint, status, _("een andere wachtpost kijkt al naar deze map"));
    return status;
}

enum status lock_take(const char *folder, struct lock **lock, struct complaint *complaint) {
    struct lock *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    *fresh = (struct lock){.path = durable_path(folder, LOCK_NAME, ""),
                           .probe = durable_path(folder, PROBE_NAME, ""),
                           .self = describe_self()};
    enum status status = fresh->path && fresh->probe ? take(fresh, complaint) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        *lock = fresh;
        return STATUS_OK;
    }
    free(fresh->path);
    free(fresh->probe);
    free(fresh);
    return status;
}

static bool is_ours(const struct lock *lock) {
    struct holder holder;
    return read_holder(lock->path, &holder) == STATUS_OK &&
           strcmp(holder.mark, lock->self.mark) == 0;
}

static enum status touch(const struct lock *lock, struct complaint *complaint) {
    int file = open(lock->path, O_WRONLY | O_CLOEXEC);
    if (file < 0 || !write_self(lock, file))
        return failure(lock->path, complaint);
    return STATUS_OK;
}

enum status lock_beat(struct lock *lock, int64_t now_ms, struct complaint *complaint) {
    struct holder holder;
    enum status read = read_holder(lock->path, &holder);
    if (read == STATUS_IO)
        return failure(lock->path, complaint);
    if (read == STATUS_NO_MEMORY)
        return read;
    if (read == STATUS_ABSENT) /* somebody cleaned up, or the folder is away */
        return make(lock, complaint);
    if (read != STATUS_OK || strcmp(holder.mark, lock->self.mark) != 0)
        return complain(complaint, STATUS_BUSY,
                        _("een andere wachtpost (proces %ld op %s) heeft deze map overgenomen"),
                        holder.pid, holder.host);
    if (lock->beat_ms && now_ms - lock->beat_ms < LOCK_BEAT_MS)
        return STATUS_OK;
    enum status status = touch(lock, complaint);
    if (status == STATUS_OK)
        lock->beat_ms = now_ms;
    return status;
}

void lock_release(struct lock **lock) {
    if (!*lock)
        return;
    if (is_ours(*lock))
        unlink((*lock)->path);
    free((*lock)->path);
    free((*lock)->probe);
    free(*lock);
    *lock = NULL;
}
